"""Fits the learned weights to labelled messages with scikit-learn; needed by `frontdesk learn` alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Any, Final

from nlp import rules as rule_files
from nlp.features import PAIR
from nlp.judgement import Category, Kind
from nlp.screen import dangers
from nlp.weights import COARSE, DAMPING, FINE, LETTER, LIVE, MOST, SIZE, TWO, Table

NAME_VALUE: Final = 0.15  # what a table of rules that speaks counts as
PIECE_VALUE: Final = 1.3  # what all pieces of a long text count as together
_SEEN: Final = 4  # a piece that fewer messages have says little about the next one
_SEEN_PAIR: Final = 6
_SEEN_IN_LETTERS: Final = 5
_SEEN_PAIR_IN_LETTERS: Final = 8
_FIRMNESS: Final = 2.0  # C of the linear machine: compared by leaving out one writer at a time
_LIVE_FIRMNESS: Final = 1.0
_LETTERS_IN_CHATS: Final = 0.15  # what a letter counts where weights for chats are fitted
_CHATS_IN_LETTERS: Final = 0.1
_LIVE_SHARE: Final = 2.0  # a missed danger weighs as much as two false alarms
_LIVE_SHARE_IN_LETTERS: Final = 6.0  # one letter in fifty tells of one, as calmly as the others tell theirs
_TWO_SHARE: Final = 3.0  # and a second matter missed as three that are none
_Column = tuple[dict[int, float], float]  # the weights of a label by place, and its bias


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled text as features, and how much it counts.

    Without a kind all that is known is that there is no live danger, and the category where it has one.
    `letter`: whether it is written as to an authority, or as in a chat; None: neither. `two`: whether the
    text holds two matters.
    """

    kind: Kind | None
    category: Category | None
    pieces: frozenset[str]
    names: frozenset[str]
    share: float = 1.0
    letter: bool | None = None
    two: bool = False


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


def fit(samples: Sequence[Sample], wholes: Sequence[Sample] = ()) -> Table:
    """Return the weights of kinds, of categories given a complaint, of a live danger, and of two matters.

    `wholes` are texts as they were written; of `samples` some are one of the two matters of a text. The table
    is for chats, the one in it for letters; each learns a little from the other's messages, too.
    """
    known = [sample for sample in samples if sample.letter is not None]
    if len({sample.letter for sample in known}) < 2:
        return _fitted(samples, wholes, _sizes(samples))
    chats = [_counted(sample, letters=_LETTERS_IN_CHATS) for sample in samples]
    sizes = _sizes(chats)
    table = _fitted(chats, [_counted(whole, letters=_LETTERS_IN_CHATS) for whole in wholes], sizes)
    table = _told(table, LETTER, known, [bool(sample.letter) for sample in known], sizes)
    letters = [_counted(sample, chats=_CHATS_IN_LETTERS) for sample in samples]
    sizes = _sizes(letters, _SEEN_IN_LETTERS, _SEEN_PAIR_IN_LETTERS)
    in_letters = [_counted(whole, chats=_CHATS_IN_LETTERS) for whole in wholes]
    of_letters = _fitted(letters, in_letters, sizes, _LIVE_SHARE_IN_LETTERS)
    return replace(table, letters=of_letters)


def _sizes(samples: Sequence[Sample], seen_from: int = _SEEN, pairs_from: int = _SEEN_PAIR) -> dict[str, int]:
    """Return how rare each piece is that is seen often enough, as it stands in the file."""
    seen = Counter(piece for sample in samples for piece in sample.pieces)
    firsthand = Counter(piece for sample in samples if sample.share >= 1 for piece in sample.pieces)
    return {
        piece: round(log(len(samples) / seen[piece]) * COARSE)
        for piece, messages in firsthand.items()
        if messages >= (pairs_from if PAIR in piece else seen_from)
    }


def _counted(sample: Sample, *, chats: float = 1.0, letters: float = 1.0) -> Sample:
    factor = 1.0 if sample.letter is None else letters if sample.letter else chats
    return replace(sample, share=sample.share * factor)


def _fitted(
    samples: Sequence[Sample],
    wholes: Sequence[Sample],
    sizes: dict[str, int],
    live_share: float = _LIVE_SHARE,
) -> Table:
    cells, features = _grid(samples, sizes)
    shares = [sample.share for sample in samples]
    kinds = [sample.kind.value if sample.kind else "" for sample in samples]
    categories = [str(sample.category or "") for sample in samples]
    columns = _machine(cells, kinds, shares, _FIRMNESS)
    columns |= _machine(cells, categories, shares, _FIRMNESS)
    live = [LIVE if kind == Kind.emergency.value else "calm" for kind in kinds]
    weighed = zip(shares, live, strict=True)
    counted = [share * (live_share if label == LIVE else 1) for share, label in weighed]
    columns[LIVE] = _of_pieces(cells, features, sizes, live, counted, LIVE)
    table = _table(features, sizes, columns)
    if len({whole.two for whole in wholes}) < 2:
        return table
    raised = [replace(whole, share=whole.share * (_TWO_SHARE if whole.two else 1)) for whole in wholes]
    return _told(table, TWO, raised, [whole.two for whole in wholes], sizes)


def _told(
    table: Table, label: str, samples: Sequence[Sample], so: Sequence[bool], sizes: dict[str, int]
) -> Table:
    """Return the table with a label more: which of the samples are `so`, told by pieces alone."""
    cells, features = _grid(samples, sizes)
    labels = [label if one else "another" for one in so]
    column = _of_pieces(cells, features, sizes, labels, [sample.share for sample in samples], label)
    told = _table(features, sizes, {label: column})

    def widened(
        rows: Mapping[str, tuple[int, ...]], more: Mapping[str, tuple[int, ...]]
    ) -> dict[str, tuple[int, ...]]:
        return {key: (*row[:-1], more[key][0] if key in more else 0, row[-1]) for key, row in rows.items()}

    bias = (*table.bias[:-1], told.bias[0], table.bias[-1])
    return Table(
        (*table.labels[:-1], label, SIZE), bias, widened(table.pieces, told.pieces), widened(table.names, {})
    )


def _of_pieces(
    cells: Any,
    features: Sequence[str],
    sizes: dict[str, int],
    labels: Sequence[str],
    shares: Sequence[float],
    label: str,
) -> _Column:
    """Return a column that is told by pieces alone: it is needed before marks are looked for."""
    read = [place for place, feature in enumerate(features) if feature in sizes]
    found, bias = _machine(cells[:, read], labels, shares, _LIVE_FIRMNESS, even=False)[label]
    return dict(zip(read, found.values(), strict=True)), bias


def _grid(samples: Sequence[Sample], sizes: dict[str, int]) -> tuple[Any, list[str]]:
    """Return samples as a sparse matrix, and the names of its columns."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 - the desk itself runs without

    vectorizer = DictVectorizer()
    cells = vectorizer.fit_transform([_values(sample, sizes) for sample in samples])
    return cells, [str(column) for column in vectorizer.feature_names_]


def _values(sample: Sample, sizes: dict[str, int]) -> dict[str, float]:
    """Return what `Weights.scores` will multiply the weights by."""
    known = [piece for piece in sample.pieces if piece in sizes]
    share = PIECE_VALUE / sqrt(sum(sizes[piece] for piece in known) / COARSE + DAMPING)
    values = {piece: sqrt(sizes[piece] / COARSE) * share for piece in known}
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
    labels = [str(label) for label in [*Kind, *Category, LIVE, LETTER, TWO] if label in columns]
    rows: dict[str, tuple[int, ...]] = {}
    for place, feature in enumerate(features):
        size = sizes.get(feature)
        value = NAME_VALUE * FINE if size is None else PIECE_VALUE * sqrt(size / COARSE) * COARSE
        weights = [_limited(columns[label][0].get(place, 0.0) * value) for label in labels]
        rows[feature] = (*weights, size or 0)
    return Table(
        (*labels, SIZE),
        (*(round(columns[label][1] * FINE) for label in labels), 0),
        {feature: rows[feature] for feature in features if feature in sizes},
        {feature: rows[feature] for feature in features if feature not in sizes},
    )


def _limited(weight: float) -> int:
    return max(-MOST, min(MOST, round(weight)))
