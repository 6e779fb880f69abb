"""A desk stepped by hand whose process dies: between two units, or with one that is then never committed."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from storage import outbox, timers
from storage.database import Database, migrate
from storage.work import Work
from tests.handlers.front import Front, desk_of
from tests.virtual.service import judging

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # ten o'clock in Shanghai
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
_DIES = 0.04
_AWAY_H = (0.02, 0.5, 3, 9)


T = TypeVar("T")


class Died(Exception):
    """The process is killed: what was not committed never happened."""


@dataclass
class Clock:
    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Found:
    """What became of a seed: figures to be added up, and a sentence for each thing that is not as promised."""

    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Mortal(Front):
    """A front whose units are killed at their end now and then, and whose service comes back later."""

    file: Path = Path()
    chance: Random = field(default_factory=Random)
    deaths: int = 0

    def passes(self, **span: float) -> None:
        """Let time pass, timer by timer; a death takes the service away for a while."""
        until = self.clock.at + timedelta(**span)
        while (due := self.database.read_now(timers.next_due)) is not None and due <= until:
            self.clock.at = max(self.clock.at, due)
            self._living(self._fires)
        self.clock.at = max(self.clock.at, until)

    def takes(self, *said: Any) -> None:
        for one in said:
            self._living(lambda one=one: super(Mortal, self).takes(one))

    def sends(self, at_most: int = 1000) -> None:
        self._living(lambda: super(Mortal, self).sends(at_most))

    def alive(self, unit: Callable[[Work], T]) -> T:
        """Return what a unit returns, once it is committed."""
        results: list[T] = []

        def act() -> None:
            results[:] = [self.database.write_now(lambda work: self._mortally(work, unit))]

        self._living(act)
        return results[0]

    def _mortally(self, work: Work, unit: Callable[[Work], T]) -> T:
        result = unit(work)
        self._may_die()
        return result

    def _living(self, act: Callable[[], object]) -> None:
        """Do something again and again until nobody dies of it."""
        while True:
            try:
                act()
            except Died:
                self._comes_back()
            else:
                return

    def _route(self, work: Any, one: Any) -> None:
        super()._route(work, one)
        self._may_die()

    def _fire(self, work: Any, timer: Any) -> None:
        super()._fire(work, timer)
        self._may_die()

    def _may_die(self) -> None:
        if self.chance.random() < _DIES:
            raise Died

    def _comes_back(self) -> None:
        self.deaths += 1
        self.database.close()
        self.clock.forward(hours=self.chance.choice(_AWAY_H))
        self.database = Database.open(f"sqlite:///{self.file}", now=self.clock)
        self.database.write_now(outbox.recover)


@dataclass(frozen=True)
class Place:
    """A folder in memory with a migrated database to copy."""

    folder: Path

    @contextmanager
    def life(self, seed: int, **policy: Any) -> Iterator[Mortal]:
        """Open the desk of a seed; `policy` are numbers of the clock of the scenarios' estate."""
        file = Path(shutil.copy(self.folder / "template.db", self.folder / f"{seed}.db"))
        clock = Clock()
        desk = desk_of(judging())
        estate = desk.estates["cuiyuan"]
        desk.estates["cuiyuan"] = replace(estate, board=False, policy=replace(estate.policy, **policy))
        database = Database.open(f"sqlite:///{file}", now=clock)
        mortal = Mortal(database, desk, clock, file=file, chance=Random(f"{seed} deaths"))
        try:
            yield mortal
        finally:
            mortal.database.close()
            for left in self.folder.glob(f"{seed}.db*"):
                left.unlink()


@contextmanager
def prepared() -> Iterator[Place]:
    """Make such a folder, and let it go."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        migrate(f"sqlite:///{folder}/template.db", create=True)
        yield Place(Path(folder))
