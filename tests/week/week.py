"""One simulated week: who takes part, and what is left of it when it is over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta

from tests.virtual import owners
from tests.virtual.engine import Engine
from tests.virtual.lived import Lived, World, live, world
from tests.virtual.owners import Owner
from tests.virtual.place import ZONE, homes
from tests.virtual.staff import Member
from tests.week.estate import ENGINEERING, PLACE

MONDAY = date(2026, 11, 23)
_ILL = "2001"


@asynccontextmanager
async def lived(
    seed: int, *, days: int = 7, count: int = 500, engine: type[Engine] = Engine
) -> AsyncIterator[Lived]:
    """Let a week pass."""
    start = datetime.combine(MONDAY, time(), ZONE)
    async with world(seed, PLACE, start, engine) as within:
        people, members = _owners(within, count), _members(within, days)
        owners.plan(people, within.chance("plan"), start, days)
        yield await live(within, days, people, members)


def _owners(within: World, count: int) -> list[Owner]:
    found = []
    for n, home in enumerate(homes(count)):
        english = n == 0
        within.chats.add(home.owner, home.name, "en" if english else "zh-hans")
        chance = within.chance(f"owner {home.owner}")
        found.append(Owner(home, chance, within.clock, within.agenda, within.chats, english=english))
    return found


def _members(within: World, days: int) -> list[Member]:
    found = []
    for worker in PLACE.workers:
        within.chats.add(worker.user, worker.name)
        # The night before the first day has begun already.
        shifts = worker.shifts(MONDAY - timedelta(days=1), days + 1)
        chance = within.chance(worker.user)
        member = Member(worker, PLACE, shifts, chance, within.clock, within.agenda, within.chats)
        member.begin()
        found.append(member)
    _falls_ill(within, found)
    return found


def _falls_ill(within: World, members: list[Member]) -> None:
    """Let one of the engineers ring in on the second morning, and their lead tell the desk."""
    ill = next(one for one in members if one.user == _ILL)
    lead = next(one for one in members if one.worker.team == ill.worker.team and one.worker.role == "lead")
    rings = within.start + timedelta(days=1, hours=7, minutes=20)
    ill.ill = rings, within.start + timedelta(days=2)
    words = f"/duty {ill.worker.name} 请假 今天"
    within.agenda.at(rings, lambda: within.chats.write(lead.user, words, chat=ENGINEERING))
