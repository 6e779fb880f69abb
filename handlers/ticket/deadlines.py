"""The limits of a ticket: which still run, and who is told at 70, 100 and 150 percent of each, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.ticket import away, limits, moves, notices, paging, reminding
from handlers.ticket.lifecycle import OPEN, Move, Step
from handlers.ticket.limits import Clock
from handlers.ticket.notices import Level
from nlp.judgement import Kind, Urgency
from storage import journal, tickets, timers
from storage.records import Ticket
from storage.work import Work

TIMER = "deadline"
SOON, OVERDUE = "due_soon", "overdue"


@dataclass(frozen=True, slots=True)
class Point:
    """A moment at which somebody is told that a limit comes near, or is past."""

    clock: Clock
    level: Level
    percent: int
    at: datetime
    due: datetime


def plan(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Set when somebody is told next; right after every change of a limit. Twice is harmless."""
    first = [next(points, None) for points in _points(speak.estate_of(desk, ticket), ticket)]
    moments = [point.at for point in first if point is not None]
    if moments:
        _rearm(work, ticket, min(moments))
    else:
        timers.cancel(work, TIMER, str(ticket.id))
    reminding.plan(desk, work, ticket)


def fall_due(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell of every point that has passed and was not told yet, all in one, and wait for the next."""
    estate = speak.estate_of(desk, ticket)
    points = [point for of_clock in _points(estate, ticket) for point in of_clock]
    told = _told(work, ticket)
    passed = [point for point in points if point.at <= work.now and _name(point) not in told]
    for point in passed:
        journal.add(
            work,
            estate=ticket.estate,
            ticket=ticket.id,
            code=SOON if point.level is Level.remind else OVERDUE,
            actor=moves.DESK,
            facts={"clock": point.clock.value, "percent": point.percent, "due": point.due.isoformat()},
        )
    told_now = [point for point in passed if point.level is not Level.manager or paging.cannot_wait(ticket)]
    if told_now and not _is_paged(estate, ticket):
        levels = list(Level)
        missed = next((found for point in told_now if (found := away.missed(work, point.at))), None)
        level = max((point.level for point in told_now), key=levels.index)
        notices.due(desk, work, ticket, level, {point.clock.value: point.due for point in told_now}, missed)
    ahead = [point.at for point in points if point.at > work.now]
    if ahead:
        _rearm(work, ticket, min(ahead))


def agreed(desk: Desk, work: Work, ticket: Ticket, at: datetime) -> Ticket:
    """Let a time that the owner was promised be the one by which it is done."""
    if ticket.paused_at is not None:
        unpaused = limits.unpaused(speak.estate_of(desk, ticket), ticket, work.now)
        ticket = moves.move(work, ticket, Move.resume, moves.DESK, **unpaused)
    data = {**ticket.data, limits.AGREED: at.isoformat()}
    facts = {"done_due": at.isoformat()}
    ticket = moves.amend(
        work, ticket, "done_by", moves.DESK, facts=facts, done_due=at, progress_at=work.now, data=data
    )
    plan(desk, work, ticket)
    return ticket


def adopt(desk: Desk, work: Work) -> None:
    """Give the open tickets of an earlier version their limits; twice is harmless."""
    for estate in desk.estates.values():
        for ticket in tickets.without_limits(work, estate.key, [step.value for step in OPEN]):
            new = calendar.dues(
                estate,
                Kind(ticket.kind),
                Urgency(ticket.urgency),
                limits.began(ticket),
                severity=ticket.severity,
            )
            changed = moves.amend(
                work, ticket, "limits_set", moves.DESK, arrive_due=new.arrive, done_due=new.done
            )
            plan(desk, work, changed)


def _points(estate: Estate, ticket: Ticket) -> Iterator[Iterator[Point]]:
    """Yield, for each limit that runs, its points from the first to the last."""
    running = limits.running(ticket)
    if _is_paged(estate, ticket):
        running.pop(Clock.claim, None)
    for clock, due in running.items():
        yield _of_clock(estate, ticket, clock, due)


def _of_clock(estate: Estate, ticket: Ticket, clock: Clock, due: datetime) -> Iterator[Point]:
    policy = estate.policy
    percents = [
        (policy.remind_percent, Level.remind),
        (policy.lead_percent, Level.lead),
        (policy.manager_percent, Level.manager),
    ]
    if clock is Clock.done and limits.agreed_time(ticket) is not None:
        # A promised time has its own words, to the assignee before it and to the lead after it.
        percents = percents[2:]
    for percent, level in sorted(percents):
        if percent:
            yield Point(clock, level, round(percent), _at(estate, ticket, due, percent), due)


def _at(estate: Estate, ticket: Ticket, due: datetime, percent: float) -> datetime:
    start = limits.began(ticket)
    if percent == 100 or due <= start:
        return due
    if paging.cannot_wait(ticket):
        return start + (due - start) * percent / 100
    minutes = calendar.business_minutes(estate, start, due)
    return calendar.after_business_minutes(estate, start, minutes * percent / 100)


def _told(work: Work, ticket: Ticket) -> set[tuple[object, ...]]:
    rows = journal.of_ticket(work, ticket.id)
    return {
        (row.facts["clock"], row.facts["percent"], row.facts["due"])
        for row in rows
        if row.code in (SOON, OVERDUE)
    }


def _name(point: Point) -> tuple[object, ...]:
    return (point.clock.value, point.percent, point.due.isoformat())


def _is_paged(estate: Estate, ticket: Ticket) -> bool:
    # Whom pages call again and again, up to the manager, needs no reminder beside them.
    unclaimed = ticket.step == Step.received.value and paging.cannot_wait(ticket)
    return unclaimed and paging.due_at(estate, ticket, 1) is not None


def _rearm(work: Work, ticket: Ticket, due: datetime) -> None:
    timers.rearm(work, kind=TIMER, entity=str(ticket.id), due=due)
