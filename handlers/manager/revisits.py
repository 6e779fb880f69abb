"""What owners said about the work over some days: ratings with their number, and the words of bad ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Estate
from handlers.ticket import revisit_call, talking
from handlers.ticket.lifecycle import Move, Step
from handlers.ticket.private_calls import Way
from storage import journal, messages, reports, tickets
from storage.records import Message, MessageId, Ticket
from storage.reports import Event, Share
from storage.work import Work

_RATED = frozenset(
    move.value for move in (Move.close, Move.close_reserved, Move.reopen, Move.reopen_unassigned)
)
_REASON = "bad_reason"
_BESIDE = frozenset({_REASON, revisit_call.REMARK})  # what stands with a rating
RATINGS = ("good", "fair", "bad", "unsolved")
_SATISFIED = ("good", "fair")
_BAD = frozenset({"bad", "unsolved", talking.RESERVED})


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad rating: `rating` and `reason` are codes, `words` the owner's; either may be missing.

    `ticket` says who may read of it.
    """

    number: str
    rating: str
    reason: str | None
    words: str
    ticket: Ticket | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What happened at a revisit, by its code; `rating` and `reason` are codes, `words` the owner's."""

    number: str
    at: datetime
    code: str
    rating: str | None
    reason: str | None
    words: str
    actor: str


@dataclass(frozen=True, slots=True)
class Revisits:
    """How many were asked, what they said, and how many closed in silence. `waiting` may still answer.

    `reached` and `missed` are the calls and visits of people, `visited` those of the first in person, and
    `unreachable` closed after all were in vain. `reserved` closed with differing views: not satisfied.
    """

    asked: int
    ratings: Mapping[str, int]
    unrated: int
    waiting: int
    bad: tuple[Bad, ...]
    reached: int = 0
    missed: int = 0
    visited: int = 0
    unreachable: int = 0
    reserved: int = 0

    @property
    def satisfied(self) -> Share:
        """Return the satisfied among those who said something; silence is no rating."""
        satisfied = sum(self.ratings.get(rating, 0) for rating in _SATISFIED)
        return Share(satisfied, sum(self.ratings.values()) + self.reserved)


def of(work: Work, estate: Estate, begin: datetime, end: datetime) -> Revisits:
    """Read them from the journal: a ticket keeps its last rating only."""
    found = _events(work, estate, begin, end)
    rated = [event for event in found if event.code in _RATED and event.facts.get("rating")]
    return Revisits(
        asked=sum(event.code == Move.ask.value for event in found),
        ratings=Counter(
            str(event.facts["rating"]) for event in rated if event.code != Move.close_reserved.value
        ),
        unrated=sum(_is_unrated(event) for event in found),
        reached=sum(event.code == revisit_call.REACHED for event in found),
        missed=sum(event.code == revisit_call.MISSED for event in found),
        visited=sum(_is_visit(event) for event in found),
        unreachable=sum(event.facts.get("outcome") == revisit_call.UNREACHABLE for event in found),
        reserved=sum(event.code == Move.close_reserved.value for event in found),
        waiting=reports.standing(work, estate.key, Step.revisiting.value),
        bad=tuple(
            Bad(
                event.number,
                str(event.facts["rating"]),
                _reason(event, found),
                _words(work, event, found),
                tickets.get(work, event.ticket),
            )
            for event in rated
            if event.facts["rating"] in _BAD
        ),
    )


def told(work: Work, estate: Estate, begin: datetime, end: datetime) -> Iterator[Told]:
    """Give everything that happened at revisits, oldest first; a reason stands with its rating."""
    found = _events(work, estate, begin, end)
    for event in found:
        rating = event.facts.get("rating")
        if event.code not in _BESIDE and (rating or event.code not in _RATED or _is_unrated(event)):
            yield Told(
                event.number,
                event.at,
                event.code,
                str(rating) if rating else None,
                _reason(event, found) if rating in _BAD else None,
                _words(work, event, found) if rating else "",
                event.actor,
            )


def _events(work: Work, estate: Estate, begin: datetime, end: datetime) -> list[Event]:
    codes = {*_RATED, *_BESIDE, Move.ask.value, revisit_call.REACHED, revisit_call.MISSED}
    return reports.events(work, estate.key, codes, begin, end)


def _is_visit(event: Event) -> bool:
    return event.code == revisit_call.REACHED and event.facts.get("way") == Way.visit.value


def _is_unrated(event: Event) -> bool:
    # An outcome without an answer, an owner who could not be reached, was never asked about.
    silent = event.facts.get("rating") is None and event.facts.get("outcome") is None
    return event.code == Move.close.value and silent


def _reason(rated: Event, found: Sequence[Event]) -> str | None:
    later = (event for event in found if event.ticket == rated.ticket and event.at >= rated.at)
    reason = next((event.facts["reason"] for event in later if event.code == _REASON), None)
    return str(reason) if reason else None


def _words(work: Work, rated: Event, found: Sequence[Event]) -> str:
    """Return the words that were the rating, else what was heard, or the owner wrote after pressing."""
    remarks = (event for event in found if event.code == revisit_call.REMARK)
    heard = next((one for one in remarks if one.ticket == rated.ticket and one.at >= rated.at), None)
    kept = rated.facts.get("message") or (heard.facts.get("message") if heard else None)
    if kept:
        return messages.get(work, MessageId(int(kept))).text
    written = [message for message in messages.of_ticket(work, rated.ticket) if message.direction == "owner"]
    if rated.salt is not None:
        return next((one.text for one in written if _are(one, rated, rated.salt)), "")
    pressed_at = rated.at.replace(microsecond=0)  # a channel tells whole seconds
    return next((one.text for one in written if one.text and one.at >= pressed_at), "")


def _are(message: Message, rated: Event, salt: str) -> bool:
    return journal.digest_of(message.text, salt) == rated.digest
