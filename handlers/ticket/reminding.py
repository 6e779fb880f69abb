"""Reminding an assignee that the owner has not heard from anybody for a while."""

from datetime import datetime, timedelta

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.ticket import away, duty, incident, limits, notices, paging
from handlers.ticket.lifecycle import Step
from nlp.judgement import Urgency
from storage import timers
from storage.records import Ticket
from storage.work import Work

TIMER = "progress"
_UNTIL_BACK = timedelta(hours=1)


def plan(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Set when the assignee is reminded next; nobody is while the ticket waits for its owner."""
    estate = speak.estate_of(desk, ticket)
    due = _due(estate, ticket)
    if due is None:
        return
    period = _period(estate, ticket)
    later = due if due > work.now or period is None else _told_at(estate, ticket, work.now + period)
    timers.rearm(work, kind=TIMER, entity=str(ticket.id), due=later)


def fall_due(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Remind the assignee if still nothing was said, and again after the same time; nobody off shift."""
    estate = speak.estate_of(desk, ticket)
    due, period = _due(estate, ticket), _period(estate, ticket)
    if due is None or period is None or ticket.assignee is None:
        return
    if due > work.now:
        timers.rearm(work, kind=TIMER, entity=str(ticket.id), due=due)
        return
    if duty.is_on(work, estate, ticket.assignee):
        notices.silent(desk, work, ticket, away.missed(work, due))
    else:
        period = min(period, _UNTIL_BACK)
    timers.rearm(work, kind=TIMER, entity=str(ticket.id), due=_told_at(estate, ticket, work.now + period))


def _due(estate: Estate, ticket: Ticket) -> datetime | None:
    period = _period(estate, ticket)
    if period is None or Step(ticket.step) not in limits.WORKED_ON or incident.is_joined(ticket):
        return None
    # Before a promised time nobody waits for news.
    promised = limits.agreed_time(ticket)
    due = limits.last_word(ticket) + period
    return _told_at(estate, ticket, max(due, promised) if promised else due)


def _period(estate: Estate, ticket: Ticket) -> timedelta | None:
    policy = estate.policy
    if ticket.urgency == Urgency.P0.value:
        period = timedelta(minutes=policy.emergency_progress_min)
    elif paging.cannot_wait(ticket):
        period = timedelta(hours=policy.urgent_progress_h)
    else:
        period = timedelta(hours=policy.progress_remind_h)
    return period or None


def _told_at(estate: Estate, ticket: Ticket, moment: datetime) -> datetime:
    """Return when to remind: what can wait at a whole hour, so that one message holds what comes together."""
    if paging.cannot_wait(ticket):
        return moment
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return calendar.next_open(estate, whole if whole == moment else whole + timedelta(hours=1))
