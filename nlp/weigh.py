"""From hits to labels: adds the weights of one matter up and says which kind, category and topic lead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from nlp.judgement import Category, Kind
from nlp.rules import Mark, Role, Rule

BIAS: Final = {
    Kind.inquiry: 1.1,
    Kind.request: 0.9,
    Kind.complaint: -0.3,
    Kind.followup: 0.5,
    Kind.praise: -1.0,
    Kind.suggestion: 0.0,
    Kind.smalltalk: -0.5,
    Kind.other: -0.5,
    Kind.emergency: -9.0,
}
CATEGORY_SHARE: Final = 0.3
CATEGORY_MOST: Final = 5.0
OTHERS_SHARE: Final = 0.3
SUBJECT_MOST: Final = 4.0
TARGET_MOST: Final = 6.0
GRIEVANCE_MOST: Final = 8.0
TARGET_SHARE: Final = 0.5
HALF_COMPLAINT: Final = 0.3


class Hit(NamedTuple):
    """A mark found in the normalised text; a tuple, for a text has dozens of them."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Scores:
    """Weights by kind, by category of complaint, and by rule."""

    kinds: dict[Kind, float]
    categories: dict[Category, float]
    rules: dict[int, float]
    things: dict[int, float]


def weigh(rules: Sequence[Rule], hits: Iterable[Hit]) -> Scores:
    """Add up; a mark counts once however often it is found."""
    roles: dict[tuple[int, Role], float] = defaultdict(float)
    for hit in _distinct(hits):
        roles[hit.mark.rule, hit.mark.role] += hit.mark.weight
    scores = Scores(dict.fromkeys(Kind, 0.0), defaultdict(float), defaultdict(float), defaultdict(float))
    requests: dict[int, float] = defaultdict(float)
    questions: dict[int, float] = {}
    complained: set[int] = set()
    for (number, role), weight in roles.items():
        rule = rules[number]
        if role is Role.signs:
            _add_sign(scores, rule, number, weight)
        elif role is Role.targets or role is Role.grievances:
            complained.add(number)
        else:
            scores.things[number] += weight
            if role is Role.questions:
                questions[number] = weight
            elif role is not Role.things:
                requests[number] += weight
    for number in complained:
        _add_complaint(scores, rules[number], number, roles)
    scores.kinds[Kind.request] += _levelled(requests.values())
    scores.kinds[Kind.inquiry] += _levelled(questions.values())
    best = max(scores.categories.values(), default=0.0)
    scores.kinds[Kind.complaint] += min(best * CATEGORY_SHARE, CATEGORY_MOST)
    return scores


def _add_sign(scores: Scores, rule: Rule, number: int, weight: float) -> None:
    scores.rules[number] += weight
    if rule.category:
        scores.categories[rule.category] += weight
    elif rule.kind is not None:
        scores.kinds[rule.kind] += weight


def _levelled(weights: Iterable[float]) -> float:
    """Let the subject that fits best count whole, up to a ceiling, and the others a little."""
    ranked = sorted(weights, reverse=True)
    return min(ranked[0] + OTHERS_SHARE * sum(ranked[1:]), SUBJECT_MOST) if ranked else 0.0


def _add_complaint(scores: Scores, rule: Rule, number: int, roles: dict[tuple[int, Role], float]) -> None:
    """A complaint names whom it is about and what is bad; either alone counts little."""
    target = min(roles.get((number, Role.targets), 0.0), TARGET_MOST)
    grievance = min(roles.get((number, Role.grievances), 0.0), GRIEVANCE_MOST)
    both = target > 0 and grievance > 0
    weight = (
        grievance + TARGET_SHARE * target if both else HALF_COMPLAINT * (grievance + TARGET_SHARE * target)
    )
    if rule.category is not None and weight:
        scores.categories[rule.category] += weight
        scores.rules[number] += weight


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Keep each mark once, and none that lies inside a longer hit of the same table."""
    kept: dict[str, list[Hit]] = {}
    seen: set[Mark] = set()
    for hit in sorted(hits, key=_longest_first):
        start, end, mark = hit
        if mark in seen:
            continue
        shelf = kept.setdefault(mark.table, [])
        if shelf and any(longer.start <= start and end <= longer.end for longer in shelf):
            continue
        seen.add(mark)
        shelf.append(hit)
    return [hit for shelf in kept.values() for hit in shelf]


def _longest_first(hit: Hit) -> tuple[int, int]:
    return hit.start - hit.end, hit.start
