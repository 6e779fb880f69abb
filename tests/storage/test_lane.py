"""The write lane: what is reported as kept is kept, and nothing else."""

import asyncio
import threading

import pytest
from sqlalchemy.exc import IntegrityError

from storage import inbox, outbox, settings
from storage.database import Database, DatabaseUnavailable
from storage.schema import settings as settings_table
from tests.storage.make import letter


class RefusedHere(Exception):
    """Stands for any error that a use case raises on purpose."""


def put(name, value="x"):
    return lambda work: settings.put(work, name, value)


def value_of(database, name):
    return database.read_now(lambda work: settings.get(work, name))


def put_and_raise(name, error):
    def unit(work):
        settings.put(work, name, "x")
        raise error

    return unit


class Gate:
    """A unit that holds its lane until the test opens it."""

    def __init__(self):
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _work):
        self.reached.set()
        assert self.opened.wait(20)


async def behind_a_gate(database, units):
    """Queue units while the lane is held, then let them all go."""
    gate = Gate()
    first = asyncio.create_task(database.write(gate))
    await asyncio.to_thread(gate.reached.wait, 20)
    waiting = [asyncio.create_task(database.write(unit)) for unit in units]
    await asyncio.sleep(0)
    before = database.commits
    gate.opened.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    await first
    return results, database.commits - before


async def test_many_writes_at_once_take_few_commits(sqlite_database):
    results, commits = await behind_a_gate(sqlite_database, [put(str(n)) for n in range(100)])
    assert results == [None] * 100
    assert commits == 2  # the gate's own, and one for the hundred
    assert value_of(sqlite_database, "99") == "x"


async def test_a_group_has_a_limit(sqlite_database):
    _, commits = await behind_a_gate(sqlite_database, [put(str(n)) for n in range(300)])
    assert commits == 4


async def test_a_failing_unit_rolls_back_alone(database):
    results, _ = await behind_a_gate(
        database, [put("before"), put_and_raise("wrong", ValueError("a bug")), put("after")]
    )
    assert results[0] is None
    assert isinstance(results[1], ValueError)
    assert results[2] is None
    assert [value_of(database, name) for name in ("before", "wrong", "after")] == ["x", None, "x"]


async def test_an_error_reaches_its_own_caller_only(database):
    refused = RefusedHere("somebody else was first")
    results, _ = await behind_a_gate(database, [put("a"), put_and_raise("b", refused), put("c")])
    assert results == [None, refused, None]


async def test_units_of_one_lane_keep_their_order(sqlite_database):
    numbers = []
    await behind_a_gate(sqlite_database, [lambda _, n=n: numbers.append(n) for n in range(50)])
    assert numbers == list(range(50))


def test_a_unit_returns_its_result(database):
    assert database.write_now(lambda _: 42) == 42


async def test_a_cancelled_writer_still_commits(database):
    gate = Gate()

    def unit(work):
        gate(work)
        settings.put(work, "kept", "yes")

    writing = asyncio.create_task(database.write(unit))
    await asyncio.to_thread(gate.reached.wait, 20)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    gate.opened.set()
    await asyncio.to_thread(database.close)
    assert gate.reached.is_set()


async def test_what_a_cancelled_writer_wrote_is_there(database):
    writing = asyncio.create_task(database.write(put("kept", "yes")))
    await asyncio.sleep(0)
    writing.cancel()
    await database.write(put("later"))
    await database.write(put("still later"))
    assert await database.read(lambda work: settings.get(work, "kept")) == "yes"


def test_closing_writes_what_is_queued(database_url):
    database = Database.open(database_url)
    gate, threads = Gate(), []
    threads.append(threading.Thread(target=database.write_now, args=(gate,)))
    threads[0].start()
    assert gate.reached.wait(20)
    for n in range(20):
        threads.append(threading.Thread(target=database.write_now, args=(put(str(n)),)))
        threads[-1].start()
    while database._lane._queue.qsize() + 4 < 20:  # PostgreSQL's other threads take some at once
        if database.read_now(lambda work: settings.get(work, "19")):
            break
    gate.opened.set()
    database.close()
    for thread in threads:
        thread.join()
    again = Database.open(database_url)
    kept = [value_of(again, str(n)) for n in range(20)]
    again.close()
    assert kept == ["x"] * 20


def test_a_closed_database_says_so(database):
    database.close()
    database.close()
    with pytest.raises(DatabaseUnavailable, match="closed"):
        database.write_now(put("a"))
    with pytest.raises(DatabaseUnavailable, match="closed"):
        database.read_now(lambda _: None)


def test_a_unit_that_waits_for_another_one_is_refused(database):
    with pytest.raises(RuntimeError, match="must not wait"):
        database.write_now(lambda _: database.write_now(put("inner")))


def test_a_savepoint_undoes_what_was_written_inside(database):
    def unit(work):
        settings.put(work, "before", "x")
        try:
            with work.savepoint():
                settings.put(work, "inside", "x")
                raise RefusedHere
        except RefusedHere:
            settings.put(work, "after", "x")

    database.write_now(unit)
    assert [value_of(database, name) for name in ("before", "inside", "after")] == ["x", None, "x"]


def test_a_savepoint_that_ends_well_changes_nothing(database):
    def unit(work):
        with work.savepoint(), work.savepoint():
            settings.put(work, "inside", "x")

    database.write_now(unit)
    assert value_of(database, "inside") == "x"


def insert_twice(work):
    for _ in range(2):
        work.connection.execute(settings_table.insert(), {"name": "same", "value": "x"})


def test_a_database_error_inside_a_savepoint_leaves_the_unit_usable(database):
    def unit(work):
        with pytest.raises(IntegrityError), work.savepoint():
            insert_twice(work)
        settings.put(work, "after", "x")

    database.write_now(unit)
    assert [value_of(database, name) for name in ("same", "after")] == [None, "x"]


def test_errors_do_not_repeat_what_was_written(database):
    def unit(work):
        for _ in range(2):
            work.connection.execute(settings_table.insert(), {"name": "13800138000", "value": "secret words"})

    with pytest.raises(IntegrityError) as caught:
        database.write_now(unit)
    assert "secret words" not in str(caught.value)


def test_a_listener_hears_of_commits_by_table(sqlite_database):
    heard = []
    sqlite_database.subscribe(heard.append)
    sqlite_database.write_now(lambda work: inbox.keep(work, channel="telegram", key="1", lane="1", raw="{}"))
    sqlite_database.write_now(lambda work: outbox.put(work, letter()))
    sqlite_database.write_now(put("nothing to do for anybody"))
    sqlite_database.close()
    assert heard == [frozenset({"inbox"}), frozenset({"outbox"})]


def test_a_listener_does_not_hear_of_what_was_undone(sqlite_database):
    def unit(work):
        outbox.put(work, letter())
        raise RefusedHere

    heard = []
    sqlite_database.subscribe(heard.append)
    with pytest.raises(RefusedHere):
        sqlite_database.write_now(unit)
    sqlite_database.close()
    assert heard == []


def test_a_failing_listener_hinders_nobody(sqlite_database, caplog):
    def fails(tables):
        raise ValueError("a bug of a listener")

    heard = []
    sqlite_database.subscribe(fails)
    sqlite_database.subscribe(heard.append)
    sqlite_database.write_now(lambda work: outbox.put(work, letter()))
    sqlite_database.write_now(put("goes on"))
    assert heard == [frozenset({"outbox"})]
    assert "a listener of the database failed" in caplog.text


def test_a_clock_that_fails_leaves_nobody_waiting(sqlite_url):
    def broken():
        raise ValueError("no time")

    database = Database.open(sqlite_url, now=broken)
    with pytest.raises(ValueError, match="no time"):
        database.write_now(put("a"))
    database.close()


def test_a_look_sees_one_state_whatever_is_written_meanwhile(database):
    database.write_now(put("a", "1"))

    def look(work):
        first = settings.get(work, "a")
        database.write_now(put("a", "2"))
        database.write_now(put("b", "2"))
        return first, settings.get(work, "a"), settings.get(work, "b")

    assert database.read_now(look) == ("1", "1", None)
    assert value_of(database, "a") == "2"


def test_a_look_cannot_write(database):
    with pytest.raises(Exception, match=r"read-?only") as caught:
        database.read_now(put("a"))
    assert not isinstance(caught.value, DatabaseUnavailable)
    assert value_of(database, "a") is None


async def test_a_look_does_not_wait_for_the_lane(database):
    gate = Gate()
    writing = asyncio.create_task(database.write(gate))
    await asyncio.to_thread(gate.reached.wait, 20)
    assert await database.read(lambda work: settings.get(work, "a")) is None
    gate.opened.set()
    await writing


def test_both_clocks_stand_still_in_a_unit(database, business_clock, machine_clock):
    def unit(work):
        before = work.now, work.machine_now
        business_clock.forward(hours=3)
        machine_clock.forward(seconds=1)
        return before == (work.now, work.machine_now)

    assert database.write_now(unit)
    assert database.write_now(lambda work: work.now) == business_clock.at
    assert database.write_now(lambda work: work.machine_now) == machine_clock.at
