"""Timers and digests of several processes on one PostgreSQL, which are killed meanwhile: python -m tests.replicas.ticking."""

import argparse
import asyncio
import json
import multiprocessing
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawValue

import nlp
from bot.schedule import Schedule
from handlers import texts
from handlers.desk import Desk
from handlers.manager import days, regular
from handlers.ticket import revisit
from storage import timers
from storage.database import Database, migrate
from tests.clocks.rig import DAYS, FIRST, ZONES, estate
from tests.crash import ledger
from tests.postgres_server import PostgresServer
from tests.storage import make

PROCESSES = 3
# How fast the clock of the desk goes around the minute of a digest: 20 s of it pass in a second.
_QUICK = 20.0
_A_ROUND_S = 2.0
_AROUND = timedelta(seconds=20)
_BATCH = 500
_PATIENCE_S = 600.0
_CONTEXT = multiprocessing.get_context("spawn")


class Machines:
    """Processes that tick, on a clock that they share; the dead are replaced."""

    def __init__(self, url: str, began: datetime, speed: float, seed: int) -> None:
        self._url = url
        self._speed = speed
        self._chance = random.Random(seed)
        # One number, written in one go: a process that is killed leaves nothing half said.
        self._ahead = RawValue("d", 0.0)
        self.kills = 0
        self.set(began)
        self._processes = [self._started() for _ in range(PROCESSES)]

    def set(self, moment: datetime) -> None:
        """Set the clock of all."""
        self._ahead.value = moment.timestamp() - time.monotonic() * self._speed

    def now(self) -> datetime:
        """Return what the clock says."""
        return _now(self._ahead.value, self._speed)

    def kill_one(self) -> None:
        """Kill one with -9 and start another in its place."""
        place = self._chance.randrange(PROCESSES)
        self._processes[place].kill()
        self._processes[place].join()
        self._processes[place] = self._started()
        self.kills += 1

    def close(self) -> None:
        """Kill all."""
        for process in self._processes:
            process.kill()
            process.join()

    def _started(self) -> BaseProcess:
        process = _CONTEXT.Process(target=_tick, args=(self._url, self._ahead, self._speed), daemon=True)
        process.start()
        return process


def _now(ahead: float, speed: float) -> datetime:
    return datetime.fromtimestamp(ahead + time.monotonic() * speed, UTC)


def _tick(url: str, ahead: "RawValue", speed: float) -> None:
    database = Database.open(url, now=lambda: _now(ahead.value, speed))
    database.write_now(lambda work: regular.plan(desk(), work))
    asyncio.run(_keep_ticking(Schedule(database, desk())))


async def _keep_ticking(schedule: Schedule) -> None:
    while True:
        await schedule.tick()
        await asyncio.sleep(0.02)


def desk() -> Desk:
    """Return estates of all zones."""
    catalogues = texts.load_all()
    estates = {zone: estate(zone) for zone in ZONES}
    return Desk(estates, catalogues["zh"], nlp.screen, nlp.screen, catalogues=catalogues)


@dataclass(frozen=True)
class Fired:
    """What became of the timers: each is to fire once, and not before it is due."""

    timers: int
    missed: int
    doubled: int
    early: int
    kills: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not (self.missed or self.doubled or self.early)


def lay_out(url: str, how_many: int, seed: int) -> dict[int, datetime]:
    """Let so many tickets be asked about, each at a minute of some day; return when each is due."""
    chance, due = random.Random(seed), dict[int, datetime]()

    def some(work, begin):
        make.person(work)
        for n in range(begin, min(begin + _BATCH, how_many)):
            here = estate(ZONES[n % len(ZONES)])
            day = FIRST + timedelta(days=chance.randrange(DAYS))
            minute = chance.randrange(24 * 60)
            at = days.moment_of(here, day, clock_time(minute // 60, minute % 60))
            facts = {"step": "answered", "data": {"receipt": "owner.receipt_request"}}
            made = make.ticket(work, estate=here.key, local_date=FIRST + timedelta(days=n // 900), **facts)
            timers.set(work, kind=revisit.ASK, entity=str(made.id), occurrence="0", due=at)
            due[made.id] = at

    database = Database.open(url)
    try:
        for begin in range(0, how_many, _BATCH):
            database.write_now(lambda work, begin=begin: some(work, begin))
    finally:
        database.close()
    return due


def fire(url: str, how_many: int, seed: int, kills: int) -> Fired:
    """Let all days pass while three processes tick and some of them die; return what became of the timers."""
    due, began = lay_out(url, how_many, seed), time.monotonic()
    first, last = min(due.values()), max(due.values())
    # About as fast as the processes can follow, so that there is always something in their hands.
    takes_s = max(6.0, how_many / 150)
    chance = random.Random(seed)
    machines = Machines(url, first - timedelta(hours=1), (last - first).total_seconds() / takes_s, seed)
    try:
        while _waiting(url) and time.monotonic() < began + _PATIENCE_S:
            time.sleep(chance.uniform(0.5, 1.5) * takes_s / kills)
            if machines.kills < kills:
                machines.kill_one()
    finally:
        machines.close()
    return _count(url, due, machines.kills, time.monotonic() - began)


def _waiting(url: str) -> int:
    rows = ledger.rows(
        url, f"SELECT count(*) AS n FROM timers WHERE kind = '{revisit.ASK}' AND state = 'waiting'"
    )
    return int(rows[0]["n"])


def _count(url: str, due: dict[int, datetime], kills: int, seconds: float) -> Fired:
    query = "SELECT ticket, count(*) AS n, min(at) AS first FROM journal WHERE code = 'ask' GROUP BY ticket"
    asked = {row["ticket"]: row for row in ledger.rows(url, query)}
    return Fired(
        timers=len(due),
        missed=sum(ticket not in asked for ticket in due),
        doubled=sum(row["n"] > 1 for row in asked.values()),
        early=sum(row["first"] < due[ticket] for ticket, row in asked.items()),
        kills=kills,
        seconds=seconds,
    )


@dataclass(frozen=True)
class Reported:
    """What became of the digests: one an estate and round."""

    rounds: int
    digests: int
    missed: Sequence[str]
    doubled: Sequence[str]
    kills: int

    @property
    def is_good(self) -> bool:
        return not (self.missed or self.doubled)


def report(url: str, rounds: int, seed: int) -> Reported:
    """Let the minute of the digest come so often, with a death around it each time; count the digests."""
    here, chance = estate(ZONES[0]), random.Random(seed)
    days = [FIRST + timedelta(days=n) for n in range(1, rounds + 1)]
    machines = Machines(url, regular.due_at(here, days[0]) - timedelta(hours=1), _QUICK, seed)
    try:
        _until(lambda: ledger.rows(url, f"SELECT id FROM timers WHERE kind = '{regular.DAILY.name}'"))
        for day in days:
            machines.set(regular.due_at(here, day) - _AROUND)
            dies_after = chance.uniform(0.0, _A_ROUND_S)
            time.sleep(dies_after)
            machines.kill_one()
            time.sleep(_A_ROUND_S - dies_after)
            _until(lambda day=day: _sent(url, day))
    finally:
        machines.close()
    sent = {day: _sent(url, day) for day in days}
    missed = [str(day) for day, keys in sent.items() if not keys]
    doubled = [str(day) for day, keys in sent.items() if keys > 1]
    return Reported(rounds, sum(sent.values()), missed, doubled, machines.kills)


def _sent(url: str, day: object) -> int:
    """Return how many digests of a day there are in the one zone that is looked at, by what was written down."""
    found = ledger.rows(
        url, f"SELECT facts FROM journal WHERE code = '{regular.DAILY.name}' AND estate = '{ZONES[0]}'"
    )
    return sum(json.loads(row["facts"])["day"] == str(day) for row in found)


def _until(look) -> None:
    until = time.monotonic() + _PATIENCE_S / 10
    while not look() and time.monotonic() < until:
        time.sleep(0.1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    server = PostgresServer()
    try:
        server.make_migrated(migrate)
        fired = fire(server.emptied(), asked.timers, asked.seed, asked.kills)
        print(fired)
        reported = report(server.emptied(), asked.rounds, asked.seed)
        print(reported)
    finally:
        server.stop()
    return 0 if fired.is_good and reported.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
