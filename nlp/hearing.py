"""All marks there are, looked for in one pass: of rules, dangers and what surrounds them, mood, urgency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nlp import tone, urgency
from nlp.features import READ_AT_MOST
from nlp.judgement import Mood
from nlp.marks import Finder
from nlp.rules import Mark
from nlp.screen import Sign, marks_of_danger, signs
from nlp.urgency import Pace


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found in a text, each by start; signs of danger in all of it, the others where it is read."""

    marks: Sequence[tuple[int, int, Mark]]
    signs: Sequence[tuple[int, int, Sign]]
    moods: Sequence[tuple[int, int, Mood]]
    paces: Sequence[tuple[int, int, Pace]]

    def moods_within(self, start: int, end: int) -> set[Mood]:
        """Return how a part of the text sounds."""
        return {mood for first, last, mood in self.moods if start <= first and last <= end}

    def paces_within(self, start: int, end: int) -> set[Pace]:
        """Return what makes the matter of a part sooner or later."""
        return {pace for first, last, pace in self.paces if start <= first and last <= end}


class Ear:
    """The marks of some rules and all others made ready; thread safe."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        written = ((mark.written, mark) for mark in marks)
        self._finder: Finder[Any] = Finder([*written, *marks_of_danger(), *tone.marks(), *urgency.marks()])

    def listen(self, text: str) -> Heard:
        """Return every mark in a normalised text."""
        found: dict[type, list[tuple[int, int, Any]]] = {Mark: [], Sign: [], Mood: [], Pace: []}
        for hit in self._finder.hits(text, READ_AT_MOST):
            found[type(hit[2])].append(hit)
        whole = signs(text) if len(text) > READ_AT_MOST else found[Sign]
        return Heard(found[Mark], whole, found[Mood], found[Pace])
