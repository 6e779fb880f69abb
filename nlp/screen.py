"""The emergency screen: every text passes it first, in microseconds and without segmentation."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp import scope
from nlp.features import READ_AT_MOST, outline, pieces
from nlp.judgement import Alarm, Evidence, Screening, Urgency
from nlp.marks import Finder
from nlp.normalise import Normalised, normalise
from nlp.rules import RuleError, Sheet, check_mark, shelf_files, weighed_words
from nlp.weights import Reading, shipped

_KEYS: Final = {
    "label",
    "topic",
    "urgency",
    *("sure", "suspected", "unless", "always"),
    "examples",
    "near_misses",
}
_NEAR: Final = 14  # characters: how far an `unless` mark may stand from the hit it takes back
_WEIGHTS: Final = {"always": 99.0, "sure": 3.0, "suspected": 1.0}
_LIVE: Final = 3.0
_DISTRESS_SHARE: Final = 0.6
_DISTRESS_MOST: Final = 14.0
_CALM_MOST: Final = 8.0
_MARKS_SURE_FROM: Final = 3.0
_MARKS_SUSPECTED_FROM: Final = 1.0
_HEARD: Final = {Alarm.sure: 0.8, Alarm.suspected: 0.45}  # what marks add to the learned weights
_AROUND: Final = ("past", "question", "hypothetical", "drill", "live", "elsewhere")
_TAKEN_BACK: Final = -0.4
_SURE_FROM: Final = 0.6
_SUSPECTED_FROM: Final = 0.15
READ_AROUND: Final = 60
_DISTRESS_ALONE: Final = 3.0
_CRIES_ALONE: Final = 3
_UNNAMED: Final = "danger"
_MOST_GUARDS: Final = 8


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
class Sign:
    """What a mark means: `always` … `unless` of a topic, or the role of a file in `scope/`."""

    role: str
    topic: str
    written: str
    weight: float


Found = tuple[int, int, Sign]


def screen(text: str) -> Screening | None:
    """Return the live danger in a text, if any; reads all of it, never loads jieba, never raises."""
    return screen_normalised(normalise(text))


def signs(text: str) -> list[Found]:
    """Return the marks of dangers and of what surrounds them in all of a normalised text."""
    return list(_finder().hits(text))


def screen_normalised(
    normal: Normalised, reading: Reading | None = None, heard_signs: Sequence[Found] | None = None
) -> Screening | None:
    """Screen a text that was normalised already: what written marks hear, and what learned weights add.

    `reading` is what the weights say of the beginning, `heard_signs` the marks, where they are known already.
    """
    found: dict[str, list[Found]] = {}
    for hit in signs(normal.text) if heard_signs is None else heard_signs:
        found.setdefault(hit[2].role, []).append(hit)
    heard = _heard(normal.text, found)
    if heard is not None and heard.hit[2].role == "always":
        return _screening(normal, Alarm.sure, heard.hit)
    around = heard is not None and heard.hit[0] > READ_AROUND and len(normal.text) > READ_AT_MOST
    if heard is not None and around:
        start = heard.hit[0] - READ_AROUND
        reading = read(normal.text[start : start + 2 * READ_AROUND])
    weight = (reading or read(normal.text[:READ_AT_MOST])).live() + _told(found, heard)
    if weight < _SUSPECTED_FROM:
        return None
    doubted = heard is not None and heard.alarm is Alarm.suspected
    alarm = Alarm.suspected if doubted or weight < _SURE_FROM else Alarm.sure
    return _screening(normal, alarm, heard.hit if heard else _faint(found))


def guards(heard_signs: Iterable[Found]) -> Iterator[tuple[str, int, int]]:
    """Yield what surrounds a danger: the past, a question, an if, a drill, a cry."""
    for start, end, sign in heard_signs:
        if sign.role in _AROUND:
            yield sign.role, start, end


def read(text: str) -> Reading:
    """Return what the learned weights say of a normalised text."""
    return shipped().read(pieces(outline(text)))


def _told(found: dict[str, list[Found]], heard: "_Heard | None") -> float:
    """Return what written marks add: they hear a danger, take one back, or say nothing."""
    if heard is not None:
        return _HEARD[heard.alarm]
    return _TAKEN_BACK if "sure" in found else 0.0


def _faint(found: dict[str, list[Found]]) -> Found | None:
    """Return the best mark of a danger, though it was no proof."""
    return max((hit for role in _WEIGHTS for hit in found.get(role, ())), key=_rank, default=None)


def _heard(text: str, found: dict[str, list[Found]]) -> "_Heard | None":
    """Return the danger that written marks name and nothing around takes back."""
    if "elsewhere" in found:
        return None
    mood = _mood(found)
    context = _Context(text, found)
    dangers_met = [hit for role in _WEIGHTS for hit in found.get(role, ()) if context.stands(hit)]
    if not dangers_met:
        return _unnamed(found, mood)
    best = max(dangers_met, key=_rank)
    alarm = _alarm(best[2], mood, shaky=context.shaky(best))
    return _Heard(alarm, best) if alarm else None


def _mood(found: dict[str, list[Found]]) -> float:
    """Weigh cries for help against the tone of everyday business."""
    distress = min(_sum(found.get("distress", ())), _DISTRESS_MOST)
    calm = min(_sum(found.get("calm", ())), _CALM_MOST)
    return _DISTRESS_SHARE * (distress + (_LIVE if "live" in found else 0.0)) - calm


def _sum(hits: Sequence[Found]) -> float:
    return sum(sign.weight for _, _, sign in _apart(hits))


def _apart(hits: Sequence[Found]) -> list[Found]:
    """Keep each mark once, and of overlapping hits the first."""
    kept: list[Found] = []
    reached = 0
    seen: set[str] = set()
    for hit in hits:
        start, end, sign = hit
        if start >= reached and sign.written not in seen:
            seen.add(sign.written)
            kept.append(hit)
            reached = end
    return kept


def _rank(hit: Found) -> tuple[float, bool, int]:
    start, _, sign = hit
    return sign.weight, dangers()[sign.topic].urgency is Urgency.P0, -start


def _alarm(sign: Sign, mood: float, *, shaky: bool) -> Alarm | None:
    """Decide: certain words in an ordinary tone are still suspected; doubtful words need a cry for help."""
    if sign.role == "always":
        return Alarm.sure
    weight = sign.weight + mood
    if weight >= _MARKS_SURE_FROM and not shaky:
        return Alarm.sure
    return Alarm.suspected if weight >= _MARKS_SUSPECTED_FROM else None


def _unnamed(found: dict[str, list[Found]], mood: float) -> "_Heard | None":
    """Suspect a danger without a name where cries for help pile up; guards speak against it."""
    cries = _apart(found.get("distress", ()))
    if (
        mood < _DISTRESS_ALONE
        or len(cries) < _CRIES_ALONE
        or any(role in found for role in ("past", "question", "hypothetical", "drill"))
    ):
        return None
    return _Heard(Alarm.suspected, max(cries, key=lambda hit: (hit[2].weight, -hit[0])))


def _screening(normal: Normalised, alarm: Alarm, hit: Found | None) -> Screening:
    if hit is None:
        return Screening(alarm, _UNNAMED, Urgency.P0, ())
    start, end, sign = hit
    first, last = normal.span(start, end)
    evidence = Evidence(normal.original[first:last], first, last, sign.written, sign.weight)
    urgency = dangers()[sign.topic].urgency if sign.topic else Urgency.P0
    return Screening(alarm, sign.topic or _UNNAMED, urgency, (evidence,))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What written marks say: how surely, and which of them."""

    alarm: Alarm
    hit: Found


class _Context:
    """What stands around a hit: negations, and words which say that it is no live danger."""

    def __init__(self, text: str, found: dict[str, list[Found]]) -> None:
        self._text = text
        self._live = "live" in found
        self._unless = found.get("unless", [])
        self._unless_starts = [hit[0] for hit in self._unless]
        self._sentences = scope.Sentences(text)
        self._guards: dict[tuple[str, int], list[Found]] = {}
        for role in ("past", "question", "hypothetical", "drill"):
            for hit in found.get(role, ()):
                if role != "drill" or not scope.negated(text, hit[0]):
                    self._guards.setdefault((role, self._sentences.number(hit[0])), []).append(hit)

    def stands(self, hit: Found) -> bool:
        """Whether nothing around takes the hit back."""
        start, _, sign = hit
        if sign.role == "always":
            return True
        if scope.negated(self._text, start) or any(self._near(hit)):
            return False
        if self._guarded("hypothetical", hit) or self._guarded("drill", hit):
            return False
        return self._live or not (self._guarded("past", hit) or self._guarded("question", hit))

    def shaky(self, hit: Found) -> bool:
        """Whether the words are a question or about the past, though somebody cries for help."""
        return self._guarded("past", hit) or self._guarded("question", hit)

    def _guarded(self, role: str, hit: Found) -> bool:
        start, end, _ = hit
        guards = self._guards.get((role, self._sentences.number(start)), ())
        return any(not (start <= guard[0] and guard[1] <= end) for guard in guards[:_MOST_GUARDS])

    def _near(self, hit: Found) -> Iterator[bool]:
        start, end, sign = hit
        place = bisect_right(self._unless_starts, start - _NEAR - 1)
        for other in self._unless[place:]:
            if other[0] > end + _NEAR:
                break
            inside = start <= other[0] and other[1] <= end
            yield other[2].topic == sign.topic and other[1] <= end + _NEAR and not inside


@cache
def _finder() -> Finder[Sign]:
    return Finder(marks_of_danger())


def marks_of_danger() -> Iterator[tuple[str, Sign]]:
    """Yield the marks of dangers and of what surrounds them, as written in the rule files."""
    for danger in dangers().values():
        for role, written in danger.marks:
            yield written, Sign(role, danger.topic, written, _WEIGHTS.get(role, 0.0))
    yield from _guards()


def _guards() -> Iterator[tuple[str, Sign]]:
    for file, source in shelf_files("scope"):
        sheet = Sheet(file, source)
        sheet.only({"role", "words", "weighed"})
        role = sheet.text("role")
        for written in sheet.texts("words"):
            check_mark(sheet, "words", written)
            yield written, Sign(role, "", written, 0.0)
        for written, weight, _ in weighed_words(sheet, "weighed"):
            yield written, Sign(role, "", written, weight)


@cache
def dangers() -> dict[str, Danger]:
    """Return the rule files of the screen by topic."""
    return {danger.topic: danger for danger in (_read(*pair) for pair in shelf_files("emergency"))}


def _read(file: str, source: str) -> Danger:
    sheet = Sheet(file, source)
    sheet.only(_KEYS)
    found = []
    for role in ("sure", "suspected", "unless", "always"):
        for written in sheet.texts(role):
            check_mark(sheet, role, written)
            found.append((role, written))
    if not any(role in ("sure", "suspected") for role, _ in found):
        raise RuleError(file, None, "sure", 'no marks: write sure = ["…"] or suspected = ["…"]')
    urgency: Urgency = sheet.choice("urgency", Urgency, required=True)
    return Danger(
        file,
        sheet.text("label"),
        sheet.text("topic"),
        urgency,
        tuple(found),
        sheet.texts("examples"),
        sheet.texts("near_misses"),
    )
