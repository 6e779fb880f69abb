"""Measures the judge on labelled rows: accuracy, macro-F1, confusion, as a table and as JSON."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from nlp.judgement import Category, Judgement, Kind


@dataclass(slots=True)
class Confusion:
    """Counts of (right, judged) pairs of labels."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Return the number of pairs."""
        return self.pairs.total()

    @property
    def accuracy(self) -> float:
        """Return the share judged right; 0 without rows."""
        return sum(n for (right, judged), n in self.pairs.items() if right == judged) / max(1, self.total)

    def recall(self, label: str) -> float:
        """Return the share of the label's rows that were found."""
        return self.pairs[label, label] / max(
            1, sum(n for (right, _), n in self.pairs.items() if right == label)
        )

    def precision(self, label: str) -> float:
        """Return the share of the rows judged so that are so."""
        return self.pairs[label, label] / max(
            1, sum(n for (_, judged), n in self.pairs.items() if judged == label)
        )

    def f1(self, label: str) -> float:
        """Return the harmonic mean of precision and recall."""
        precision, recall = self.precision(label), self.recall(label)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def labels(self) -> list[str]:
        """Return the labels that occur as right answers, the most frequent first."""
        return [label for label, _ in self._rights().most_common()]

    @property
    def macro_f1(self) -> float:
        """Return the mean F1 over the labels that occur as right answers."""
        labels = self.labels()
        return sum(self.f1(label) for label in labels) / max(1, len(labels))

    def _rights(self) -> Counter[str]:
        rights: Counter[str] = Counter()
        for (right, _), n in self.pairs.items():
            rights[right] += n
        return rights

    def as_json(self) -> dict[str, Any]:
        """Return the figures and the pairs."""
        rights = self._rights()
        return {
            "rows": self.total,
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "labels": {
                label: {
                    "rows": rights[label],
                    "precision": round(self.precision(label), 4),
                    "recall": round(self.recall(label), 4),
                    "f1": round(self.f1(label), 4),
                }
                for label in self.labels()
            },
            "confusion": {
                right: {judged: n for (other, judged), n in sorted(self.pairs.items()) if other == right}
                for right in self.labels()
            },
        }


@dataclass(slots=True)
class Report:
    """What an evaluation found."""

    kinds: Confusion = field(default_factory=Confusion)
    categories: Confusion = field(default_factory=Confusion)
    urgencies: Confusion = field(default_factory=Confusion)
    seconds: Confusion = field(default_factory=Confusion)

    def as_json(self) -> dict[str, Any]:
        """Return all figures; parts without labelled rows are left out."""
        parts = {
            "kind": self.kinds,
            "category": self.categories,
            "urgency": self.urgencies,
            "second": self.seconds,
        }
        return {name: part.as_json() for name, part in parts.items() if part.total}

    def table(self) -> str:
        """Return the figures as text."""
        lines: list[str] = []
        titles = (
            ("kind", self.kinds),
            ("category of complaints", self.categories),
            ("urgency", self.urgencies),
            ("second matter", self.seconds),
        )
        for title, part in titles:
            if part.total:
                lines += _part_lines(title, part)
        return "\n".join(lines)


def _part_lines(title: str, part: Confusion) -> list[str]:
    lines = [
        f"{title}: {part.total} rows, accuracy {part.accuracy:.1%}, macro-F1 {part.macro_f1:.3f}",
        f"  {'':20}{'rows':>6}{'prec':>8}{'recall':>8}{'F1':>8}  judged instead",
    ]
    for label in part.labels():
        wrong = Counter({judged: n for (right, judged), n in part.pairs.items() if right == label != judged})
        rows = wrong.total() + part.pairs[label, label]
        instead = ", ".join(f"{judged} {n}" for judged, n in wrong.most_common(4))
        figures = f"{part.precision(label):8.1%}{part.recall(label):8.1%}{part.f1(label):8.3f}"
        lines.append(f"  {label:20}{rows:6}{figures}  {instead}")
    return [*lines, ""]


def evaluate(rows: Iterable[dict[str, Any]], judge: Callable[[str], Judgement]) -> Report:
    """Judge every row `{"text", "kind", "category"}` (and `urgency`, `second` where labelled) and count."""
    report = Report()
    for row in rows:
        judgement = judge(row["text"])
        lead = judgement.lead
        kind = Kind(row["kind"])
        report.kinds.pairs[kind.value, lead.kind.value] += 1
        if kind is Kind.complaint and row.get("category"):
            right = Category(row["category"]).value
            report.categories.pairs[right, lead.category.value if lead.category else "none"] += 1
        if row.get("urgency"):
            report.urgencies.pairs[row["urgency"], lead.urgency.value] += 1
        second = row.get("second")
        if second:
            found = {matter.kind.value for matter in judgement.matters[1:]}
            right = str(second["kind"])
            report.seconds.pairs[right, right if right in found else next(iter(sorted(found)), "none")] += 1
    return report
