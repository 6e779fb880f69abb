"""What an estate did over some days, each figure defined in docs/figures.md.

The digest and every export read it here. Computed on a reader, from the rows of those days alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers import speak
from handlers.desk import Estate
from handlers.manager import days, repeats, revisits
from handlers.manager.repeats import Repeats
from handlers.manager.revisits import Revisits
from handlers.ticket import deadlines, evidence
from handlers.ticket.lifecycle import Move
from nlp.judgement import Category, Kind
from storage import corrections, promises, reports
from storage.commitments import Promise, PromiseState
from storage.reports import Counts, Share
from storage.work import Work

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
_SETTLED = frozenset({PromiseState.kept, PromiseState.late, PromiseState.missed})

Sorts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out over some days, by kind, or by category for complaints."""

    received: Sorts
    done: Sorts
    closed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What happened on some days. The counts from `corrected` to `unsaved` are of tickets."""

    flow: Flow
    praise: int
    in_time: Mapping[str, Share]
    revisits: Revisits
    corrected: int
    overdue: int
    undelivered: int
    unsaved: int
    repeats: Repeats


def of(work: Work, estate: Estate, first: date, last: date) -> Measures:
    """Measure some days of an estate's zone, both ends with them."""
    begin, end = days.span_of(estate, first, last)
    return Measures(
        flow=flow(work, estate, first, last),
        praise=reports.how_many(work, estate.key, PRAISE, begin, end),
        in_time=_in_time(work, estate, begin, end),
        revisits=revisits.of(work, estate, begin, end),
        corrected=_tickets_with(work, estate, corrections.CODE, begin, end),
        overdue=_tickets_with(work, estate, deadlines.OVERDUE, begin, end),
        undelivered=_tickets_with(work, estate, speak.UNDELIVERED, begin, end),
        unsaved=_tickets_with(work, estate, evidence.MISSED, begin, end),
        repeats=repeats.of(work, estate, begin, end),
    )


def flow(work: Work, estate: Estate, first: date, last: date) -> Flow:
    """Count what came in and went out on some days."""
    begin, end = days.span_of(estate, first, last)
    done, closed, reserved, withdrawn = (
        reports.ended(work, estate.key, move.value, begin, end)
        for move in (Move.answer, Move.close, Move.close_reserved, Move.withdraw)
    )
    return Flow(
        _by_sort(reports.received(work, estate.key, begin, end)),
        _by_sort(done),
        sum(closed.values()) + sum(reserved.values()),
        sum(withdrawn.values()),
    )


def is_past(promise: Promise, now: datetime) -> bool:
    """Tell whether the time of an open promise has passed with nobody there."""
    return promise.state is PromiseState.open and (promise.until or promise.at) < now


def _by_sort(counts: Counts) -> Sorts:
    found: Counter[str] = Counter()
    for (kind, category), n in counts.items():
        sort = category or kind
        found[sort if sort in SORTS else Kind.other.value] += n
    return found


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
