"""Measures the judge on labelled rows: accuracy, macro-F1, confusion, as a table and as JSON."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from nlp.judgement import Alarm, Category, Judgement, Kind


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
class Reliability:
    """How often a confidence keeps what it promises: rows and right ones by tenth of confidence."""

    rows: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)
    promised: Counter[int] = field(default_factory=Counter)  # in thousandths

    def add(self, confidence: float, *, right: bool) -> None:
        """Count one judgement."""
        tenth = min(int(confidence * 10), 9)
        self.rows[tenth] += 1
        self.right[tenth] += right
        self.promised[tenth] += round(confidence * 1000)

    @property
    def error(self) -> float:
        """Return the expected calibration error: the mean distance of promise and share right."""
        distances = (abs(self.promised[tenth] / 1000 - self.right[tenth]) for tenth in self.rows)
        return sum(distances) / max(1, self.rows.total())

    def as_json(self) -> dict[str, Any]:
        """Return the error and the table."""
        table = {
            f"{tenth / 10:.1f}": {"rows": rows, "right": round(self.right[tenth] / rows, 4)}
            for tenth, rows in sorted(self.rows.items())
        }
        return {"expected_calibration_error": round(self.error, 4), "by_confidence": table}

    def lines(self) -> list[str]:
        """Return the table as text."""
        head = f"confidence: expected calibration error {self.error:.3f}"
        return [
            head,
            *(
                f"  {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}{rows:8}{self.right[tenth] / rows:9.1%} right"
                for tenth, rows in sorted(self.rows.items())
            ),
            "",
        ]


@dataclass(slots=True)
class Report:
    """What an evaluation found."""

    kinds: Confusion = field(default_factory=Confusion)
    categories: Confusion = field(default_factory=Confusion)
    urgencies: Confusion = field(default_factory=Confusion)
    seconds: Confusion = field(default_factory=Confusion)
    alarms: Confusion = field(default_factory=Confusion)
    reliability: Reliability = field(default_factory=Reliability)

    def as_json(self) -> dict[str, Any]:
        """Return all figures; parts without labelled rows are left out."""
        parts = {
            "kind": self.kinds,
            "category": self.categories,
            "urgency": self.urgencies,
            "second": self.seconds,
            "alarm": self.alarms,
        }
        figures = {name: part.as_json() for name, part in parts.items() if part.total}
        return figures | ({"reliability": self.reliability.as_json()} if figures else {})

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
        if self.kinds.total:
            lines += [*_alarm_lines(self.alarms), *self.reliability.lines()]
        return "\n".join(lines)


def _alarm_lines(alarms: Confusion) -> list[str]:
    """Say how many live dangers were found, and how many other messages were taken for one."""
    lines = ["alarms"]
    for right, name in (("danger", "of dangers"), ("none", "of all others")):
        rows = sum(n for (label, _), n in alarms.pairs.items() if label == right)
        shares = (f"{judged} {alarms.pairs[right, judged] / max(1, rows):.1%}" for judged in Alarm)
        lines.append(f"  {name:16}{rows:6}  {', '.join(shares)}")
    return [*lines, ""]


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
        danger = "danger" if kind is Kind.emergency else "none"
        report.alarms.pairs[danger, lead.alarm.value if lead.alarm else "none"] += 1
        report.reliability.add(lead.confidence, right=lead.kind is kind)
        if row.get("urgency"):
            report.urgencies.pairs[row["urgency"], lead.urgency.value] += 1
        second = row.get("second")
        if second:
            found = {matter.kind.value for matter in judgement.matters[1:]}
            right = str(second["kind"])
            report.seconds.pairs[right, right if right in found else next(iter(sorted(found)), "none")] += 1
    return report
