"""Judges a text: the emergency screen first, then the rules, one judgement for each matter in it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

from nlp import evidence, scope, turns
from nlp import rules as rule_files
from nlp.explain import Explanation, Part, found_mark, ranked, strongest
from nlp.extract import Place, only_home, place
from nlp.features import READ_AT_MOST, named, outline, pieces, shape
from nlp.hearing import Ear, Heard
from nlp.judgement import Category, Home, Judgement, Kind, Matter, Mood, Screening, Urgency
from nlp.kinds import CERTAIN, Opinion, opinion
from nlp.marks import STOPS
from nlp.normalise import Normalised, normalise
from nlp.rules import Mode, Role, Rule
from nlp.screen import guards, screen_normalised
from nlp.segment import Segmenter
from nlp.tone import mood
from nlp.urgency import paced
from nlp.weigh import Hit, weigh
from nlp.weights import Reading, Weights, shipped

_FAULTLIKE: Final = (Role.faults, Role.grievances)
_SUBJECTS: Final = (Role.things, Role.faults, Role.wishes, Role.questions)
_LABELLED: Final = (Role.signs, Role.targets, Role.grievances)
_NOUNS: Final = (Role.things, Role.targets)  # what jieba learns as whole words
# Where no mark names a topic.
_OF_THINGS: Final = (Kind.request, Kind.inquiry, Kind.suggestion, Kind.praise)
_BESIDE_A_HOME: Final = 24  # characters, «您好我是业主家住» and the like
_TOPICS: Final = {Kind.other: "unclear", Kind.followup: "detail", Kind.smalltalk: "ack"}


class Classifier:
    """Rules made ready; pure and thread safe."""

    def __init__(self, rules: Sequence[Rule], weights: Weights | None = None) -> None:
        self._rules = tuple(rules)
        self._given = weights
        marks = [mark for rule in rules for mark in rule.marks]
        self._ear = Ear(marks)
        self._decisive = {mark for mark in marks if self._rules[mark.rule].own or mark.weight >= CERTAIN}
        self._speaking_for: dict[tuple[Kind, Category | None], AbstractSet[tuple[int, Role]]] = {}
        self._fitting_to: dict[tuple[Kind, Category | None], AbstractSet[int]] = {}
        self._segmenter = Segmenter(
            mark.written for mark in marks if mark.role in _NOUNS and mark.written.isalpha()
        )

    @classmethod
    def load(cls, extra: Path | None = None) -> "Classifier":
        """Return a classifier of the shipped rules and those in the folder `extra`, or raise RuleError."""
        return cls(rule_files.load(extra))

    def preload(self) -> None:
        """Load weights and the dictionary of words beside other work; judging loads them otherwise."""
        shipped()
        self._segmenter.preload()

    def judge(self, text: str) -> Judgement:
        """Return what the text is about; any string gets a judgement."""
        normal = normalise(text)
        whole = normal.text[:READ_AT_MOST]
        reading = self._read(whole)
        heard = self._ear.listen(normal.text)
        danger = screen_normalised(normal, reading, heard.signs)
        where = place(whole)
        address = where.home if where else None
        if where is not None and danger is None and _mostly(where, whole) and only_home(whole):
            return Judgement((_identity(text, where.home),))
        hits = self._hits(whole, heard, where)
        matters: list[Matter] = []
        parts = self._parts(whole, hits, reading)
        if where is not None and len(parts) > 1:  # a home on a line of its own is no matter
            parts = [part for part in parts if not _only_home(where, whole, *part)] or parts
        for start, end in parts:
            inside = _within(hits, start, end)
            part = reading if end - start == len(whole) else self._read(whole[start:end])
            _merge(matters, self._matter(normal, start, end, inside, heard, part, address))
        if danger is not None:
            matters = [_alarmed(normal, danger, address, matters), *_others(matters)]
        return Judgement(tuple(matters))

    def explain(self, text: str) -> Explanation:
        """Return the judgement with its reasons, for a person to read."""
        normal = normalise(text)
        whole = normal.text[:READ_AT_MOST]
        heard = self._ear.listen(normal.text)
        hits = self._hits(whole, heard, place(whole))
        reading = self._read(whole)
        parts = []
        for start, end in self._parts(whole, hits, reading):
            parts.append(self._explained(normal, start, end, _within(hits, start, end)))
        around = tuple(
            (role, normal.original[slice(*normal.span(*span))]) for role, *span in guards(heard.signs)
        )
        return Explanation(self.judge(text), normal.text, reading.live(), around, tuple(parts))

    def _explained(self, normal: Normalised, start: int, end: int, hits: list[Hit]) -> Part:
        text = normal.text[start:end]
        reading = self._read(text)
        found = self._opinion(text, hits, reading)
        size = len(text.strip(STOPS))
        marks = [found_mark(normal, hit, decides=self._certain(hit, size)) for hit in hits]
        return Part(
            normal.original[slice(*normal.span(start, end))],
            tuple(sorted(marks, key=lambda mark: -abs(mark.weight))),
            strongest(reading, found.kind),
            ranked(Kind, found.kinds),
            ranked(Category, found.categories),
        )

    def _parts(self, text: str, hits: list[Hit], reading: Reading) -> list[turns.Part]:
        """Return the parts that are judged by themselves."""

        def opinion_of(start: int, end: int) -> Opinion:
            part = text[start:end]
            return self._opinion(part, _within(hits, start, end), self._read(part))

        return turns.parts(text, reading.two(), opinion_of)

    def _read(self, text: str) -> Reading:
        return (self._given or shipped()).read(pieces(outline(text)))

    def features(self, text: str) -> tuple[set[str], set[str]]:
        """Return what weights are fitted to: the pieces of a text, and what is told by names."""
        whole = normalise(text).text[:READ_AT_MOST]
        return pieces(outline(whole)), self._names(
            whole, self._hits(whole, self._ear.listen(whole), place(whole))
        )

    def parts(self, text: str) -> list[str]:
        """Return the parts of a text that its words set apart, normalised."""
        whole = normalise(text).text[:READ_AT_MOST]
        return [whole[start:end] for start, end in scope.segments(whole)]

    def _names(self, text: str, hits: list[Hit]) -> set[str]:
        return named(hits) | shape(outline(text))

    def _hits(self, text: str, heard: Heard, where: Place | None) -> list[Hit]:
        found: list[Hit] = []
        words: list[Hit] = []
        for start, end, mark in heard.marks:
            if where is not None and where.start <= start and end <= where.end:
                continue  # where somebody lives says nothing about what they want
            if mark.role in _FAULTLIKE and scope.negated(text, start):
                continue
            (words if mark.mode is Mode.word else found).append(Hit(start, end, mark))
        if words and not any(hit.mark.role in _SUBJECTS for hit in found):
            found += self._whole(text, words)
        return found

    def _whole(self, text: str, words: list[Hit]) -> list[Hit]:
        """Return the hits that are whole words; dear, so only where no phrase named a subject."""
        edges = self._segmenter.edges(text, (hit.start for hit in words))
        return [hit for hit in words if hit.start in edges and hit.end in edges]

    def _matter(
        self,
        normal: Normalised,
        start: int,
        end: int,
        hits: list[Hit],
        heard: Heard,
        reading: Reading,
        home: Home | None,
    ) -> Matter:
        text = normal.text[start:end]
        found = self._opinion(text, hits, reading)
        kind, category = found.kind, found.category
        rule = self._topic(hits, kind, category)
        tables = self._speaking(kind, category)
        speaking = [hit for hit in hits if hit.mark.weight > 0 and (hit.mark.rule, hit.mark.role) in tables]
        words = evidence.of_marks(normal, speaking)
        return Matter(
            kind,
            category,
            _topic_name(kind, rule),
            paced(kind, rule, heard.paces_within(start, end)),
            mood(heard.moods_within(start, end)),
            found.confidence,
            None,
            home,
            words or evidence.of_weights(normal, start, end, reading, category or kind),
            *normal.span(start, end),
        )

    def _opinion(self, text: str, hits: list[Hit], reading: Reading) -> Opinion:
        learned = reading.scores(self._names(text, hits))
        size = len(text.strip(STOPS))
        certain = [hit for hit in hits if self._certain(hit, size)]
        scores = weigh(self._rules, certain) if certain else None
        return opinion(learned, scores, silent=not hits and reading.silent())

    def _certain(self, hit: Hit, size: int) -> bool:
        """Whether a mark decides beside the learned weights: one of the estate's own files, or a strong one.

        Of those that ask for a whole clause only the whole text counts: «谢谢» ends many a request.
        """
        if hit.mark not in self._decisive:
            return False
        whole = hit.end - hit.start >= size
        return whole or self._rules[hit.mark.rule].own or not hit.mark.written.startswith("^")

    def _speaking(self, kind: Kind, category: Category | None) -> AbstractSet[tuple[int, Role]]:
        """Return the tables of rules whose marks help this kind and category to win."""
        found = self._speaking_for.get((kind, category))
        if found is None:
            tables = ((number, role) for number in range(len(self._rules)) for role in Role)
            speaking = (one for one in tables if _speaks(self._rules[one[0]], one[1], kind, category))
            found = self._speaking_for[kind, category] = frozenset(speaking)
        return found

    def _topic(self, hits: list[Hit], kind: Kind, category: Category | None) -> Rule | None:
        """Return the rule whose topic fits the kind best."""
        fitting = self._fitting(kind, category)
        scores = weigh(self._rules, [hit for hit in hits if hit.mark.rule in fitting])
        weights = scores.things if kind in _OF_THINGS else scores.rules
        best = max(weights, key=weights.__getitem__, default=None)
        return None if best is None else self._rules[best]

    def _fitting(self, kind: Kind, category: Category | None) -> AbstractSet[int]:
        """Return the rules that can name the topic of this kind and category."""
        found = self._fitting_to.get((kind, category))
        if found is None:
            numbered = enumerate(self._rules)
            numbers = (number for number, rule in numbered if _names_topic(rule, kind, category))
            found = self._fitting_to[kind, category] = frozenset(numbers)
        return found


def _speaks(rule: Rule, role: Role, kind: Kind, category: Category | None) -> bool:
    if role in _LABELLED:
        return rule.category is category if rule.category else rule.kind is kind
    return kind is not Kind.complaint


def _names_topic(rule: Rule, kind: Kind, category: Category | None) -> bool:
    return bool(rule.topic) and rule.kind in (None, kind) and rule.category is category


def _within(hits: list[Hit], start: int, end: int) -> list[Hit]:
    return [hit for hit in hits if start <= hit.start < end]


def _mostly(where: Place, text: str) -> bool:
    """Whether a home takes up so much of a text that a closer look may find nothing else."""
    return len(text) - (where.end - where.start) <= _BESIDE_A_HOME


def _only_home(where: Place, text: str, start: int, end: int) -> bool:
    """Whether a part of a text holds the home and nothing else."""
    return start <= where.start and where.end <= end and only_home(text[start:end])


def _topic_name(kind: Kind, rule: Rule | None) -> str:
    if rule is not None:
        return rule.topic
    return _TOPICS.get(kind, "general")


def _merge(matters: list[Matter], matter: Matter) -> None:
    """Keep a further matter only if it says something else, and surely enough."""
    if not matters:
        matters.append(matter)
        return
    if matter.confidence < 0.5 or any(
        (known.kind, known.category, known.topic) == (matter.kind, matter.category, matter.topic)
        for known in matters
    ):
        return
    matters.append(matter)


def _identity(text: str, address: Home) -> Matter:
    return Matter(
        Kind.followup, None, "identity", Urgency.P2, Mood.calm, 0.9, None, address, (), 0, len(text)
    )


def _alarmed(normal: Normalised, danger: Screening, address: Home | None, matters: list[Matter]) -> Matter:
    confidence = 0.95 if danger.alarm.value == "sure" else 0.6
    tone = matters[0].mood if matters else Mood.calm
    return Matter(
        Kind.emergency,
        None,
        danger.topic,
        danger.urgency,
        tone,
        confidence,
        danger.alarm,
        address,
        danger.evidence,
        0,
        len(normal.original),
    )


def _others(matters: list[Matter]) -> list[Matter]:
    return [matter for matter in matters[1:] if matter.kind in (Kind.complaint, Kind.inquiry, Kind.request)]
