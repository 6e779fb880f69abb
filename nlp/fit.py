"""Fits the learned weights to labelled messages with scikit-learn; needed by `frontdesk learn` alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any, Final

from nlp import rules as rule_files
from nlp.features import PAIR
from nlp.judgement import Category, Kind
from nlp.screen import dangers
from nlp.weights import DAMPING, FINE, LIVE, SIZE, Table

NAME_VALUE: Final = 0.15  # what a table of rules that speaks counts as
PIECE_VALUE: Final = 1.3  # what all pieces of a long text count as together
_SEEN: Final = 5  # a piece that fewer messages have says little about the next one
_SEEN_PAIR: Final = 8
_FIRMNESS: Final = 2.0  # C of the linear machine: compared by leaving out one writer at a time
_LIVE_FIRMNESS: Final = 1.0
_LIVE_SHARE: Final = 2.0  # a missed danger weighs as much as two false alarms
_Column = tuple[dict[int, float], float]  # the weights of a label by place, and its bias


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled text as features, and how much it counts.

    Without a kind all that is known is that there is no live danger, and the category where it has one.
    """

    kind: Kind | None
    category: Category | None
    pieces: frozenset[str]
    names: frozenset[str]
    share: float = 1.0


def written_examples() -> Iterable[dict[str, Any]]:
    """Return the examples and near misses of the rule files as labelled rows."""
    for rule in rule_files.load():
        if rule.kind is not None:
            for text in rule.examples:
                yield {"text": text, "kind": rule.kind.value, "category": rule.category}
        for near in rule.near_misses:
            if near.kind is not Kind.complaint:
                yield {"text": near.text, "kind": near.kind.value, "category": None}
    for danger in dangers().values():
        for text in danger.examples:
            yield {"text": text, "kind": Kind.emergency.value, "category": None}
        for text in danger.near_misses:
            yield {"text": text, "kind": None, "category": None}


def fit(samples: Sequence[Sample]) -> Table:
    """Return the weights of kinds, of categories given a complaint, and of a live danger."""
    seen = Counter(piece for sample in samples for piece in sample.pieces)
    firsthand = Counter(piece for sample in samples if sample.share >= 1 for piece in sample.pieces)
    sizes = {
        piece: round(log(len(samples) / seen[piece]) * FINE)
        for piece, messages in firsthand.items()
        if messages >= (_SEEN_PAIR if PAIR in piece else _SEEN)
    }
    cells, features = _grid(samples, sizes)
    shares = [sample.share for sample in samples]
    kinds = [sample.kind.value if sample.kind else "" for sample in samples]
    categories = [str(sample.category or "") for sample in samples]
    columns = _machine(cells, kinds, shares, _FIRMNESS)
    columns |= _machine(cells, categories, shares, _FIRMNESS)
    read = [place for place, feature in enumerate(features) if feature in sizes]
    live = [LIVE if kind == Kind.emergency.value else "calm" for kind in kinds]
    weighed = zip(shares, live, strict=True)
    doubled = [share * (_LIVE_SHARE if label == LIVE else 1) for share, label in weighed]
    found, bias = _machine(cells[:, read], live, doubled, _LIVE_FIRMNESS, even=False)[LIVE]
    columns[LIVE] = dict(zip(read, found.values(), strict=True)), bias
    return _table(features, sizes, columns)


def _grid(samples: Sequence[Sample], sizes: dict[str, int]) -> tuple[Any, list[str]]:
    """Return samples as a sparse matrix, and the names of its columns."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - the desk itself runs without

    vectorizer = DictVectorizer()
    cells = vectorizer.fit_transform([_values(sample, sizes) for sample in samples])
    return cells, [str(column) for column in vectorizer.feature_names_]


def _values(sample: Sample, sizes: dict[str, int]) -> dict[str, float]:
    """Return what `Weights.scores` will multiply the weights by."""
    known = [piece for piece in sample.pieces if piece in sizes]
    share = PIECE_VALUE / sqrt(sum(sizes[piece] for piece in known) / FINE + DAMPING)
    values = {piece: sqrt(sizes[piece] / FINE) * share for piece in known}
    return values | dict.fromkeys(sample.names, NAME_VALUE)


def _evened(labels: Sequence[str]) -> dict[str, float]:
    """Return what a message of each label counts: rare labels more, but not as much as their rarity."""
    counts = Counter(labels)
    return {label: (len(labels) / len(counts) / count) ** 0.5 for label, count in counts.items()}


def _machine(
    cells: Any, labels: Sequence[str], shares: Sequence[float], firmness: float, *, even: bool = True
) -> dict[str, _Column]:
    """Return weights and bias for each label against all others; samples without a label are left out."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    places = [place for place, label in enumerate(labels) if label]
    told = [labels[place] for place in places]
    machine = LinearSVC(C=firmness, class_weight=_evened(told) if even else None, random_state=0)
    machine.fit(cells[places], told, sample_weight=[shares[place] for place in places])
    if len(machine.classes_) == 2:
        return {str(machine.classes_[1]): (dict(enumerate(machine.coef_[0])), float(machine.intercept_[0]))}
    found = zip(machine.classes_, machine.coef_, machine.intercept_, strict=True)
    return {str(label): (dict(enumerate(row)), float(bias)) for label, row, bias in found}


def _table(features: Sequence[str], sizes: dict[str, int], columns: dict[str, _Column]) -> Table:
    labels = [str(label) for label in [*Kind, *Category, LIVE] if label in columns]
    rows: dict[str, tuple[int, ...]] = {}
    for place, feature in enumerate(features):
        size = sizes.get(feature)
        value = FINE * (NAME_VALUE if size is None else PIECE_VALUE * sqrt(size / FINE))
        weights = [round(columns[label][0].get(place, 0.0) * value) for label in labels]
        rows[feature] = (*weights, size or 0)
    return Table(
        (*labels, SIZE),
        (*(round(columns[label][1] * FINE) for label in labels), 0),
        {feature: rows[feature] for feature in features if feature in sizes},
        {feature: rows[feature] for feature in features if feature not in sizes},
    )
