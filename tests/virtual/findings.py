"""What a check found: how many were looked at, what was wrong, and what happened around it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.virtual.chats import Line

_AROUND = timedelta(hours=30)
_LINES = 40


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that must not have happened; `about` are chats or numbers that tell how it came."""

    at: datetime
    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A promise, how often it was put to the test, and each time it was broken."""

    name: str
    n: int
    wrong: Sequence[Wrong] = ()
    note: str = ""


@dataclass
class Report:
    """All figures of a run."""

    seed: int
    digest: str
    figures: list[Figure] = field(default_factory=list)

    @property
    def broken(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.wrong]

    def table(self) -> str:
        """Return one line a figure."""
        lines = [f"{'':2} {'n':>6} {'wrong':>5}  figure"]
        for one in self.figures:
            mark = "!!" if one.wrong else "ok"
            note = f" ({one.note})" if one.note else ""
            lines.append(f"{mark} {one.n:>6} {len(one.wrong):>5}  {one.name}{note}")
        return "\n".join(lines)

    def story(self, log: Sequence[Line], *, at_most: int = 3) -> str:
        """Return what was wrong, with what everybody concerned saw around it."""
        parts = [f"seed {self.seed}, digest {self.digest}"]
        for figure in self.broken:
            parts.append(f"\n== {figure.name}: {len(figure.wrong)} of {figure.n}")
            for wrong in figure.wrong[:at_most]:
                parts += [f"\n-- {wrong.at:%d %H:%M:%S} {wrong.what}", *map(str, _around(log, wrong))]
        return "\n".join(parts)


def _around(log: Sequence[Line], wrong: Wrong) -> list[Line]:
    near = [
        line
        for line in log
        if abs(line.at - wrong.at) <= _AROUND
        and (line.chat in wrong.about or any(name in line.text for name in wrong.about))
    ]
    before = [line for line in near if line.at <= wrong.at][-_LINES:]
    return before + [line for line in near if line.at > wrong.at][: _LINES // 4]
