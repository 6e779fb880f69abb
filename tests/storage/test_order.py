"""Lanes keep their order whatever happens between: random histories against a plain model, and many rows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from storage import (
    backlog,
    buttons,
    following,
    inbox,
    journal,
    links,
    messages,
    moved_chats,
    outbox,
    people,
    questions,
    tasks,
    tickets,
    timers,
)
from storage.records import Priority
from tests.storage.make import letter, message, ticket

LANES = "ab"
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(LANES)),
        st.tuples(st.just("claim"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["done", "again", "park"]), st.integers(0, 5)),
        st.tuples(st.sampled_from(["replay", "drop"]), st.integers(0, 5)),
    ),
    min_size=20,
    max_size=60,
)


def run(work, history):
    """Play a history on the inbox and on the model; compare after each step."""
    lane_of, working, parked, first = {}, [], [], {}
    waiting = {lane: [] for lane in LANES}

    def settle(lane):
        if first.get(lane) is None and waiting[lane]:
            first[lane] = min(waiting[lane])

    for what, word in history:
        if what == "put":
            row = inbox.keep(work, channel="t", key=str(len(lane_of)), lane=word, raw="{}")
            lane_of[row] = word
            waiting[word].append(row)
        elif what == "claim":
            ready = sorted(row for lane, row in first.items() if row is not None and row not in working)[
                :word
            ]
            assert [row.id for row in inbox.claim(work, limit=word, busy=())] == ready
            working += ready
        elif what in {"replay", "drop"} and parked:
            row = parked.pop(word % len(parked))
            assert getattr(inbox, what)(work, row)
            if what == "replay":
                waiting[lane_of[row]].append(row)
                if first[lane_of[row]] not in working:
                    first[lane_of[row]] = None
        elif what in {"done", "again", "park"} and working:
            row = working.pop(word % len(working))
            finish(work, what, row)
            if what != "again":
                waiting[lane_of[row]].remove(row)
                first[lane_of[row]] = None
            if what == "park":
                parked.append(row)
        for lane in LANES:
            settle(lane)
        heads = dict(work.connection.execute(text("SELECT lane, id FROM inbox WHERE head = 1")).all())
        assert heads == {lane: row for lane, row in first.items() if row is not None}


def finish(work, what, row):
    if what == "done":
        inbox.done(work, row)
    elif what == "park":
        assert inbox.failed(work, row, "a bug", park_after=0)
    else:
        inbox._LANES.wait(work, row, None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_any_history_keeps_every_lane_in_order(database, history):
    class Undo(Exception):
        pass

    def unit(work):
        run(work, history)
        raise Undo

    with pytest.raises(Undo):
        database.write_now(unit)


@pytest.fixture
def plans(sqlite_database):
    """Return how SQLite would look for what a call looks for, statement by statement."""

    def look(call):
        found = []

        def note(_connection, _cursor, statement, parameters, *_rest):
            found.append((statement, parameters))

        def unit(work):
            event.listen(work.connection, "before_cursor_execute", note)
            call(work)
            event.remove(work.connection, "before_cursor_execute", note)
            explain = work.connection.exec_driver_sql
            return [
                row[-1]
                for statement, parameters in found
                for row in explain(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]

        return sqlite_database.write_now(unit)

    return look


CALLS = {
    "inbox.keep": lambda work: inbox.keep(work, channel="t", key="1", lane="1", raw="{}"),
    "inbox.claim": lambda work: inbox.claim(work, limit=5, busy=["a"]),
    "inbox.done": lambda work: inbox.done(work, kept_and_claimed(work)),
    "inbox.recover": inbox.recover,
    "inbox.parked": inbox.parked,
    "inbox.is_waiting": lambda work: inbox.is_waiting(work, "t", "1"),
    "outbox.put": lambda work: outbox.put(work, letter(coalesce="c")),
    "outbox.claim": lambda work: outbox.claim(work, limit=5, busy=["a"], resting=["1", ("t", "2")]),
    "outbox.claim one": lambda work: outbox.claim(
        work, limit=1, busy=[], resting=[], priority=Priority.emergency
    ),
    "outbox.sent": lambda work: outbox.sent(work, outbox.put(work, letter()), ["900"]),
    "outbox.unreachable": lambda work: outbox.unreachable(work, outbox.put(work, letter()), "no"),
    "outbox.recover": outbox.recover,
    "outbox.parked": outbox.parked,
    "outbox.said_last": lambda work: outbox.said_last(work, "t", "1"),
    "outbox.is_waiting": lambda work: outbox.is_waiting(work, "t", Priority.emergency),
    "outbox.is_sending": lambda work: outbox.is_sending(work, "t", "1"),
    "outbox.is_known": lambda work: outbox.is_known(work, "k"),
    "following.messages": lambda work: following.messages(work, "t", "1", "2", dict),
    "following.tickets": lambda work: following.tickets(work, "1", "2"),
    "links.by_message": lambda work: links.by_message(work, "t", "1", "2"),
    "links.latest": lambda work: links.latest(work, "t", "1", 2, "card"),
    "links.of_origin": lambda work: links.of_origin(work, "t", "1", "staff_words", 2),
    "links.of_roles": lambda work: links.of_roles(work, 2, "page"),
    "people.by_user": lambda work: people.by_user(work, "t", "1"),
    "moved_chats.now": lambda work: moved_chats.now(work, "t", "1"),
    "people.conversation": lambda work: people.conversation(work, 1),
    "messages.pending_of": lambda work: messages.pending_of(work, 1),
    "messages.attach": lambda work: messages.attach(work, [1, 2], 3),
    "messages.of_ticket": lambda work: messages.of_ticket(work, 1),
    "messages.by_outside_id": lambda work: messages.by_outside_id(work, "t", "1", "2"),
    "messages.of_album": lambda work: messages.of_album(work, "t", "1", "2"),
    "messages.nth_latest": lambda work: messages.nth_latest(work, "t", "1", 21),
    "messages.revise": lambda work: messages.revise(work, messages.store(work, message()), "x", work.now),
    "tickets.open": ticket,
    "tickets.by_number": lambda work: tickets.by_number(work, "cuiyuan", "261123-001"),
    "tickets.open_of": lambda work: tickets.open_of(work, 1),
    "tickets.closed_of": lambda work: tickets.closed_of(work, 1, work.now),
    "tickets.in_step": lambda work: tickets.in_step(work, "cuiyuan", ["received", "claimed"]),
    "tickets.received_since": lambda work: tickets.received_since(work, "cuiyuan", work.now),
    "journal.add": lambda work: journal.add(work, estate="a", ticket=1, code="c", actor="a", facts={}),
    "journal.of_ticket": lambda work: journal.of_ticket(work, 1),
    "timers.set": lambda work: timers.set(work, kind="k", entity="e", occurrence="o", due=work.now),
    "timers.due": lambda work: timers.due(work, 10),
    "timers.next_due": timers.next_due,
    "timers.waiting": lambda work: timers.waiting(work, "k", "e", "o"),
    "timers.all_waiting": lambda work: timers.all_waiting(work, "k", "e"),
    "timers.fired": lambda work: timers.fired(work, 1),
    "timers.parked": timers.parked,
    "backlog.look": backlog.look,
    "timers.cancel": lambda work: timers.cancel(work, "k", "e"),
    "tasks.open_of": lambda work: tasks.open_of(work, 1),
    "buttons.token_for": lambda work: buttons.token_for(work, action="a", channel="t", chat="1"),
    "questions.open_for": lambda work: questions.open_for(work, "t", "1", "2"),
}


def kept_and_claimed(work):
    number = inbox.keep(work, channel="t", key="1", lane="1", raw="{}")
    inbox.claim(work, limit=1, busy=[])
    return number


# An empty list is a subquery; the indexes hold only rows to be looked at now, from the first one on.
SHORT = (
    "ix_inbox_ready",
    "ix_outbox_ready",
    "_running",
    "_attention",
    "ix_timers_due",
    "ix_timers_parked",
    "ix_inbox_lane",
    "ix_outbox_lane",
    "SCAN ready",
    "(subquery",
    "CONSTANT ROW",
)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_nothing_is_looked_for_row_by_row(plans, call):
    steps = plans(call)
    assert [
        step for step in steps if step.startswith("SCAN") and not any(word in step for word in SHORT)
    ] == []
    # Sorting is for what is few already: a person's or a chat's rows.
    assert not [step for step in steps if "TEMP B-TREE" in step and "ready" in step]


def test_a_claim_reads_ready_rows_in_their_order(plans):
    for call in (CALLS["inbox.claim"], CALLS["outbox.claim"], CALLS["outbox.claim one"]):
        steps = plans(call)
        assert not [step for step in steps if "TEMP B-TREE" in step]
        assert [step for step in steps if "_ready" in step]


def test_what_was_said_last_is_found_without_sorting(plans):
    steps = plans(CALLS["outbox.said_last"])
    assert [step for step in steps if "ix_outbox_said" in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
