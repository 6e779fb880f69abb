"""The emergency screen: every text passes it first, in microseconds and without segmentation."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp import scope
from nlp.judgement import Alarm, Evidence, Screening, Urgency
from nlp.marks import Finder
from nlp.normalise import Normalised, normalise
from nlp.rules import RuleError, Sheet, check_mark, shelf_files

_KEYS: Final = {
    "label",
    "topic",
    "urgency",
    "sure",
    "suspected",
    "unless",
    "always",
    "examples",
    "near_misses",
}
_SURE: Final = 3.0
_SUSPECTED: Final = 1.5
_NEAR: Final = 14  # characters: how far an `unless` mark may stand from the hit it takes back


@dataclass(frozen=True, slots=True)
class Danger:
    """One rule file of the screen."""

    file: str
    label: str
    topic: str
    urgency: Urgency
    marks: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a mark of the screen means: `sure`, `suspected`, `unless`, `always` of a topic, or a guard for all."""

    role: str
    topic: str
    written: str


def screen(text: str) -> Screening | None:
    """Return the live danger in a text, None without one; reads everything, never loads jieba, never raises."""
    return screen_normalised(normalise(text))


def screen_normalised(normal: Normalised) -> Screening | None:
    """Screen a text that was normalised already."""
    hits = list(_finder().hits(normal.text))
    if not any(sign.role in ("sure", "suspected", "always") for _, _, sign in hits):
        return None
    if any(sign.role == "drop_all" for _, _, sign in hits):
        return None
    sentences = scope.Sentences(normal.text)
    guards = [(sentences.number(start), start, end, sign) for start, end, sign in hits]
    best: Screening | None = None
    for place, start, end, sign in guards:
        alarm = _alarm(normal.text, place, start, end, sign, guards)
        if alarm is None:
            continue
        found = _screening(normal, alarm, start, end, sign)
        if best is None or _rank(found) > _rank(best):
            best = found
    return best


def _rank(found: Screening) -> tuple[bool, bool, int]:
    return found.alarm is Alarm.sure, found.urgency is Urgency.P0, -found.evidence[0].start


def _screening(normal: Normalised, alarm: Alarm, start: int, end: int, sign: _Sign) -> Screening:
    first, last = normal.span(start, end)
    weight = _SURE if alarm is Alarm.sure else _SUSPECTED
    evidence = Evidence(normal.original[first:last], first, last, sign.written, weight)
    return Screening(alarm, sign.topic, dangers()[sign.topic].urgency, (evidence,))


def _alarm(
    text: str, place: int, start: int, end: int, sign: _Sign, around: list[tuple[int, int, int, _Sign]]
) -> Alarm | None:
    if sign.role == "always":
        return Alarm.sure
    if sign.role not in ("sure", "suspected"):
        return None
    guards = {
        other.role
        for sentence, begin, stop, other in around
        if other.role in _GUARDS and other.role != "drop_all"
        and other.topic in ("", sign.topic)
        and (sentence == place if other.role != "unless" else start - _NEAR <= begin and stop <= end + _NEAR)
        and not (start <= begin and stop <= end)
        and not (other.role == "drill" and scope.negated(text, begin))
    }
    if guards & {"unless"} or scope.negated(text, start):
        return None
    live = any(other.role == "live" for _, _, _, other in around)
    if guards & {"past", "drill", "hypothetical"} and not (live and "past" in guards):
        return None
    if "question" in guards:
        return Alarm.suspected if live else None
    return Alarm.sure if sign.role == "sure" or live else Alarm.suspected


_GUARDS: Final = {"unless", "drop_all", "past", "question", "hypothetical", "drill"}


@cache
def _finder() -> Finder[_Sign]:
    marks = [
        (written, _Sign(role, danger.topic, written))
        for danger in dangers().values()
        for role, written in danger.marks
    ]
    return Finder([*marks, *_guards()])


def _guards() -> list[tuple[str, _Sign]]:
    found = []
    for file, source in shelf_files("scope"):
        sheet = Sheet(file, source)
        role = sheet.text("role")
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            found.append((written, _Sign(role, "", written)))
    return found


@cache
def dangers() -> dict[str, Danger]:
    """Return the rule files of the screen by topic."""
    return {danger.topic: danger for danger in (_read(*pair) for pair in shelf_files("emergency"))}


def _read(file: str, source: str) -> Danger:
    sheet = Sheet(file, source)
    sheet.only(_KEYS)
    marks = []
    for role in ("sure", "suspected", "unless", "always"):
        for written in sheet.texts(role):
            check_mark(sheet, role, written)
            marks.append((role, written))
    if not any(role in ("sure", "suspected") for role, _ in marks):
        raise RuleError(file, None, "sure", 'no marks: write sure = ["…"] or suspected = ["…"]')
    return Danger(
        file,
        sheet.text("label"),
        sheet.text("topic"),
        sheet.choice("urgency", Urgency, required=True),
        tuple(marks),
        sheet.texts("examples"),
        sheet.texts("near_misses"),
    )
