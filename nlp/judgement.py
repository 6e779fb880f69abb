"""What a text was judged to be about: the labels, and the words that decided."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What an owner wants with a message."""

    inquiry = "inquiry"
    request = "request"
    complaint = "complaint"
    emergency = "emergency"
    praise = "praise"
    suggestion = "suggestion"
    followup = "followup"
    smalltalk = "smalltalk"
    other = "other"


class Category(StrEnum):
    """What a complaint is about."""

    service = "service"
    fees = "fees"
    activities = "activities"
    emergency_handling = "emergency_handling"
    neighbours = "neighbours"
    out_of_scope = "out_of_scope"


class Urgency(StrEnum):
    """P0 danger to life now, P1 urgent, P2 ordinary, P3 no hurry."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Mood(StrEnum):
    """How the words sound; never shown to staff as a label."""

    calm = "calm"
    upset = "upset"
    angry = "angry"
    sarcastic = "sarcastic"


class Alarm(StrEnum):
    """How certain a live danger is: `sure` pages at once, `suspected` asks first."""

    sure = "sure"
    suspected = "suspected"


class Evidence(NamedTuple):
    """Words of the original text, by code points, that matched a mark of the rules."""

    words: str
    start: int
    end: int
    mark: str
    weight: float


@dataclass(frozen=True, slots=True)
class Home:
    """A home as it was typed; unverified."""

    building: str | None
    unit: str | None
    room: str | None


@dataclass(frozen=True, slots=True)
class Screening:
    """What the emergency screen saw; without jieba, in microseconds."""

    alarm: Alarm
    topic: str
    urgency: Urgency
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing a message is about, with its own labels; `start` and `end` bound its words in the text."""

    kind: Kind
    category: Category | None
    topic: str
    urgency: Urgency
    mood: Mood
    confidence: float
    alarm: Alarm | None
    home: Home | None
    evidence: tuple[Evidence, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """All matters of a text, the leading one first; there is always at least one."""

    matters: tuple[Matter, ...]

    @property
    def lead(self) -> Matter:
        """Return the matter that decides what the message as a whole is."""
        return self.matters[0]

    def as_json(self) -> dict[str, Any]:
        """Return the record that `frontdesk classify` prints."""
        return {**_matter_json(self.lead), "matters": [_matter_json(matter) for matter in self.matters]}


def _matter_json(matter: Matter) -> dict[str, Any]:
    home = matter.home
    return {
        "kind": matter.kind.value,
        "category": matter.category.value if matter.category else None,
        "topic": matter.topic,
        "urgency": matter.urgency.value,
        "mood": matter.mood.value,
        "confidence": round(matter.confidence, 3),
        "alarm": matter.alarm.value if matter.alarm else None,
        "home": {"building": home.building, "unit": home.unit, "room": home.room} if home else None,
        "evidence": [
            {"words": e.words, "start": e.start, "end": e.end, "mark": e.mark, "weight": e.weight}
            for e in matter.evidence
        ],
    }
