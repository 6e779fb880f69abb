"""Where a writer turns to another matter: where words say so, else between sentences sure of their kinds."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from nlp import scope
from nlp.judgement import Kind
from nlp.kinds import Opinion

Part = tuple[int, int]
_STOP: Final = re.compile(r"[。!?;\n~]+")
_MOST_STOPS: Final = 5  # a text of more sentences is a letter, and tells one matter at length
_SHORTEST: Final = 4  # characters on each side
_SAID_FROM: Final = -1.2  # how much a text must look like two matters where words announce the second
_SILENT_FROM: Final = -0.8  # and where none do; from messages of writers left out
_SURE_FROM: Final = 0.55  # how sure both sides must be together, as a product, beside how the text looks
_LOOK_SHARE: Final = 0.6
_LOOK_MIDDLE: Final = -0.5
_MATTERS: Final = (Kind.inquiry, Kind.request, Kind.complaint, Kind.suggestion, Kind.praise)


def parts(text: str, two: float, opinion: Callable[[int, int], Opinion]) -> list[Part]:
    """Return the parts of a text to be judged by themselves; `two`: how much it looks like two matters."""
    said = scope.segments(text)
    if len(said) > 1:
        return said if two >= _SAID_FROM else [(0, len(text))]
    return _apart(text, two, opinion) if two >= _SILENT_FROM else said


def _apart(text: str, two: float, opinion: Callable[[int, int], Opinion]) -> list[Part]:
    """Return the two parts of a text at its clearest turn, else the whole as one part."""
    best, parts = _SURE_FROM - _LOOK_SHARE * (two - _LOOK_MIDDLE), [(0, len(text))]
    stops = [stop.span() for stop in islice(_STOP.finditer(text), _MOST_STOPS + 2)]
    inside = [(start, end) for start, end in stops if start >= _SHORTEST and len(text) - end >= _SHORTEST]
    for _, end in inside if len(inside) <= _MOST_STOPS else ():
        first, second = opinion(0, end), opinion(end, len(text))
        sure = first.confidence * second.confidence
        if sure >= best and _differ(first.kind, second.kind):
            best, parts = sure, [(0, end), (end, len(text))]
    return parts


def _differ(first: Kind, second: Kind) -> bool:
    return first is not second and second in _MATTERS and (first in _MATTERS or first is Kind.followup)
