"""What an operator reads when a database cannot be used: one sentence, no secret."""

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from storage import settings
from storage.database import (
    Database,
    DatabaseInUse,
    DatabaseMissing,
    DatabaseUnavailable,
    SchemaTooNew,
    SchemaTooOld,
    StorageError,
    UnknownDatabase,
    migrate,
)
from storage.schema import REVISIONS

NOBODY = 65534


def set_revision(url, revision):
    with_url = sqlite3.connect(url.removeprefix("sqlite:///"))
    with_url.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with_url.commit()
    with_url.close()


def test_a_missing_file_is_told_and_not_made(tmp_path):
    file = tmp_path / "desk.db"
    with pytest.raises(DatabaseMissing, match=r"desk\.db does not exist: frontdesk migrate creates it"):
        Database.open(f"sqlite:///{file}")
    assert not file.exists()


def test_create_makes_a_missing_file(tmp_path):
    url = f"sqlite:///{tmp_path}/desk.db"
    Database.open(url, create=True).close()
    Database.open(url).close()


def test_create_makes_an_empty_file_into_a_database(tmp_path):
    file = tmp_path / "desk.db"
    file.touch()
    with pytest.raises(SchemaTooOld, match="is empty: run frontdesk migrate"):
        Database.open(f"sqlite:///{file}")
    Database.open(f"sqlite:///{file}", create=True).close()


def test_create_leaves_what_is_there(database_url):
    database = Database.open(database_url)
    database.write_now(lambda work: settings.put(work, "kept", "yes"))
    database.close()
    again = Database.open(database_url, create=True)
    assert again.read_now(lambda work: settings.get(work, "kept")) == "yes"
    again.close()


def test_a_missing_directory_is_told(tmp_path):
    for step in (lambda url: Database.open(url, create=True), lambda url: migrate(url, create=True)):
        with pytest.raises(DatabaseMissing, match="its directory does not exist"):
            step(f"sqlite:///{tmp_path}/nowhere/desk.db")


def test_a_directory_is_no_database(tmp_path):
    with pytest.raises(DatabaseMissing, match="is not a file"):
        Database.open(f"sqlite:///{tmp_path}")


def test_another_file_is_no_database(tmp_path):
    file = tmp_path / "desk.db"
    file.write_text("a shopping list, long enough to be read as a header " * 100)
    with pytest.raises(DatabaseUnavailable, match="is not a database"):
        Database.open(f"sqlite:///{file}")


def test_a_damaged_database_is_told(sqlite_url):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 40960)
    with pytest.raises(StorageError, match=r"damaged|is empty"):
        Database.open(sqlite_url)


def test_a_schema_of_a_later_version_is_refused(sqlite_url):
    set_revision(sqlite_url, "9999")
    with pytest.raises(SchemaTooNew, match="install a later frontdesk"):
        Database.open(sqlite_url)
    with pytest.raises(SchemaTooNew):
        Database.open(sqlite_url, create=True)
    with pytest.raises(SchemaTooNew):
        migrate(sqlite_url)


def test_a_schema_of_an_earlier_version_is_not_migrated_in_passing(sqlite_url, monkeypatch):
    monkeypatch.setattr("storage.opening.REVISIONS", (*REVISIONS, "9999"))
    for create in (False, True):
        with pytest.raises(SchemaTooOld, match="this version needs 9999: run frontdesk migrate"):
            Database.open(sqlite_url, create=create)


def test_somebody_elses_tables_are_not_taken_for_ours(tmp_path):
    other = sqlite3.connect(tmp_path / "desk.db")
    other.execute("CREATE TABLE something (id INTEGER)")
    other.close()
    with pytest.raises(SchemaTooOld, match="run frontdesk migrate"):
        Database.open(f"sqlite:///{tmp_path}/desk.db")


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim@h/x", "oracle+cx://u:geheim@h/x", "mongodb://u:geheim@h/x"]
)
def test_another_kind_of_database_is_unknown(url):
    with pytest.raises(UnknownDatabase, match="are not known: write sqlite:///") as caught:
        Database.open(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "desk.db", "//geheim", "postgresql://u:geheim@h:port/x"])
def test_what_is_no_url_is_not_repeated(url):
    with pytest.raises(UnknownDatabase, match="cannot be read") as caught:
        Database.open(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(UnknownDatabase, match="has to be a file"):
        Database.open(url, create=True)


def test_a_server_that_does_not_answer_is_told_without_secrets():
    with pytest.raises(DatabaseUnavailable, match=r"desk at 127\.0\.0\.1:9 cannot be reached") as caught:
        Database.open("postgresql://operator:geheim@127.0.0.1:9/desk?sslpassword=geheim")
    assert "geheim" not in str(caught.value)
    assert "operator" not in str(caught.value)


@pytest.mark.postgres
def test_a_missing_postgres_database_is_told(postgres_server):
    with pytest.raises(DatabaseMissing, match=r"nowhere at 127\.0\.0\.1:\d+ does not exist"):
        Database.open(postgres_server.url("nowhere"))


@pytest.mark.postgres
def test_an_empty_postgres_database_is_made_when_asked(postgres_server):
    url = postgres_server.make()
    with pytest.raises(SchemaTooOld, match="is empty: run frontdesk migrate"):
        Database.open(url)
    Database.open(url, create=True).close()
    Database.open(url).close()
    postgres_server.drop(url)


def test_the_short_name_of_postgres_is_understood():
    with pytest.raises(DatabaseUnavailable):
        Database.open("postgres://operator@127.0.0.1:9/desk")


def test_a_second_run_on_one_file_is_refused(sqlite_url):
    first = Database.open(sqlite_url, exclusive=True)
    with pytest.raises(DatabaseInUse, match="is in use by another frontdesk run"):
        Database.open(sqlite_url, exclusive=True)
    first.close()
    Database.open(sqlite_url, exclusive=True).close()


def test_the_command_line_may_write_beside_a_run(sqlite_url):
    run = Database.open(sqlite_url, exclusive=True)
    command = Database.open(sqlite_url)
    command.write_now(lambda work: settings.put(work, "a", "from the command line"))
    run.write_now(lambda work: settings.put(work, "b", "from the service"))
    assert run.read_now(lambda work: settings.get(work, "a")) == "from the command line"
    command.close()
    run.write_now(lambda work: settings.put(work, "c", "still there"))
    run.close()


def test_a_run_that_could_not_open_leaves_no_lock(tmp_path, sqlite_template):
    url = f"sqlite:///{tmp_path}/desk.db"
    with pytest.raises(DatabaseMissing):
        Database.open(url, exclusive=True)
    shutil.copy(sqlite_template, tmp_path / "desk.db")
    Database.open(url, exclusive=True).close()


@pytest.mark.postgres
def test_several_replicas_may_run_on_postgres(postgres_url):
    first, second = (Database.open(postgres_url, exclusive=True) for _ in range(2))
    first.close()
    second.close()


OPEN_AS_NOBODY = """
import os, sys
from storage.database import Database, StorageError
template, url, user = sys.argv[1:]
Database.open(template).close()  # everything is imported while it can be read
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(int(user)), os.setuid(int(user))
try:
    Database.open(url, exclusive="run" in url).close()
except StorageError as error:
    print(type(error).__name__, error)
else:
    print("opened")
"""


def opened_by_somebody_without_rights(template, url):
    """Return what they read; root may write everywhere, so the process becomes another user."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN_AS_NOBODY, f"sqlite:///{template}", url, str(NOBODY)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def shared(sqlite_template, tmp_path):
    """A directory that every user can reach, with a database in it."""
    directory = Path(tempfile.mkdtemp(prefix="frontdesk-shared-"))
    shutil.copy(sqlite_template, directory / "desk.db")
    shutil.copy(sqlite_template, tmp_path / "mine.db")
    yield directory
    directory.chmod(0o755)
    shutil.rmtree(directory)


@pytest.mark.parametrize(("file", "directory"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)])
def test_a_database_without_rights_to_write_is_told(shared, tmp_path, file, directory):
    (shared / "desk.db").chmod(file)
    shared.chmod(directory)
    told = opened_by_somebody_without_rights(tmp_path / "mine.db", f"sqlite:///{shared}/desk.db")
    assert re.match(r"Database(ReadOnly|Unavailable) the database .*(read-only|look at the rights)", told)


def test_a_directory_without_rights_cannot_be_locked_for_a_run(shared, tmp_path):
    (shared / "desk.db").rename(shared / "run.db")
    shared.chmod(0o555)
    told = opened_by_somebody_without_rights(tmp_path / "mine.db", f"sqlite:///{shared}/run.db")
    assert told.startswith("DatabaseReadOnly")


def test_an_unreadable_database_is_told(shared, tmp_path):
    (shared / "desk.db").chmod(0)
    shared.chmod(0o755)
    told = opened_by_somebody_without_rights(tmp_path / "mine.db", f"sqlite:///{shared}/desk.db")
    assert told.startswith("DatabaseUnavailable")
    assert "look at the rights" in told


def test_a_directory_that_cannot_be_entered_is_told(shared, tmp_path):
    shared.chmod(0o700)
    told = opened_by_somebody_without_rights(tmp_path / "mine.db", f"sqlite:///{shared}/desk.db")
    assert told.startswith("DatabaseUnavailable")
    assert "look at the rights" in told


def test_opening_does_not_load_alembic(sqlite_url):
    code = (
        "import sys, storage, storage.database as d; d.Database.open(sys.argv[1]).close();"
        "print('alembic' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sqlite_url], capture_output=True, text=True, cwd=Path.cwd(), check=True
    )
    assert done.stdout.split() == ["False", "False"]
