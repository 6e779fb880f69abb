"""What review meetings leave behind, as records."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from storage.records import TicketId

ReviewId = NewType("ReviewId", int)
DecisionId = NewType("DecisionId", int)


class DecisionState(StrEnum):
    """What became of a decision; only an open one can be settled."""

    open = "open"
    done = "done"
    dropped = "dropped"


@dataclass(frozen=True, slots=True)
class Review:
    """A meeting: `held_on` is a day of the estate's zone, `chair` a user of the staff channel.

    `ended_at` is None while its minutes are written.
    """

    id: ReviewId
    estate: str
    held_on: str
    chair: str
    attendees: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who of the staff does what by when; about no ticket where it is `None`.

    `outcome` is what was done, or why it is not done after all.
    """

    id: DecisionId
    estate: str
    review: ReviewId
    ticket: TicketId | None
    words: str
    person: str
    due: datetime
    made_at: datetime
    made_by: str
    state: DecisionState
    settled_at: datetime | None
    settled_by: str | None
    outcome: str | None
