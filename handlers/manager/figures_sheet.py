"""Every figure of a span of days, and of each of its days, as rows of a sheet."""

from collections.abc import Iterator, Mapping
from datetime import date

from handlers.desk import Estate
from handlers.manager import cohort, days, measures
from handlers.manager.cohort import Cohort, Span
from handlers.manager.measures import SORTS, Flow, Measures
from handlers.manager.revisits import RATINGS, Revisits
from handlers.texts import Texts
from storage.reports import Share
from storage.work import Work

COLUMNS = ("estate", "first_day", "last_day", "figure", "count", "out_of", "share", "half_min", "most_min")
Row = tuple[str | int | float | None, ...]
# A name of `[figures]`, what it is about, and the count, of how many, minutes of half and of nine in ten.
_Named = tuple[str, str, int, int | None, Span | None]


def rows(texts: Texts, estate: Estate, first: date, last: date, work: Work) -> Iterator[Row]:
    """Give the figures of all the days together, then those of each day."""
    yield from _of(texts, estate, first, last, work)
    one_by_one = ((first + n * days.A_DAY) for n in range((last - first).days + 1))
    for day in one_by_one if first != last else ():
        yield from _of(texts, estate, day, day, work)


def _of(texts: Texts, estate: Estate, first: date, last: date, work: Work) -> Iterator[Row]:
    found = [
        *_measured(measures.of(work, estate, first, last)),
        *_followed(cohort.of(work, estate, first, last)),
    ]
    for name, about, count, of, span in found:
        figure = texts.plain(f"figures.{name}") + (f" {texts.plain(about)}" if about else "")
        share = count / of if of else None
        times = (round(span.half), round(span.most)) if span else (None, None)
        yield (estate.name, first.isoformat(), last.isoformat(), figure, count, of, share, *times)


def _measured(did: Measures) -> Iterator[_Named]:
    yield from _flown(did.flow)
    for name in ("praise", "corrected", "overdue", "undelivered", "unsaved"):
        yield _counted(name, getattr(did, name))
    for name in ("events", "homes", "messages", "saved"):
        yield _counted(f"repeats_{name}", getattr(did.repeats, name))
    yield from (_shared(f"in_time_{name}", share) for name, share in did.in_time.items())
    yield from _asked(did.revisits)


def _flown(flow: Flow) -> Iterator[_Named]:
    for name, counts in (("received", flow.received), ("done", flow.done)):
        yield _counted(name, sum(counts.values()))
        yield from _by_code(name, "sorts", counts, SORTS)
    yield _counted("closed", flow.closed)
    yield _counted("withdrawn", flow.withdrawn)


def _asked(revisits: Revisits) -> Iterator[_Named]:
    yield _counted("asked", revisits.asked)
    yield from _by_code("rated", "ratings", revisits.ratings, RATINGS)
    yield _shared("satisfied", revisits.satisfied)
    yield _counted("unrated", revisits.unrated)


def _followed(found: Cohort) -> Iterator[_Named]:
    yield from (_shared(f"cohort_{name}", share) for name, share in found.shares.items())
    for (what, clock), span in found.spans.items():
        yield f"{what}_{clock}", "", span.n, None, span


def _by_code(name: str, section: str, counts: Mapping[str, int], codes: tuple[str, ...]) -> Iterator[_Named]:
    for code in codes:
        if counts.get(code):
            yield name, f"{section}.{code}", counts[code], None, None


def _counted(name: str, count: int) -> _Named:
    return name, "", count, None, None


def _shared(name: str, share: Share) -> _Named:
    return name, "", share.part, share.of, None
