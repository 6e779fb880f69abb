"""From labelled rows to the file of learned weights."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from nlp.classifier import Classifier
from nlp.fit import Sample, fit, written_examples
from nlp.judgement import Category, Kind
from nlp.placed import elsewhere
from nlp.weights import written

_EXAMPLE: Final = 4.0  # what an example of a rule file counts as: it is the label's definition


def learn(rows: Sequence[dict[str, Any]], classifier: Classifier) -> str:
    """Return the text of a file of weights fitted to the rows and the examples of the rule files.

    Letters of complaint count once more as from another place. The same rows give the same text.
    Needs scikit-learn.
    """
    samples, wholes = [], []
    for row in rows:
        parts = _parts(row, classifier)
        told = [_of_row(part, classifier) for part in parts]
        samples += told
        whole = told[0] if parts == [row] else _of_row(row, classifier)
        wholes.append(replace(whole, two=bool(row.get("second"))))
    samples += [_of_row(row, classifier) for row in elsewhere(rows)]
    samples += [_sample(row, classifier, _share(row)) for row in written_examples()]
    return written(fit(samples, wholes), _about(rows))


def _of_row(row: dict[str, Any], classifier: Classifier) -> Sample:
    letter = row.get("form") == "letter"
    return _sample(row, classifier, float(row.get("weight", 1.0)), letter=letter)


def _parts(row: dict[str, Any], classifier: Classifier) -> list[dict[str, Any]]:
    """Return the row, or where its two matters stand apart in the text each with its own label, as judged."""
    second = row.get("second")
    parts = classifier.parts(row["text"]) if second else []
    if second is None or len(parts) != 2:
        return [row]
    return [row | {"text": parts[0]}, {**second, "text": parts[1], "form": row.get("form")}]


def _share(row: dict[str, Any]) -> float:
    return _EXAMPLE / 2 if row["kind"] == Kind.emergency.value else _EXAMPLE


def _sample(
    row: dict[str, Any], classifier: Classifier, share: float, *, letter: bool | None = None
) -> Sample:
    pieces, names = classifier.features(row["text"])
    kind = Kind(row["kind"]) if row["kind"] else None
    complains = row.get("category") and kind in (None, Kind.complaint)
    category = Category(row["category"]) if complains else None
    return Sample(kind, category, frozenset(pieces), frozenset(names), share, letter)


def _about(rows: Iterable[dict[str, Any]]) -> list[str]:
    counts = Counter(row["kind"] for row in rows)
    told = ", ".join(f"{kind} {number}" for kind, number in counts.most_common())
    return [
        "Made by frontdesk learn. Write nothing here: write marks under nlp/rules, which go before weights.",
        f"Fitted to {counts.total()} messages ({told}) and the examples of the rule files.",
        "A line: a piece of text (| border of a clause, 0 number, < first, > last, ~ pair) or a name.",
    ]
