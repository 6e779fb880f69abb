"""What learned weights read: runs of characters, how a text begins and ends, pairs, and what marks found."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from nlp.weigh import Hit

BORDER: Final = "|"
PAIR: Final = "~"
FIRST: Final = "<"
LAST: Final = ">"
_LONGEST: Final = 3
_FARTHEST: Final = 4  # characters between the two of a pair, plus one
_EDGE: Final = 9  # characters of the first and the last clause
_BORDERS: Final = re.compile(r"[\s,。;:、~.…\"'()「」“”—|<>]+|(?<=[?!])[?!]+")
_NUMBERS: Final = re.compile(r"[0-9]+")
_MOST_CLAUSES: Final = 6
READ_AT_MOST: Final = 1_000  # characters of a message that weights and rules read
_LENGTHS: Final = (3, 5, 8, 12, 18, 28, 45, 80)


def outline(normal: str) -> str:
    """Return a normalised text with one sign for each border of clauses and one for each number."""
    return BORDER + _NUMBERS.sub("0", _BORDERS.sub(BORDER, normal)).strip(BORDER) + BORDER


def pieces(outlined: str) -> set[str]:
    """Return the runs of up to three characters, those of both ends apart, and pairs within a clause."""
    clauses = outlined[1:-1].split(BORDER)
    first, last = (BORDER + clauses[0])[:_EDGE], (clauses[-1] + BORDER)[-_EDGE:]
    found = {outlined[start:end] for start, end in _runs(len(outlined))}
    found |= {FIRST + first[start:end] for start, end in _runs(len(first))}
    found |= {LAST + last[start:end] for start, end in _runs(len(last))}
    for far in range(2, _FARTHEST + 1):
        for clause in clauses:
            found.update(map(PAIR.join, zip(clause, clause[far:], strict=False)))
    return found


@lru_cache(maxsize=READ_AT_MOST)
def _runs(length: int) -> tuple[tuple[int, int], ...]:
    """Return beginning and end of each run in a text of this length."""
    return tuple(
        (start, start + size) for size in range(1, _LONGEST + 1) for start in range(length - size + 1)
    )


def shape(outlined: str) -> set[str]:
    """Return what can be said of a text without its words, under names as those of tables of rules."""
    length = sum(len(outlined) - 2 >= limit for limit in _LENGTHS)
    clauses = min(outlined.count(BORDER) - 1, _MOST_CLAUSES)
    signs = {
        f"shape.{name}" for name, sign in (("asks", "?"), ("cries", "!"), ("number", "0")) if sign in outlined
    }
    return signs | {f"shape.length{length}", f"shape.clauses{clauses}"}


def named(hits: Iterable[Hit]) -> set[str]:
    """Return the tables of rule files that speak for something, such as `subjects/drain.faults`."""
    return {hit.mark.table for hit in hits if hit.mark.weight > 0}
