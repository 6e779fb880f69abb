"""Marks: the small notation in which a clerk writes the words that count, and the search for them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from operator import add, itemgetter
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
_BEGINNINGS: Final = re.compile(rf"{_START}[\s\S]")
_NUMERAL: Final = re.compile(f"[{NUMERALS}]")
_OPEN: Final = frozenset({"", GAP, NUMBER})  # where words are to begin: any letter may stand there
_DIGITS: Final = "0123456789"
_NO_DIGIT_BEFORE: Final = r"(?<![0-9])"  # 119 in a phone number is no call for the fire brigade
_NO_DIGIT_AFTER: Final = r"(?![0-9])"
_GAP: Final = r"[^。!?;\n]{0,8}?"
_LONGEST_NUMBER: Final = 6
_NUMBER: Final = rf"[{NUMERALS}]{{1,{_LONGEST_NUMBER}}}"
_PIECES: Final = re.compile(rf"\((?P<choice>[^()]*)\)|(?P<gap>{GAP})|(?P<number>{NUMBER})|(?P<text>[^()…#]+)")
_start: Final = itemgetter(0)
_MOST_HEADS: Final = 400
_NO_LETTER: Final = "\0"  # stands for what follows the end of a text


class MarkError(ValueError):
    """A mark that cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Form:
    """What one written mark means: the heads it may begin with, and the words or pattern that follow.

    One of the letters in `needs` stands in every text that holds a pattern; without any, nothing is known.
    `begins`: whether it is found at the beginning of a clause only.
    """

    heads: tuple[str, ...]
    literal: str | None
    source: str
    needs: frozenset[str] = frozenset()
    begins: bool = False


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
    heads = _heads(pieces)
    if written.endswith("$") and len(pieces) == 1:
        heads = tuple(longer for head in heads for longer in _closed(head))
    return Form(heads, None, start + source + end, _needs(pieces), written.startswith("^"))


def _closed(head: str) -> Iterable[str]:
    """Return the pairs that a single letter at the end of a clause may be the first of."""
    return (head,) if len(head) > 1 else map(head.__add__, STOPS + _NO_LETTER)


def _piece_source(piece: re.Match[str]) -> str:
    if piece["choice"] is not None:
        return "(?:" + "|".join(map(_word_source, piece["choice"].split("|"))) + ")"
    return _word_source(piece[0])


def _word_source(word: str) -> str:
    return re.escape(word).replace(GAP, _GAP).replace(re.escape(NUMBER), _NUMBER)


def _needs(pieces: list[re.Match[str]]) -> frozenset[str]:
    """Return the fewest letters that words after the first may begin with; without any there is no hit."""
    words = [(piece["choice"] or piece["text"] or "").split("|") for piece in pieces[1:]]
    letters = [frozenset(word[:1] for word in one) for one in words]
    return min((one for one in letters if one.isdisjoint(_OPEN)), key=len, default=frozenset())


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
        heads = (heads - open_heads) | {_certain(head) for head in grown}
        if piece["number"] or any(_OPEN.intersection(word) for word in choices):
            break
        if all(len(head) >= 2 for head in heads):
            break
    if any(head[:1] in ("", GAP) for head in heads) or len(heads) > _MOST_HEADS:
        raise MarkError("may begin with nothing: begin with words that must be there")
    return tuple(sorted(heads))


def _certain(head: str) -> str:
    """Return a head without a second letter that may be any."""
    return head[:1] if head[1:] in _OPEN else head


class _Pattern:
    """A pattern compiled when its head is first met: most never are, and compiling all takes 0.3 s."""

    __slots__ = ("_source", "match")

    def __init__(self, source: str) -> None:
        self._source = source
        self.match: Callable[[str, int], re.Match[str] | None] = self._first

    def _first(self, text: str, start: int) -> re.Match[str] | None:
        self.match = re.compile(self._source).match
        return self.match(text, start)


_Candidate = tuple[str | None, _Pattern | None, frozenset[str], T]
_Candidates = list[_Candidate[T]]


class Finder(Generic[T]):
    """Finds all hits of many marks in one pass over the text."""

    def __init__(self, marks: Iterable[tuple[str, T]]) -> None:
        heads: dict[str, _Candidates[T]] = {}
        beginnings: dict[str, _Candidates[T]] = {}
        for written, meaning in marks:
            form = compile_mark(written)
            pattern = None if form.literal is not None else _Pattern(form.source)
            for head in form.heads:
                shelf = beginnings if form.begins and head[0] != NUMBER else heads
                shelf.setdefault(head, []).append((form.literal, pattern, form.needs, meaning))
        self._numbers = {head[1:]: heads.pop(head) for head in list(heads) if head[0] == NUMBER}
        self._letters, self._pairs = _shelved(heads)
        self._first_letters, self._first_pairs = _shelved(beginnings)

    def hits(self, text: str, limit: int | None = None) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and meaning of every hit, by start."""
        lacks = frozenset(text).isdisjoint
        for start, candidates in self._places(text, text if limit is None else text[:limit]):
            for literal, pattern, needs, meaning in candidates:
                if literal is not None:
                    if text.startswith(literal, start):
                        yield start, start + len(literal), meaning
                elif needs and lacks(needs):
                    continue
                elif pattern is not None and (match := pattern.match(text, start)):
                    yield start, match.end(), meaning

    def _places(self, text: str, letters: str) -> Iterable[tuple[int, _Candidates[T]]]:
        """Return the places where marks may begin, in their order, each with those marks."""
        pairs = list(map(add, letters, text[1 : len(letters) + 1].ljust(len(letters), _NO_LETTER)))
        shelves = map(self._pairs.get, pairs, map(self._letters.get, letters))
        found = {start: shelf for start, shelf in enumerate(shelves) if shelf}
        more: list[tuple[int, Iterable[_Candidate[T]]]] = []
        for begin in _BEGINNINGS.finditer(letters):
            start = begin.start()
            first = self._first_pairs.get(pairs[start]) or self._first_letters.get(letters[start])
            if first:
                more.append((start, first))
        for numeral in _NUMERAL.finditer(letters):
            start = numeral.start()
            more.append((start, self._numbered(text, start)))
        for start, candidates in more:
            found[start] = [*found.get(start, ()), *candidates]
        return sorted(found.items(), key=_start) if more else found.items()

    def _numbered(self, text: str, start: int) -> Iterator[_Candidate[T]]:
        """Yield the marks that may begin with the number at `start`, by what follows its digits."""
        following = {""}
        for letter in text[start + 1 : start + 1 + _LONGEST_NUMBER]:
            following.add(letter)
            if letter not in _NUMERALS:
                break
        for letter in sorted(following):
            yield from self._numbers.get(letter, ())


def _shelved(heads: dict[str, _Candidates[T]]) -> tuple[dict[str, _Candidates[T]], dict[str, _Candidates[T]]]:
    """Return what may begin with a letter, and what with a pair.

    What begins with a letter stands with each pair that begins so, too: mostly one look-up finds all.
    """
    letters = {head: candidates for head, candidates in heads.items() if len(head) == 1}
    pairs = {head: candidates + heads.get(head[0], []) for head, candidates in heads.items() if len(head) > 1}
    return letters, pairs
