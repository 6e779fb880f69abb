"""One spelling for many (width, traditional, pinyin, typing errors), with the way back to the original."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_IDEOGRAPHS: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_REPEAT: Final = re.compile(r"([^\d\s零〇一二三四五六七八九幺洞])\1{2,}")  # 一一一一 is a room
# Signs of full width, which most messages have, each for one of half width.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in the one spelling; `starts` and `ends` lead each character back to the original."""

    text: str
    original: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the original the characters from `start` to `end` stood."""
        if start >= end:
            here = self.starts[start] if start < len(self.starts) else len(self.original)
            return here, here
        return self.starts[start], self.ends[end - 1]  # neither ever falls


@dataclass(slots=True)
class _Draft:
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def replace(self, pattern: re.Pattern[str], put: "dict[str, str] | None" = None) -> None:
        """Replace every hit by its entry in `put`; without a table keep two characters of a repeat."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            begin, end = match.span()
            new = self.text[begin : begin + 2] if put is None else put[_key(match[0])]
            pieces += (self.text[last:begin], new)
            starts += [*self.starts[last:begin], *[self.starts[begin]] * len(new)]
            ends += [*self.ends[last:begin], *[self.ends[end - 1]] * len(new)]
            last = end
        if last:
            self.text = "".join(pieces) + self.text[last:]
            self.starts = [*starts, *self.starts[last:]]
            self.ends = [*ends, *self.ends[last:]]


def normalise(text: str) -> Normalised:
    """Return the text in the one spelling; any string is allowed, lone surrogates and NUL included."""
    draft = _one_width(text)
    _simplify(draft)
    draft.replace(_REPEAT)
    pattern, words = _spellings()
    draft.replace(pattern, words)
    return Normalised(draft.text, text, draft.starts, draft.ends)


def _one_width(text: str) -> _Draft:
    """Fold width and case character by character, so that offsets stay exact; drop what cannot be seen."""
    half = text.translate(_HALF_WIDTH)
    plain = half.isascii() or unicodedata.is_normalized("NFKC", half)
    if plain and not _INVISIBLE.search(half):
        lowered = half.lower()
        if len(lowered) == len(text):
            return _Draft(lowered, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, letter in enumerate(text):
        if _INVISIBLE.match(letter):
            continue
        folded = _folded(letter)
        pieces.append(folded)
        starts += [place] * len(folded)
        ends += [place + 1] * len(folded)
    return _Draft("".join(pieces), starts, ends)


@lru_cache(maxsize=8_192)
def _folded(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).lower()


def _simplify(draft: _Draft) -> None:
    """Write simplified characters; the converter is loaded when a character outside the common set is met."""
    ideographs = "".join(_IDEOGRAPHS.findall(draft.text))
    try:
        ideographs.encode("gb2312")
    except UnicodeEncodeError:
        simple = _simple_characters(ideographs)
        draft.text = draft.text.translate(simple)


def _simple_characters(ideographs: str) -> dict[int, str]:
    found = {}
    for letter in set(ideographs):
        simple = _simple(letter)
        if simple != letter:
            found[ord(letter)] = simple
    return found


@cache
def _simple(letter: str) -> str:
    simple: str = _converter().convert(letter)
    return simple if len(simple) == 1 else letter


@cache
def _converter() -> Any:
    from opencc import OpenCC  # noqa: PLC0415

    return OpenCC("t2s")


def _key(found: str) -> str:
    return found.replace(" ", "")


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return one pattern for all that is written otherwise, and the table of what to write instead."""
    table = tomllib.loads((files("nlp") / "rules" / "spellings.toml").read_text(encoding="utf-8"))
    pairs = [(wrong, right) for right, wrongs in table["spellings"].items() for wrong in wrongs]
    pairs += [(word, word) for word in table["ordinary"]["words"]]
    tails: dict[str, list[str]] = {}
    for wrong, _ in pairs:
        tails.setdefault(wrong[0], []).append(wrong[1:])
    sources = (_source(head, sorted(rest, key=len, reverse=True)) for head, rest in sorted(tails.items()))
    return re.compile("|".join(sources)), {_key(wrong): right for wrong, right in pairs}


def _source(head: str, tails: list[str]) -> str:
    """Return a pattern that begins with its first letter, so that most places are passed over quickly."""
    start = re.escape(head)
    if not head.isascii() or not head.isalpha():
        return f"{start}(?:{'|'.join(map(re.escape, tails))})"
    pinyin = (re.escape(tail).replace(r"\ ", " ?") for tail in tails)
    return f"{start}(?<![a-z]{start})(?:{'|'.join(pinyin)})(?![a-z])"
