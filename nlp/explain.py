"""Why a text was judged as it was: its parts, the marks found, what surrounds them, and the scores."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nlp.judgement import Judgement
from nlp.normalise import Normalised
from nlp.weigh import Hit
from nlp.weights import FINE, Reading

_MOST_PIECES = 6


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A mark found: the owner's words, the mark, the table of its rule file, and whether it decides alone."""

    words: str
    mark: str
    table: str
    weight: float
    decides: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One clause or more that are judged together; scores by label, the highest first."""

    words: str
    marks: tuple[FoundMark, ...]
    pieces: tuple[tuple[str, float], ...]
    kinds: tuple[tuple[str, float], ...]
    categories: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The judgement of a text with its reasons."""

    judgement: Judgement
    normalised: str
    danger: float
    surroundings: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the judgement's record with its reasons under `explanation`."""
        return {
            **self.judgement.as_json(),
            "explanation": {
                "normalised": self.normalised,
                "danger": round(self.danger, 2),
                "scope": [{"role": role, "words": words} for role, words in self.surroundings],
                "parts": [_part_json(part) for part in self.parts],
            },
        }

    def lines(self) -> Iterator[str]:
        """Yield the reasons for a person to read."""
        yield f"read as: {self.normalised}"
        yield f"live danger: {self.danger:+.2f}"
        for role, words in self.surroundings:
            yield f"scope: {role}: {words}"
        for number, part in enumerate(self.parts, 1):
            yield f"part {number}: {part.words}"
            for mark in part.marks:
                alone = ", decides" if mark.decides else ""
                yield f"  {mark.weight:+6.2f}  {mark.words}  ({mark.table}: {mark.mark}{alone})"
            yield "  pieces: " + ", ".join(f"{piece} {weight:+.2f}" for piece, weight in part.pieces)
            yield "  kinds: " + ", ".join(f"{kind} {score:+.2f}" for kind, score in part.kinds)
            yield "  categories: " + ", ".join(f"{name} {score:+.2f}" for name, score in part.categories)


def _part_json(part: Part) -> dict[str, Any]:
    return {
        "words": part.words,
        "marks": [
            {"words": m.words, "mark": m.mark, "table": m.table, "weight": m.weight, "decides": m.decides}
            for m in part.marks
        ],
        "pieces": dict(part.pieces),
        "kinds": dict(part.kinds),
        "categories": dict(part.categories),
    }


def found_mark(normal: Normalised, hit: Hit, *, decides: bool) -> FoundMark:
    """Return a hit with the words it stands for in the original."""
    start, end = normal.span(hit.start, hit.end)
    return FoundMark(normal.original[start:end], hit.mark.written, hit.mark.table, hit.mark.weight, decides)


def strongest(reading: Reading, label: str) -> tuple[tuple[str, float], ...]:
    """Return the pieces that speak most for a label, and how much."""
    weighed = [(piece, round(reading.weight(piece, label) / FINE, 2)) for piece in reading.known]
    return tuple(sorted(weighed, key=lambda pair: (-pair[1], pair[0]))[:_MOST_PIECES])


def ranked(labels: Iterable[str], scores: Iterable[float]) -> tuple[tuple[str, float], ...]:
    """Return scores by label, the highest first."""
    pairs = zip(labels, scores, strict=True)
    return tuple(sorted(((str(label), round(score, 2)) for label, score in pairs), key=lambda pair: -pair[1]))
