"""Marks: the small notation in which a clerk writes the words that count, and the search for them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from operator import add
from typing import Final, Generic, TypeVar

T = TypeVar("T")

GAP: Final = "…"
NUMBER: Final = "#"
NUMERALS: Final = "0123456789一二两三四五六七八九十百千半几多仨俩"
STOPS: Final = " \t\r\n。.!?;,:、~|()「」“”\"'—"
_CLASS_STOPS: Final = re.escape(STOPS)
_START: Final = rf"(?:(?<=[{_CLASS_STOPS}])|(?<![\s\S]))"
_END: Final = rf"(?=[{_CLASS_STOPS}]|\Z)"
_NUMERALS: Final = frozenset(NUMERALS)
_DIGITS: Final = "0123456789"
_NO_DIGIT_BEFORE: Final = r"(?<![0-9])"  # 119 in a phone number is no call for the fire brigade
_NO_DIGIT_AFTER: Final = r"(?![0-9])"
_GAP: Final = r"[^。!?;\n]{0,8}?"
_LONGEST_NUMBER: Final = 6
_NUMBER: Final = rf"[{NUMERALS}]{{1,{_LONGEST_NUMBER}}}"
_PIECES: Final = re.compile(rf"\((?P<choice>[^()]*)\)|(?P<gap>{GAP})|(?P<number>{NUMBER})|(?P<text>[^()…#]+)")
_MOST_HEADS: Final = 400


class MarkError(ValueError):
    """A mark that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Form:
    """What one written mark means: the heads it may begin with, and the words or pattern that follow."""

    heads: tuple[str, ...]
    literal: str | None
    source: str


def compile_mark(written: str) -> Form:
    """Read `…` (up to eight characters), `#` (a number), `(a|b)` (either), `^` `$` (edges of a clause)."""
    body = written.removeprefix("^").removesuffix("$")
    if not body.strip():
        raise MarkError("is empty: write the words that count, or remove the line")
    if _PIECES.sub("", body):
        raise MarkError("has an unfinished bracket: write (甲|乙), brackets inside brackets do not work")
    if body.startswith(GAP) or body.endswith(GAP):
        raise MarkError("begins or ends with …: write words on both sides of it")
    pieces = list(_PIECES.finditer(body))
    number_edge = body[0] in _DIGITS or body[-1] in _DIGITS
    if body == written and len(pieces) == 1 and pieces[0]["text"] and not number_edge:
        return Form((body[:2],), body, "")
    source = "".join(_piece_source(piece) for piece in pieces)
    start = _START if written.startswith("^") else _NO_DIGIT_BEFORE if body[0] in _DIGITS else ""
    end = _END if written.endswith("$") else _NO_DIGIT_AFTER if body[-1] in _DIGITS else ""
    return Form(_heads(pieces), None, start + source + end)


def _piece_source(piece: re.Match[str]) -> str:
    if piece["choice"] is not None:
        return "(?:" + "|".join(re.escape(word) for word in piece["choice"].split("|")) + ")"
    if piece["gap"]:
        return _GAP
    if piece["number"]:
        return _NUMBER
    return re.escape(piece["text"])


def _heads(pieces: list[re.Match[str]]) -> tuple[str, ...]:
    """Return what a hit may begin with: two characters where they are certain, else one.

    After a number only the sign `#` and what follows it: texts are full of numbers, and few marks mean one.
    """
    if pieces[0]["number"]:
        following = pieces[1]["choice"] or pieces[1]["text"] if len(pieces) > 1 else None
        return tuple(sorted({NUMBER + word[0] for word in following.split("|")})) if following else (NUMBER,)
    heads = {""}
    for piece in pieces:
        if piece["gap"]:
            break
        choices = [*NUMERALS] if piece["number"] else (piece["choice"] or piece["text"]).split("|")
        open_heads = {head for head in heads if len(head) < 2}
        grown = {(head + word)[:2] for head, word in product(open_heads, choices)}
        heads = (heads - open_heads) | grown
        if piece["number"] or all(len(head) >= 2 for head in heads):
            break
    if "" in heads or len(heads) > _MOST_HEADS:
        raise MarkError("may begin with nothing: begin with words that must be there")
    return tuple(sorted(heads))


class _Pattern:
    """A pattern compiled when its head is first met: most never are, and compiling all takes 0.3 s."""

    __slots__ = ("_source", "match")

    def __init__(self, source: str) -> None:
        self._source = source
        self.match: Callable[[str, int], re.Match[str] | None] = self._first

    def _first(self, text: str, start: int) -> re.Match[str] | None:
        self.match = re.compile(self._source).match
        return self.match(text, start)


_Candidates = list[tuple[str | None, _Pattern | None, T]]


class Finder(Generic[T]):
    """Finds all hits of many marks in one pass over the text."""

    def __init__(self, marks: Iterable[tuple[str, T]]) -> None:
        heads: dict[str, _Candidates[T]] = {}
        for written, meaning in marks:
            form = compile_mark(written)
            pattern = None if form.literal is not None else _Pattern(form.source)
            for head in form.heads:
                heads.setdefault(head, []).append((form.literal, pattern, meaning))
        self._numbers = {head[1:]: heads.pop(head) for head in list(heads) if head[0] == NUMBER}
        # What may begin with a letter stands with each pair that begins so: mostly one look-up finds all.
        self._letters = {head: candidates for head, candidates in heads.items() if len(head) == 1}
        self._pairs = {
            head: candidates + heads.get(head[0], []) for head, candidates in heads.items() if len(head) > 1
        }

    def hits(self, text: str, limit: int | None = None) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and meaning of every hit, by start."""
        letters = text if limit is None else text[:limit]
        following = text[1 : len(letters) + 1].ljust(len(letters), "\0")
        by_pair = map(self._pairs.get, map(add, letters, following))
        by_letter = map(self._letters.get, letters)
        for start, (letter, pair, single) in enumerate(zip(letters, by_pair, by_letter, strict=True)):
            candidates = pair or single
            if letter in _NUMERALS:
                candidates = [*(candidates or ()), *self._numbered(text, start)]
            if candidates is None:
                continue
            for literal, pattern, meaning in candidates:
                if literal is not None:
                    if text.startswith(literal, start):
                        yield start, start + len(literal), meaning
                elif pattern is not None and (match := pattern.match(text, start)):
                    yield start, match.end(), meaning

    def _numbered(self, text: str, start: int) -> Iterator[tuple[str | None, _Pattern | None, T]]:
        """Yield the marks that may begin with the number at `start`, by what follows its digits."""
        following = {""}
        for letter in text[start + 1 : start + 1 + _LONGEST_NUMBER]:
            following.add(letter)
            if letter not in _NUMERALS:
                break
        for letter in sorted(following):
            yield from self._numbers.get(letter, ())
