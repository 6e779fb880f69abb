"""What only PostgreSQL does: several writers, several replicas, servers that go away."""

import contextlib
import queue
import threading

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from storage import inbox, outbox, settings
from storage.database import Database, DatabaseReadOnly, DatabaseUnavailable
from storage.schema import settings as settings_table
from tests.storage.make import keep, letter, put, take_in, take_out
from tests.storage.test_lane import insert_twice, value_of
from tests.storage.test_lane import put as put_setting
from tests.storage.test_tickets import in_threads

pytestmark = pytest.mark.postgres


@pytest.fixture
def replicas(postgres_url):
    """Two services on one database."""
    both = [Database.open(postgres_url, exclusive=True) for _ in range(2)]
    yield both
    for one in both:
        one.close()


def test_a_unit_that_hides_a_database_error_is_not_reported_as_kept(postgres_database):
    def unit(work):
        settings.put(work, "before", "x")
        with pytest.raises(IntegrityError):
            insert_twice(work)

    with pytest.raises(RuntimeError, match="went on after the database refused"):
        postgres_database.write_now(unit)
    assert value_of(postgres_database, "before") is None


def test_errors_do_not_repeat_what_was_written(postgres_database):
    row = {"name": "13800138000", "value": "secret words"}

    def unit(work):
        for _ in range(2):
            work.connection.execute(settings_table.insert(), row)

    with pytest.raises(IntegrityError) as caught:
        postgres_database.write_now(unit)
    assert "secret words" not in str(caught.value)
    assert "13800138000" not in str(caught.value)


def test_units_of_several_threads_run_side_by_side(postgres_database):
    together = threading.Barrier(3, timeout=20)
    in_threads(3, lambda _: postgres_database.write_now(lambda _work: together.wait()))


def test_two_replicas_never_claim_the_same_row(replicas):
    keep(replicas[0], *((str(n), f"lane {n}") for n in range(120)))
    claimed = queue.SimpleQueue()

    def run(n):
        while rows := take_in(replicas[n % 2], limit=3):
            for row in rows:
                claimed.put(row.key)

    in_threads(4, run)
    keys = [claimed.get() for _ in range(claimed.qsize())]
    assert sorted(keys, key=int) == [str(n) for n in range(120)]


def test_two_replicas_finish_every_lane_in_order(replicas):
    lanes, rows = 5, 12
    finished = {str(lane): [] for lane in range(lanes)}
    count = threading.Semaphore(0)

    def writes(n):
        for row in range(rows):
            for lane in range(n, lanes, 2):
                keep(replicas[n], (f"{lane}.{row}", str(lane)))

    def works(n):
        while count._value < lanes * rows:
            for row in take_in(replicas[n % 2], limit=2):

                def finish(work, row=row):
                    inbox.done(work, row.id)
                    return row

                finished[row.lane].append(row.id)
                replicas[n % 2].write_now(finish)
                count.release()

    in_threads(4, lambda n: writes(n) if n < 2 else works(n))
    for lane in finished.values():
        assert len(lane) == rows
        assert lane == sorted(lane)


def test_a_row_put_while_its_lanes_last_row_is_finished_is_not_forgotten(replicas):
    for turn in range(30):
        keep(replicas[0], (f"{turn}.first", "lane"))
        [row] = take_in(replicas[0])
        together = threading.Barrier(2, timeout=20)

        def finish(work, row=row, together=together):
            together.wait()
            inbox.done(work, row.id)

        def add(work, turn=turn, together=together):
            together.wait()
            inbox.keep(work, channel="telegram", key=f"{turn}.second", lane="lane", raw="{}")

        in_threads(2, lambda n, units=(finish, add): replicas[n].write_now(units[n]))
        [second] = take_in(replicas[1])
        assert second.key == f"{turn}.second"
        replicas[1].write_now(lambda work, second=second: inbox.done(work, second.id))


def test_a_deadlock_is_run_again_and_both_units_are_kept(replicas):
    put(replicas[0], letter("a", lane="a"), letter("b", lane="b"))
    together = threading.Barrier(2, timeout=5)

    def unit(n):
        first, second = ("a", "b") if n == 0 else ("b", "a")

        def run(work):
            outbox.put(work, letter(f"{n}.1", lane=first))
            if together.n_waiting < 2 and not together.broken:
                with contextlib.suppress(threading.BrokenBarrierError):
                    together.wait()
            outbox.put(work, letter(f"{n}.2", lane=second))
            together.abort()

        return run

    in_threads(2, lambda n: replicas[n].write_now(unit(n)))
    assert replicas[0].read_now(outbox.counts) == {"todo": 6}


def test_a_commit_of_another_replica_is_heard(replicas):
    heard = queue.Queue()
    replicas[0].subscribe(heard.put)
    assert heard.get(timeout=20) == {
        "inbox",
        "outbox",
        "timers",
    }  # it listens; what came before is looked for
    replicas[1].write_now(lambda work: outbox.put(work, letter()))
    assert heard.get(timeout=20) == {"outbox"}


def test_a_service_goes_on_after_the_server_was_killed(postgres_server, postgres_url):
    database = Database.open(postgres_url)
    heard = queue.Queue()
    database.subscribe(heard.put)
    heard.get(timeout=20)
    database.write_now(put_setting("before"))
    postgres_server.restart()
    database.write_now(put_setting("after"))
    assert [value_of_patiently(database, name) for name in ("before", "after")] == ["x", "x"]
    assert heard.get(timeout=20) == {"inbox", "outbox", "timers"}
    database.close()


def value_of_patiently(database, name):
    """Look again after the first connection of the pool is found broken."""
    for _ in range(5):
        try:
            return value_of(database, name)
        except DatabaseUnavailable:
            continue
    return value_of(database, name)


def test_what_was_reported_while_the_server_was_killed_is_there(postgres_server, postgres_url):
    database = Database.open(postgres_url)
    kept, doubtful = queue.SimpleQueue(), queue.SimpleQueue()
    half = threading.Event()

    def run(n):
        for turn in range(60):
            name = f"{n}.{turn}"
            try:
                database.write_now(put_setting(name))
            except DatabaseUnavailable:
                doubtful.put(name)
            else:
                kept.put(name)
            if turn == 20:
                half.set()

    def kill(_):
        half.wait(20)
        postgres_server.restart()

    in_threads(5, lambda n: kill(n) if n == 4 else run(n))
    names = {kept.get() for _ in range(kept.qsize())}
    assert len(names) + doubtful.qsize() == 240
    there = database.write_now(lambda work: {name for name in names if settings.get(work, name)})
    database.close()
    assert there == names


def test_a_commit_without_an_answer_is_told_as_doubtful(postgres_database):
    broken = []

    def breaks(connection):
        if not broken:
            broken.append(connection.connection.driver_connection.close())

    event.listen(postgres_database._writer, "commit", breaks)
    with pytest.raises(DatabaseUnavailable, match="whether the last commit was kept is not known"):
        postgres_database.write_now(put_setting("a"))
    event.remove(postgres_database._writer, "commit", breaks)
    postgres_database.write_now(put_setting("b"))


def test_a_user_without_rights_to_write_is_told(postgres_server, postgres_url):
    postgres_server.run_sql("DROP ROLE IF EXISTS looker", "CREATE ROLE looker LOGIN IN ROLE pg_read_all_data")
    with pytest.raises(DatabaseReadOnly, match="cannot be written by this user"):
        Database.open(postgres_url.replace("postgres@", "looker@"))


def test_a_refused_user_is_told_without_the_name(postgres_server, postgres_url):
    with pytest.raises(DatabaseUnavailable) as caught:
        Database.open(postgres_url.replace("postgres@", "geheim@"))
    assert "geheim" not in str(caught.value)


def test_claims_of_both_tables_leave_rows_of_others_alone(replicas):
    put(replicas[0], *(letter(str(n), ticket=n + 1) for n in range(40)))
    claimed = queue.SimpleQueue()

    def run(n):
        while rows := take_out(replicas[n % 2], limit=2):
            for row in rows:
                claimed.put(row.id)

    in_threads(4, run)
    numbers = [claimed.get() for _ in range(claimed.qsize())]
    assert len(numbers) == len(set(numbers)) == 40
