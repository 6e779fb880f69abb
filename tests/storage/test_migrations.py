"""Migrations make exactly the tables that the code works with, on both databases, and never half of them."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from storage import migrations, people
from storage.database import Database, SchemaTooOld, migrate
from storage.migrations.versions import m0001_first
from storage.schema import REVISIONS
from storage.tables import metadata

ROOT = Path(__file__).parents[2]
ON_POSTGRES = """
    SELECT 'column', table_name || '.' || column_name,
           concat_ws(' ', data_type, is_nullable, regexp_replace(column_default, '^nextval.*', 'nextval'))
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def test_the_code_names_every_revision_in_order():
    script = ScriptDirectory.from_config(migrations.config())
    found = [step.revision for step in script.walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS
    assert script.get_current_head() == REVISIONS[-1]


def test_no_migration_goes_back():
    script = ScriptDirectory.from_config(migrations.config())
    assert not [step.revision for step in script.walk_revisions() if hasattr(step.module, "downgrade")]


def on_sqlite(url):
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    connection.close()
    # Where a column says that it is a key, the other writes it below; both mean the same.
    return {(kind, name, _without_spaces(sql or "")) for kind, name, sql in rows if "alembic" not in name}


def _without_spaces(sql):
    # A column that was added later has none before its comma.
    return " ".join(sql.split()).replace(" ,", ",").replace(" )", ")")


def test_a_migrated_file_has_the_tables_of_the_code(sqlite_url, tmp_path):
    url = f"sqlite:///{tmp_path}/made.db"
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    assert on_sqlite(sqlite_url) == on_sqlite(url)


@pytest.mark.postgres
def test_a_migrated_server_has_the_tables_of_the_code(postgres_server, postgres_url):
    url = postgres_server.make()
    states = []
    for each in (postgres_url, url):
        engine = create_engine(each.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            if each == url:
                metadata.create_all(connection)
            rows = {tuple(row) for row in connection.execute(text(ON_POSTGRES))}
            states.append({row for row in rows if "alembic" not in row[1]})
        engine.dispose()
    postgres_server.drop(url)
    assert states[0] == states[1]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def first_version(request, tmp_path):
    """A database of schema 0001, as an earlier version of the product left it."""
    if request.param == "sqlite":
        file = tmp_path / "old.db"
        file.touch()
        url = f"sqlite:///{file}"
        at_version(url, "0001")
        yield url
        return
    server = request.getfixturevalue("postgres_server")
    url = server.make()
    at_version(url, "0001")
    yield url
    server.drop(url)


def at_version(url, version):
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        migrations.upgrade(connection, version)
        connection.execute(
            text(
                'INSERT INTO people (channel, "user", chat, name, estate, language, reachable) '
                "VALUES ('telegram', '100', '100', '王阿姨', 'cuiyuan', 'en', true)"
            )
        )
    engine.dispose()


def test_people_of_the_first_version_have_chosen_no_language(first_version):
    with pytest.raises(SchemaTooOld, match="has schema 0001"):
        Database.open(first_version)
    assert migrate(first_version) == ("0001", REVISIONS[-1])
    database = Database.open(first_version)
    wang = database.read_now(lambda work: people.by_user(work, "telegram", "100"))
    assert (wang.name, wang.estate, wang.language, wang.chosen_language) == ("王阿姨", "cuiyuan", "en", None)
    database.write_now(lambda work: people.choose_language(work, wang.id, "en"))
    assert database.read_now(lambda work: people.get(work, wang.id)).chosen_language == "en"
    database.close()


def test_migrating_twice_changes_nothing(database_url):
    assert migrate(database_url) == (REVISIONS[-1], REVISIONS[-1])


@pytest.mark.postgres
def test_running_services_hear_of_a_migration_and_not_of_one_that_changed_nothing(postgres_server):
    url = postgres_server.make()
    with psycopg.connect(url, autocommit=True) as service:
        service.execute("LISTEN frontdesk")
        assert [migrate(url)[0] for _ in range(2)] == [None, REVISIONS[-1]]
        assert [heard.payload for heard in service.notifies(timeout=0)] == ["leases"]
    postgres_server.drop(url)


def test_migrating_tells_what_it_did(tmp_path):
    assert migrate(f"sqlite:///{tmp_path}/desk.db", create=True) == (None, REVISIONS[-1])


def test_ids_are_never_given_out_twice(database):
    from storage.schema import messages
    from tests.storage.make import message

    def insert(work):
        from storage import messages as kept

        return kept.store(work, message())

    first, last = database.write_now(insert), database.write_now(insert)
    database.write_now(lambda work: work.connection.execute(messages.delete().where(messages.c.id == last)))
    assert database.write_now(insert) > last > first


def test_a_migration_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    def breaks():
        raise KeyboardInterrupt

    monkeypatch.setattr(m0001_first, "_settings", breaks)
    url = f"sqlite:///{tmp_path}/desk.db"
    # alembic loads revisions by path, so it has to be given the module that breaks.
    monkeypatch.setattr("alembic.util.pyfiles.load_module_py", _module)
    with pytest.raises(KeyboardInterrupt):
        migrate(url, create=True)
    assert on_sqlite(url) == set()
    monkeypatch.undo()
    Database.open(url, create=True).close()


def _module(name, path):
    import importlib.util

    if "0001" in str(path):
        return m0001_first
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_table_is_described(table):
    described = (ROOT / "docs" / "storage.md").read_text(encoding="utf-8")
    assert f"\n| `{table}` |" in described
