"""Judges a text: the emergency screen first, then the rules, one judgement for each matter in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nlp import rules as rule_files
from nlp import scope
from nlp.extract import Place, only_home, place
from nlp.features import named, outline, runs
from nlp.judgement import Category, Evidence, Home, Judgement, Kind, Matter, Mood, Screening, Urgency
from nlp.kinds import CERTAIN, Opinion, opinion
from nlp.marks import STOPS, Finder
from nlp.normalise import Normalised, normalise
from nlp.rules import Mark, Mode, Role, Rule
from nlp.screen import READ_AT_MOST, screen_normalised
from nlp.segment import Segmenter
from nlp.tone import mood
from nlp.urgency import urgency
from nlp.weigh import Hit, Scores, weigh
from nlp.weights import Weights, shipped

_FAULTLIKE: Final = (Role.faults, Role.grievances)
_SUBJECTS: Final = (Role.things, Role.faults, Role.wishes, Role.questions)
_NOUNS: Final = (Role.things, Role.targets)  # what jieba learns as whole words
_MOST_EVIDENCE: Final = 12
# Where no mark names a topic.
_TOPICS: Final = {Kind.other: "unclear", Kind.followup: "detail", Kind.smalltalk: "ack"}


class Classifier:
    """Rules made ready; pure and thread safe."""

    def __init__(self, rules: Sequence[Rule], weights: Weights | None = None) -> None:
        self._rules = tuple(rules)
        self._weights = weights or shipped()
        marks = [mark for rule in rules for mark in rule.marks]
        self._finder: Finder[Mark] = Finder((mark.written, mark) for mark in marks)
        self._segmenter = Segmenter(
            mark.written for mark in marks if mark.role in _NOUNS and mark.written.isalpha()
        )

    @classmethod
    def load(cls, extra: Path | None = None) -> "Classifier":
        """Return a classifier of the shipped rules and those in the folder `extra`, or raise RuleError."""
        return cls(rule_files.load(extra))

    def preload(self) -> None:
        """Load the dictionary of words beside other work; judging loads it otherwise."""
        self._segmenter.preload()

    def judge(self, text: str) -> Judgement:
        """Return what the text is about; any string gets a judgement."""
        normal = normalise(text)
        danger = screen_normalised(normal)
        whole = normal.text[:READ_AT_MOST]
        where = place(whole)
        address = where.home if where else None
        hits = self._hits(normal.text, where)
        matters: list[Matter] = []
        if address is not None and danger is None and only_home(whole):
            return Judgement((_identity(text, address),))
        for start, end in scope.segments(whole):
            inside = [hit for hit in hits if start <= hit.start < end]
            matter = self._matter(normal, inside, start, end, address)
            _merge(matters, matter)
        if danger is not None:
            matters = [_alarmed(normal, danger, address, matters), *_others(matters)]
        return Judgement(tuple(matters))

    def features(self, text: str) -> tuple[set[str], set[str]]:
        """Return what the weights are fitted to: the runs of a text and the tables of rules that speak."""
        whole = normalise(text).text[:READ_AT_MOST]
        return runs(outline(whole)), named(self._rules, self._hits(whole, place(whole)))

    def _hits(self, text: str, where: Place | None) -> list[Hit]:
        found: list[Hit] = []
        words: list[Hit] = []
        for start, end, mark in self._finder.hits(text, READ_AT_MOST):
            hit = Hit(start, end, mark)
            if _within(hit, where) or (mark.role in _FAULTLIKE and scope.negated(text, start)):
                continue
            (words if mark.mode is Mode.word else found).append(hit)
        if words and not any(hit.mark.role in _SUBJECTS for hit in found):
            found += self._whole(text[:READ_AT_MOST], words)
        return found

    def _whole(self, text: str, words: list[Hit]) -> list[Hit]:
        """Return the hits that are whole words; dear, so only where no phrase named a subject."""
        boundaries = self._segmenter.boundaries(text)
        return [hit for hit in words if hit.start in boundaries and hit.end in boundaries]

    def _matter(
        self, normal: Normalised, hits: list[Hit], start: int, end: int, address: Home | None
    ) -> Matter:
        text = normal.text[start:end]
        found = self._opinion(text, hits)
        kind, category, confidence = found.kind, found.category, found.confidence
        rule = self._topic(weigh(self._rules, hits), kind, category)
        first, last = normal.span(start, end)
        return Matter(
            kind,
            category,
            _topic_name(kind, rule),
            urgency(kind, rule, text),
            mood(text),
            confidence,
            None,
            address,
            _evidence(normal, [hit for hit in hits if self._speaks_for(hit.mark, kind, category)]),
            first,
            last,
        )

    def _opinion(self, text: str, hits: list[Hit]) -> Opinion:
        read = runs(outline(text))
        learned = self._weights.scores(read, named(self._rules, hits))
        certain = weigh(self._rules, [hit for hit in hits if self._certain(hit, text)])
        return opinion(learned, certain, silent=not hits and not self._weights.knows(read))

    def _certain(self, hit: Hit, text: str) -> bool:
        """Whether a mark decides beside the learned weights: one of the estate's own files, or a strong one.

        Of those that ask for a whole clause only the whole text counts: «谢谢» ends many a request.
        """
        if self._rules[hit.mark.rule].own:
            return True
        whole = hit.end - hit.start >= len(text.strip(STOPS))
        return hit.mark.weight >= CERTAIN and (whole or not hit.mark.written.startswith("^"))

    def _speaks_for(self, mark: Mark, kind: Kind, category: Category | None) -> bool:
        """Whether a mark helped this kind and category to win."""
        rule = self._rules[mark.rule]
        if mark.weight <= 0:
            return False
        if mark.role in (Role.signs, Role.targets, Role.grievances):
            return rule.category is category if rule.category else rule.kind is kind
        return kind is not Kind.complaint

    def _topic(self, scores: Scores, kind: Kind, category: Category | None) -> Rule | None:
        """Return the rule whose topic fits the kind best."""
        weights = scores.rules
        if kind in (Kind.request, Kind.inquiry, Kind.suggestion, Kind.praise):
            weights = scores.things
        best: tuple[float, Rule] | None = None
        for number, weight in weights.items():
            rule = self._rules[number]
            if not rule.topic or (rule.kind not in (None, kind)) or rule.category is not category:
                continue
            if best is None or weight > best[0]:
                best = weight, rule
        return best[1] if best else None


def _within(hit: Hit, where: Place | None) -> bool:
    """Whether a mark only matched the home: where somebody lives says nothing about what they want."""
    return where is not None and where.start <= hit.start and hit.end <= where.end


def _topic_name(kind: Kind, rule: Rule | None) -> str:
    if rule is not None:
        return rule.topic
    return _TOPICS.get(kind, "general")


def _evidence(normal: Normalised, hits: list[Hit]) -> tuple[Evidence, ...]:
    """Return the strongest words, each once, in the order of the text."""
    strongest: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        known = strongest.get((hit.start, hit.end))
        if known is None or hit.mark.weight > known.mark.weight:
            strongest[hit.start, hit.end] = hit
    found = []
    for hit in sorted(strongest.values(), key=lambda hit: (-hit.mark.weight, hit.start))[:_MOST_EVIDENCE]:
        start, end = normal.span(hit.start, hit.end)
        found.append(Evidence(normal.original[start:end], start, end, hit.mark.written, hit.mark.weight))
    return tuple(sorted(found, key=lambda evidence: evidence.start))


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
