"""A past month gone through as if the desk had been there: what it would have seen, and told the managers.

It works on a database of its own, and nothing of it is ever sent.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.manager import cohort, days, digest, figures, measures
from handlers.manager.measures import SORTS, Measures
from handlers.texts import Sentence, Texts, Words
from handlers.ticket import complaint, filing, hot_spots, moves, opened, receipt, rework
from handlers.ticket.complaint import Cause, Nature, Outcome
from handlers.ticket.lifecycle import Move
from nlp.extract import masked
from nlp.judgement import Alarm, Kind
from storage import people, promises, tickets
from storage.commitments import PromiseState
from storage.records import Ticket
from storage.reports import Share
from storage.work import Work

_CHANNEL = "rehearsal"
# Whoever did it: a book's names are nobody's of the roster. What was written into it was taken in hand.
BOOK = StaffMember("0", "台账", Role.staff)
_LISTED, _WORDS = 15, 40
# A book says nothing of the eight steps: what no complaint is answered without is unknown, and shown nowhere.
_UNKNOWN: Mapping[str, str] = {
    "nature": Nature.unclear.value,
    "outcome": Outcome.partly.value,
    "cause": Cause.process.value,
    **dict.fromkeys(
        (
            *("demand", "nature_reason", "findings", "evidence", "plan", "prevention", "cost"),
            *("outcome_reason", "approved_by", "read_by"),
        ),
        "-",
    ),
}

_Deed = tuple[datetime, int, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an old book; times are of the estate's clock. Without `done` it was not done."""

    received: datetime
    words: str
    home: str = ""
    promised: datetime | None = None
    done: datetime | None = None


def live(
    desk: Desk,
    texts: Texts,
    work: Work,
    estate: Estate,
    entries: Sequence[Entry],
    gone: Callable[[], None],
) -> str:
    """Let everything happen in its order, in one unit whose clock goes with it; `gone` after each entry.

    Returns what the managers would have read of these days, and at last the digest of the busiest one.
    """
    received = Counter(entry.received.date() for entry in entries)
    first, last = min(received), max(received)
    busiest = max(received, key=lambda day: (received[day], day))
    made: dict[int, Ticket] = {}
    read: list[str] = []
    morning = days.moment_of(estate, busiest + days.A_DAY, estate.digest_at)
    deeds: list[_Deed] = [(morning, -1, lambda: read.append(_digest(texts, work, estate, busiest)))]
    for n, entry in enumerate(entries):
        deeds += _deeds_of(desk, work, estate, entry, made, n)
    for moment, n, deed in sorted(deeds, key=lambda one: one[:2]):
        work.now = moment
        deed()
        if n in made:
            gone()
    lines = [texts.said(line) for line in _lines(texts, work, estate, first, last)]
    return "\n".join([*lines, "", texts.plain("rehearsal.digest"), "", *read])


def _deeds_of(
    desk: Desk, work: Work, estate: Estate, entry: Entry, made: dict[int, Ticket], n: int
) -> Iterator[_Deed]:
    received = _moment(estate, entry.received)
    yield received, n, partial(_receive, desk, work, estate, entry, made, n)
    done = entry.done and _moment(estate, entry.done)
    if done is not None and done >= received:
        yield done, n, partial(_do, work, made, n)


def _lines(texts: Texts, work: Work, estate: Estate, first: date, last: date) -> Iterator[Sentence]:
    did = measures.of(work, estate, first, last)
    yield from _came(did)
    yield from _emergencies(work, estate)
    yield from _known(work, estate, did, first, last)
    yield from _gathered(texts, work, estate, first, last)


def _moment(estate: Estate, local: datetime) -> datetime:
    return local.replace(tzinfo=estate.zone).astimezone(UTC)


def _receive(desk: Desk, work: Work, estate: Estate, entry: Entry, made: dict[int, Ticket], n: int) -> None:
    judged = desk.judge(entry.words)
    home = desk.judge(entry.home).lead.home if entry.home else None
    matter = replace(judged.lead, home=home or judged.lead.home)
    user = entry.home or str(n)
    person = people.seen(work, channel=_CHANNEL, user=user, chat=user, name=user, language=None)
    alarm = matter.alarm if matter.alarm is Alarm.sure else None
    new = opened.as_new(
        person, estate, matter, entry.words, alarm=alarm, text=receipt.text_for(matter), now=work.now, data={}
    )
    if new.home is None and entry.home:
        new = replace(new, home=entry.home)
    ticket = opened.put(desk, work, new, [], "owner")
    made[n] = moves.move(work, ticket, Move.claim, BOOK.user, assignee=BOOK.user, claimed_at=work.now)
    if entry.promised is not None:
        at = _moment(estate, entry.promised)
        _promise(work, estate, made[n], at, entry.done and _moment(estate, entry.done))


def _promise(work: Work, estate: Estate, ticket: Ticket, at: datetime, done: datetime | None) -> None:
    """Keep a promised time. Nobody wrote when they came: what was not done on its day counts as missed."""
    made = promises.make(
        work,
        estate=estate.key,
        ticket=ticket.id,
        at=at,
        until=None,
        made_by=BOOK.user,
        confirmed_at=None,
        reason=None,
    )
    day = at.astimezone(estate.zone).date()
    kept = done is not None and done < days.span_of(estate, day, day)[1]
    promises.settle(work, made.id, PromiseState.kept if kept else PromiseState.missed)


def _do(work: Work, made: dict[int, Ticket], n: int) -> None:
    ticket = moves.get(work, made.pop(n).id)
    if complaint.is_one(ticket):
        ticket = filing.write(work, ticket, "filed", BOOK.user, _UNKNOWN)
    moves.move(work, ticket, Move.answer, BOOK.user, answer="", answered_at=work.now)


def _came(did: Measures) -> Iterator[Sentence]:
    yield Sentence("rehearsal.came", count=sum(did.flow.received.values()))
    for sort in SORTS:
        if count := did.flow.received.get(sort):
            yield Sentence("rehearsal.sort", sort=Sentence(f"sorts.{sort}"), count=count)


def _emergencies(work: Work, estate: Estate) -> Iterator[Sentence]:
    found = [one for one in tickets.of_estate(work, estate.key) if one.kind == Kind.emergency.value]
    if found:
        yield Sentence("rehearsal.emergencies", count=len(found))
    for ticket in found[:_LISTED]:
        words = Words(masked(ticket.words)).on_one_line(_WORDS)
        yield Sentence("rehearsal.emergency", at=_at(estate, ticket.received_at), words=words)


def _known(work: Work, estate: Estate, did: Measures, first: date, last: date) -> Iterator[Sentence]:
    """Give what a book can tell: it has no presses, so when a claim or an arrival was is in none of it."""
    every = tickets.of_estate(work, estate.key)
    shares = {
        "done": did.in_time["done"],
        "kept": did.in_time["kept"],
        "rework": Share(sum(map(rework.is_one, every)), len(every)),
        "repeated": cohort.of(work, estate, first, last).shares["repeated"],
    }
    for name, share in shares.items():
        if share.of:
            yield Sentence(f"rehearsal.{name}", part=share.part, of=share.of)


def _gathered(texts: Texts, work: Work, estate: Estate, first: date, last: date) -> Iterator[Sentence]:
    found = [
        (day, spot)
        for day in _days(first, last)
        for spot in hot_spots.of(work, estate, *days.span_of(estate, day, day))
    ]
    if found:
        yield Sentence("rehearsal.hot", count=len(found))
    for day, spot in found[:_LISTED]:
        yield Sentence("rehearsal.hot_spot", day=day.isoformat(), what=texts.said(spot.said(estate)))


def _digest(texts: Texts, work: Work, estate: Estate, day: date) -> str:
    """Return the digest of a day without the rates of which a book knows nothing."""
    found = figures.of(work, estate, day)
    known = {name: found.did.in_time[name] for name in ("done", "kept")}
    return digest.render(texts, estate, replace(found, did=replace(found.did, in_time=known))).text


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * days.A_DAY for n in range((last - first) // timedelta(days=1) + 1))


def _at(estate: Estate, moment: datetime) -> str:
    return f"{moment.astimezone(estate.zone):%m-%d %H:%M}"
