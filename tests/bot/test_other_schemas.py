"""A database of another version is refused with what to do, and is not touched."""

import sqlite3

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage.schema import REVISIONS
from tests.bot.test_verify import CONFIG


@pytest.mark.parametrize("command", ["run", "verify", "parked"])
@pytest.mark.parametrize(
    ("revision", "told"),
    [
        (
            REVISIONS[0],
            f"has schema {REVISIONS[0]}, this version needs {REVISIONS[-1]}: run frontdesk migrate",
        ),
        ("9999", "has schema 9999, which this version does not know: install a later frontdesk"),
    ],
)
def test_a_database_of_another_version_is_refused_with_what_to_do(
    sqlite_url, tmp_path, command, revision, told
):
    file = sqlite_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(url=sqlite_url), encoding="utf-8")
    result = CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"}).invoke(
        main, [command, "--config", str(config)]
    )
    assert (result.exit_code, result.stderr.strip().endswith(told)) == (1, True)
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
    connection.close()
