"""One simulated month: who takes part, what happens to the staff, and the parts it is made of."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from tests.month import checks, meetings, owners, roster, stocktaking, storms
from tests.month.clerks import Clerk
from tests.month.estate import PLACE
from tests.virtual.engine import Engine
from tests.virtual.findings import Figure, Report
from tests.virtual.lived import Lived, World, live, world
from tests.virtual.owners import Owner
from tests.virtual.place import ZONE

MONDAY = date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that happens in a month beside everything else: what it plans, and what must hold of it."""

    plan: Callable[[World, Sequence[Owner], Sequence[Clerk], int], None]
    checks: Sequence[Callable[[Lived], Figure]] = ()


# The people alone, what happens to the staff, and what comes on top.
PARTS: Sequence[Part] = (
    Part(lambda within, people, _, days: owners.plan(within, people, days), checks.ALL),
    Part(roster.plan),
    Part(storms.plan, storms.CHECKS),
    Part(meetings.plan, meetings.CHECKS),
    Part(stocktaking.plan),
)


@asynccontextmanager
async def lived(
    seed: int,
    *,
    days: int = 30,
    count: int = 2000,
    engine: type[Engine] = Engine,
    parts: Sequence[Part] = PARTS,
) -> AsyncIterator[Lived]:
    """Let a month pass."""
    start = datetime.combine(MONDAY, time(), ZONE)
    async with world(seed, PLACE, start, engine) as within:
        people, staff = owners.people(within, count), roster.people(within, MONDAY, days)
        for part in parts:
            part.plan(within, people, staff, days)
        yield await live(within, days, people, staff)


def look(month: Lived, parts: Sequence[Part] = PARTS) -> Report:
    """Put everything to the test."""
    report = Report(month.seed, month.chats.digest())
    report.figures = [check(month) for part in parts for check in part.checks]
    return report
