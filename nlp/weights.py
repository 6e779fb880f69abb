"""Learned weights: a reviewed text file, read without any library, added up with one look-up for each run."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from math import sqrt
from operator import add
from struct import Struct
from threading import Lock
from typing import Final

_READING: Final = Lock()
_LETTER_FROM: Final = 0.3  # no chat message fitted to reaches it, and 97 of 100 letters nobody fitted to do
LIVE: Final = "live"  # the label of a live danger
TWO: Final = "two"  # the label of a text that holds two matters
LETTER: Final = "letter"  # the label of what is written as to an authority, and not as in a chat
SIZE: Final = "size"  # the lane of how rare a piece is; rare pieces count more, and a text's sum is shared
FINE: Final = 100  # a bias or a weight of a name of 1 stands as 100 in the file
COARSE: Final = 20  # and one of a piece as 20: a text has a hundred of them, and shares their sum
DAMPING: Final = 100.0  # size that every text is taken to have besides its own: a word alone proves little
_SIGNS: Final = "|<>~0"
_MEND: Final = "make the file anew with frontdesk learn"
MOST: Final = 255  # no weight of a piece or name goes beyond
_LANE: Final = 16  # bits a label has in a packed row
_ZERO: Final = 1 << _LANE - 1  # added to each lane of a sum, so that none falls below zero
_FULL: Final = (1 << _LANE) - 1
_SAFE: Final = (_ZERO - 1) // MOST  # rows whose sum surely fits into its lanes


@dataclass(frozen=True, slots=True)
class Table:
    """What a fit found: a bias, and for each piece or name a weight for each label.

    `letters` has the weights for what is written as to an authority, where the two are told apart.
    """

    labels: tuple[str, ...]
    bias: tuple[int, ...]
    pieces: Mapping[str, tuple[int, ...]]
    names: Mapping[str, tuple[int, ...]]
    letters: "Table | None" = None


class WeightsError(Exception):
    """A file of weights that cannot be used; the message says where and what to do."""


class Weights:
    """A table made ready for adding up."""

    def __init__(self, table: Table) -> None:
        self.labels, self.bias = table.labels, table.bias
        self._lanes = Struct(f"<{len(self.labels)}H")
        self._zeros = self._whole([_ZERO] * len(self.labels))
        self._pieces = {piece: self._packed(row) for piece, row in table.pieces.items()}
        self._names = {name: self._packed(row) for name, row in table.names.items()}
        self._letters = None if table.letters is None else Weights(table.letters)

    def read(self, pieces: AbstractSet[str]) -> "Reading":
        """Add up what the pieces of a text say, as a chat or as a letter; names are added later."""
        sums = self._sums(self._pieces, pieces)
        share = FINE / COARSE / sqrt(sums[-1] / COARSE + DAMPING)
        lanes = [bias + lane * share for bias, lane in zip(self.bias, sums, strict=True)]
        if self._letters is not None and lanes[self.labels.index(LETTER)] > _LETTER_FROM * FINE:
            return self._letters.read(pieces)
        return Reading(self, lanes, pieces, share)

    def scores(self, pieces: AbstractSet[str], names: Iterable[str]) -> dict[str, float]:
        """Return a score for each label; the more a text says, the less a single piece of it counts."""
        return self.read(pieces).scores(names)

    def knows(self, piece: str) -> bool:
        """Whether a piece has weights."""
        return piece in self._pieces

    def weight(self, piece: str, place: int) -> int:
        """Return the weight of a piece for the label at this place, as in the file; 0 where it has none."""
        packed = self._pieces.get(piece, 0) + self._zeros
        return (packed >> (_LANE * place) & _FULL) - _ZERO

    def named(self, names: Iterable[str]) -> Sequence[int]:
        """Add up what names say, by label."""
        return self._sums(self._names, names)

    def _sums(self, rows: Mapping[str, int], keys: Iterable[str]) -> Sequence[int]:
        known = [row for row in map(rows.get, keys) if row is not None]
        sums = self._apart(sum(known[:_SAFE]))
        for start in range(_SAFE, len(known), _SAFE):
            sums = list(map(add, sums, self._apart(sum(known[start : start + _SAFE]))))
        return sums

    def _packed(self, row: Sequence[int]) -> int:
        """Return one number for a row; such numbers can be added, and the lanes of the sum taken apart."""
        return self._whole([weight + _ZERO for weight in row]) - self._zeros

    def _whole(self, lanes: Sequence[int]) -> int:
        return int.from_bytes(self._lanes.pack(*lanes), "little")

    def _apart(self, packed: int) -> list[int]:
        lanes = (packed + self._zeros).to_bytes(self._lanes.size, "little")
        return [lane - _ZERO for lane in self._lanes.unpack(lanes)]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pieces of a text say, in hundredths by label."""

    weights: Weights
    lanes: Sequence[float]
    pieces: AbstractSet[str]
    share: float

    @property
    def known(self) -> AbstractSet[str]:
        """Return the pieces that have weights."""
        return {piece for piece in self.pieces if self.weights.knows(piece)}

    def live(self) -> float:
        """Return how much this is taken for a live danger, about -2 to 2."""
        return self.lanes[self.weights.labels.index(LIVE)] / FINE

    def two(self) -> float:
        """Return how much this is taken for two matters, about -2 to 1; little where nothing tells."""
        labels = self.weights.labels
        return self.lanes[labels.index(TWO)] / FINE if TWO in labels else -1.0

    def scores(self, names: Iterable[str]) -> dict[str, float]:
        """Return a score for each label, names of tables of rules included."""
        told = self.weights.named(names)
        lanes = zip(self.weights.labels, self.lanes, told, strict=True)
        return {label: (lane + name) / FINE for label, lane, name in lanes}

    def weight(self, piece: str, label: str) -> float:
        """Return how much a piece speaks for a label, in hundredths; one without weights does not."""
        return self.weights.weight(piece, self.weights.labels.index(label)) * self.share

    def silent(self) -> bool:
        """Whether no more than single characters of the text were ever seen."""
        return not any(len(piece) > 1 and piece.strip(_SIGNS) for piece in self.known)


def read(source: str, file: str) -> Table:
    """Read the file that `written` makes; WeightsError says which line is wrong."""
    tables = [_Draft()]
    for number, line in enumerate(source.splitlines(), 1):
        if not line or line.startswith("# "):
            continue
        sort, _, rest = line.partition("\t")
        draft = tables[-1]
        try:
            if sort == "letters":
                tables.append(_Draft())
            elif sort == "labels":
                draft.labels = tuple(rest.split("\t"))
            elif sort == "bias":
                draft.bias = _row(rest, len(draft.labels))
            else:
                key, _, row = rest.partition("\t")
                draft.kept[sort][key] = _weights(row, len(draft.labels))
        except (KeyError, ValueError):
            raise WeightsError(f"{file}:{number}: is no line of weights: {_MEND}") from None
    table, *more = [draft.table(file) for draft in tables]
    if len(more) > 1 or (LETTER in table.labels) != bool(more):
        raise WeightsError(f"{file}: one table for letters belongs to one label that tells them: {_MEND}")
    return replace(table, letters=more[0]) if more else table


@dataclass(slots=True)
class _Draft:
    labels: tuple[str, ...] = ()
    bias: tuple[int, ...] = ()
    kept: dict[str, dict[str, tuple[int, ...]]] = field(default_factory=lambda: {"piece": {}, "name": {}})

    def table(self, file: str) -> Table:
        if self.labels[-1:] != (SIZE,) or len(self.bias) != len(self.labels):
            raise WeightsError(f"{file}: labels or bias are missing: {_MEND}")
        return Table(self.labels, self.bias, self.kept["piece"], self.kept["name"])


def _row(written: str, width: int) -> tuple[int, ...]:
    row = tuple(map(int, written.replace(".", "0").split(" ")))
    if len(row) != width:
        raise ValueError(written)
    return row


def _weights(written: str, width: int) -> tuple[int, ...]:
    row = _row(written, width)
    if max(row) > MOST or min(row) < -MOST:
        raise ValueError(written)
    return row


def written(table: Table, about: Sequence[str]) -> str:
    """Return the file's text: sorted, a line a piece, so that two fits can be compared line by line."""
    lines = [f"# {line}" for line in about]
    lines += ["\t".join(("labels", *table.labels)), f"bias\t{_cells(table.bias)}"]
    for sort, rows in (("name", table.names), ("piece", table.pieces)):
        lines += [f"{sort}\t{key}\t{_cells(rows[key])}" for key in sorted(rows)]
    letters = f"letters\n{written(table.letters, ())}" if table.letters else ""
    return "\n".join(lines) + "\n" + letters


def _cells(row: Sequence[int]) -> str:
    return " ".join(str(weight) if weight else "." for weight in row)


def shipped() -> Weights:
    """Return the weights that ship with the desk, read once, whichever thread is first."""
    with _READING:
        return _shipped()


@cache
def _shipped() -> Weights:
    entry = files("nlp") / "learned" / "weights.tsv"
    return Weights(read(entry.read_text(encoding="utf-8"), entry.name))
