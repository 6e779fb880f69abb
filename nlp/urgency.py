"""How soon: the urgency of a rule, made sooner or later by words of the text."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import cache
from typing import Final

from nlp.judgement import Kind, Urgency
from nlp.marks import Finder
from nlp.rules import Rule, Sheet, check_mark, shelf_files

_WITH_OWN: Final = (Kind.request, Kind.complaint, Kind.followup)


class Pace(StrEnum):
    """What words make of the usual urgency; the value is the name of the rule file."""

    sooner = "sooner"
    later = "later"


def urgency(kind: Kind, rule: Rule | None, text: str) -> Urgency:
    """Return how soon a matter needs somebody, by the words of a text."""
    return paced(kind, rule, {pace for _, _, pace in _finder().hits(text)})


def paced(kind: Kind, rule: Rule | None, found: Collection[Pace]) -> Urgency:
    """Return how soon a matter needs somebody; only requests are made sooner or later by their words."""
    if kind not in _WITH_OWN:
        return Urgency.P3
    usual = rule.urgency if rule is not None and rule.urgency is not None else Urgency.P2
    if kind is not Kind.request:
        return usual
    if Pace.sooner in found:
        return Urgency.P1
    return Urgency.P3 if found else usual


def marks() -> Iterator[tuple[str, Pace]]:
    """Yield the words that make a request sooner or later, as written in the rule files."""
    for file, source in shelf_files("urgency"):
        sheet = Sheet(file, source)
        sheet.only({"words"})
        pace = Pace(file.removeprefix("urgency/").removesuffix(".toml"))
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            yield written, pace


@cache
def _finder() -> Finder[Pace]:
    return Finder(marks())
