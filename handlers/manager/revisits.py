"""What owners said about the work over some days: ratings with their number, and the words of bad ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Estate
from handlers.ticket import revisit_call
from handlers.ticket.lifecycle import Move, Step
from storage import journal, messages, reports, tickets
from storage.records import Message, Ticket
from storage.reports import Event, Share
from storage.work import Work

_RATED = frozenset({Move.close.value, Move.reopen.value, Move.reopen_unassigned.value})
_REASON = "bad_reason"
_SATISFIED = ("good", "fair")
_BAD = frozenset({"bad", "unsolved"})


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

    `reached` and `missed` are the calls that were made about silence.
    """

    asked: int
    ratings: Mapping[str, int]
    unrated: int
    waiting: int
    bad: tuple[Bad, ...]
    reached: int = 0
    missed: int = 0

    @property
    def satisfied(self) -> Share:
        """Return the satisfied among those who said something; silence is no rating."""
        return Share(sum(self.ratings.get(rating, 0) for rating in _SATISFIED), sum(self.ratings.values()))


def of(work: Work, estate: Estate, begin: datetime, end: datetime) -> Revisits:
    """Read them from the journal: a ticket keeps its last rating only."""
    found = _events(work, estate, begin, end)
    rated = [event for event in found if event.code in _RATED and event.facts.get("rating")]
    return Revisits(
        asked=sum(event.code == Move.ask.value for event in found),
        ratings=Counter(str(event.facts["rating"]) for event in rated),
        unrated=sum(_is_unrated(event) for event in found),
        reached=sum(event.code == revisit_call.REACHED for event in found),
        missed=sum(event.code == revisit_call.MISSED for event in found),
        waiting=reports.standing(work, estate.key, Step.revisiting.value),
        bad=tuple(
            Bad(
                event.number,
                str(event.facts["rating"]),
                _reason(event, found),
                _words(work, event),
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
        if event.code != _REASON and (rating or event.code not in _RATED or _is_unrated(event)):
            yield Told(
                event.number,
                event.at,
                event.code,
                str(rating) if rating else None,
                _reason(event, found) if rating in _BAD else None,
                _words(work, event) if rating else "",
                event.actor,
            )


def _events(work: Work, estate: Estate, begin: datetime, end: datetime) -> list[Event]:
    codes = {*_RATED, Move.ask.value, _REASON, revisit_call.REACHED, revisit_call.MISSED}
    return reports.events(work, estate.key, codes, begin, end)


def _is_unrated(event: Event) -> bool:
    # An outcome without an answer, an owner who could not be reached, was never asked about.
    silent = event.facts.get("rating") is None and event.facts.get("outcome") is None
    return event.code == Move.close.value and silent


def _reason(rated: Event, found: Sequence[Event]) -> str | None:
    later = (event for event in found if event.ticket == rated.ticket and event.at >= rated.at)
    reason = next((event.facts["reason"] for event in later if event.code == _REASON), None)
    return str(reason) if reason else None


def _words(work: Work, rated: Event) -> str:
    """Return the words that were the rating, else the first that the owner wrote after pressing."""
    written = [message for message in messages.of_ticket(work, rated.ticket) if message.direction == "owner"]
    if rated.salt is not None:
        return next((one.text for one in written if _are(one, rated, rated.salt)), "")
    pressed_at = rated.at.replace(microsecond=0)  # a channel tells whole seconds
    return next((one.text for one in written if one.text and one.at >= pressed_at), "")


def _are(message: Message, rated: Event, salt: str) -> bool:
    return journal.digest_of(message.text, salt) == rated.digest
