"""What goes out is sent in order per lane, and its class says what an unknown outcome means."""

from datetime import timedelta

import pytest

from storage import links, outbox
from storage.records import Delivery, Link, OutboxState, Priority
from tests.storage.make import letter, put, take_out


def keys(rows):
    return [row.dedupe_key for row in rows]


def mark(database, move, row, *words, **more):
    return database.write_now(lambda work: move(work, row.id, *words, **more))


def look(database, number):
    return database.read_now(lambda work: outbox.get(work, number))


def test_a_known_message_is_not_queued_again(database):
    assert put(database, letter("a"))[0] is not None
    assert put(database, letter("a", body={"text": "another"})) == [None]
    [row] = take_out(database)
    assert row.body == {"text": "a"}
    mark(database, outbox.sent, row, ["900"])
    assert put(database, letter("a")) == [None]


def test_what_was_said_last_in_a_chat_is_known_sent_or_not_and_an_edit_says_nothing(database):
    put(database, letter("a"), letter("b", chat="101"), letter("c", channel="mail"))
    put(database, letter("d", klass=Delivery.edit))
    said = [
        database.read_now(lambda work, c=chat: outbox.said_last(work, "telegram", c)) for chat in ("100", "9")
    ]
    assert said == [{"text": "a"}, {}]
    [row, *_] = take_out(database)
    mark(database, outbox.sent, row, ["900"])
    assert database.read_now(lambda work: outbox.said_last(work, "telegram", "100")) == {"text": "a"}


def test_the_row_comes_back_as_it_was_put(database, machine_clock):
    new = letter(
        "a",
        ticket=5,
        klass=Delivery.edit,
        priority=Priority.survey,
        role="card",
        origin=7,
        coalesce="c",
        lane="l",
    )
    [number] = put(database, new)
    [row] = take_out(database)
    assert row.id == number
    for name in (
        "dedupe_key",
        "channel",
        "chat",
        "ticket",
        "klass",
        "priority",
        "body",
        "role",
        "origin",
        "lane",
    ):
        assert getattr(row, name) == getattr(new, name)
    assert isinstance(row.priority, Priority)
    assert isinstance(row.klass, Delivery)
    assert (row.attempts, row.state, row.unknowns, row.error) == (1, OutboxState.sending, 0, None)
    assert row.created_at == machine_clock.at


def test_order_holds_in_a_chat_and_ticket(database):
    put(database, letter("a1", ticket=1), letter("a2", ticket=1), letter("b1", ticket=2), letter("c1"))
    first = take_out(database)
    assert keys(first) == ["a1", "b1", "c1"]
    assert {row.lane for row in first} == {"100/1", "100/2", "100/chat"}
    mark(database, outbox.sent, first[0], ["900"])
    assert keys(take_out(database)) == ["a2"]


def test_the_more_urgent_goes_first_between_lanes(database):
    put(
        database,
        letter("digest", ticket=1, priority=Priority.digest),
        letter("update", ticket=2, priority=Priority.update),
        letter("receipt", ticket=3, priority=Priority.receipt),
        letter("emergency", ticket=4, priority=Priority.emergency),
        letter("another receipt", ticket=5, priority=Priority.receipt),
    )
    assert keys(take_out(database)) == ["emergency", "receipt", "another receipt", "update", "digest"]


def test_nothing_overtakes_inside_a_lane(database):
    put(database, letter("first", priority=Priority.digest), letter("second", priority=Priority.emergency))
    [row] = take_out(database)
    assert row.dedupe_key == "first"
    mark(database, outbox.sent, row, [])
    assert keys(take_out(database)) == ["second"]


def test_one_priority_alone_can_be_asked_for(database):
    put(database, letter("a", ticket=1, priority=Priority.emergency), letter("b", ticket=2))
    assert keys(take_out(database, priority=Priority.emergency)) == ["a"]
    assert take_out(database, priority=Priority.emergency) == []
    assert keys(take_out(database)) == ["b"]


def test_no_more_rows_are_taken_than_asked_for(database):
    put(database, *(letter(str(n), ticket=n + 1) for n in range(5)))
    assert keys(take_out(database, limit=3)) == ["0", "1", "2"]


def test_busy_lanes_and_resting_chats_are_left_alone(database):
    put(
        database,
        letter("busy", chat="1", lane="l"),
        letter("resting", chat="2"),
        letter("resting here", chat="3"),
        letter("elsewhere", chat="3", channel="wecom", lane="w"),
        letter("free", chat="4"),
    )
    rows = take_out(database, busy={"l"}, resting={"2", ("telegram", "3")})
    assert keys(rows) == ["elsewhere", "free"]


def test_a_sent_message_is_linked_with_its_ticket(database):
    put(database, letter("a", ticket=5, role="card", origin=7))
    [row] = take_out(database)
    mark(database, outbox.sent, row, ["900", "901"])
    for message in ("900", "901"):
        found = database.read_now(
            lambda work, message=message: links.by_message(work, "telegram", "100", message)
        )
        assert found == Link("telegram", "100", message, 5, "card", 7)
    assert database.read_now(lambda work: links.latest(work, "telegram", "100", 5, "card")) == "901"
    assert look(database, row.id).state is OutboxState.sent


def test_marking_as_sent_twice_is_harmless(database):
    put(database, letter("a"), letter("b"))
    [row] = take_out(database)
    mark(database, outbox.sent, row, ["900"])
    mark(database, outbox.sent, row, ["900"])
    assert keys(take_out(database)) == ["b"]
    assert take_out(database) == []


def test_an_unsent_message_waits_and_keeps_its_place(database, machine_clock):
    put(database, letter("a"), letter("b"))
    [row] = take_out(database)
    mark(database, outbox.retry, row, wait_s=2.5, error="the line is dead")
    machine_clock.forward(seconds=2.4)
    assert take_out(database) == []
    machine_clock.forward(seconds=0.1)
    [again] = take_out(database)
    assert (again.dedupe_key, again.attempts, again.error) == ("a", 2, "the line is dead")


def unknown_until_parked(database, machine_clock, klass, priority=Priority.update):
    """Return how many times the row was sent before it was parked."""
    put(database, letter("a", klass=klass, priority=priority), letter("b"))
    for sends in range(1, 30):
        [row] = take_out(database)
        assert row.dedupe_key == "a"
        if mark(database, outbox.unknown, row, "no answer"):
            assert look(database, row.id).state is OutboxState.unknown
            assert look(database, row.id).unknowns == sends
            assert keys(database.read_now(outbox.parked)) == ["a"]
            assert keys(take_out(database)) == ["b"]
            return sends
        machine_clock.forward(seconds=10)
    return None


@pytest.mark.parametrize(
    ("klass", "sends"), [(Delivery.must_arrive, 2), (Delivery.at_most_once, 1), (Delivery.edit, 5)]
)
def test_the_class_says_how_often_an_unknown_outcome_is_tried_again(database, machine_clock, klass, sends):
    assert unknown_until_parked(database, machine_clock, klass) == sends


@pytest.mark.parametrize(
    ("klass", "sends"), [(Delivery.must_arrive, 20), (Delivery.at_most_once, 1), (Delivery.edit, 20)]
)
def test_an_emergency_is_tried_again_for_minutes(database, machine_clock, klass, sends):
    began = machine_clock.at
    assert unknown_until_parked(database, machine_clock, klass, Priority.emergency) == sends
    assert sends == 1 or (machine_clock.at - began).total_seconds() > 120


def test_a_failure_that_is_known_does_not_count_as_unknown(database, machine_clock):
    put(database, letter("a"))
    [row] = take_out(database)
    assert mark(database, outbox.unknown, row, "no answer") is False
    for _ in range(5):
        machine_clock.forward(seconds=10)
        [row] = take_out(database)
        mark(database, outbox.retry, row, wait_s=0, error="not connected")
    assert look(database, row.id).unknowns == 1


def test_a_late_answer_makes_an_unknown_message_sent(database):
    put(database, letter("a", klass=Delivery.at_most_once), letter("b"), letter("c"))
    [row] = take_out(database)
    mark(database, outbox.unknown, row, "no answer")
    mark(database, outbox.sent, row, ["900"])
    assert look(database, row.id).state is OutboxState.sent
    assert keys(take_out(database)) == ["b"]
    assert take_out(database) == []


def test_a_refused_message_is_parked_and_its_lane_goes_on(database):
    put(database, letter("a"), letter("b"))
    [row] = take_out(database)
    mark(database, outbox.refused, row, "chat not found")
    assert [(row.dedupe_key, row.error) for row in database.read_now(outbox.parked)] == [
        ("a", "chat not found")
    ]
    assert keys(take_out(database)) == ["b"]


def test_an_unreachable_chat_cancels_what_waits_for_it(database):
    put(
        database,
        letter("a", ticket=1),
        letter("same lane", ticket=1),
        letter("same chat", ticket=2),
        letter("another chat", chat="200", lane="100/1"),
        letter("another channel", channel="wecom", lane="w"),
    )
    [row] = take_out(database, limit=1)
    mark(database, outbox.unreachable, row, "blocked by the user")
    assert look(database, row.id).state is OutboxState.unreachable
    for number in (row.id + 1, row.id + 2):
        assert look(database, number).state is OutboxState.cancelled
        assert look(database, number).error == f"cancelled with row {row.id}: blocked by the user"
    assert keys(take_out(database)) == ["another chat", "another channel"]
    assert database.read_now(outbox.parked) == []


def test_what_is_being_sent_is_not_cancelled_with_its_chat(database):
    put(database, letter("a", ticket=1), letter("b", ticket=2), letter("b2", ticket=2))
    first, second = take_out(database)
    mark(database, outbox.unreachable, first, "blocked")
    assert look(database, second.id).state is OutboxState.sending
    assert take_out(database) == []
    put(database, letter("new", ticket=2))
    mark(database, outbox.sent, second, ["900"])
    assert keys(take_out(database)) == ["new"]


def test_a_part_that_is_replayed_goes_before_the_parts_that_still_wait(database):
    put(database, *(letter(f"part#{n}") for n in range(4)))
    for _ in range(2):
        [row] = take_out(database)
        mark(database, outbox.refused, row, "no")
    first, second = database.read_now(outbox.parked)
    for row in (second, first):
        assert mark(database, outbox.replay, row) is True
    for n in range(4):
        [row] = take_out(database)
        assert row.dedupe_key == f"part#{n}"
        mark(database, outbox.sent, row, [])


@pytest.mark.parametrize("give_up", [outbox.refused, outbox.unreachable])
def test_what_was_given_up_can_be_replayed(database, give_up):
    put(database, letter("a"))
    [row] = take_out(database)
    mark(database, give_up, row, "no")
    assert mark(database, outbox.replay, row) is True
    [again] = take_out(database)
    assert (again.dedupe_key, again.attempts, again.unknowns, again.error) == ("a", 1, 0, None)


def test_a_dropped_message_is_never_sent(database):
    put(database, letter("a"))
    [row] = take_out(database)
    assert mark(database, outbox.drop, row) is False
    mark(database, outbox.refused, row, "no")
    assert mark(database, outbox.drop, row) is True
    assert take_out(database) == []
    assert put(database, letter("a")) == [None]


def edit(key, text, **facts):
    return letter(key, klass=Delivery.edit, coalesce="5:card:-200", body={"text": text}, **facts)


def test_a_newer_edit_replaces_the_one_that_waits_in_its_place(database):
    [first] = put(database, edit("v1", "one", ticket=5))
    put(database, letter("after", ticket=5))
    assert put(database, edit("v2", "two", ticket=5)) == [first]
    [row] = take_out(database)
    assert (row.id, row.dedupe_key, row.body) == (first, "v2", {"text": "two"})
    mark(database, outbox.sent, row, [])
    assert keys(take_out(database)) == ["after"]


def test_an_edit_that_is_being_sent_is_not_replaced(database):
    put(database, edit("v1", "one"))
    [row] = take_out(database)
    put(database, edit("v2", "two"), edit("v3", "three"))
    assert look(database, row.id).body == {"text": "one"}
    mark(database, outbox.sent, row, [])
    assert keys(take_out(database)) == ["v3"]
    assert take_out(database) == []


def test_an_edit_that_is_known_replaces_nothing(database):
    put(database, edit("v1", "one"))
    [row] = take_out(database)
    mark(database, outbox.sent, row, [])
    put(database, edit("v2", "two"))
    assert put(database, edit("v1", "one again")) == [None]
    assert take_out(database)[0].body == {"text": "two"}


def test_at_the_start_what_was_being_sent_has_an_unknown_outcome(sqlite_database, machine_clock):
    put(
        sqlite_database,
        letter("must", ticket=1),
        letter("once", ticket=2, klass=Delivery.at_most_once),
        letter("edit", ticket=3, klass=Delivery.edit),
        letter("waits", ticket=4, priority=Priority.digest),
    )
    take_out(sqlite_database, limit=3)
    assert keys(sqlite_database.write_now(outbox.recover)) == ["once"]
    assert keys(sqlite_database.read_now(outbox.parked)) == ["once"]
    machine_clock.forward(seconds=10)
    assert keys(take_out(sqlite_database)) == ["must", "edit", "waits"]


@pytest.mark.postgres
def test_on_postgres_a_sender_that_is_gone_leaves_an_unknown_outcome(postgres_database, machine_clock):
    put(postgres_database, letter("must", ticket=1), letter("once", ticket=2, klass=Delivery.at_most_once))
    take_out(postgres_database)
    machine_clock.forward(seconds=15)
    assert postgres_database.write_now(outbox.recover) == []
    machine_clock.forward(seconds=0.001)
    assert keys(postgres_database.write_now(outbox.recover)) == ["once"]
    assert take_out(postgres_database) == []  # the one that may be tried again waits a second
    machine_clock.forward(seconds=1)
    assert keys(take_out(postgres_database)) == ["must"]
    assert keys(postgres_database.read_now(outbox.parked)) == ["once"]


def test_a_chat_rests_until_its_time_and_across_restarts(database, machine_clock):
    until = machine_clock.at + timedelta(seconds=30)
    database.write_now(lambda work: outbox.rest(work, "telegram", "100", until))
    database.write_now(lambda work: outbox.rest(work, "wecom", "200", until))
    assert database.read_now(lambda work: outbox.resting(work, "telegram")) == {"100": until}
    assert database.read_now(outbox.resting) == {"100": until, "200": until}
    machine_clock.forward(seconds=30)
    assert database.read_now(outbox.resting) == {}


@pytest.mark.parametrize("wishes", [(5, 60), (60, 5)])
def test_the_longest_wish_for_rest_holds(database, machine_clock, wishes):
    for seconds in wishes:
        until = machine_clock.at + timedelta(seconds=seconds)
        database.write_now(lambda work, until=until: outbox.rest(work, "telegram", "100", until))
    assert database.read_now(outbox.resting) == {"100": machine_clock.at + timedelta(seconds=60)}


def test_rows_are_counted_by_state(database):
    put(database, *(letter(str(n), ticket=n + 1) for n in range(5)))
    rows = take_out(database, limit=3)
    mark(database, outbox.sent, rows[0], [])
    mark(database, outbox.refused, rows[1], "no")
    assert database.read_now(outbox.counts) == {"sent": 1, "parked": 1, "sending": 1, "todo": 2}


def test_the_longest_wait_is_known(database, machine_clock):
    put(database, letter("a"))
    began = machine_clock.at
    machine_clock.forward(minutes=1)
    put(database, letter("b"))
    assert database.read_now(outbox.oldest_waiting) == began
