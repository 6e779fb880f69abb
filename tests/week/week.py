"""One simulated week: who takes part, and what is left of it when it is over."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from handlers.desk import Desk
from handlers.ticket import roster
from storage.work import Work
from tests.virtual.chats import Chats
from tests.virtual.clock import Agenda, Clock
from tests.week import owners
from tests.week.engine import Engine
from tests.week.estate import ENGINEERING, KEY, WORKERS, ZONE, homes, settings
from tests.week.owners import Owner
from tests.week.staff import Member

MONDAY = date(2026, 11, 23)
_ILL = "2001"
# Memory rather than a disk: what a power cut would do is what the crash tests look at.
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass
class Week:
    """What a week left behind: all that was seen, and the database."""

    seed: int
    days: int
    chats: Chats
    engine: Engine
    owners: list[Owner]
    members: list[Member]

    @property
    def start(self) -> datetime:
        return _start()

    @property
    def end(self) -> datetime:
        return _start() + timedelta(days=self.days)


@asynccontextmanager
async def lived(
    seed: int, *, days: int = 7, count: int = 500, engine: type[Engine] = Engine
) -> AsyncIterator[Week]:
    """Let a week pass. Another `engine` is one with a fault, to see whether the checks notice."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        clock = Clock(_start())
        agenda, chats = Agenda(clock), Chats(clock)
        desk = engine(settings(Path(folder)), Path(folder) / "week.db", clock, agenda, chats)
        people = _owners(seed, count, clock, agenda, chats)
        members = _members(seed, days, clock, agenda, chats)
        owners.plan(people, Random(f"{seed} plan"), _start(), days)
        try:
            await desk.start(_roster(desk.desk, members))
            week = Week(seed, days, chats, desk, people, members)
            await desk.run(week.end)
            yield week
        finally:
            desk.close()


def _owners(seed: int, count: int, clock: Clock, agenda: Agenda, chats: Chats) -> list[Owner]:
    found = []
    for n, home in enumerate(homes(count)):
        english = n == 0
        chats.add(home.owner, home.name, "en" if english else "zh-hans")
        chance = Random(f"{seed} owner {home.owner}")
        found.append(Owner(home, chance, clock, agenda, chats, english=english))
    return found


def _members(seed: int, days: int, clock: Clock, agenda: Agenda, chats: Chats) -> list[Member]:
    found = []
    for worker in WORKERS:
        chats.add(worker.user, worker.name)
        # The night before the first day has begun already.
        shifts = worker.shifts(MONDAY - timedelta(days=1), days + 1)
        member = Member(worker, shifts, Random(f"{seed} {worker.user}"), clock, agenda, chats)
        member.begin()
        found.append(member)
    _falls_ill(found, agenda, chats)
    return found


def _falls_ill(members: list[Member], agenda: Agenda, chats: Chats) -> None:
    """Let one of the engineers ring in on the second morning, and their lead tell the desk."""
    ill = next(one for one in members if one.user == _ILL)
    lead = next(one for one in members if one.worker.team == ill.worker.team and one.worker.role == "lead")
    rings = _start() + timedelta(days=1, hours=7, minutes=20)
    ill.ill = rings, _start() + timedelta(days=2)
    words = f"/duty {ill.worker.name} 请假 今天"
    agenda.at(rings, lambda: chats.write(lead.user, words, chat=ENGINEERING))


def _roster(desk: Desk, members: list[Member]) -> Callable[[Work], None]:
    """Plan the shifts of the week, as an operator does with a sheet."""
    estate = desk.estates[KEY]
    shifts = [
        roster.Planned(one.user, one.worker.team or None, *shift) for one in members for shift in one.shifts
    ]
    return lambda work: roster.lay(work, estate, shifts)


def _start() -> datetime:
    return datetime.combine(MONDAY, time(), ZONE)
