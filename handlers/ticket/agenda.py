"""The list of the review meeting: which matters stand on it, each with its reasons.

The rules are the profession's. What is not finished comes back until it is; what is finished stands on the
list once for each reason, and again while something that was decided about it is not done.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.desk import Estate, Severity, StaffMember
from handlers.ticket import by_hand, hot_spots, severity, sight
from handlers.ticket.complaint import Nature
from handlers.ticket.hot_spots import HotSpot
from handlers.ticket.lifecycle import FINISHED, OPEN, Step
from handlers.ticket.severity import Why
from nlp.judgement import Kind
from storage import agendas, reviews, tickets
from storage.agendas import Filed
from storage.meetings import Decision
from storage.records import Ticket, TicketId
from storage.work import Work

_LOOKED_BACK = timedelta(days=62)
_USUAL = timedelta(days=7)  # between two meetings
_TWICE = 2
_BAD = frozenset({"bad", "unsolved"})
_CLAIMS = frozenset({Why.legal, Why.public, Why.press, Why.money})
_UNFINISHED = [step.value for step in Step if step not in FINISHED]
_SEEN_TO = frozenset({Step.closed, Step.declined})
_IN_HUNDRED = 100


class Reason(StrEnum):
    """Why a matter stands on the list; the value is also the key of its name in `[review_reasons]`."""

    undone = "undone"
    major = "major"
    old = "old"
    reopened = "reopened"
    bad_again = "bad_again"
    departments = "departments"
    claims = "claims"
    external = "external"
    promises = "promises"
    hot_spot = "hot_spot"
    invalid = "invalid"


@dataclass(frozen=True, slots=True)
class Case:
    """A matter on the list; `spot` is the gathering of matters it stands for, if it does."""

    ticket: Ticket
    reasons: tuple[Reason, ...]
    spot: HotSpot | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole list: matters, and decisions of earlier meetings that are not done."""

    cases: tuple[Case, ...]
    undone: tuple[Decision, ...]

    def seen_by(self, estate: Estate, member: StaffMember) -> "Agenda":
        """Return what of it one of the staff may read in their own chat."""

        def may(ticket: Ticket) -> bool:
            return sight.may_see(estate, member, ticket) and sight.chat_may_see(estate, member.user, ticket)

        seen = [one for one in self.cases if may(one.ticket)]
        hidden = {one.ticket.id for one in self.cases} - {one.ticket.id for one in seen}
        cases = (
            one if one.spot is None or all(map(may, one.spot.tickets)) else Case(one.ticket, one.reasons)
            for one in seen
        )
        return Agenda(tuple(cases), tuple(one for one in self.undone if one.ticket not in hidden))


def of(work: Work, estate: Estate) -> Agenda:
    """Return the list as it stands now, whoever may read it. It looks through two months."""
    held = reviews.last_held(work, estate.key)
    last = held.ended_at if held else None
    undone = tuple(reviews.open_decisions(work, estate.key))
    spots = hot_spots.of(work, estate, last or work.now - _USUAL, work.now)
    found = _candidates(work, estate, undone, spots)
    reasons = _reasons(work, estate, found, undone, spots)
    before = reviews.discussed(work, reasons)
    of_spot = {spot.tickets[-1].id: spot for spot in spots if spot.tickets}
    cases = (
        Case(found[number], tuple(one for one in Reason if one in why), of_spot.get(number))
        for number, why in reasons.items()
        if why and _is_due(found[number], why, before.get(number, frozenset()))
    )
    return Agenda(tuple(sorted(cases, key=_first)), undone)


def is_sampled(ticket: Ticket, percent: float) -> bool:
    """Tell whether an invalid complaint is looked at once more: always the same ones, by their numbers."""
    mark = hashlib.sha256(f"{ticket.estate}:{ticket.number}".encode()).digest()
    return int.from_bytes(mark[:4]) % _IN_HUNDRED < percent


def _candidates(
    work: Work, estate: Estate, undone: Iterable[Decision], spots: Iterable[HotSpot]
) -> Mapping[TicketId, Ticket]:
    unfinished = tickets.in_step(work, estate.key, _UNFINISHED)
    lately = tickets.received_since(work, estate.key, work.now - _LOOKED_BACK)
    found = {one.id: one for one in [*unfinished, *(one for one in lately if Step(one.step) in _SEEN_TO)]}
    found |= {one.id: one for spot in spots for one in spot.tickets[-1:]}
    missing = {one.ticket for one in undone if one.ticket is not None} - found.keys()
    return found | {one.id: one for one in tickets.these(work, missing)}


def _reasons(
    work: Work,
    estate: Estate,
    found: Mapping[TicketId, Ticket],
    undone: Iterable[Decision],
    spots: Iterable[HotSpot],
) -> dict[TicketId, set[Reason]]:
    files = agendas.filed(work, found)
    reasons: defaultdict[TicketId, set[Reason]] = defaultdict(set)
    for ticket in found.values():
        reasons[ticket.id] |= _of_itself(estate, ticket, files.get(ticket.id), work.now)
    several: Mapping[Reason, Iterable[TicketId]] = {
        Reason.undone: (one.ticket for one in undone if one.ticket is not None),
        Reason.hot_spot: (ticket.id for spot in spots for ticket in spot.tickets[-1:]),
        Reason.promises: _twice(agendas.broken_promises(work, found)),
        Reason.bad_again: _twice(
            Counter(number for number, rating in agendas.ratings(work, found) if rating in _BAD)
        ),
        Reason.departments: _of_departments(work, estate, found, files),
    }
    for reason, numbers in several.items():
        for number in numbers:
            reasons[number].add(reason)
    return reasons


def _twice(counts: Mapping[TicketId, int]) -> Iterable[TicketId]:
    return (number for number, count in counts.items() if count >= _TWICE)


def _of_itself(estate: Estate, ticket: Ticket, file: Filed | None, now: datetime) -> set[Reason]:
    """Return what the ticket and its file alone say."""
    told, policy = by_hand.ByHand.of(ticket), estate.policy
    is_invalid = file is not None and file.nature == Nature.invalid.value
    age = now - ticket.received_at
    said = {
        Reason.major: ticket.severity == Severity.major.value,
        Reason.old: bool(policy.review_open_days)
        and Step(ticket.step) in OPEN
        and age > timedelta(days=policy.review_open_days),
        Reason.reopened: ticket.reopened >= _TWICE,
        Reason.claims: ticket.kind != Kind.praise.value and bool(severity.of_words(ticket.words) & _CLAIMS),
        Reason.external: told is not None and told.way is by_hand.Way.external,
        Reason.invalid: is_invalid and is_sampled(ticket, policy.review_invalid_percent),
    }
    return {reason for reason, holds in said.items() if holds}


def _of_departments(
    work: Work, estate: Estate, found: Mapping[TicketId, Ticket], files: Mapping[TicketId, Filed]
) -> list[TicketId]:
    """Return what people of two teams or more had in hand, or helped with."""
    teams: defaultdict[TicketId, set[str]] = defaultdict(set)
    for number, user in agendas.assignees(work, found):
        member = estate.member(user)
        if member is not None and member.team is not None:
            teams[number].add(member.team)
    for number, file in files.items():
        teams[number] |= _named(estate, file.helpers or "")
    return [number for number, keys in teams.items() if len(keys) >= _TWICE]


def _named(estate: Estate, words: str) -> set[str]:
    """Return the teams that words name, by their own name or that of one of their people."""
    people = {one.team for one in estate.staff if one.team is not None and one.name in words}
    return people | {team.key for team in estate.teams if team.name in words}


def _is_due(ticket: Ticket, reasons: set[Reason], before: frozenset[str]) -> bool:
    always = {Reason.undone, Reason.hot_spot} & reasons
    return bool(always) or Step(ticket.step) not in FINISHED or bool(reasons - {*before})


def _first(case: Case) -> tuple[bool, bool, datetime]:
    return Reason.undone not in case.reasons, Reason.major not in case.reasons, case.ticket.received_at
