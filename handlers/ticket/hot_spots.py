"""Where matters gather: six rules over the tickets of a month, each hit with its reason.

The rules are those the profession's reports ask for, (a) to (f); docs/figures.md words them.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.desk import Estate
from handlers.texts import Sentence, Value
from handlers.ticket import nearby, sight
from nlp.judgement import Category, Kind
from storage import glances, tickets
from storage.glances import Glance
from storage.records import Ticket, TicketId
from storage.work import Work

_A_DAY, _A_WEEK, _A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_USUAL_DAYS = 28
_AN_HOUR = timedelta(hours=1)
_EVENT_HOMES, _WEEK_HOMES, _RISER_HOMES, _TIMES, _UNUSUAL = 3, 3, 2, 2, 3


class Rule(StrEnum):
    """Why something is one, in the order in which they are told."""

    event = "event"  # (a) three homes of one building within an hour
    riser = "riser"  # (f) water or sewage in one line of homes
    households = "households"  # (b) three households within a week
    again = "again"  # (c) the same home twice within a month
    unusual = "unusual"  # (e) far more than on other days
    person = "person"  # (d) one of the staff twice within a month


@dataclass(frozen=True, slots=True)
class HotSpot:
    """One hit, told to whoever may see all its tickets; the newest stands last.

    `count` is of homes, of times for `again`, `person` and `unusual`.
    """

    rule: Rule
    count: int
    tickets: tuple[Ticket, ...] = ()
    topic: str = ""
    place: str = ""
    person: str = ""

    def said(self, estate: Estate) -> Sentence:
        """Say it with its reason."""
        member = estate.member(self.person)
        values: dict[str, Value] = {
            "count": self.count,
            "topic": Sentence(f"topics.{self.topic}") if self.topic else "",
            "place": self.place,
            "person": member.name if member else self.person,
        }
        anywhere = self.rule is Rule.households and not self.place
        return Sentence(f"hot_spots.{self.rule.value}{'_anywhere' if anywhere else ''}", **values)


@dataclass(frozen=True, slots=True)
class _Hit:
    spot: HotSpot
    ids: tuple[TicketId, ...]


def of(work: Work, estate: Estate, day_begins: datetime, day_ends: datetime) -> list[HotSpot]:
    """Return the hot spots of a day, in the order of the rules: each has something new on it.

    What a rule finds in tickets of earlier rules alone is not told again.
    """
    since = day_ends - _A_MONTH
    found = list(glances.received(work, estate.key, since, day_ends))
    hits: dict[Rule, Iterable[_Hit]] = {
        Rule.event: _events(found),
        Rule.riser: _risers(_after(found, day_ends - _A_WEEK)),
        Rule.households: _households(_after(found, day_ends - _A_WEEK), day_begins),
        Rule.again: _again(found),
        Rule.unusual: _unusual(found, day_begins),
        Rule.person: _persons(work, estate, since, day_ends),
    }
    new = {one.id for one in found if one.received_at >= day_begins}
    told: set[TicketId] = set()
    spots = []
    for hit in (hit for rule in Rule for hit in hits[rule]):
        if new.intersection(hit.ids) and not told.issuperset(hit.ids):
            told.update(hit.ids)
            spots.append(replace(hit.spot, tickets=tuple(tickets.these(work, hit.ids))))
    return spots


def _after(found: Sequence[Glance], since: datetime) -> list[Glance]:
    return [one for one in found if one.received_at >= since]


def _by(found: Iterable[Glance], key: Callable[[Glance], Hashable]) -> Mapping[Hashable, list[Glance]]:
    groups: defaultdict[Hashable, list[Glance]] = defaultdict(list)
    for one in found:
        if one.topic not in nearby.NO_MATTER:
            groups[key(one)].append(one)
    return groups


def _homes(found: Iterable[Glance]) -> int:
    """Count households: by home, else by who told of it."""
    return len({one.home or one.reporter for one in found})


def _hit(rule: Rule, found: Sequence[Glance], count: int, place: str = "") -> _Hit:
    spot = HotSpot(rule, count, topic=found[-1].topic, place=place)
    return _Hit(spot, tuple(one.id for one in found))


def _events(found: Sequence[Glance]) -> Iterator[_Hit]:
    placed = [one for one in found if one.building and one.kind != Kind.complaint.value]
    for group in _by(placed, lambda one: (one.building, one.topic)).values():
        burst = _burst(group)
        if burst:
            yield _hit(Rule.event, burst, _homes(burst), burst[-1].building or "")


def _burst(group: Sequence[Glance]) -> Sequence[Glance]:
    """Return the last tickets that came within an hour of each other's first, if from enough homes."""
    for last in range(len(group), 0, -1):
        until = group[last - 1].received_at
        burst = [one for one in group[:last] if one.received_at >= until - _AN_HOUR]
        if _homes(burst) >= _EVENT_HOMES:
            return burst
    return ()


def _risers(found: Sequence[Glance]) -> Iterator[_Hit]:
    wet = [one for one in found if one.riser and one.topic in nearby.ALONG_A_RISER]
    for group in _by(wet, lambda one: one.riser).values():
        if _homes(group) >= _RISER_HOMES:
            homes = dict.fromkeys(one.home for one in group if one.home)
            yield _hit(Rule.riser, group, _homes(group), "、".join(homes))


def _households(found: Sequence[Glance], day_begins: datetime) -> Iterator[_Hit]:
    """Give what has come to three households, or to three more, that day; else it would be told every day."""
    groups = _by((one for one in found if _is_of_all(one) or one.building), _matter)
    for group in groups.values():
        before = _homes(one for one in group if one.received_at < day_begins)
        homes = _homes(group)
        if homes >= _WEEK_HOMES and (before < _WEEK_HOMES or homes - before >= _WEEK_HOMES):
            place = "" if _is_of_all(group[0]) else group[0].building
            yield _hit(Rule.households, group, homes, place or "")


def _matter(one: Glance) -> Hashable:
    return (one.category, one.topic) if _is_of_all(one) else (one.building, one.kind, one.topic)


def _is_of_all(one: Glance) -> bool:
    """Tell whether it is about what all homes share; what lies between two homes is not."""
    return one.kind == Kind.complaint.value and one.category != Category.neighbours.value


def _again(found: Sequence[Glance]) -> Iterator[_Hit]:
    at_home = [one for one in found if one.home]
    for group in _by(at_home, lambda one: (one.home, one.kind, one.topic)).values():
        if len(group) >= _TIMES:
            yield _hit(Rule.again, group, len(group), group[-1].home or "")


def _unusual(found: Sequence[Glance], day_begins: datetime) -> Iterator[_Hit]:
    """Give what came three times at least, and more often than before by three times the spread."""
    first = day_begins - _USUAL_DAYS * _A_DAY
    for group in _by(found, lambda one: one.topic).values():
        now = _after(group, day_begins)
        usual = Counter((one.received_at - first) // _A_DAY for one in group if first <= one.received_at)
        counts = [usual[day] for day in range(_USUAL_DAYS)]
        if len(now) >= max(_UNUSUAL, statistics.fmean(counts) + 3 * statistics.pstdev(counts)):
            yield _hit(Rule.unusual, now, len(now))


def _persons(work: Work, estate: Estate, since: datetime, until: datetime) -> Iterator[_Hit]:
    """Give who of the staff complaints were about, which only those may read who may see all of them."""
    about: defaultdict[str, list[Ticket]] = defaultdict(list)
    for category in Category:
        for ticket in tickets.complaints_since(work, estate.key, category.value, since):
            for user in sight.Confided.of(ticket).about if ticket.received_at < until else ():
                about[user].append(ticket)
    for user, found in about.items():
        if len(found) >= _TIMES:
            ids = tuple(sorted(one.id for one in found))
            yield _Hit(HotSpot(Rule.person, len(found), person=user), ids)
