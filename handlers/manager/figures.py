"""The figures of an estate and a day, each defined in docs/figures.md. Computed on a reader."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from handlers import speak
from handlers.desk import Estate
from handlers.manager import revisits
from handlers.manager.revisits import Revisits
from handlers.ticket import away, deadlines, pending, unattended
from handlers.ticket.away import Away
from handlers.ticket.lifecycle import Move
from handlers.ticket.pending import Pending
from nlp.judgement import Category, Kind, Urgency
from storage import corrections, promises, reports
from storage.commitments import Promise, PromiseState
from storage.records import Ticket
from storage.reports import Counts, Share
from storage.work import Work

_A_DAY = timedelta(days=1)
MEAN_DAYS = 7
PRAISE = "praise"
# By which a person reaches an owner; a receipt and everything else of the desk is none of it.
_REACHES = (Move.progress, Move.arrive, Move.wait_owner, Move.answer)
REACHED = ("told_owner", "promised", "called_back", *(move.value for move in _REACHES))
# A complaint counts under its category; what has no name here counts as other.
SORTS = (
    *(kind.value for kind in (Kind.emergency, Kind.request, Kind.inquiry, Kind.suggestion, Kind.praise)),
    *(category.value for category in Category),
    Kind.other.value,
)
_URGENT = frozenset({Urgency.P0.value, Urgency.P1.value})
_AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
_SETTLED = frozenset({PromiseState.kept, PromiseState.late, PromiseState.missed})

Sorts = Mapping[str, int]


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
class Flow:
    """What came in and went out over some days, by kind, or by category for complaints."""

    received: Sorts
    done: Sorts
    closed: int
    withdrawn: int


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
    flow: Flow
    praise: int
    before: Flow
    days_before: int
    in_time: Mapping[str, Share]
    revisits: Revisits
    corrected: int
    overdue: int
    undelivered: int
    parked: int
    missed: Missed | None
    away: Sequence[Delayed]


def of(work: Work, estate: Estate, day: date, missed_from: date | None = None) -> Figures:
    """Compute the figures of a day in the estate's zone; `missed_from` begins days without a digest."""
    begin, end = span_of(estate, day, day)
    days_before = _days_before(work, estate, day)
    return Figures(
        day=day,
        at=work.now,
        to_do=_to_do(work, estate),
        flow=_flow(work, estate, day, day),
        praise=reports.how_many(work, estate.key, PRAISE, begin, end),
        before=_flow(work, estate, day - days_before * _A_DAY, day - _A_DAY),
        days_before=days_before,
        in_time=_in_time(work, estate, begin, end),
        revisits=revisits.of(work, estate, begin, end),
        corrected=_tickets_with(work, estate, corrections.CODE, begin, end),
        overdue=_tickets_with(work, estate, deadlines.OVERDUE, begin, end),
        undelivered=_tickets_with(work, estate, speak.UNDELIVERED, begin, end),
        parked=reports.parked(work),
        missed=_missed(work, estate, missed_from, day - _A_DAY) if missed_from else None,
        away=_away(work, estate, moment_of(estate, day, estate.digest_at)),
    )


def moment_of(estate: Estate, day: date, clock: time) -> datetime:
    """Return a time of an estate's day: later where the clocks skip it, the first where it comes twice."""
    return datetime.combine(day, clock, estate.zone).astimezone(UTC)


def span_of(estate: Estate, first: date, last: date) -> tuple[datetime, datetime]:
    """Return when these days begin and end; a day of 23 or 25 hours is a day."""
    return moment_of(estate, first, time()), moment_of(estate, last + _A_DAY, time())


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


def _flow(work: Work, estate: Estate, first: date, last: date) -> Flow:
    begin, end = span_of(estate, first, last)
    done, closed, withdrawn = (
        reports.ended(work, estate.key, move.value, begin, end)
        for move in (Move.answer, Move.close, Move.withdraw)
    )
    return Flow(
        _by_sort(reports.received(work, estate.key, begin, end)),
        _by_sort(done),
        sum(closed.values()),
        sum(withdrawn.values()),
    )


def _by_sort(counts: Counts) -> Sorts:
    found: Counter[str] = Counter()
    for (kind, category), n in counts.items():
        sort = category or kind
        found[sort if sort in SORTS else Kind.other.value] += n
    return found


def _missed(work: Work, estate: Estate, first: date, last: date) -> Missed | None:
    return Missed(first, last, _flow(work, estate, first, last)) if first <= last else None


def _tickets_with(work: Work, estate: Estate, code: str, begin: datetime, end: datetime) -> int:
    return len({event.ticket for event in reports.events(work, estate.key, [code], begin, end)})


def _in_time(work: Work, estate: Estate, begin: datetime, end: datetime) -> Mapping[str, Share]:
    return {
        "claimed": reports.claimed_in_time(work, estate.key, begin, end),
        "answered": reports.answered_in_time(work, estate.key, REACHED, begin, end),
        "arrived": reports.arrived_in_time(work, estate.key, begin, end),
        "done": reports.done_in_time(work, estate.key, begin, end),
        "kept": _kept(promises.between(work, estate.key, begin, end), work.now),
    }


def _kept(promised: Iterable[Promise], now: datetime) -> Share:
    """Count the kept promises among those whose time has come and that nobody moved before."""
    judged = [one for one in promised if one.state in _SETTLED or is_past(one, now)]
    return Share(sum(one.state is PromiseState.kept for one in judged), len(judged))


def is_past(promise: Promise, now: datetime) -> bool:
    """Tell whether the time of an open promise has passed with nobody there."""
    return promise.state is PromiseState.open and (promise.until or promise.at) < now


def _to_do(work: Work, estate: Estate) -> ToDo:
    now, today = work.now, work.now.astimezone(estate.zone).date()
    waiting = pending.of_estate(work, estate)
    left = {one.ticket.id for one in unattended.orphans(work, estate, waiting)}
    urgent, rest = _apart(waiting, lambda one: one.ticket.urgency in _URGENT)
    unclaimed, rest = _apart(rest, lambda one: one.is_unclaimed and one.late(now) is not None)
    broken, rest = _apart(rest, lambda one: _is_broken(one, now))
    alone, rest = _apart(rest, lambda one: one.ticket.id in left)
    overdue, _ = _apart(rest, lambda one: one.late(now) is not None)
    _, end = span_of(estate, today, today)
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
    return one.promise is not None and is_past(one.promise, now)


def _is_promised(one: Pending, now: datetime, end: datetime) -> bool:
    return one.promise is not None and not is_past(one.promise, now) and one.promise.at < end


def _ages(opened: Iterable[Ticket], now: datetime) -> tuple[int, ...]:
    """Count open tickets by the time since their receipt: up to 1, 3, 7 days, and longer."""
    found = [0] * (len(_AGES) + 1)
    for ticket in opened:
        found[bisect_left(_AGES, now - ticket.received_at)] += 1
    return tuple(found)
