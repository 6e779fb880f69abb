"""The weekly and the monthly page as managers read them: what changed, who saw to what, what was learned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers import calendar
from handlers.desk import Estate
from handlers.manager import breakdown, cohort, days, measures
from handlers.manager.breakdown import Breakdown, Learned, Tally
from handlers.manager.cohort import Cohort
from handlers.manager.composing import May, Section, counted, enumerated, fitted, readers, said, shared
from handlers.manager.measures import SORTS, Measures
from handlers.messages import Outgoing
from handlers.texts import Sentence, Texts, Value, Words
from nlp.extract import masked
from storage import reviews
from storage.reports import Share
from storage.work import Work

_NAME, _LEARNED = 20, 60


@dataclass(frozen=True, slots=True)
class Report:
    """Some days, and as many before them; `at` is when they were looked at. `undone`: open decisions."""

    first: date
    last: date
    at: datetime
    did: Measures
    before: Measures
    became: Cohort
    apart: Breakdown
    undone: int


def of(work: Work, estate: Estate, first: date, last: date) -> Report:
    """Compute the page of some days of an estate's zone, both ends with them."""
    earlier = first - (last - first) - days.A_DAY
    return Report(
        first,
        last,
        work.now,
        did=measures.of(work, estate, first, last),
        before=measures.of(work, estate, earlier, first - days.A_DAY),
        became=cohort.of(work, estate, first, last),
        apart=breakdown.of(work, estate, first, last),
        undone=len(reviews.open_decisions(work, estate.key)),
    )


def render(
    texts: Texts,
    estate: Estate,
    name: str,
    report: Report,
    late_for: datetime | None = None,
    chat: str | None = None,
) -> Outgoing:
    """Return a page in one message: `name` is weekly or monthly. `late_for`: when a late one was due.

    What may not be seen in the `chat` is counted, and not told of.
    """
    may = readers(estate, chat)
    return fitted(texts, lambda most: _sections(estate, name, report, late_for, most, may))


def _sections(
    estate: Estate, name: str, report: Report, late_for: datetime | None, most: int, may: May
) -> Iterator[Section]:
    yield _head(estate, name, report, late_for)
    yield _flow(report)
    yield [*_rates(report), *_complaints(report)]
    yield [*_teams(estate, report.apart), *_persons(estate, report.apart, most)]
    yield [*_most("topics", report.apart.topics, most), *_most("buildings", report.apart.buildings, most)]
    yield [
        *_learned("improvements", report.apart.improvements, most, may),
        *_learned("training", report.apart.training, most, may),
        *counted("report.undone", report.undone),
    ]


def _head(estate: Estate, name: str, report: Report, late_for: datetime | None) -> Section:
    known = Words(estate.name).shortened(_NAME).text
    first, last = said(report.first), said(report.last)
    lines = [Sentence(f"report.{name}", estate=known, first=first, last=last)]
    if late_for is not None:
        lines.append(Sentence("digest.late", due=calendar.spoken(estate, late_for, report.at)))
    return lines


def _flow(report: Report) -> Section:
    flow, before = report.did.flow, report.before.flow
    lines = [
        Sentence(
            "report.flow",
            received=sum(flow.received.values()),
            before=sum(before.received.values()),
            done=sum(flow.done.values()),
            done_before=sum(before.done.values()),
            closed=flow.closed,
        )
    ]
    for sort in SORTS:
        count, was = flow.received.get(sort, 0), before.received.get(sort, 0)
        if count or was:
            lines.append(Sentence("report.sort", sort=Sentence(f"sorts.{sort}"), received=count, before=was))
    return [*lines, *counted("digest.praise", report.did.praise)]


def _rates(report: Report) -> Iterator[Sentence]:
    """Give each rate beside that of the days before, none where there is nothing to divide by."""
    did, before = report.did, report.before
    now: Mapping[str, Share] = {**did.in_time, "satisfied": did.revisits.satisfied}
    was: Mapping[str, Share] = {**before.in_time, "satisfied": before.revisits.satisfied}
    for name, share in now.items():
        if share.of:
            earlier: Value = shared("report.share", was[name]) if was[name].of else Sentence("report.none")
            yield Sentence(f"report.rate_{name}", part=share.part, of=share.of, before=earlier)
    for name in ("settled", "once", "corrected", "escalated"):
        if report.became.shares[name].of:
            yield shared(f"report.{name}", report.became.shares[name])


def _complaints(report: Report) -> Iterator[Sentence]:
    for name in ("complaints", "valid", "repeated"):
        share = report.became.shares.get(name)
        if share is not None and share.of:
            yield shared(f"report.{name}", share)
    if report.apart.causes:
        causes = [
            Sentence("report.one", what=Sentence(f"causes.{cause}"), count=n)
            for cause, n in report.apart.causes
        ]
        yield Sentence("report.causes", causes=enumerated(causes))


def _teams(estate: Estate, apart: Breakdown) -> Iterator[Sentence]:
    if len(apart.teams) > 1:
        yield Sentence("report.teams")
        for key, tally in sorted(apart.teams.items(), key=lambda pair: -pair[1].received):
            team = estate.team(key)
            yield _tally(team.name if team else Sentence("report.no_team"), tally)


def _persons(estate: Estate, apart: Breakdown, most: int) -> Iterator[Sentence]:
    ranked = apart.ranked
    if ranked:
        yield Sentence("report.persons", least=breakdown.RANKED_FROM)
    for user, tally in ranked[:most]:
        member = estate.member(user)
        yield _tally(Words(member.name).shortened(_NAME).text if member else Sentence("report.gone"), tally)
    yield from counted("digest.more", len(ranked[most:]) if most else 0)
    yield from counted("report.not_ranked", len(apart.persons) - len(ranked))


def _tally(who: Value, tally: Tally) -> Sentence:
    values: dict[str, Value] = {"who": who, "received": tally.received, "done": tally.done}
    if not tally.in_time.of:
        return Sentence("report.tally", **values)
    return Sentence("report.tally_in_time", **values, part=tally.in_time.part, of=tally.in_time.of)


def _most(name: str, found: Sequence[tuple[str, int]], most: int) -> Iterator[Sentence]:
    shown = [
        Sentence("report.one", what=Sentence(f"topics.{what}") if name == "topics" else what, count=n)
        for what, n in found[:most]
    ]
    if shown:
        yield Sentence(f"report.{name}", most=enumerated(shown))


def _learned(name: str, found: Sequence[Learned], most: int, may: May) -> Iterator[Sentence]:
    told = [one for one in found if may(one.ticket)]
    if told:
        yield Sentence(f"report.{name}", count=len(told))
    for one in told[:most]:
        words = Words(masked(one.words)).on_one_line(_LEARNED)
        yield Sentence("report.learned", number=one.ticket.number, words=words)
    yield from counted("digest.more", len(told[most:]) if most else 0)
