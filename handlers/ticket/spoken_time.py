"""A time in somebody's words, as it can be promised."""

from dataclasses import dataclass
from datetime import UTC, datetime

from handlers import calendar
from handlers.desk import Estate
from handlers.refusals import Refused
from handlers.ticket.promised import When
from nlp.appointments import Appointment, Unread, appointment


@dataclass(frozen=True, slots=True)
class Heard:
    """A time that was said; `sure`: it can mean nothing else. `rest` are the words beside it."""

    when: When
    sure: bool
    rest: str


def heard(estate: Estate, text: str, now: datetime) -> Heard | Unread:
    """Return the one time that words give; a day or a part of it is cut to when people are there."""
    found = appointment(text, now.astimezone(estate.zone), estate.policy.promise_days)
    if isinstance(found, Unread):
        return found
    return Heard(_when(estate, found), found.sure, found.rest)


def understood(estate: Estate, text: str, now: datetime) -> Heard:
    """Return the same; refuses in words what is no time to be promised."""
    found = heard(estate, text, now)
    if isinstance(found, Unread):
        raise refused(estate, found)
    return found


def refused(estate: Estate, unread: Unread) -> Refused:
    """Return the refusal that says what to write instead."""
    return Refused(f"refusal.time_{unread.value}", days=estate.policy.promise_days)


def _when(estate: Estate, found: Appointment) -> When:
    begins = found.begins.astimezone(UTC)
    if found.ends is None:
        return When(begins)
    ends = found.ends.astimezone(UTC)
    there = None if found.by_clock else calendar.open_within(estate, begins, ends)
    return When(*(there or (begins, ends)))
