"""The owner's own words that decided: marks, or the strongest stretch where only learned weights spoke."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

from nlp.judgement import Evidence
from nlp.normalise import Normalised
from nlp.weigh import Hit
from nlp.weights import FINE, Reading

LEARNED: Final = "~"  # before a stretch of text that no mark wrote
_MOST: Final = 12
_LONGEST: Final = 8


def of_marks(normal: Normalised, hits: Iterable[Hit]) -> tuple[Evidence, ...]:
    """Return the strongest words, each once, in the order of the text."""
    strongest: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        start, end, mark = hit
        known = strongest.get((start, end))
        if known is None or mark.weight > known.mark.weight:
            strongest[start, end] = hit
    found = []
    for start, end, mark in sorted(strongest.values(), key=_weakness)[:_MOST]:
        first, last = normal.span(start, end)
        found.append(Evidence(normal.original[first:last], first, last, mark.written, mark.weight))
    return tuple(sorted(found, key=attrgetter("start")))


def _weakness(hit: Hit) -> tuple[float, int]:
    return -hit.mark.weight, hit.start


def of_weights(
    normal: Normalised, start: int, end: int, reading: Reading, label: str
) -> tuple[Evidence, ...]:
    """Return the stretch of the text between two places that spoke most for a label, if any did."""
    text = normal.text[start:end]
    credit = [0.0] * len(text)
    for size in (2, 3):
        for place in range(len(text) - size + 1):
            weight = reading.weight(text[place : place + size], label) / size
            for letter in range(place, place + size):
                credit[letter] += weight
    best = max(_stretches(credit), default=(0.0, 0, 0))
    if best[0] <= 0:
        return ()
    begin, stop = _whole(text, best[1], best[2])
    words = text[begin:stop]
    first, last = normal.span(start + begin, start + stop)
    weight = round(best[0] / FINE, 2)
    return (Evidence(normal.original[first:last], first, last, LEARNED + words, weight),)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch with the rest of the Latin word or number that it begins or ends in."""
    while start > 0 and _in_word(text[start - 1]) and _in_word(text[start]):
        start -= 1
    while end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _stretches(credit: list[float]) -> Iterator[tuple[float, int, int]]:
    for start in range(len(credit)):
        total = 0.0
        for end in range(start + 1, min(start + _LONGEST, len(credit)) + 1):
            total += credit[end - 1]
            yield total, start, end
