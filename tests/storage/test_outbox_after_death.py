"""What becomes of a message that was on its way when the service died, once and again."""

import pytest

from storage import outbox
from storage.outbox import DEATHS_MOST
from storage.records import Delivery, NewOutbox, OutboxState, Priority


def _put(work, klass):
    row = outbox.put(
        work,
        NewOutbox(
            dedupe_key="one",
            channel="telegram",
            chat="3001",
            ticket=None,
            klass=klass,
            priority=Priority.update,
            body={"text": "words"},
            role=None,
            origin=None,
        ),
    )
    assert row is not None
    return row


def _dies_while_sending(database, machine_clock):
    machine_clock.forward(seconds=120)
    (claimed,) = database.write_now(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
    machine_clock.forward(seconds=120)
    database.write_now(outbox.recover)
    return claimed


@pytest.mark.parametrize("klass", [Delivery.must_arrive, Delivery.edit])
def test_a_message_in_flight_at_many_deaths_is_still_sent(database, machine_clock, klass):
    row = database.write_now(lambda work: _put(work, klass))
    for _ in range(DEATHS_MOST[klass] - 1):
        _dies_while_sending(database, machine_clock)
        assert database.read_now(lambda work: outbox.get(work, row)).state is OutboxState.todo


def test_a_message_that_is_in_flight_at_every_death_is_parked_in_the_end(database, machine_clock):
    row = database.write_now(lambda work: _put(work, Delivery.must_arrive))
    for _ in range(DEATHS_MOST[Delivery.must_arrive]):
        _dies_while_sending(database, machine_clock)
    assert database.read_now(lambda work: outbox.get(work, row)).state is OutboxState.unknown


def test_a_death_says_nothing_about_the_answer_that_is_lost_after_it(database, machine_clock):
    row = database.write_now(lambda work: _put(work, Delivery.must_arrive))
    _dies_while_sending(database, machine_clock)
    machine_clock.forward(seconds=120)
    database.write_now(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
    assert not database.write_now(lambda work: outbox.unknown(work, row, "no answer"))
    found = database.read_now(lambda work: outbox.get(work, row))
    assert (found.state, found.unknowns, found.deaths) == (OutboxState.todo, 1, 1)


def test_a_survey_in_flight_at_one_death_is_never_sent_again(database, machine_clock):
    row = database.write_now(lambda work: _put(work, Delivery.at_most_once))
    _dies_while_sending(database, machine_clock)
    assert database.read_now(lambda work: outbox.get(work, row)).state is OutboxState.unknown


def test_a_second_unknown_answer_of_a_living_channel_parks_the_message(database, machine_clock):
    row = database.write_now(lambda work: _put(work, Delivery.must_arrive))
    for _ in range(2):
        machine_clock.forward(seconds=120)
        database.write_now(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
        parked = database.write_now(lambda work: outbox.unknown(work, row, "timed out"))
    assert parked
