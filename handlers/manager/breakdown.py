"""The tickets that some days brought, by who saw to them, what about and where; and what was learned of them.

Computed on a reader, in one pass over those tickets.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.desk import Estate
from handlers.manager import days
from handlers.manager.measures import REACHED
from handlers.ticket import complaint, nearby
from storage import extracts
from storage.records import Ticket
from storage.reports import Share
from storage.work import Work

# Fewer of somebody say nothing about them (product.md §4: people with fewer are not ranked).
RANKED_FROM = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """Tickets of somebody: received, done of those, and how many of what was due were done in time."""

    received: int
    done: int
    in_time: Share


@dataclass(frozen=True, slots=True)
class Learned:
    """What the summing up of a complaint says, told to whoever may see its ticket."""

    ticket: Ticket
    words: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """By key of a team, None: everybody's, and user of the staff; topics, buildings and causes by number."""

    teams: Mapping[str | None, Tally]
    persons: Mapping[str, Tally]
    topics: Sequence[tuple[str, int]]
    buildings: Sequence[tuple[str, int]]
    causes: Sequence[tuple[str, int]]
    improvements: Sequence[Learned]
    training: Sequence[Learned]

    @property
    def ranked(self) -> Sequence[tuple[str, Tally]]:
        """Return who has enough tickets to be told of, the most first."""
        enough = [(user, one) for user, one in self.persons.items() if one.received >= RANKED_FROM]
        return sorted(enough, key=lambda pair: -pair[1].received)


def of(work: Work, estate: Estate, first: date, last: date) -> Breakdown:
    """Break down the tickets that some days of an estate's zone brought, as they stand now."""
    by_team: defaultdict[str | None, list[Ticket]] = defaultdict(list)
    by_person: defaultdict[str, list[Ticket]] = defaultdict(list)
    topics: Counter[str] = Counter()
    buildings: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    improvements: list[Learned] = []
    training: list[Learned] = []
    begin, end = days.span_of(estate, first, last)
    for ticket, _, filed in extracts.received(work, estate.key, REACHED, begin, end):
        if ticket.step in nearby.CAME_TO_NOTHING:
            continue
        by_team[ticket.team].append(ticket)
        if ticket.assignee is not None:
            by_person[ticket.assignee].append(ticket)
        topics.update({ticket.topic} - nearby.NO_MATTER)
        buildings.update(_known(ticket.building))
        if complaint.is_one(ticket):
            causes.update(_known(filed.cause))
            improvements += _learned(ticket, filed.improvement)
            training += _learned(ticket, filed.training)
    return Breakdown(
        {team: _tally(found, work.now) for team, found in by_team.items()},
        {user: _tally(found, work.now) for user, found in by_person.items()},
        topics.most_common(),
        buildings.most_common(),
        causes.most_common(),
        improvements,
        training,
    )


def _known(value: str | None) -> list[str]:
    return [value] if value else []


def _learned(ticket: Ticket, words: str | None) -> list[Learned]:
    return [Learned(ticket, words)] if words else []


def _tally(found: Sequence[Ticket], now: datetime) -> Tally:
    due = [(one.answered_at, one.done_due) for one in found if one.done_due is not None]
    judged = [(done, limit) for done, limit in due if done is not None or limit < now]
    in_time = sum(done is not None and done <= limit for done, limit in judged)
    done = sum(one.answered_at is not None for one in found)
    return Tally(len(found), done, Share(in_time, len(judged)))
