"""What learned weights read: runs of characters, how a text begins and ends, pairs, and what marks found."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from operator import add
from typing import Final

from nlp.weigh import Hit

BORDER: Final = "|"
PAIR: Final = "~"
FIRST: Final = "<"
LAST: Final = ">"
_NEAREST: Final = 2  # places between the two of a pair
_FARTHEST: Final = 3
_EDGE: Final = 9  # characters of the first and the last clause
_BORDERS: Final = re.compile(r"[\s,。;:、~.…\"'()「」“”—|<>]+|(?<=[?!])[?!]+")
_NUMBERS: Final = re.compile(r"[0-9]+")
_MOST_CLAUSES: Final = 6
READ_AT_MOST: Final = 1_000  # characters of a message that weights and rules read
_LENGTHS: Final = (3, 5, 8, 12, 18, 28, 45, 80)
_OF_LENGTH: Final = tuple(f"shape.length{number}" for number in range(len(_LENGTHS) + 1))
_SIGNS: Final = (("shape.asks", "?"), ("shape.cries", "!"), ("shape.number", "0"))


def outline(normal: str) -> str:
    """Return a normalised text with one sign for each border of clauses and one for each number."""
    return BORDER + _NUMBERS.sub("0", _BORDERS.sub(BORDER, normal)).strip(BORDER) + BORDER


def pieces(outlined: str) -> set[str]:
    """Return the runs of up to three characters, those of both ends apart, and pairs within a clause."""
    clauses = outlined[1:-1].split(BORDER)
    twos, threes = _runs(outlined)
    found = {*outlined, *twos, *threes}
    for sign, edge in ((FIRST, (BORDER + clauses[0])[:_EDGE]), (LAST, (clauses[-1] + BORDER)[-_EDGE:])):
        for runs in _runs(edge):
            found.update(map(sign.__add__, runs))
    for clause in clauses:
        heads = [letter + PAIR for letter in clause[:-_NEAREST]]
        for far in range(_NEAREST, _FARTHEST + 1):
            found.update(map(add, heads, clause[far:]))
    return found


def _runs(text: str) -> tuple[list[str], list[str]]:
    """Return the runs of two and of three characters."""
    twos = list(map(add, text, text[1:]))
    return twos, list(map(add, twos, text[2:]))


def shape(outlined: str) -> set[str]:
    """Return what can be said of a text without its words, under names as those of tables of rules."""
    length = bisect_right(_LENGTHS, len(outlined) - 2)
    clauses = min(outlined.count(BORDER) - 1, _MOST_CLAUSES)
    signs = {name for name, sign in _SIGNS if sign in outlined}
    return signs | {_OF_LENGTH[length], f"shape.clauses{clauses}"}


def named(hits: Iterable[Hit]) -> set[str]:
    """Return the tables of rule files that speak for something, such as `subjects/drain.faults`."""
    return {hit.mark.table for hit in hits if hit.mark.weight > 0}
