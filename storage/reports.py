"""What figures are counted from: an estate over a span of time, its end left out. Use a reader."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from storage.conditions import one_of
from storage.records import TicketId
from storage.schema import INBOX_ATTENTION, OUTBOX_ATTENTION, inbox, journal, outbox, tasks, tickets, timers
from storage.statements import all_as
from storage.work import Work

Counts = Mapping[tuple[str, str | None], int]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; there is no percentage without its number."""

    part: int
    of: int


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the journal that is about a ticket; `digest` and `salt` tell its words from others."""

    at: datetime
    ticket: TicketId
    number: str
    code: str
    facts: dict[str, str | int | None]
    digest: str | None
    salt: str | None
    actor: str


def _within(column: Column[Any]) -> ColumnElement[bool]:
    return and_(column >= bindparam("begin"), column < bindparam("end"))


_OF_ESTATE = tickets.c.estate == bindparam("of_estate")
_HAPPENED = and_(journal.c.estate == bindparam("of_estate"), _within(journal.c.at))
_COUNTED = tickets.c.step.not_in(["withdrawn", "merged", "declined"])
# Opening again takes the moment away.
_ENDED_AS = {
    "answer": tickets.c.answered_at,
    "close": tickets.c.closed_at,
    "close_reserved": tickets.c.closed_at,
    "withdraw": tickets.c.closed_at,
}
_RECEIVED = (
    select(tickets.c.kind, tickets.c.category, func.count())
    .where(_OF_ESTATE, _within(tickets.c.received_at))
    .group_by(tickets.c.kind, tickets.c.category)
)
_RECEIVED_WITH = (
    select(func.count())
    .select_from(tickets)
    .where(
        _OF_ESTATE,
        _COUNTED,
        _within(tickets.c.received_at),
        exists().where(journal.c.ticket == tickets.c.id, journal.c.code == bindparam("of_code")),
    )
)
_FIRST = select(func.min(tickets.c.received_at)).where(_OF_ESTATE)
_EVENTS = (
    select(
        journal.c.at,
        journal.c.ticket,
        tickets.c.number,
        journal.c.code,
        journal.c.facts,
        journal.c.digest,
        journal.c.salt,
        journal.c.actor,
    )
    .join(tickets, tickets.c.id == journal.c.ticket)
    .where(_HAPPENED, journal.c.code.in_(bindparam("codes", expanding=True)))
    .order_by(journal.c.seq)
)
_FACTS = (
    select(journal.c.facts)
    .where(_HAPPENED, journal.c.code == bindparam("of_code"), journal.c.ticket.is_(None))
    .order_by(journal.c.seq)
)
_HOW_MANY = select(func.count()).where(_HAPPENED, journal.c.code == bindparam("of_code"))
_PARKED = (
    select(func.count()).where(one_of(inbox.c.state, *INBOX_ATTENTION)),
    select(func.count()).where(one_of(outbox.c.state, *OUTBOX_ATTENTION)),
    select(func.count()).where(one_of(timers.c.state, "parked")),
)
_TASKS = select(func.count()).where(
    tasks.c.estate == bindparam("of_estate"), tasks.c.due < bindparam("now"), one_of(tasks.c.state, "open")
)
_STANDING = select(func.count()).where(_OF_ESTATE, tickets.c.step == bindparam("of_step"))
_reopened = journal.alias()
_reaching = journal.alias()
_LAST_REOPENED = (
    select(func.max(_reopened.c.at))
    .where(_reopened.c.ticket == tickets.c.id, one_of(_reopened.c.code, "reopen", "reopen_unassigned"))
    .correlate(tickets)
    .scalar_subquery()
)
_REACHED = exists().where(
    _reaching.c.ticket == tickets.c.id,
    _reaching.c.code.in_(bindparam("codes", expanding=True)),
    _reaching.c.actor.not_in(["owner", "desk"]),
    _reaching.c.at <= tickets.c.answer_due,
    _reaching.c.at >= func.coalesce(_LAST_REOPENED, tickets.c.received_at),
)


def _share(in_time: ColumnElement[bool], *among: ColumnElement[bool]) -> Executable:
    met = func.coalesce(func.sum(case((in_time, 1), else_=0)), 0)
    return select(met, func.count()).where(_OF_ESTATE, _COUNTED, *among)


def _over(due: Column[Any], done: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that a limit can be judged: it has passed, or what it is for was done."""
    return or_(due < bindparam("now"), done.is_not(None))


_CLAIMED = _share(
    and_(tickets.c.step != "received", tickets.c.claimed_at <= tickets.c.claim_due),
    _within(tickets.c.received_at),
    or_(tickets.c.claim_due < bindparam("now"), tickets.c.step != "received"),
)
_ARRIVED = _share(
    tickets.c.arrived_at <= tickets.c.arrive_due,
    _within(tickets.c.received_at),
    tickets.c.arrive_due.is_not(None),
    _over(tickets.c.arrive_due, tickets.c.arrived_at),
)
_ANSWERED = _share(_REACHED, _within(tickets.c.answer_due))
_DONE = _share(
    tickets.c.answered_at <= tickets.c.done_due,
    _within(tickets.c.done_due),
    or_(tickets.c.paused_at.is_(None), tickets.c.answered_at.is_not(None)),
)


def received_with(work: Work, estate: str, code: str, begin: datetime, end: datetime) -> int:
    """Count the tickets of this time, and still to be seen to, of which the journal has a row of one code."""
    values = {"of_estate": estate, "of_code": code, "begin": begin, "end": end}
    return work.connection.scalar(_RECEIVED_WITH, values) or 0


def received(work: Work, estate: str, begin: datetime, end: datetime) -> Counts:
    """Count the tickets that were opened, by what they are held to be now."""
    return _counted(work, _RECEIVED, estate, begin, end)


def ended(work: Work, estate: str, code: str, begin: datetime, end: datetime) -> Counts:
    """Count the tickets whose answer, close or withdraw is of this time, and that stand by it still."""
    query = (
        select(tickets.c.kind, tickets.c.category, func.count(tickets.c.id.distinct()))
        .join(journal, tickets.c.id == journal.c.ticket)
        .where(_HAPPENED, journal.c.code == code, _within(_ENDED_AS[code]))
        .group_by(tickets.c.kind, tickets.c.category)
    )
    return _counted(work, query, estate, begin, end)


def first_received(work: Work, estate: str) -> datetime | None:
    """Return when the first ticket of an estate was opened."""
    found: datetime | None = work.connection.scalar(_FIRST, {"of_estate": estate})
    return found


def events(work: Work, estate: str, codes: Collection[str], begin: datetime, end: datetime) -> list[Event]:
    """Return what the journal says happened to tickets under these codes, oldest first."""
    values = {"of_estate": estate, "codes": list(codes), "begin": begin, "end": end}
    return all_as(Event, work.connection.execute(_EVENTS, values))


def how_many(work: Work, estate: str, code: str, begin: datetime, end: datetime) -> int:
    """Count the journal's rows of one code, those without a ticket too."""
    values = {"of_estate": estate, "of_code": code, "begin": begin, "end": end}
    return work.connection.scalar(_HOW_MANY, values) or 0


def facts_of(
    work: Work, estate: str, code: str, begin: datetime, end: datetime
) -> list[dict[str, str | int | None]]:
    """Return what the journal keeps under one code that is about no ticket, oldest first."""
    values = {"of_estate": estate, "of_code": code, "begin": begin, "end": end}
    return list(work.connection.scalars(_FACTS, values))


def claimed_in_time(work: Work, estate: str, begin: datetime, end: datetime) -> Share:
    """Return how many tickets of this time were claimed by their limit; one still ahead is left out."""
    return _shared(work, _CLAIMED, estate, begin, end)


def arrived_in_time(work: Work, estate: str, begin: datetime, end: datetime) -> Share:
    """Return how many of the tickets of this time that want somebody there had them by their limit."""
    return _shared(work, _ARRIVED, estate, begin, end)


def answered_in_time(
    work: Work, estate: str, codes: Collection[str], begin: datetime, end: datetime
) -> Share:
    """Return in how many tickets whose answer fell due a person had reached the owner by then.

    `codes` are the journal's for that; a receipt is none of them.
    """
    return _shared(work, _ANSWERED, estate, begin, end, codes=list(codes))


def done_in_time(work: Work, estate: str, begin: datetime, end: datetime) -> Share:
    """Return how many tickets that should have been done were; one that waits for its owner is left out."""
    return _shared(work, _DONE, estate, begin, end)


def overdue_tasks(work: Work, estate: str) -> int:
    """Count what people should have done beside the tickets by now."""
    return work.connection.scalar(_TASKS, {"of_estate": estate, "now": work.now}) or 0


def standing(work: Work, estate: str, step: str) -> int:
    """Count the tickets that are in a step now."""
    return work.connection.scalar(_STANDING, {"of_estate": estate, "of_step": step}) or 0


def parked(work: Work) -> int:
    """Count what needs a person in the whole desk: messages in and out, and what fell due and failed."""
    return sum(work.connection.scalar(query) or 0 for query in _PARKED)


def _counted(work: Work, query: Executable, estate: str, begin: datetime, end: datetime) -> Counts:
    values = {"of_estate": estate, "begin": begin, "end": end}
    return {(kind, category): n for kind, category, n in work.connection.execute(query, values)}


def _shared(work: Work, query: Executable, estate: str, begin: datetime, end: datetime, **more: Any) -> Share:
    values = {"of_estate": estate, "begin": begin, "end": end, "now": work.now, **more}
    part, of = work.connection.execute(query, values).one()
    return Share(int(part), of)
