"""A timer that comes too late for its matter does nothing: one row for every kind there is."""

import inspect
import re
from datetime import timedelta

import pytest

from handlers.clock import due, returning
from handlers.manager import regular
from handlers.owner import flood, intake, register, which
from handlers.staff import gaps, handover, intake_form, questions, recalling
from handlers.ticket import (
    albums,
    alike,
    board,
    calls,
    deadlines,
    decisions,
    evidence,
    limits,
    moves,
    notices,
    overnight,
    paging,
    pausing,
    private_calls,
    promise,
    reminding,
    revisit,
    roster,
    transferring,
    turns,
    unasked,
)
from handlers.ticket.lifecycle import Move
from nlp.judgement import Alarm, Kind, Urgency
from storage import journal, looks, messages, tickets, timers
from storage import questions as kept_questions
from storage.records import NewMessage, TicketId
from tests.handlers.test_deadlines import GROUP, Days

HELD = {
    "outgoing": {"key": "owner.progress", "values": {}},
    "is_sentence": True,
    "buttons": [],
    "event": "x",
    "must": True,
    "counts": True,
    "role": "owner",
    "priority": 2,
    "klass": "must_arrive",
    "live": False,
    "stage": "held:0",
}
LIMIT = {"ticket": 1, "level": "lead", "dues": {"claim": "2026-11-23T04:00:00+00:00"}}
# Of each kind: whom it is about, and what it carries.
ABOUT = {
    deadlines.TIMER: ("1", {}),
    reminding.TIMER: ("1", {}),
    pausing.TIMER: ("1", {}),
    paging.TIMER: ("1", {"n": 1}),
    revisit.ASK: ("1", {}),
    revisit.REMIND: ("1", {}),
    revisit.CLOSE: ("1", {}),
    unasked.TIMER: ("1", {"held": [HELD]}),
    promise.REMIND: ("1", {}),
    promise.CONFIRM: ("1", {}),
    promise.OWNER: ("1", {}),
    promise.LATE: ("1", {}),
    calls.TIMER: ("1", {}),
    recalling.TIMER: ("1", {}),
    evidence.TIMER: ("1", {}),
    decisions.TIMER: ("1", {}),
    private_calls.TIMER: ("1", {"times": 0}),
    notices.TIMER: (f"cuiyuan|{GROUP}", {"items": [LIMIT]}),
    overnight.TIMER: (f"cuiyuan|{GROUP}", {"items": [{"ticket": 1}]}),
    questions.TIMER: ("1", {}),
    intake_form.TIMER: ("1", {}),
    which.TIMER: ("1", {}),
    intake.JOIN: ("1", {}),
    intake.ASK: ("1", {}),
    intake.SUSPECT: ("1", {}),
    register.ESTATE: ("1", {}),
    roster.HANDOVER: ("gone", {"ends": "2026-11-23T04:00:00+00:00"}),
    handover.LATE: ("gone", {"list": "[]"}),
    roster.ABSENCE: ("gone", {"user": "worker"}),
    gaps.TIMER: ("gone", {}),
    **dict.fromkeys(regular.PAGES, ("gone", {})),
    returning.TIMER: ("gone", {}),
    transferring.TIMER: ("1", {}),
    turns.TIMER: ("1", {}),
    alike.TIMER: (
        "cuiyuan|water|",
        {"tickets": [1], "place": [None, None], "asked": 1, "apart": False, "told": 0},
    ),
}
# A board is shown as it is; what an owner wrote is taken in and shown, whenever that is.
NEVER_STALE = {board.TIMER, albums.TIMER, flood.TIMER}


def _closed(days, work, ticket):
    ticket = moves.move(work, ticket, Move.claim, "worker", assignee="worker", claimed_at=work.now)
    ticket = moves.move(work, ticket, Move.answer, "worker", answered_at=work.now)
    return moves.move(work, ticket, Move.close, "owner", closed_at=work.now)


def _withdrawn(days, work, ticket):
    return moves.move(work, ticket, Move.withdraw, "owner", closed_at=work.now)


def _reopened(days, work, ticket):
    ticket = _closed(days, work, ticket)
    estate = days.desk.estates["cuiyuan"]
    again = {"progress_at": None, "closed_at": None, "reopened": 1} | limits.afresh(estate, ticket, work.now)
    data = {**ticket.data, **limits.counted_from(work.now)}
    again |= {
        "answer_due": work.now + timedelta(days=1),
        "done_due": work.now + timedelta(days=3),
        "data": data,
    }
    return moves.move(work, ticket, Move.reopen, "owner", **again)


ENDS = {"closed": _closed, "withdrawn": _withdrawn, "reopened": _reopened}


@pytest.fixture
def days(sqlite_database, business_clock):
    return Days(sqlite_database, business_clock)


def everything(days):
    """Return what a timer could have said or changed."""
    return days.database.read_now(
        lambda work: (
            tickets.get(work, TicketId(1)),
            [one.row.id for one in looks.unsent(work, 500)],
            [row.seq for row in journal.of_ticket(work, TicketId(1))],
        )
    )


@pytest.mark.parametrize("end", ENDS)
def test_a_timer_that_comes_after_its_matter_does_nothing(days, end):
    days.opens(kind=Kind.emergency, urgency=Urgency.P0, alarm=Alarm.sure.value)
    days.does(lambda work: _asked(days, work))
    days.clock.at += timedelta(hours=3)
    days.does(lambda work: ENDS[end](days, work, moves.get(work, TicketId(1))))
    before = everything(days)
    for kind, (entity, data) in ABOUT.items():
        days.does(lambda work, it=(kind, entity, data): _fires(days, work, *it))
        assert everything(days) == before, kind


def _fires(days, work, kind, entity, data):
    timers.set(work, kind=kind, entity=entity, occurrence="stale", due=work.now, data=data)
    (timer,) = [one for one in timers.due(work, 99) if (one.kind, one.occurrence) == (kind, "stale")]
    assert timers.fired(work, timer.id)
    due.fire(days.desk, work, timer)


def _asked(days, work):
    question = kept_questions.ask(
        work, ticket=TicketId(1), action="answer", channel="telegram", chat=GROUP, user="worker", data={}
    )
    kept_questions.settle(work, question, "answered")
    reply = NewMessage(TicketId(1), None, "staff", "好的", "telegram", GROUP, work.now)
    messages.store(work, reply)


def test_every_kind_is_in_the_table():
    named = {
        getattr(inspect.getmodule(due).__dict__[module], name)
        for module, name in re.findall(r"\b([a-z_]+)\.(TIMER|[A-Z]{3,})\b", inspect.getsource(due))
        if isinstance(getattr(due.__dict__.get(module), name, None), str)
    }
    assert named | set(promise.TIMERS) | set(regular.PAGES) == ABOUT.keys() | NEVER_STALE
