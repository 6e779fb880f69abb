"""From hits to labels: adds the weights of one matter up and says which kind, category and topic lead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.judgement import Category, Kind
from nlp.rules import Mark, Role, Rule

BIAS: Final = {
    Kind.inquiry: 0.6,
    Kind.request: 0.9,
    Kind.complaint: 0.8,
    Kind.followup: 0.0,
    Kind.praise: 0.0,
    Kind.suggestion: 0.0,
    Kind.smalltalk: 0.0,
    Kind.other: 0.3,
    Kind.emergency: -9.0,
}
_SUBJECT_ONLY: Final = 0.35
_HALF_COMPLAINT: Final = 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """A mark found in the normalised text."""

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
    kinds: dict[Kind, float] = {kind: 0.0 for kind in Kind}
    categories: dict[Category, float] = defaultdict(float)
    by_rule: dict[int, float] = defaultdict(float)
    things: dict[int, float] = defaultdict(float)
    for (number, role), weight in roles.items():
        rule = rules[number]
        if role in (Role.targets, Role.grievances):
            continue
        if role is Role.things:
            things[number] += weight
        elif role in (Role.faults, Role.wishes):
            kinds[Kind.request] += weight
            things[number] += weight + 1
        elif role is Role.questions:
            kinds[Kind.inquiry] += weight
            things[number] += weight + 1
        elif rule.kind is not None:
            by_rule[number] += weight
            kinds[rule.kind] += weight
            if rule.category:
                categories[rule.category] += weight
    _complaints(rules, roles, kinds, categories, by_rule)
    return Scores(kinds, dict(categories), dict(by_rule), dict(things))


def _complaints(
    rules: Sequence[Rule],
    roles: dict[tuple[int, Role], float],
    kinds: dict[Kind, float],
    categories: dict[Category, float],
    by_rule: dict[int, float],
) -> None:
    """A complaint names whom it is about and what is bad; either alone counts little."""
    for number, rule in enumerate(rules):
        if rule.category is None:
            continue
        target = roles.get((number, Role.targets), 0.0)
        grievance = roles.get((number, Role.grievances), 0.0)
        categories[rule.category] += target + grievance
        by_rule[number] += target + grievance
        if target > 0 and grievance > 0:
            kinds[Kind.complaint] += grievance + _SUBJECT_ONLY * target
        else:
            kinds[Kind.complaint] += _HALF_COMPLAINT * grievance


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Keep each mark once, and none that lies inside a longer hit of the same rule and role."""
    kept: dict[tuple[int, Role], list[Hit]] = defaultdict(list)
    seen: set[Mark] = set()
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        shelf = kept[hit.mark.rule, hit.mark.role]
        if hit.mark in seen or any(longer.start <= hit.start and hit.end <= longer.end for longer in shelf):
            continue
        seen.add(hit.mark)
        shelf.append(hit)
    return [hit for shelf in kept.values() for hit in shelf]
