"""How soon: the urgency of a rule, made sooner or later by words of the text."""

from functools import cache
from typing import Final

from nlp.judgement import Kind, Urgency
from nlp.marks import Finder
from nlp.rules import Rule, Sheet, check_mark, shelf_files

_SOONER: Final = "urgency/sooner.toml"
_WITH_OWN: Final = (Kind.request, Kind.complaint, Kind.followup)


def urgency(kind: Kind, rule: Rule | None, text: str) -> Urgency:
    """Return how soon a matter needs somebody; only requests are made sooner or later by their words."""
    if kind not in _WITH_OWN:
        return Urgency.P3
    usual = rule.urgency if rule is not None and rule.urgency is not None else Urgency.P2
    if kind is not Kind.request:
        return usual
    found = {file for _, _, file in _finder().hits(text)}
    if _SOONER in found:
        return Urgency.P1
    return Urgency.P3 if found else usual


@cache
def _finder() -> Finder[str]:
    marks = []
    for file, source in shelf_files("urgency"):
        sheet = Sheet(file, source)
        sheet.only({"words"})
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            marks.append((written, file))
    return Finder(marks)
