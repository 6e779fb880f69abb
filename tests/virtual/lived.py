"""A stretch of time on an estate: a world for it to pass in, and all that is left of it afterwards."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from handlers.ticket import roster
from storage.work import Work
from tests.virtual.chats import Chats
from tests.virtual.clock import Agenda, Clock
from tests.virtual.engine import Engine
from tests.virtual.owners import Owner
from tests.virtual.place import KEY, Place
from tests.virtual.staff import Member

# Memory rather than a disk: what a power cut would do is what the crash tests look at.
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass
class World:
    """What a stretch of time passes in."""

    seed: int
    start: datetime
    place: Place
    clock: Clock
    agenda: Agenda
    chats: Chats
    engine: Engine

    def chance(self, of: str) -> Random:
        """Return the dice of somebody."""
        return Random(f"{self.seed} {of}")


@dataclass
class Lived:
    """All that was seen, who took part, and the database."""

    seed: int
    start: datetime
    days: int
    place: Place
    chats: Chats
    engine: Engine
    owners: Sequence[Owner]
    members: Sequence[Member]

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=self.days)

    @property
    def file(self) -> Path:
        return self.engine.file


@asynccontextmanager
async def world(
    seed: int, place: Place, start: datetime, engine: type[Engine] = Engine
) -> AsyncIterator[World]:
    """Give a world at its first moment. Another `engine` is one with a fault, to see whether the checks notice."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        clock = Clock(start)
        agenda, chats = Agenda(clock), Chats(clock)
        desk = engine(place.settings(Path(folder)), Path(folder) / "desk.db", clock, agenda, chats)
        try:
            yield World(seed, start, place, clock, agenda, chats, desk)
        finally:
            desk.close()


async def live(within: World, days: int, owners: Sequence[Owner], members: Sequence[Member]) -> Lived:
    """Let the days pass, and return what they left."""
    lived = Lived(within.seed, within.start, days, within.place, within.chats, within.engine, owners, members)
    await within.engine.start(_roster(within.engine, members))
    await within.engine.run(lived.end)
    return lived


def _roster(engine: Engine, members: Sequence[Member]) -> Callable[[Work], None]:
    """Plan the shifts, as an operator does with a sheet."""
    estate = engine.desk.estates[KEY]
    shifts = [
        roster.Planned(one.user, one.worker.team or None, *shift) for one in members for shift in one.shifts
    ]
    return lambda work: roster.lay(work, estate, shifts)
