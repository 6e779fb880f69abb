"""What learned weights read: runs of characters with the borders of clauses, and what marks found."""

import re
from collections.abc import Iterable
from typing import Final

from nlp.rules import Rule
from nlp.weigh import Hit

LONGEST: Final = 4
BORDER: Final = "|"
_BORDERS: Final = re.compile(r"[\s,。;:、~.…\"'()「」“”—|]+|(?<=[?!])[?!]+")
_NUMBERS: Final = re.compile(r"[0-9]+")


def outline(normal: str) -> str:
    """Return a normalised text with one sign for each border of clauses and one for each number."""
    return BORDER + _NUMBERS.sub("0", _BORDERS.sub(BORDER, normal)).strip(BORDER) + BORDER


def runs(outlined: str) -> set[str]:
    """Return every run of one to four characters, once."""
    size = len(outlined)
    return {
        outlined[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(size - length + 1)
    }


def named(rules: tuple[Rule, ...], hits: Iterable[Hit]) -> set[str]:
    """Return the tables of rule files that speak for something, such as `subjects/drain.faults`."""
    return {
        f"{rules[hit.mark.rule].file.removesuffix('.toml')}.{hit.mark.role.value}"
        for hit in hits
        if hit.mark.weight > 0
    }
