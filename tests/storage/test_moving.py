"""A SQLite file moved to PostgreSQL: equal to the row, whole or not at all, and nothing is sent twice by it."""

import hashlib
import multiprocessing
import os
import signal
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Boolean, DateTime, Float, Integer, MetaData, create_engine, insert, select

from storage import moving, outbox
from storage.database import Database, DatabaseInUse, DatabaseMissing, SchemaTooOld, migrate
from storage.errors import DatabaseMoved, DatabaseUnavailable, MoveRefused
from storage.records import Delivery
from storage.schema import REVISIONS
from storage.tables import metadata
from tests.storage.make import letter, put, take_out, ticket
from tests.storage.test_migrations import at_version

pytestmark = pytest.mark.postgres

MOMENT = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC)
WORDS = '{"text": "漏水 🚿 \\ud800 \\u0000 \\"tab\\t\\"", "n": 1.10}'


@pytest.fixture
def empty(postgres_server):
    url = postgres_server.make()
    yield url
    postgres_server.drop(url)


def move(source, target, sound=lambda _work: [], progress=lambda _done, _in_all: None):
    return moving.move(source, target, sound=sound, progress=progress)


def file_of(url):
    return Path(url.removeprefix("sqlite:///"))


def state_of(url):
    return hashlib.sha256(file_of(url).read_bytes()).hexdigest()


def engine_of(url):
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def rows_of(url):
    """Return every row of every table, read without our types; moments in UTC."""
    engine, known = engine_of(url), MetaData()
    with engine.connect() as connection:
        known.reflect(connection)
        found = {
            name: sorted(tuple(map(plain, row)) for row in connection.execute(select(table)))
            for name, table in known.tables.items()
        }
    engine.dispose()
    return found


def plain(value):
    if not isinstance(value, datetime):
        return repr(value)
    return repr(value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


def value(column, n):
    """Return something that fits a column and is another one in each row."""
    match column.type:
        case Boolean():
            return n % 2 == 0
        case DateTime():
            return (MOMENT + timedelta(microseconds=n)).replace(tzinfo=None)
        case Float():
            return n / 7
        case Integer():
            return n
        case _ if column.nullable and n % 2:
            return None
        case _:
            return f"{n}\\ {WORDS}"


def fill(url):
    """Put rows into every table, odd ones."""
    engine, known = engine_of(url), MetaData()
    with engine.begin() as connection:
        known.reflect(connection)
        for name in metadata.tables:
            table = known.tables[name]
            rows = [{one.name: value(one, n) for one in table.columns} for n in range(40, 43)]
            connection.execute(insert(table), rows)
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 90 WHERE name = 'tickets'")
    engine.dispose()


def test_every_row_of_every_table_arrives_as_it_was_and_numbers_go_on(sqlite_url, empty):
    fill(sqlite_url)
    before, told = rows_of(sqlite_url), []
    moved = move(sqlite_url, empty, progress=lambda *parts: told.append(parts))
    assert rows_of(empty) == before == rows_of(sqlite_url)
    assert moved.rows == {name: len(rows) for name, rows in before.items() if name in metadata.tables}
    assert set(moved.rows.values()) == {3}
    assert told[-1] == (2 * sum(moved.rows.values()),) * 2
    with closing(Database.open(empty)) as database:
        assert database.write_now(ticket).id == 91
        assert put(database, letter("new")) == [43]


def test_what_was_on_its_way_is_in_doubt_as_after_a_crash_and_what_waited_goes_once(
    sqlite_database, sqlite_url, empty, machine_clock, business_clock
):
    put(
        sqlite_database,
        letter("twice is well", lane="a"),
        letter("once at most", lane="b", klass=Delivery.at_most_once),
        letter("waits", lane="a"),
    )
    assert len(take_out(sqlite_database)) == 2
    sqlite_database.close()
    move(sqlite_url, empty)
    with closing(Database.open(empty, now=business_clock, machine_now=machine_clock)) as database:
        assert database.write_now(outbox.recover) == []  # whoever sent them may be at it still
        machine_clock.forward(seconds=61)
        assert [row.dedupe_key for row in database.write_now(outbox.recover)] == ["once at most"]
        machine_clock.forward(seconds=2)
        gone = [row.dedupe_key for _ in range(3) for row in finished(database)]
        assert gone == ["twice is well", "waits"]
        assert database.read_now(outbox.counts) == {"sent": 2, "unknown": 1}


def finished(database):
    rows = take_out(database)
    for row in rows:
        database.write_now(lambda work, row=row: outbox.sent(work, row.id, [f"m{row.id}"]))
    return rows


def test_a_run_with_what_was_moved_is_refused_until_somebody_says_otherwise(sqlite_url, empty):
    move(sqlite_url, empty)
    for refused in (lambda: Database.open(sqlite_url, exclusive=True), lambda: move(sqlite_url, empty)):
        with pytest.raises(DatabaseMoved, match=r"all of it is in the database test_\d+ .* remove .*-moved"):
            refused()
    moving.moved_mark(file_of(sqlite_url)).unlink()
    Database.open(sqlite_url, exclusive=True).close()


def test_a_move_that_ended_before_it_could_say_so_is_known_when_it_is_tried_again(sqlite_url, empty):
    fill(sqlite_url)
    first = move(sqlite_url, empty)
    moving.moved_mark(file_of(sqlite_url)).unlink()
    again = move(sqlite_url, empty)
    assert (first.before, again.before, again.rows) == (False, True, first.rows)
    assert moving.moved_mark(file_of(sqlite_url)).exists()


def dies_on_the_way(source, target):
    def progress(_done, _in_all):
        os.kill(os.getpid(), signal.SIGKILL)

    move(source, target, progress=progress)


def test_a_move_that_is_killed_has_moved_nothing_and_can_be_done_again(sqlite_url, empty):
    fill(sqlite_url)
    before, rows = state_of(sqlite_url), rows_of(sqlite_url)
    process = multiprocessing.get_context("spawn").Process(target=dies_on_the_way, args=(sqlite_url, empty))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (rows_of(empty), state_of(sqlite_url)) == ({}, before)
    Database.open(sqlite_url, exclusive=True).close()
    move(sqlite_url, empty)
    assert rows_of(empty) == rows


def test_what_arrives_as_something_else_is_noticed_and_nothing_is_kept(sqlite_url, postgres_server, empty):
    migrate(empty)
    fill(sqlite_url)
    postgres_server.run_in(
        empty,
        "CREATE FUNCTION other() RETURNS trigger AS"
        " $$ BEGIN NEW.text := NEW.text || ' '; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER other BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.id = 41) EXECUTE FUNCTION other()",
    )
    with pytest.raises(MoveRefused, match="messages did not arrive as it was"):
        move(sqlite_url, empty)
    assert sum(map(len, rows_of(empty).values())) == 1  # its revision
    assert not moving.moved_mark(file_of(sqlite_url)).exists()


def test_records_that_are_sound_here_and_not_there_are_not_moved(sqlite_url, empty):
    with pytest.raises(MoveRefused, match="not sound any more, nothing was moved: a gap"):
        move(sqlite_url, empty, sound=lambda work: [] if work.is_sqlite else ["a gap"])
    assert rows_of(empty) == {}
    assert move(sqlite_url, empty, sound=lambda _work: ["a gap"]).problems == ["a gap"]


def test_a_row_that_the_server_refuses_is_told_by_its_table_and_not_by_its_words(sqlite_url, empty):
    engine = engine_of(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO settings VALUES ('a', 'secret' || char(0))")
    engine.dispose()
    with pytest.raises(DatabaseUnavailable, match="the rows of settings were not taken") as refused:
        move(sqlite_url, empty)
    assert "secret" not in str(refused.value)
    assert rows_of(empty) == {}


def test_a_database_that_a_service_works_with_is_not_moved(sqlite_url, empty):
    with (
        closing(Database.open(sqlite_url, exclusive=True)),
        pytest.raises(DatabaseInUse, match="stop it first"),
    ):
        move(sqlite_url, empty)
    migrate(empty)
    with closing(Database.open(empty)) as served:
        served.write_now(lambda _work: None)
        with pytest.raises(DatabaseInUse, match="stop it first"):
            move(sqlite_url, empty)


def test_another_schema_or_kind_is_refused_with_what_to_do(sqlite_url, empty, tmp_path):
    at_version(f"sqlite:///{tmp_path}/old.db", REVISIONS[0])
    with pytest.raises(SchemaTooOld, match=r"old.db has schema 0001.* run frontdesk migrate"):
        move(f"sqlite:///{tmp_path}/old.db", empty)
    with pytest.raises(DatabaseMissing):
        move(f"sqlite:///{tmp_path}/none.db", empty)
    assert not (tmp_path / "none.db").exists()
    at_version(empty, REVISIONS[0])
    with pytest.raises(SchemaTooOld, match=r"at 127.0.0.1:.* run frontdesk migrate"):
        move(sqlite_url, empty)
    for pair in ((empty, empty), (sqlite_url, sqlite_url), (empty, sqlite_url)):
        with pytest.raises(MoveRefused, match="only to PostgreSQL"):
            move(*pair)


def test_a_database_with_rows_in_it_is_not_filled(sqlite_url, empty):
    migrate(empty)
    with closing(Database.open(empty)) as other:
        other.write_now(ticket)
    with pytest.raises(MoveRefused, match=r"is not empty \(.*tickets.*\): name a new database"):
        move(sqlite_url, empty)
