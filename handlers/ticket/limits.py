"""The limits of a ticket: which still run, from when they count, and how a pause moves them. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers import calendar
from handlers.desk import Estate
from handlers.ticket import incident, paging
from handlers.ticket.lifecycle import HELD, OPEN, Step
from nlp.judgement import Kind, Urgency
from storage.records import Ticket

AGREED = "agreed"
WORKED_ON = HELD - {Step.waiting_owner}
_FROM = "counted_from"


class Clock(StrEnum):
    """What has a limit."""

    claim = "claim"
    answer = "answer"
    arrive = "arrive"
    done = "done"


def running(ticket: Ticket) -> dict[Clock, datetime]:
    """Return the limits that nobody has met yet; none while the ticket waits for its owner, or has ended.

    What counts to an event has the clocks of its first ticket.
    """
    if Step(ticket.step) not in OPEN or ticket.paused_at is not None or incident.is_joined(ticket):
        return {}
    limits = {
        Clock.claim: ticket.claim_due if ticket.step == Step.received.value else None,
        Clock.answer: ticket.answer_due if ticket.progress_at is None else None,
        Clock.arrive: ticket.arrive_due if ticket.arrived_at is None else None,
        Clock.done: ticket.done_due,
    }
    return {clock: due for clock, due in limits.items() if due is not None}


def agreed_time(ticket: Ticket) -> datetime | None:
    """Return the promised time, where that is the limit now."""
    is_limit = ticket.done_due is not None and ticket.data.get(AGREED) == ticket.done_due.isoformat()
    return ticket.done_due if is_limit else None


def after_arrival(estate: Estate, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return the changes when somebody came at the promised time: from now on the work itself is timed."""
    if agreed_time(ticket) is None:
        return {}
    done = calendar.after_business_minutes(estate, now, estate.policy.after_arrival_h * 60)
    return {"done_due": done, "data": {**ticket.data, **counted_from(now)}}


def afresh(estate: Estate, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return the changes for a matter that is opened again: as long to come and to be done as at first."""
    new = calendar.dues(estate, Kind(ticket.kind), Urgency(ticket.urgency), now, severity=ticket.severity)
    return {
        "arrive_due": new.arrive,
        "arrived_at": None,
        "done_due": new.done,
    }


def counted_from(moment: datetime) -> dict[str, str]:
    """Return what a ticket remembers of the moment its limits are counted from."""
    return {_FROM: moment.isoformat()}


def unpaused(estate: Estate, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return the changes that let the limits run again: each has as much opening time left as before."""
    if ticket.paused_at is None:
        return {}
    paused = ticket.paused_at
    lost = calendar.business_minutes(estate, paused, now)

    def later(moment: datetime) -> datetime:
        if paging.cannot_wait(ticket):
            return moment + (now - paused)
        return calendar.after_business_minutes(estate, moment, lost)

    names = ("claim_due", "answer_due", "arrive_due", "done_due")
    dues = {name: getattr(ticket, name) for name in names}
    moved = {name: later(due) for name, due in dues.items() if due is not None and due > paused}
    return {**moved, "paused_at": None, "data": {**ticket.data, **counted_from(later(began(ticket)))}}


def began(ticket: Ticket) -> datetime:
    """Return when the limits began to count: the receipt, or when it was opened again or became dangerous."""
    begun = ticket.data.get(_FROM)
    return datetime.fromisoformat(begun) if begun else ticket.received_at


def last_word(ticket: Ticket) -> datetime:
    """Return when the owner last heard from a person, else when the ticket was claimed."""
    return max(filter(None, (ticket.progress_at, ticket.claimed_at)), default=ticket.received_at)
