"""What surrounds a mark and changes its meaning: not, no longer, back then, if, how, only a drill."""

import re
from bisect import bisect_right
from typing import Final

_NEGATED: Final = re.compile(
    r"(?:没有?|不是|不再|未|并未|别|不|无|莫得|冇|没得)(?:再|什么|啥|人|个|在|有|被|什|见|看到|闻到|看见)?$"
)
_BREAK: Final = re.compile(r"[。!?;\n]+")
_JOIN: Final = re.compile(
    r"[,、 。!?;\n]*(?:另外再|另外|顺便再|顺便|顺带|顺手|对了|还有就?是?|再问|再讲|再说|再一个|再就是"
    r"|另问|话说|再打听|此外|(?<=不漏了)但是?|(?<=好了)但是?)|\n+",
)


def negated(text: str, start: int) -> bool:
    """Whether a negation stands directly before this place."""
    return _NEGATED.search(text, max(0, start - 5), start) is not None


class Sentences:
    """Which sentence of a text a place belongs to."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.start() for match in _BREAK.finditer(text)]

    def number(self, place: int) -> int:
        """Return the number of the sentence at this place."""
        return bisect_right(self._breaks, place)


def segments(text: str) -> list[tuple[int, int]]:
    """Return the parts between the words with which a writer begins another matter (另外, 顺便, 还有 …)."""
    parts = []
    start = 0
    for match in _JOIN.finditer(text):
        if match.start() > start + 3 and len(text) - match.end() >= 3:
            parts.append((start, match.start()))
            start = match.end()
    return [*parts, (start, len(text))]
