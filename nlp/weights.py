"""Learned weights: a reviewed text file, read without any library, added up with one look-up for each run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from struct import unpack
from typing import Final

LIVE: Final = "live"  # the label of a live danger
FINE: Final = 100  # a weight of 1 stands as 100 in the file
DAMPING: Final = 20  # runs that every text is taken to have: a word alone proves less
_LANE: Final = 32  # bits a label has in a packed row; sums of some thousand rows stay far below
_SHIFT: Final = 1 << 15  # added to each weight, so that no lane ever falls below zero


@dataclass(frozen=True, slots=True)
class Table:
    """What a fit found: a bias, and for each run or name a weight for each label, in hundredths."""

    labels: tuple[str, ...]
    bias: tuple[int, ...]
    runs: Mapping[str, tuple[int, ...]]
    names: Mapping[str, tuple[int, ...]]


class WeightsError(Exception):
    """A file of weights that cannot be used; the message says where and what to do."""


class Weights:
    """A table made ready for adding up."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._runs = {run: _packed(row) for run, row in table.runs.items()}
        self._names = {name: _packed(row) for name, row in table.names.items()}

    def scores(self, runs: set[str], names: Iterable[str]) -> dict[str, float]:
        """Return a score for each label; the longer the text, the less a single run counts."""
        known = [self._runs[run] for run in runs if run in self._runs]
        told = [self._names[name] for name in names if name in self._names]
        size = sqrt(len(known) + DAMPING)
        sums = zip(self.table.labels, self.table.bias, self._sums(known), self._sums(told), strict=True)
        return {label: (bias + run / size + name) / FINE for label, bias, run, name in sums}

    def knows(self, runs: set[str]) -> bool:
        """Whether more than single characters of a text were ever seen."""
        return any(len(run) > 1 and run in self._runs for run in runs)

    def _sums(self, rows: Sequence[int]) -> Sequence[int]:
        width = len(self.table.labels)
        lanes = sum(rows).to_bytes(width * _LANE // 8, "little")
        shift = len(rows) * _SHIFT
        return [lane - shift for lane in unpack(f"<{width}I", lanes)]


def _packed(row: Sequence[int]) -> int:
    return sum((weight + _SHIFT) << (_LANE * place) for place, weight in enumerate(row))


def read(source: str, file: str) -> Table:
    """Read the file that `written` makes; WeightsError says which line is wrong."""
    labels: tuple[str, ...] = ()
    bias: tuple[int, ...] = ()
    kept: dict[str, dict[str, tuple[int, ...]]] = {"run": {}, "name": {}}
    for number, line in enumerate(source.splitlines(), 1):
        if not line or line.startswith("# "):
            continue
        sort, _, rest = line.partition("\t")
        try:
            if sort == "labels":
                labels = tuple(rest.split("\t"))
            elif sort == "bias":
                bias = _row(rest, len(labels))
            else:
                key, _, row = rest.partition("\t")
                kept[sort][key] = _row(row, len(labels))
        except (KeyError, ValueError):
            problem = "is no line of weights: make the file anew with frontdesk learn"
            raise WeightsError(f"{file}:{number}: {problem}") from None
    if not labels or len(bias) != len(labels):
        raise WeightsError(f"{file}: labels or bias are missing: make the file anew with frontdesk learn")
    return Table(labels, bias, kept["run"], kept["name"])


def _row(written: str, width: int) -> tuple[int, ...]:
    row = tuple(0 if cell == "." else int(cell) for cell in written.split(" "))
    if len(row) != width or any(abs(weight) >= _SHIFT for weight in row):
        raise ValueError(written)
    return row


def written(table: Table, about: Sequence[str]) -> str:
    """Return the file's text: sorted, a line a run, so that two fits can be compared line by line."""
    lines = [f"# {line}" for line in about]
    lines += ["\t".join(("labels", *table.labels)), f"bias\t{_cells(table.bias)}"]
    for sort, rows in (("name", table.names), ("run", table.runs)):
        lines += [f"{sort}\t{key}\t{_cells(rows[key])}" for key in sorted(rows)]
    return "\n".join(lines) + "\n"


def _cells(row: Sequence[int]) -> str:
    return " ".join(str(weight) if weight else "." for weight in row)


@cache
def shipped() -> Weights:
    """Return the weights that ship with the desk."""
    entry = files("nlp") / "learned" / "weights.tsv"
    return Weights(read(entry.read_text(encoding="utf-8"), entry.name))
