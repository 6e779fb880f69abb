"""What became of the tickets that were received on some days, each figure defined in docs/figures.md.

Computed on a reader, from those tickets and what the journal says of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from handlers import calendar
from handlers.desk import Estate
from handlers.manager import days
from handlers.manager.measures import REACHED
from handlers.ticket import complaint, deadlines, nearby
from handlers.ticket.complaint import Nature
from handlers.ticket.lifecycle import Step
from nlp.judgement import Category
from storage import corrections, extracts, reports, tickets
from storage.records import Ticket
from storage.reports import Share
from storage.work import Work

_A_MINUTE = timedelta(minutes=1)
_HALF, _MOST = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Span:
    """How long something took, in minutes, for half and for nine in ten of `n`, by nearest rank."""

    n: int
    half: float
    most: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """Shares by name; spans by what took the time and which clock counted: first_answer, handling."""

    received: int
    shares: Mapping[str, Share]
    spans: Mapping[tuple[str, str], Span]


def of(work: Work, estate: Estate, first: date, last: date) -> Cohort:
    """Follow the tickets that some days of an estate's zone brought, up to now."""
    begin, end = days.span_of(estate, first, last)
    found = _Followed(estate)
    for ticket, reached_at, filed in extracts.received(work, estate.key, REACHED, begin, end):
        found.follow(ticket, reached_at, filed.nature)
    shares = {
        "settled": Share(found.settled, found.counted),
        "once": Share(found.closed_at_once, found.closed),
        "corrected": Share(_with(work, estate, corrections.CODE, begin, end), found.counted),
        "escalated": Share(_with(work, estate, deadlines.OVERDUE, begin, end), found.counted),
        "valid": Share(found.valid, found.judged),
        "repeated": _repeated(work, estate, begin, end),
    }
    if estate.households:
        shares["complaints"] = Share(found.valid, estate.households)
    spans = {name: _span(minutes) for name, minutes in found.minutes.items() if minutes}
    return Cohort(found.received, shares, spans)


@dataclass(slots=True)
class _Followed:
    """What is counted while the tickets go by."""

    estate: Estate
    received: int = 0
    counted: int = 0
    settled: int = 0
    closed: int = 0
    closed_at_once: int = 0
    judged: int = 0
    valid: int = 0
    minutes: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def follow(self, ticket: Ticket, reached_at: datetime | None, nature: str | None) -> None:
        self.received += 1
        if ticket.step in nearby.CAME_TO_NOTHING:
            return
        self.counted += 1
        self.settled += ticket.answered_at is not None
        closed = ticket.step == Step.closed.value
        self.closed += closed
        self.closed_at_once += closed and not ticket.reopened
        if complaint.is_one(ticket):
            self.judged += nature is not None
            self.valid += nature == Nature.valid.value
        self._took("first_answer", ticket.received_at, reached_at)
        self._took("handling", ticket.received_at, ticket.answered_at)

    def _took(self, what: str, since: datetime, until: datetime | None) -> None:
        if until is not None:
            for clock, minutes in _minutes(self.estate, since, until):
                self.minutes.setdefault((what, clock), []).append(minutes)


def _minutes(estate: Estate, since: datetime, until: datetime) -> Iterator[tuple[str, float]]:
    yield "calendar", (until - since) / _A_MINUTE
    yield "business", calendar.business_minutes(estate, since, until)


def _with(work: Work, estate: Estate, code: str, begin: datetime, end: datetime) -> int:
    return reports.received_with(work, estate.key, code, begin, end)


def _repeated(work: Work, estate: Estate, begin: datetime, end: datetime) -> Share:
    """Count the complaints of these days whose like was made by the same home or person shortly before."""
    repeats = in_all = 0
    for category in Category:
        known = tickets.complaints_since(work, estate.key, category.value, begin - complaint.AGAIN)
        alike = _by_topic(known)
        new = [one for one in known if begin <= one.received_at < end]
        in_all += len(new)
        repeats += sum(complaint.is_repeat(one, alike[one.topic]) for one in new)
    return Share(repeats, in_all)


def _by_topic(found: Iterable[Ticket]) -> Mapping[str, Sequence[Ticket]]:
    topics: dict[str, list[Ticket]] = {}
    for ticket in found:
        topics.setdefault(ticket.topic, []).append(ticket)
    return topics


def _span(minutes: list[float]) -> Span:
    ranked = sorted(minutes)
    half, most = (ranked[ceil(share * len(ranked)) - 1] for share in (_HALF, _MOST))
    return Span(len(ranked), half, most)
