"""What an edit changed, short enough to be read at a glance."""

from itertools import takewhile

_AROUND = 12
_MOST = 200
_GAP = "…"


def shown(before: str, after: str) -> tuple[str, str]:
    """Return the part of each text that differs, with a little of what stands around it."""
    start = _same(before, after)
    end = _same(before[start:][::-1], after[start:][::-1])
    return _part(before, start, end), _part(after, start, end)


def _same(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _part(text: str, start: int, end: int) -> str:
    """Cut out all but what lies between what both texts begin and end with."""
    first, last = max(start - _AROUND, 0), min(len(text) - end + _AROUND, len(text))
    part = text[first:last]
    if len(part) > _MOST:
        part, last = part[:_MOST], 0
    return f"{_GAP if first else ''}{part}{_GAP if last < len(text) else ''}"
