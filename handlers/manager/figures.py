"""What a digest says: what a day was like, and what must happen now. Computed on a reader."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.desk import Estate
from handlers.manager import days, measures
from handlers.manager.measures import Flow, Measures
from handlers.ticket import away, hot_spots, pending, unattended
from handlers.ticket.away import Away
from handlers.ticket.hot_spots import HotSpot
from handlers.ticket.pending import Pending
from nlp.judgement import Urgency
from storage import reports
from storage.records import Ticket
from storage.work import Work

MEAN_DAYS = 7
_URGENT = frozenset({Urgency.P0.value, Urgency.P1.value})
_AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))


@dataclass(frozen=True, slots=True)
class ToDo:
    """What must happen now. A ticket stands in the first list it belongs to; `promised` is apart."""

    urgent: tuple[Pending, ...]
    unclaimed: tuple[Pending, ...]
    broken: tuple[Pending, ...]
    alone: tuple[Pending, ...]
    overdue: tuple[Pending, ...]
    promised: tuple[Pending, ...]
    tasks: int
    ages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """Days that no digest went out for, and what came in and went out on them."""

    first: date
    last: date
    flow: Flow


@dataclass(frozen=True, slots=True)
class Delayed:
    """A time in which the service was not running, and how many tickets had a limit fall due meanwhile."""

    away: Away
    tickets: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a digest of `day` says, as it stood `at` a moment after it."""

    day: date
    at: datetime
    to_do: ToDo
    did: Measures
    before: Flow
    days_before: int
    parked: int
    hot: Sequence[HotSpot]
    missed: Missed | None
    away: Sequence[Delayed]


def of(work: Work, estate: Estate, day: date, missed_from: date | None = None) -> Figures:
    """Compute the figures of a day in the estate's zone; `missed_from` begins days without a digest."""
    days_before = _days_before(work, estate, day)
    return Figures(
        day=day,
        at=work.now,
        to_do=_to_do(work, estate),
        did=measures.of(work, estate, day, day),
        before=measures.flow(work, estate, day - days_before * days.A_DAY, day - days.A_DAY),
        days_before=days_before,
        parked=reports.parked(work),
        hot=hot_spots.of(work, estate, *days.span_of(estate, day, day)),
        missed=_missed(work, estate, missed_from, day - days.A_DAY) if missed_from else None,
        away=_away(work, estate, days.moment_of(estate, day, estate.digest_at)),
    )


def _away(work: Work, estate: Estate, since: datetime) -> list[Delayed]:
    """Return when the service was not running since the digest before this one."""
    found = reports.facts_of(work, estate.key, away.RETURNED, since, work.now)
    return [
        Delayed(Away.from_json([str(one["since"]), str(one["until"])]), int(one["tickets"] or 0))
        for one in found
    ]


def _days_before(work: Work, estate: Estate, day: date) -> int:
    first = reports.first_received(work, estate.key)
    known = (day - first.astimezone(estate.zone).date()).days if first else 0
    return max(0, min(MEAN_DAYS, known))


def _missed(work: Work, estate: Estate, first: date, last: date) -> Missed | None:
    return Missed(first, last, measures.flow(work, estate, first, last)) if first <= last else None


def _to_do(work: Work, estate: Estate) -> ToDo:
    now, today = work.now, work.now.astimezone(estate.zone).date()
    waiting = pending.of_estate(work, estate)
    left = {one.ticket.id for one in unattended.orphans(work, estate, waiting)}
    urgent, rest = _apart(waiting, lambda one: one.ticket.urgency in _URGENT)
    unclaimed, rest = _apart(rest, lambda one: one.is_unclaimed and one.late(now) is not None)
    broken, rest = _apart(rest, lambda one: _is_broken(one, now))
    alone, rest = _apart(rest, lambda one: one.ticket.id in left)
    overdue, _ = _apart(rest, lambda one: one.late(now) is not None)
    _, end = days.span_of(estate, today, today)
    promised, _ = _apart(waiting, lambda one: _is_promised(one, now, end))
    return ToDo(
        urgent=tuple(sorted(urgent, key=_urgency)),
        unclaimed=unclaimed,
        broken=broken,
        alone=alone,
        overdue=overdue,
        promised=tuple(sorted(promised, key=_time_promised)),
        tasks=reports.overdue_tasks(work, estate.key),
        ages=_ages((one.ticket for one in waiting), now),
    )


def _apart(
    found: Iterable[Pending], belongs: Callable[[Pending], bool]
) -> tuple[tuple[Pending, ...], tuple[Pending, ...]]:
    """Return those that belong, and the rest, in their order."""
    both: tuple[list[Pending], list[Pending]] = ([], [])
    for one in found:
        both[not belongs(one)].append(one)
    return tuple(both[0]), tuple(both[1])


def _urgency(one: Pending) -> str:
    return one.ticket.urgency


def _time_promised(one: Pending) -> datetime:
    assert one.promise is not None, "only appointments are sorted by their time"
    return one.promise.at


def _is_broken(one: Pending, now: datetime) -> bool:
    return one.promise is not None and measures.is_past(one.promise, now)


def _is_promised(one: Pending, now: datetime, end: datetime) -> bool:
    return one.promise is not None and not measures.is_past(one.promise, now) and one.promise.at < end


def _ages(opened: Iterable[Ticket], now: datetime) -> tuple[int, ...]:
    """Count open tickets by the time since their receipt: up to 1, 3, 7 days, and longer."""
    found = [0] * (len(_AGES) + 1)
    for ticket in opened:
        found[bisect_left(_AGES, now - ticket.received_at)] += 1
    return tuple(found)
