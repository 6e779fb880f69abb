"""Times that owners were given: one open a ticket, settled once."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import promises
from storage.commitments import PromiseState
from tests.storage.make import AT

HOUR = timedelta(hours=1)


def make(database, at=AT, ticket=5, estate="cuiyuan", confirmed_at=None):
    return database.write_now(
        lambda work: promises.make(
            work,
            estate=estate,
            ticket=ticket,
            at=at,
            until=None,
            made_by="2001",
            confirmed_at=confirmed_at,
            reason=None,
        )
    )


def settle(database, promise, state):
    return database.write_now(lambda work: promises.settle(work, promise.id, state))


def of_ticket(database, ticket=5):
    return database.read_now(lambda work: promises.of_ticket(work, ticket))


def test_a_time_stands_until_it_is_settled_once(database, business_clock):
    made = make(database)
    assert database.read_now(lambda work: promises.open_of(work, 5)) == made
    assert settle(database, made, PromiseState.kept)
    assert not settle(database, made, PromiseState.missed)
    assert database.read_now(lambda work: promises.open_of(work, 5)) is None
    (kept,) = of_ticket(database)
    assert (kept.state, kept.settled_at) == (PromiseState.kept, business_clock.at)


def test_a_ticket_has_one_open_time_and_all_it_ever_had_in_their_order(database):
    first = make(database)
    with pytest.raises(IntegrityError):
        make(database, AT + HOUR)
    settle(database, first, PromiseState.moved)
    second = make(database, AT - HOUR)
    assert [promise.id for promise in of_ticket(database)] == [first.id, second.id]


def test_a_time_is_confirmed_once_and_only_while_it_stands(database, business_clock):
    def confirm(promise):
        return database.write_now(lambda work: promises.confirm(work, promise.id))

    made, over = make(database), make(database, ticket=6)
    settle(database, over, PromiseState.void)
    assert [confirm(made), confirm(made), confirm(over)] == [True, False, False]
    assert of_ticket(database)[0].confirmed_at == business_clock.at


def test_the_promises_of_a_day_come_in_the_order_they_fall_due(database):
    late, early = make(database, AT + HOUR, ticket=5), make(database, AT, ticket=6)
    make(database, AT, ticket=7, estate="other")
    make(database, AT + 2 * HOUR, ticket=8)

    def look(work):
        return promises.between(work, "cuiyuan", AT, AT + 2 * HOUR)

    settle(database, early, PromiseState.kept)
    assert [promise.id for promise in database.read_now(look)] == [early.id, late.id]


def test_open_times_are_found_by_their_tickets(database):
    standing, over = make(database), make(database, ticket=6)
    settle(database, over, PromiseState.late)
    make(database, ticket=7, estate="other")
    assert database.read_now(lambda work: promises.all_open(work, "cuiyuan")) == {5: standing}
