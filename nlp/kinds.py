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


_KINDS: Final = tuple(Kind)
_CATEGORIES: Final = tuple(Category)
_KIND_LABELS: Final = tuple(kind.value for kind in Kind)  # asking each member for it takes five times as long
_CATEGORY_LABELS: Final = tuple(category.value for category in Category)
_TOLD: Final = tuple(place for place, kind in enumerate(_KINDS) if kind is not Kind.emergency)
_SERIOUS: Final = tuple(place for place in _TOLD if _KINDS[place] is not Kind.smalltalk)


@dataclass(frozen=True, slots=True)
class Opinion:
    """The leading kind and category; and the scores of all, in the order in which they are declared."""

    kind: Kind
    category: Category | None
    confidence: float
    kinds: Sequence[float]
    categories: Sequence[float]


def opinion(learned: dict[str, float], certain: Scores | None, *, silent: bool) -> Opinion:
    """Join learned scores with those of certain marks; a silent text is unclear."""
    kinds = [learned[label] for label in _KIND_LABELS]
    categories = [learned[label] for label in _CATEGORY_LABELS]
    if certain is not None:
        kinds = [
            score + _WRITTEN_SHARE * certain.kinds[kind] for score, kind in zip(kinds, _KINDS, strict=True)
        ]
        told = (certain.categories.get(category, 0.0) for category in _CATEGORIES)
        categories = [score + _WRITTEN_SHARE * weight for score, weight in zip(categories, told, strict=True)]
    if silent:
        return Opinion(Kind.other, None, _UNCLEAR, kinds, categories)
    kind, confidence = _leading(kinds, _TOLD)
    if kind is Kind.smalltalk and confidence < _POLITE_FROM:
        kind, confidence = _leading(kinds, _SERIOUS)
    category = _CATEGORIES[categories.index(max(categories))] if kind is Kind.complaint else None
    return Opinion(kind, category, confidence, kinds, categories)


def _leading(scores: Sequence[float], among: Sequence[int]) -> tuple[Kind, float]:
    """Return the best of some kinds, and its share of the odds of all; dangers are the screen's to tell."""
    place = max(among, key=scores.__getitem__)
    best = scores[place]
    odds = [exp(_SHARPNESS * (score - best)) for score in scores]
    return _KINDS[place], 1 / sum(odds)
