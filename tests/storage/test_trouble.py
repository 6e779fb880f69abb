"""Full disks, locks of others, killed processes: what was reported as kept is kept, whatever happens."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from storage import settings
from storage.database import Database, DatabaseReadOnly, DatabaseUnavailable
from tests.storage.test_lane import behind_a_gate, put, value_of

ROOT = Path(__file__).parents[2]


def room_for(pages):
    """Let the database grow by so many pages and no more, as a quota would."""

    def unit(work):
        run = work.connection.exec_driver_sql
        run(f"PRAGMA max_page_count = {run('PRAGMA page_count').scalar() + pages}").scalar()

    return unit


BIG = "x" * 2_000_000


async def test_a_full_disk_fails_the_unit_that_hit_it_and_no_other(sqlite_database):
    sqlite_database.write_now(room_for(20))
    units = [put("a"), put("b", BIG), put("c"), put("d", BIG), put("e")]
    results, _ = await behind_a_gate(sqlite_database, units)
    assert [type(result) for result in results] == [
        type(None),
        DatabaseUnavailable,
        type(None),
        DatabaseUnavailable,
        type(None),
    ]
    assert "the disk is full" in str(results[1])
    assert [value_of(sqlite_database, name) for name in "abcde"] == ["x", None, "x", None, "x"]


async def test_a_disk_that_is_full_for_everybody_keeps_nothing_and_recovers(sqlite_database):
    sqlite_database.write_now(room_for(0))
    results, _ = await behind_a_gate(sqlite_database, [put(name, BIG) for name in "abc"])
    assert {type(result) for result in results} == {DatabaseUnavailable}
    sqlite_database.write_now(room_for(10_000))
    sqlite_database.write_now(put("a", BIG))
    assert [value_of(sqlite_database, name) for name in "abc"] == [BIG, None, None]


def hides_a_full_disk(work):
    settings.put(work, "before", "x")
    try:
        with work.savepoint():
            settings.put(work, "big", BIG)
    except Exception:  # noqa: BLE001 - this unit is meant to be bad
        pass
    settings.put(work, "after", "x")


async def test_a_unit_that_hides_a_full_disk_does_not_go_on_outside_its_transaction(sqlite_database):
    sqlite_database.write_now(room_for(20))
    results, _ = await behind_a_gate(sqlite_database, [put("a"), hides_a_full_disk, put("b")])
    for name, result in (("a", results[0]), ("b", results[2])):
        assert result is None
        assert value_of(sqlite_database, name) == "x"
    # Whether SQLite could undo the statement alone is its own affair; halves are not.
    kept = [value_of(sqlite_database, name) for name in ("before", "after")]
    assert kept == (["x", "x"] if results[1] is None else [None, None])


def ends_its_transaction(work):
    """Do what SQLite does by itself when the disk is full."""
    settings.put(work, "mine", "x")
    work.connection.connection.driver_connection.execute("ROLLBACK")
    settings.put(work, "mine too", "x")


async def test_a_transaction_that_was_thrown_away_is_noticed_and_the_others_are_kept(sqlite_database):
    results, _ = await behind_a_gate(sqlite_database, [put("a"), ends_its_transaction, put("b")])
    assert results[0] is None
    assert isinstance(results[1], DatabaseUnavailable)
    assert "threw a transaction away" in str(results[1])
    assert results[2] is None
    kept = [value_of(sqlite_database, name) for name in ("a", "mine", "mine too", "b")]
    assert kept == ["x", None, None, "x"]


def ends_its_transaction_silently(work):
    settings.put(work, "mine", "x")
    work.connection.connection.driver_connection.execute("ROLLBACK")


async def test_a_transaction_that_was_thrown_away_without_an_error_is_noticed(sqlite_database):
    results, _ = await behind_a_gate(sqlite_database, [put("a"), ends_its_transaction_silently, put("b")])
    assert [type(result) for result in results] == [type(None), DatabaseUnavailable, type(None)]
    assert [value_of(sqlite_database, name) for name in ("a", "mine", "b")] == ["x", None, "x"]


async def test_a_failing_commit_fails_the_whole_group(sqlite_database):
    tries = []

    def fails(_connection):
        tries.append("the gate's own, then the group's")
        if len(tries) == 2:
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database._writer, "commit", fails)
    results, commits = await behind_a_gate(sqlite_database, [put("a"), put_wrong, put("b")])
    event.remove(sqlite_database._writer, "commit", fails)
    assert {type(result) for result in results} == {DatabaseUnavailable}
    assert "could not commit" in str(results[0])
    assert commits == 1
    sqlite_database.write_now(put("c"))
    assert [value_of(sqlite_database, name) for name in "abc"] == [None, None, "x"]


def put_wrong(work):
    raise ValueError("a bug")


LIMITED = r"""
import os, resource, sys, threading
from storage import settings
from storage.database import Database, StorageError
database = Database.open(sys.argv[1])
def put(name):
    return lambda work: settings.put(work, name, "x" * 20_000)
limit = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, limit[1]))
def attempt(name):
    try:
        database.write_now(put(name))
    except StorageError as error:
        os.write(1, f"refused {name}\n".encode())
    else:
        os.write(1, f"kept {name}\n".encode())
threads = [threading.Thread(target=attempt, args=(str(n),)) for n in range(120)]
for thread in threads: thread.start()
for thread in threads: thread.join()
resource.setrlimit(resource.RLIMIT_FSIZE, limit)
attempt("afterwards")
database.close()
"""


def test_a_file_that_may_not_grow_reports_the_truth_and_recovers(sqlite_url):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, sqlite_url], capture_output=True, text=True, cwd=ROOT, check=True
    )
    reported = [line.split() for line in done.stdout.splitlines()]
    kept = {name for word, name, *_ in reported if word == "kept"}
    refused = {name for word, name, *_ in reported if word == "refused"}
    assert kept | refused == {str(n) for n in range(120)} | {"afterwards"}
    assert refused
    assert "afterwards" in kept
    database = Database.open(sqlite_url)
    there = {name for name in kept | refused if value_of(database, name)}
    database.close()
    assert there == kept


def lock(url):
    """Be another program that writes to the file."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_units_wait_while_another_program_writes_and_keep_their_order(sqlite_url):
    database = Database.open(sqlite_url, busy_timeout_s=0.02)
    other = lock(sqlite_url)
    seen = []
    writing = [asyncio.create_task(database.write(lambda _, n=n: seen.append(n))) for n in range(20)]
    await asyncio.sleep(0.2)  # several times the busy timeout
    assert not any(task.done() for task in writing)
    other.execute("COMMIT")
    other.close()
    await asyncio.gather(*writing)
    assert seen == list(range(20))
    await asyncio.to_thread(database.close)


def test_a_lock_that_lasts_is_told_and_nothing_is_kept(sqlite_url):
    database = Database.open(sqlite_url, busy_timeout_s=0.01, patience_s=0)
    other = lock(sqlite_url)
    with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
        database.write_now(put("a"))
    other.execute("ROLLBACK")
    other.close()
    database.write_now(put("b"))
    assert [value_of(database, name) for name in "ab"] == [None, "x"]
    database.close()


def test_closing_does_not_wait_for_a_lock_of_others(sqlite_url):
    database = Database.open(sqlite_url, busy_timeout_s=0.01, patience_s=3600)
    other = lock(sqlite_url)
    told = []

    def write():
        try:
            database.write_now(put("a"))
        except DatabaseUnavailable as error:
            told.append(str(error))

    thread = threading.Thread(target=write)
    thread.start()
    while not database._lane._queue.empty():
        time.sleep(0)
    database.close()
    thread.join()
    other.close()
    assert "is locked" in told[0]


def test_looking_goes_on_while_another_program_writes(sqlite_url):
    database = Database.open(sqlite_url)
    database.write_now(put("a"))
    other = lock(sqlite_url)
    assert value_of(database, "a") == "x"
    other.close()
    database.close()


def test_a_file_that_was_read_only_when_it_was_opened_is_written_once_it_may_be(sqlite_url):
    database = Database.open(sqlite_url)
    read_only = f"file:{sqlite_url.removeprefix('sqlite:///')}?mode=ro"

    def opened_read_only(dialect, record, arguments, options):
        # Nobody can keep root from opening a file for writing.
        return sqlite3.connect(read_only, uri=True, check_same_thread=False)

    event.listen(database._writer, "do_connect", opened_read_only)
    with pytest.raises(DatabaseReadOnly):
        database.write_now(put("a"))
    event.remove(database._writer, "do_connect", opened_read_only)
    database.write_now(put("b"))
    assert [value_of(database, name) for name in "ab"] == [None, "x"]
    database.close()


def test_opening_a_locked_database_is_told(sqlite_url):
    other = lock(sqlite_url)
    with pytest.raises(DatabaseUnavailable, match="is locked by another program"):
        Database.open(sqlite_url, busy_timeout_s=0.01)
    other.close()


WRITES_FOR_EVER = r"""
import itertools, os, sys, threading
from storage import inbox
from storage.database import Database
database = Database.open(sys.argv[1], exclusive=True)
def write(thread):
    for n in itertools.count():
        key = f"{thread}.{n}"
        database.write_now(lambda work: inbox.keep(work, channel="telegram", key=key, lane=thread, raw="{}"))
        os.write(1, f"{key}\n".encode())  # in one piece, whatever the other threads say
for n in range(8):
    threading.Thread(target=write, args=(str(n),)).start()
"""


@pytest.mark.parametrize("most", [1, 40, 400])
def test_what_a_killed_process_reported_is_there(database_url, most):
    with subprocess.Popen(
        [sys.executable, "-c", WRITES_FOR_EVER, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        reported = [process.stdout.readline() for _ in range(most)]
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
    whole = rest.rpartition("\n")[0].splitlines()  # the last line may be half a line
    keys = {line.strip() for line in [*reported, *whole]}
    assert len(keys) >= most
    database = Database.open(database_url, exclusive=True)  # the lock died with the process
    there = database.write_now(lambda work: {key for key in keys if is_known(work, key)})
    database.close()
    assert there == keys


def is_known(work, key):
    from storage import inbox

    return inbox.keep(work, channel="telegram", key=key, lane="0", raw="{}") is None
