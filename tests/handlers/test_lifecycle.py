"""The table of steps: every arrow once, no step without its record, and one person for whatever is worked on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import texts
from handlers.clock import due
from handlers.refusals import Refused
from handlers.ticket import guards, histories, moves, paging
from handlers.ticket.lifecycle import ARROWS, FINISHED, HELD, OPEN, RULES, TIMERS, Move, Step, after
from storage import journal, tickets, timers
from storage.errors import Stale
from tests.life import DOCUMENT, document
from tests.storage import make

PEOPLE = ("2001", "2002")


def test_every_step_is_reached_and_every_move_is_used():
    reached = set(ARROWS.values()) | {Step.received}
    assert reached == set(Step)
    assert {move for _, move in ARROWS} == set(Move) == set(RULES)


@pytest.mark.parametrize("step", sorted(FINISHED - {Step.closed}))
def test_what_ended_aside_stays_there(step):
    assert all(after(step, move) is None for move in Move)


def test_only_a_received_ticket_can_be_claimed():
    assert [step for step in Step if after(step, Move.claim)] == [Step.received]


def test_a_finished_ticket_comes_back_only_by_reopening():
    back = {move for step, move in ARROWS if step in FINISHED}
    assert back == {Move.reopen, Move.reopen_unassigned}


def test_work_that_began_cannot_be_taken_back():
    assert after(Step.working, Move.withdraw) is None
    assert frozenset() == OPEN & FINISHED


@pytest.mark.parametrize("move", Move)
def test_what_a_move_is_said_to_tell_is_in_both_catalogues(move):
    for catalogue in texts.load_all().values():
        assert [key for key in RULES[move].owner + RULES[move].group if key not in catalogue.entries] == []


def test_the_timers_of_the_table_are_known_to_the_clock():
    assert set(TIMERS) - {paging.TIMER} <= set(due._SIMPLY)


def test_the_picture_of_the_table_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run: make life"


STEPS = st.lists(st.tuples(st.sampled_from(Move), st.sampled_from(PEOPLE)), max_size=14)


@given(acts=STEPS, stale=st.integers(0, 14))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_whatever_is_tried_stays_in_the_table_and_the_journal_rebuilds_it(sqlite_database, acts, stale):
    def tried(work):
        ticket = first = make.ticket(work)
        facts = histories.at_first(ticket)
        journal.add(work, estate="cuiyuan", ticket=ticket.id, code="received", actor="owner", facts=facts)
        for kind in TIMERS:
            timers.set(work, kind=kind, entity=str(ticket.id), occurrence="1", due=work.now)
        for n, (move, user) in enumerate(acts):
            ticket = act(work, first if n == stale else ticket, move, user) or ticket
        return ticket

    ticket = sqlite_database.write_now(tried)
    rows = sqlite_database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    assert histories.retold(rows).step == Step(ticket.step)
    assert histories.retold(rows).facts == {name: getattr(ticket, name) for name in histories.TOLD}
    assert (ticket.assignee is not None) >= (Step(ticket.step) in HELD)
    assert len(rows) == ticket.version  # every version but the first has the row that says how it came about
    waiting = sqlite_database.read_now(
        lambda work: {kind for kind in TIMERS if timers.all_waiting(work, kind, str(ticket.id))}
    )
    began = {kind for kind, steps in TIMERS.items() if Step.received in steps}
    assert all(Step(ticket.step) in TIMERS[kind] for kind in waiting & began)


def act(work, ticket, move, user):
    """Try a move as its use case would; None where it is not possible."""
    changes = {
        Move.claim: {"assignee": user, "receiver": ticket.receiver or user},
        Move.return_: {"assignee": None},
        Move.reopen: {
            "assignee": user,
            "reopened": ticket.reopened + 1,
            "rating": "unsolved",
            "data": {**ticket.data, guards.TALKED: ticket.reopened + 1},
        },
        Move.reopen_unassigned: {"assignee": None, "reopened": ticket.reopened + 1, "rating": "bad"},
        Move.close: {"rating": "good"},
        Move.close_reserved: {"rating": "reserved"},
    }.get(move, {})
    version = tickets.get(work, ticket.id).version
    possible = after(Step(ticket.step), move) is not None and ticket.version == version
    if move is Move.close_reserved:
        possible &= ticket.reopened >= guards.MANAGER_FROM and ticket.data.get("talked") == ticket.reopened
    try:
        with work.savepoint():
            moved = moves.move(work, ticket, move, user, **changes)
    except (Refused, Stale):
        assert not possible
        return None
    assert possible
    assert moved.step == after(Step(ticket.step), move)
    return moved


@pytest.mark.parametrize(
    ("move", "changes"),
    [(Move.claim, {}), (Move.return_, {}), (Move.reopen, {"assignee": None})],
    ids=["claimed by nobody", "returned and kept", "opened again for nobody"],
)
def test_what_is_worked_on_has_one_person_and_what_waits_for_one_has_none(sqlite_database, move, changes):
    start = {Move.claim: "received", Move.return_: "working", Move.reopen: "closed"}[move]
    assignee = None if move is Move.claim else "2001"

    def wrong(work):
        moves.move(work, make.ticket(work, step=start, assignee=assignee), move, "2001", **changes)

    with pytest.raises(AssertionError, match=r"nobody has it|and unclaimed"):
        sqlite_database.write_now(wrong)


def test_a_change_that_went_by_the_journal_is_named(sqlite_database):
    def changed(work):
        ticket = make.ticket(work)
        facts = histories.at_first(ticket)
        journal.add(work, estate="cuiyuan", ticket=ticket.id, code="received", actor="owner", facts=facts)
        tickets.change(work, ticket, urgency="P0")
        read = histories.Histories()
        for row in journal.of_ticket(work, ticket.id):
            read.read(row)
        return list(read.problems(iter([tickets.get(work, ticket.id)])))

    assert sqlite_database.write_now(changed) == [
        "ticket cuiyuan 261123-001: its urgency is P0, and the journal makes it P2"
    ]
