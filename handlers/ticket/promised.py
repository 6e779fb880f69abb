"""The time an owner was given: how it is kept in a button, and how people say it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from handlers import calendar, quiet, speak
from handlers.desk import Desk, Estate
from handlers.texts import Moment, Named, Sentence, Value
from handlers.ticket import duty, incident
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Kind
from storage import promises
from storage.commitments import Promise
from storage.records import Ticket
from storage.work import Work

ANSWER = "answer"
IN_QUESTION, WISH = "promise_in_question", "wished_time"
_TO_PLAN = timedelta(hours=2)
_WORK = frozenset({Kind.request.value, Kind.emergency.value})
_AT_HOME = frozenset(
    {
        "plumbing",
        "leak_between",
        "drain",
        "electric",
        "door_window",
        "home_service",
        "flood",
        "gas",
        "outage",
        "shock",
        "general",
    }
)


@dataclass(frozen=True, slots=True)
class When:
    """A moment, or a span where `until` is given."""

    at: datetime
    until: datetime | None = None

    @property
    def ends(self) -> datetime:
        """Return when somebody must have come."""
        return self.until or self.at

    def code(self) -> str:
        """Return the form that a button or a ticket keeps, exact to the minute."""
        return "-".join(str(int(moment.timestamp() // 60)) for moment in (self.at, self.until) if moment)

    @classmethod
    def of_code(cls, code: str) -> Self:
        """Read what `code` wrote."""
        at, *until = (datetime.fromtimestamp(int(minutes) * 60, UTC) for minutes in code.split("-"))
        return cls(at, *until)


def of(promise: Promise) -> When:
    """Return the time of a promise."""
    return When(promise.at, promise.until)


def said(estate: Estate, when: When, now: datetime | None) -> Sentence:
    """Say a time: 明天 15:00, 明天 08:00–12:00; without a `now` by its date."""
    begins = calendar.spoken(estate, when.at, now)
    return _until(estate, begins, when.until) if when.until else begins


def said_later(estate: Estate, when: When, now: datetime) -> Value:
    """Return a time that is put into words when the sentence goes out; one that has begun is so now."""
    if when.at <= now:
        return said(estate, when, now)
    begins = Moment(when.at)
    return _until(estate, begins, when.until) if when.until else begins


def cannot_wait(estate: Estate, at: datetime, now: datetime) -> bool:
    """Tell whether words about this time would come too late after the quiet hours."""
    return at < quiet.ends(estate, now) + _TO_PLAN


def standing(work: Work, ticket: Ticket) -> Promise | None:
    """Return the promise that stands for an open ticket; nobody gave a time before the first claim."""
    is_held = ticket.claimed_at is not None and Step(ticket.step) in OPEN
    return promises.open_of(work, ticket.id) if is_held else None


def still_ahead(desk: Desk, work: Work, ticket: Ticket) -> Value:
    """Say to its owner when somebody comes, be it for the event that it counts to.

    Nothing where that was not promised, or the time is over.
    """
    first = incident.first_of(work, ticket)
    promise = standing(work, ticket) or (standing(work, first) if first else None)
    if promise is None or of(promise).ends <= work.now:
        return ""
    return said(speak.estate_of(desk, ticket), of(promise), work.now)


def is_in_question(ticket: Ticket, promise: Promise) -> bool:
    """Tell whether the owner said that this time does not suit."""
    return ticket.data.get(IN_QUESTION) == promise.id


def wish_of(ticket: Ticket) -> When | None:
    """Return the time the owner asked for and nobody has agreed to."""
    code = ticket.data.get(WISH)
    return When.of_code(code) if code else None


def way(ticket: Ticket) -> str:
    """Return what is promised: somebody visits, sees to it elsewhere, or answers.

    For an event somebody comes to where it is, not to each who told of it.
    """
    if ticket.kind not in _WORK:
        return ANSWER
    at_home = ticket.topic in _AT_HOME and not incident.is_joined(ticket)
    return "visit" if at_home else "work"


def staff(desk: Desk, ticket: Ticket) -> Value:
    """Return who comes, in words for the owner."""
    member = speak.estate_of(desk, ticket).member(ticket.assignee)
    return member.name if member else Sentence("staff.team")


def lead(desk: Desk, work: Work, ticket: Ticket) -> Value:
    """Return who leads those who work on it, in words for the group, which notifies them."""
    found = duty.lead_of(work, speak.estate_of(desk, ticket), ticket)
    return Named(found.name, found.user) if found else Sentence("staff.team")


def _until(estate: Estate, begins: Value, ends: datetime) -> Sentence:
    return Sentence("when.from_to", begins=begins, ends=f"{ends.astimezone(estate.zone):%H:%M}")
