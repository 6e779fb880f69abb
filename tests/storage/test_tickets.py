"""A ticket has one number, one version at a time, and one winner."""

import threading
from datetime import date, timedelta

import pytest

from storage import tickets
from storage.schema import ENDED
from tests.storage.make import AT, person, ticket


def open_one(database, **facts):
    return database.write_now(lambda work: ticket(work, **facts))


def change(database, found, **changes):
    return database.write_now(lambda work: tickets.change(work, found, **changes))


def test_a_new_ticket_has_a_number_and_what_was_reported(database):
    opened = open_one(database, topic="plumbing", home="3-2-1501", data={"receipt": "收到"}, claim_due=AT)
    assert opened.number == "261123-001"
    assert (opened.version, opened.step, opened.words) == (1, "received", "厨房漏水")
    assert (opened.topic, opened.home, opened.data) == ("plumbing", "3-2-1501", {"receipt": "收到"})
    assert (opened.reopened, opened.paged, opened.pages_over) == (0, 0, False)
    assert (opened.claim_due, opened.claimed_at) == (AT, None)
    assert database.read_now(lambda work: tickets.get(work, opened.id)) == opened


def test_numbers_are_counted_by_estate_and_local_day(database):
    numbers = [
        open_one(database, estate=estate, local_date=date(2026, 11, day)).number
        for estate, day in (("a", 23), ("a", 23), ("b", 23), ("a", 24), ("a", 23))
    ]
    assert numbers == ["261123-001", "261123-002", "261123-001", "261124-001", "261123-003"]


def test_a_thousandth_ticket_of_a_day_has_a_longer_number(sqlite_database):
    from storage.schema import counters

    row = {"name": "ticket:cuiyuan:261123", "n": 999}
    sqlite_database.write_now(lambda work: work.connection.execute(counters.insert(), row))
    assert open_one(sqlite_database).number == "261123-1000"


def in_threads(count, run):
    errors = []

    def guarded(n):
        try:
            run(n)
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=guarded, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_numbers_have_no_gaps_under_concurrency(database):
    class TakenBack(Exception):
        pass

    def kept(work):
        return ticket(work).number

    def taken_back(work):
        ticket(work)
        raise TakenBack

    numbers = []

    def run(n):
        for turn in range(8):
            if (n + turn) % 3:
                numbers.append(database.write_now(kept))
            else:
                with pytest.raises(TakenBack):
                    database.write_now(taken_back)

    in_threads(6, run)
    assert sorted(numbers) == [f"261123-{n:03d}" for n in range(1, 33)]


def test_a_ticket_is_found_by_the_number_people_say(database):
    opened = open_one(database)
    find = tickets.by_number
    assert database.read_now(lambda work: find(work, "cuiyuan", "261123-001")) == opened
    assert database.read_now(lambda work: find(work, "another", "261123-001")) is None


def test_a_change_returns_the_next_version(database):
    opened = open_one(database)
    changed = change(database, opened, step="claimed", assignee="500", claimed_at=AT, data={"a": [1]})
    assert (changed.version, changed.step, changed.assignee) == (2, "claimed", "500")
    assert (changed.claimed_at, changed.data, changed.words) == (AT, {"a": [1]}, opened.words)
    assert database.read_now(lambda work: tickets.get(work, opened.id)) == changed


def test_a_stale_change_writes_nothing(database):
    opened = open_one(database)
    first = change(database, opened, assignee="500")
    assert change(database, opened, assignee="600") is None
    assert database.read_now(lambda work: tickets.get(work, opened.id)) == first


def test_a_change_of_nothing_still_makes_a_version(database):
    assert change(database, open_one(database)).version == 2


@pytest.mark.parametrize("name", ["stepp", "id", "version", "number", "estate", "local_date"])
def test_what_no_ticket_has_or_may_change_is_a_bug(database, name):
    opened = open_one(database)
    with pytest.raises(TypeError, match=f"no changeable {name}"):
        change(database, opened, **{name: 1})


def test_of_many_who_claim_at_once_one_wins(database):
    opened = database.write_now(lambda work: [ticket(work) for _ in range(200)])
    won = [[] for _ in range(4)]
    together = threading.Barrier(4)

    def run(n):
        together.wait()
        for one in opened:
            if change(database, one, step="claimed", assignee=str(n)):
                won[n].append(one.id)

    in_threads(4, run)
    winners = [number for each in won for number in each]
    assert sorted(winners) == [one.id for one in opened]
    for n, each in enumerate(won):
        for number in each:
            found = database.read_now(lambda work, number=number: tickets.get(work, number))
            assert (found.assignee, found.version) == (str(n), 2)


def test_a_persons_open_tickets_come_newest_first(database):
    mine, other = database.write_now(lambda work: (person(work, "1").id, person(work, "2").id))
    first, second, third = (open_one(database, reporter=mine) for _ in range(3))
    open_one(database, reporter=other)
    change(database, second, step="closed", closed_at=AT)
    found = database.read_now(lambda work: tickets.open_of(work, mine))
    assert [one.id for one in found] == [third.id, first.id]


@pytest.mark.parametrize("step", ENDED)
def test_an_ended_ticket_is_not_open_and_is_remembered(database, step):
    opened = open_one(database)
    ended = change(database, opened, step=step, closed_at=AT)
    assert database.read_now(lambda work: tickets.open_of(work, opened.reporter)) == []
    for since, found in ((AT, [ended]), (AT + timedelta(seconds=1), [])):
        assert (
            database.read_now(lambda work, since=since: tickets.closed_of(work, opened.reporter, since))
            == found
        )


def test_the_ticket_that_was_closed_last_comes_first(database):
    first, second = open_one(database), open_one(database)
    second = change(database, second, step="closed", closed_at=AT)
    first = change(database, first, step="closed", closed_at=AT + timedelta(hours=1))
    assert database.read_now(lambda work: tickets.closed_of(work, first.reporter, AT)) == [first, second]


def test_tickets_are_listed_by_step_and_estate(database):
    first, second = open_one(database), open_one(database)
    open_one(database, estate="another")
    second = change(database, second, step="working")
    queue = database.read_now(lambda work: tickets.in_step(work, "cuiyuan", ["received", "working"]))
    assert queue == [first, second]
    assert database.read_now(lambda work: tickets.in_step(work, "cuiyuan", ["working"])) == [second]
    assert database.read_now(lambda work: tickets.in_step(work, "cuiyuan", [])) == []
    assert database.read_now(lambda work: tickets.of_estate(work, "cuiyuan")) == [first, second]


def test_tickets_are_counted_by_step(database):
    change(database, open_one(database), step="working")
    open_one(database)
    open_one(database, estate="another")
    assert database.read_now(tickets.counts) == {"received": 2, "working": 1}
    assert database.read_now(lambda work: tickets.counts(work, "cuiyuan")) == {"received": 1, "working": 1}
