"""The daily digest as managers read it: one message, whatever the day was."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers import calendar
from handlers.desk import Estate
from handlers.manager.composing import May, Section, counted, enumerated, fitted, readers, said, shared
from handlers.manager.figures import Figures
from handlers.manager.measures import SORTS, Flow
from handlers.manager.repeats import Repeats
from handlers.manager.revisits import RATINGS, Bad, Revisits
from handlers.messages import Outgoing
from handlers.texts import Sentence, Texts, Value, Words
from handlers.ticket import away
from handlers.ticket.hot_spots import HotSpot
from handlers.ticket.pending import Pending
from nlp.extract import masked

_NAME, _WORDS, _BAD_WORDS, _NUMBERS = 20, 18, 60, 40


def render(
    texts: Texts,
    estate: Estate,
    figures: Figures,
    late_for: datetime | None = None,
    chat: str | None = None,
) -> Outgoing:
    """Return the digest of a day in one message: long lists give way. `late_for`: when a late one was due.

    What may not be seen in the `chat` is counted, and not told of.
    """
    may = readers(estate, chat)
    return fitted(texts, lambda most: _sections(estate, figures, late_for, most, may))


def _sections(
    estate: Estate, figures: Figures, late_for: datetime | None, most: int, may: May
) -> Iterator[Section]:
    yield _head(estate, figures, late_for)
    yield _to_do(estate, figures, most, may)
    yield _flow(figures)
    yield [*_hot(estate, figures.hot, most, may)]
    yield [*_in_time(figures), *_revisits(figures.did.revisits, most, may), *_counts(figures)]
    ages = figures.to_do.ages
    if any(ages):
        names = ("day", "three", "week", "longer")
        counts: dict[str, Value] = dict(zip(names, ages, strict=True))
        yield [Sentence("digest.backlog", count=sum(ages), **counts)]


def _head(estate: Estate, figures: Figures, late_for: datetime | None) -> Section:
    name = Words(estate.name).shortened(_NAME).text
    lines = [Sentence("digest.head", estate=name, day=said(figures.day))]
    if late_for is not None:
        lines.append(Sentence("digest.late", due=calendar.spoken(estate, late_for, figures.at)))
    for delayed in figures.away:
        time = away.spoken(estate, delayed.away, figures.at)
        lasted = calendar.lasting(delayed.away.until - delayed.away.since)
        lines.append(Sentence("digest.away", time=time, span=lasted, count=delayed.tickets))
    if figures.missed is not None:
        missed, flow = figures.missed, figures.missed.flow
        one = missed.first == missed.last
        lines.append(
            Sentence(
                "digest.missed_day" if one else "digest.missed",
                first=said(missed.first),
                last=said(missed.last),
                received=sum(flow.received.values()),
                done=sum(flow.done.values()),
            )
        )
    return lines


def _to_do(estate: Estate, figures: Figures, most: int, may: May) -> Section:
    to_do, now = figures.to_do, calendar.spoken(estate, figures.at, figures.at)

    def listed(head: str, found: Sequence[Pending], line: str = "digest.ticket") -> Iterator[Sentence]:
        told = [one for one in found if may(one.ticket)][:most]
        yield from counted(head, len(found))
        yield from (Sentence(line, **_about(estate, one, figures.at)) for one in told)
        yield from counted("digest.more", len(found) - len(told) if most else 0)

    lines = [
        *listed("digest.urgent", to_do.urgent),
        *listed("digest.unclaimed", to_do.unclaimed),
        *listed("digest.broken", to_do.broken, "digest.appointment"),
        *listed("digest.alone", to_do.alone),
        *listed("digest.overdue", to_do.overdue),
        *listed("digest.promised", to_do.promised, "digest.appointment"),
        *counted("digest.tasks", to_do.tasks),
    ]
    return [Sentence("digest.to_do" if lines else "digest.nothing_to_do", now=now), *lines]


def _about(estate: Estate, one: Pending, now: datetime) -> dict[str, Value]:
    ticket = one.ticket
    member = estate.member(ticket.assignee)
    words = Words(masked(ticket.words)).on_one_line(_WORDS)
    return {
        "number": ticket.number,
        "words": words if words.text else Sentence("staff.no_words"),
        "who": Words(member.name).shortened(_NAME).text if member else Sentence("digest.nobody"),
        "at": calendar.spoken(estate, one.promise.at, now) if one.promise else "",
    }


def _flow(figures: Figures) -> Section:
    flow, day = figures.did.flow, said(figures.day)
    if not any((flow.received, flow.done, flow.closed, flow.withdrawn, figures.did.praise)):
        return [Sentence("digest.nothing", day=day), *_mean(figures)]
    return [
        Sentence("digest.flow", day=day, **_totals(flow), closed=flow.closed),
        *_mean(figures),
        *_sorts(figures),
        *counted("digest.withdrawn", flow.withdrawn),
        *counted("digest.praise", figures.did.praise),
    ]


def _totals(flow: Flow) -> dict[str, Value]:
    return {"received": sum(flow.received.values()), "done": sum(flow.done.values())}


def _mean(figures: Figures) -> Iterator[Sentence]:
    days, before = figures.days_before, figures.before
    if days:
        received, done = (f"{sum(sorts.values()) / days:.1f}" for sorts in (before.received, before.done))
        yield Sentence("digest.mean", days=days, received=received, done=done)


def _sorts(figures: Figures) -> Iterator[Sentence]:
    flow, before, days = figures.did.flow, figures.before, figures.days_before
    some = [sort for sort in SORTS if flow.received.get(sort) or flow.done.get(sort)]
    for sort in some:
        line: dict[str, Value] = {
            "sort": Sentence(f"sorts.{sort}"),
            "received": flow.received.get(sort, 0),
            "done": flow.done.get(sort, 0),
        }
        if days:
            usual = f"{before.received.get(sort, 0) / days:.1f}"
            usually_done = f"{before.done.get(sort, 0) / days:.1f}"
            yield Sentence("digest.sort_mean", **line, usual=usual, usually_done=usually_done)
        else:
            yield Sentence("digest.sort", **line)
    if some:
        yield Sentence("digest.other_sorts")


def _hot(estate: Estate, hot: Sequence[HotSpot], most: int, may: May) -> Iterator[Sentence]:
    told = [spot for spot in hot if all(map(may, spot.tickets))]
    yield from counted("digest.hot", len(told))
    for spot in told[:most]:
        numbers = Words("、".join(ticket.number for ticket in spot.tickets)).shortened(_NUMBERS).text
        yield Sentence("digest.hot_spot", what=spot.said(estate), numbers=numbers)
    yield from counted("digest.more", len(told[most:]) if most else 0)


def _in_time(figures: Figures) -> Iterator[Sentence]:
    shares = [
        shared(f"digest.in_time_{name}", share) for name, share in figures.did.in_time.items() if share.of
    ]
    if shares:
        yield Sentence("digest.in_time", shares=enumerated(shares))


def _revisits(revisits: Revisits, most: int, may: May) -> Iterator[Sentence]:
    if revisits.asked or revisits.ratings:
        said = sum(revisits.ratings.values())
        yield Sentence("digest.revisits", asked=revisits.asked, said=said)
    if revisits.ratings or revisits.reserved:
        counts: dict[str, Value] = {rating: revisits.ratings.get(rating, 0) for rating in RATINGS}
        yield Sentence("digest.ratings", **counts)
        yield shared("digest.satisfied", revisits.satisfied)
    if revisits.reached or revisits.missed:
        yield Sentence("digest.phoned", reached=revisits.reached, missed=revisits.missed)
    yield from counted("digest.visited", revisits.visited)
    yield from counted("digest.reserved", revisits.reserved)
    told = [bad for bad in revisits.bad if bad.ticket is None or may(bad.ticket)][:most]
    yield from (_bad(bad) for bad in told)
    yield from counted("digest.more", len(revisits.bad) - len(told) if most else 0)
    yield from counted("digest.unrated", revisits.unrated)
    yield from counted("digest.unreachable", revisits.unreachable)
    yield from counted("digest.waiting", revisits.waiting)


def _bad(bad: Bad) -> Sentence:
    rating = Sentence(f"ratings.{bad.rating}")
    if bad.reason:
        rating = Sentence("digest.reason", rating=rating, reason=Sentence(f"buttons.{bad.reason}"))
    if not bad.words:
        return Sentence("digest.bad_silent", number=bad.number, rating=rating)
    words = Words(masked(bad.words)).on_one_line(_BAD_WORDS)
    return Sentence("digest.bad", number=bad.number, rating=rating, words=words)


def _counts(figures: Figures) -> Iterator[Sentence]:
    yield from _repeats(figures.did.repeats)
    yield from counted("digest.corrected", figures.did.corrected)
    yield from counted("digest.ran_over", figures.did.overdue)
    yield from counted("digest.undelivered", figures.did.undelivered)
    yield from counted("digest.unsaved", figures.did.unsaved)
    yield from counted("digest.parked", figures.parked)


def _repeats(found: Repeats) -> Iterator[Sentence]:
    if found.saved:
        homes, messages = found.homes, found.messages
        yield Sentence(
            "digest.repeats", events=found.events, homes=homes, messages=messages, saved=found.saved
        )
