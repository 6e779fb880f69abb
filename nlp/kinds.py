"""Which kind and category lead: learned weights over everything, written marks where they are certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

from nlp.judgement import Category, Kind
from nlp.weigh import Scores

CERTAIN: Final = 7.0  # a mark of this weight decides alone
_WRITTEN_SHARE: Final = 0.5  # what one point of certain or own marks is worth in learned scores
_SHARPNESS: Final = 3.0  # turns distances between scores into odds; from messages of writers left out
_UNCLEAR: Final = 0.2
_POLITE_FROM: Final = 0.5  # small talk is answered with nothing: it must be no matter, more likely than not


@dataclass(frozen=True, slots=True)
class Opinion:
    """Scores of kinds and categories, and what the leading ones are."""

    kind: Kind
    category: Category | None
    confidence: float
    kinds: dict[Kind, float]
    categories: dict[Category, float]


def opinion(learned: dict[str, float], certain: Scores | None, *, silent: bool) -> Opinion:
    """Join learned scores with those of certain marks; a silent text is unclear."""
    kinds = {kind: learned[kind] for kind in Kind}
    categories = {category: learned[category] for category in Category}
    if certain is not None:
        for kind, weight in certain.kinds.items():
            kinds[kind] += _WRITTEN_SHARE * weight
        for category, weight in certain.categories.items():
            categories[category] += _WRITTEN_SHARE * weight
    if silent:
        return Opinion(Kind.other, None, _UNCLEAR, kinds, categories)
    kind, confidence = _leading(kinds, [kind for kind in Kind if kind is not Kind.emergency])
    if kind is Kind.smalltalk and confidence < _POLITE_FROM:
        others = [kind for kind in Kind if kind not in (Kind.emergency, Kind.smalltalk)]
        kind, confidence = _leading(kinds, others)
    category = max(Category, key=lambda category: categories[category])
    return Opinion(kind, category if kind is Kind.complaint else None, confidence, kinds, categories)


def _leading(scores: dict[Kind, float], among: Sequence[Kind]) -> tuple[Kind, float]:
    """Return the best of some kinds, and its share of the odds of all; dangers are the screen's to tell."""
    kind = max(among, key=lambda kind: scores[kind])
    odds = [exp(_SHARPNESS * (score - scores[kind])) for score in scores.values()]
    return kind, 1 / sum(odds)
