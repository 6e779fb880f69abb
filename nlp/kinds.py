"""Which kind and category lead: learned weights over everything, written marks where they are certain."""

from dataclasses import dataclass
from math import exp
from typing import Final

from nlp.judgement import Category, Kind
from nlp.weigh import Scores

CERTAIN: Final = 7.0  # a mark of this weight decides alone
_WRITTEN_SHARE: Final = 0.5  # what one point of certain or own marks is worth in learned scores
_SHARPNESS: Final = 3.0  # turns distances between scores into odds; from messages of writers left out
_UNCLEAR: Final = 0.2


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
    kind = max((kind for kind in Kind if kind is not Kind.emergency), key=lambda kind: kinds[kind])
    odds = [exp(_SHARPNESS * (score - kinds[kind])) for score in kinds.values()]  # dangers are the screen's
    category = max(Category, key=lambda category: categories[category])
    return Opinion(kind, category if kind is Kind.complaint else None, 1 / sum(odds), kinds, categories)
