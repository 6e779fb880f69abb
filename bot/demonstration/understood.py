"""What the desk understood of a message, in words for somebody who has never seen a classifier."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.demonstration.wording import Wording
from nlp.explain import Explanation, Part
from nlp.judgement import Alarm, Evidence, Home, Kind, Matter, Mood

_SURE, _RATHER_SURE = 0.75, 0.5
_WORDS_SHOWN = 6
_MARKS_SHOWN = 24
_SCORES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the message; `marked` where it decided something."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class MatterShown:
    """One thing the message is about. `facts` are name and value, `because` the words that decided."""

    summary: str
    confidence: float
    certainty: str
    facts: tuple[tuple[str, str], ...]
    because: tuple[str, ...]
    then: str
    alarm: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A mark that was found: the words, where it is written in the rules, and how much it weighs there."""

    words: str
    where: str
    weight: float
    decides: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """One part of the message as it was judged: marks, and the scores of the leading kinds and categories."""

    words: str
    marks: tuple[Reason, ...]
    kinds: tuple[tuple[str, float], ...]
    categories: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """All of it; `note` says what cannot be judged: a photo, a voice message."""

    pieces: tuple[Piece, ...]
    matters: tuple[MatterShown, ...]
    note: str = ""
    danger: float = 0.0
    scope: tuple[str, ...] = ()
    steps: tuple[Steps, ...] = ()


def explained(text: str, explanation: Explanation, words: Wording) -> Understood:
    """Explain a judgement: this is the one place that knows how its evidence is told."""
    matters = explanation.judgement.matters
    evidence = [found for matter in matters for found in matter.evidence if found.weight > 0]
    return Understood(
        _pieces(text, evidence),
        tuple(_matter(matter, words) for matter in matters),
        danger=round(explanation.danger, 2),
        scope=tuple(around for _role, around in explanation.surroundings),
        steps=tuple(_steps(part, words) for part in explanation.parts),
    )


def _steps(part: Part, words: Wording) -> Steps:
    return Steps(
        part.words,
        tuple(Reason(m.words, m.table, m.weight, m.decides) for m in part.marks[:_MARKS_SHOWN]),
        tuple((words.name("kinds", kind), score) for kind, score in part.kinds[:_SCORES_SHOWN]),
        tuple((words.name("categories", name), score) for name, score in part.categories[:_SCORES_SHOWN]),
    )


def without_words(kind: str, words: Wording) -> Understood:
    """Say what happens to a message in which there is nothing to read."""
    named = words.words.get(f"media.{kind}", words.say("media.other"))
    return Understood((Piece(named, marked=False),), (), words.say(_THEN_OF_MEDIA.get(kind, "then.media")))


_THEN_OF_MEDIA = {"sticker": "then.sticker"}


def _matter(matter: Matter, words: Wording) -> MatterShown:
    return MatterShown(
        summary=words.summary(*_labels(matter, words)),
        confidence=round(matter.confidence, 2),
        certainty=words.say(f"panel.{_certainty(matter.confidence)}"),
        facts=tuple(_facts(matter, words)),
        because=_because(matter.evidence),
        then=words.say(f"then.{_then(matter)}"),
        alarm=matter.alarm.value if matter.alarm else None,
    )


def _labels(matter: Matter, words: Wording) -> list[str]:
    """Return kind, what it is about, and how urgent."""
    named = [words.name("kinds", matter.kind.value), words.topic(matter.topic)]
    if matter.alarm is Alarm.suspected:
        named.append(words.say("panel.perhaps"))
    elif matter.kind in _IN_THE_ESTATE:
        named.append(words.name("urgency", matter.urgency.value))
    return named


_IN_THE_ESTATE = frozenset({Kind.inquiry, Kind.request, Kind.complaint, Kind.emergency, Kind.suggestion})


def _facts(matter: Matter, words: Wording) -> list[tuple[str, str]]:
    facts = []
    if matter.home:
        facts.append((words.say("panel.home"), _spoken(matter.home)))
    if matter.mood is not Mood.calm:
        facts.append((words.say("panel.mood"), words.name("mood", matter.mood.value)))
    return facts


def _spoken(home: Home) -> str:
    return "-".join(part for part in (home.building, home.unit, home.room) if part)


def _because(evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the words that weighed most, each once, none that is only a part of another."""
    heaviest = sorted((found for found in evidence if found.weight > 0), key=lambda found: -found.weight)
    chosen: list[str] = []
    for found in heaviest:
        if not any(found.words in other for other in chosen):
            chosen.append(found.words)
    return tuple(chosen[:_WORDS_SHOWN])


def _certainty(confidence: float) -> str:
    if confidence >= _SURE:
        return "sure_high"
    return "sure_middle" if confidence >= _RATHER_SURE else "sure_low"


def _then(matter: Matter) -> str:
    if matter.alarm is not None:
        return f"alarm_{matter.alarm.value}"
    polite = matter.kind in (Kind.followup, Kind.smalltalk)
    if matter.kind is Kind.other or (matter.confidence < _RATHER_SURE and not polite):
        return "unsure"
    return matter.kind.value if matter.kind is not Kind.emergency else "alarm_sure"


def _pieces(text: str, evidence: Sequence[Evidence]) -> tuple[Piece, ...]:
    """Cut the text at the edges of what decided; overlapping words become one stretch."""
    edges = {0, len(text)}
    for found in evidence:
        edges |= {found.start, found.end}
    cut = [
        Piece(text[start:end], any(f.start <= start and end <= f.end for f in evidence))
        for start, end in pairwise(sorted(edge for edge in edges if edge <= len(text)))
    ]
    joined: list[Piece] = []
    for piece in cut:
        if joined and joined[-1].marked == piece.marked:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.marked)
        else:
            joined.append(piece)
    return tuple(joined)
