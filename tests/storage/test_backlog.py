"""What waits and since when, without a look at what is finished."""

from datetime import timedelta

import pytest

from storage import backlog, inbox, outbox, timers
from storage.records import Priority
from tests.storage.make import letter


def look(database):
    return database.read_now(backlog.look)


def test_nothing_waits_in_the_beginning(database):
    found = look(database)
    assert found.inbox == {"todo": 0, "doing": 0, "parked": 0}
    assert found.outbox == {"todo": 0, "sending": 0, "parked": 0, "unknown": 0}
    assert (found.inbox_since, found.outbox_since, found.timer, found.timers_parked) == (None, {}, None, 0)


def test_an_update_counts_until_it_is_finished(database, machine_clock):
    since = machine_clock()
    for number in range(3):
        database.write_now(
            lambda work, n=number: inbox.keep(work, channel="t", key=str(n), lane="1", raw="{}")
        )
        machine_clock.forward(seconds=10)
    assert (look(database).inbox["todo"], look(database).inbox_since) == (3, since)
    (row,) = database.write_now(lambda work: inbox.claim(work, limit=1, busy=()))
    found = look(database)
    assert (found.inbox["todo"], found.inbox["doing"], found.inbox_since) == (2, 1, since)
    database.write_now(lambda work: inbox.done(work, row.id))
    found = look(database)
    assert (found.inbox["doing"], found.inbox_since) == (0, since + timedelta(seconds=10))


def test_an_update_that_was_put_aside_needs_a_person_and_waits_no_more(database):
    def unit(work):
        inbox.put_aside(work, inbox.keep(work, channel="t", key="1", lane="1", raw="{}"), "why")
        inbox.keep(work, channel="t", key="2", lane="1", raw="{}")

    database.write_now(unit)
    assert look(database).inbox == {"todo": 1, "doing": 0, "parked": 1}
    (row,) = database.read_now(inbox.parked)
    assert (row.error, row.key) == ("why", "1")
    (following,) = database.write_now(lambda work: inbox.claim(work, limit=1, busy=()))
    assert following.key == "2", "its lane goes on"


def test_messages_are_told_apart_by_their_urgency(database, machine_clock):
    since = machine_clock()
    database.write_now(lambda work: outbox.put(work, letter("a", priority=Priority.survey)))
    machine_clock.forward(seconds=5)
    database.write_now(lambda work: outbox.put(work, letter("b", chat="2", priority=Priority.emergency)))
    later = since + timedelta(seconds=5)
    assert look(database).outbox_since == {Priority.emergency: later, Priority.survey: since}
    (row,) = database.write_now(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
    found = look(database)
    assert (found.outbox["sending"], found.outbox_since[Priority.emergency]) == (1, later)
    database.write_now(lambda work: outbox.refused(work, row.id, "no"))
    found = look(database)
    assert (found.outbox["parked"], found.outbox_since) == (1, {Priority.survey: since})


@pytest.mark.parametrize("fired", [False, True])
def test_the_timer_that_is_due_next_is_told_with_its_moment(database, business_clock, fired):
    due = business_clock()
    database.write_now(
        lambda work: [
            timers.set(work, kind="k", entity="e", occurrence=str(n), due=due + timedelta(hours=n))
            for n in range(2)
        ]
    )
    first, second = database.read_now(lambda work: timers.all_waiting(work, "k", "e"))
    if fired:
        database.write_now(lambda work: timers.fired(work, first.id))
    expected = second if fired else first
    assert look(database).timer == (expected.id, expected.due)


def test_timers_that_failed_for_good_are_counted(database):
    database.write_now(lambda work: timers.set(work, kind="k", entity="e", occurrence="1", due=work.now))
    (timer,) = database.read_now(lambda work: timers.due(work, 1))
    database.write_now(lambda work: timers.failed(work, timer.id, "bug", park_after=1))
    found = look(database)
    assert (found.timer, found.timers_parked) == (None, 1)
