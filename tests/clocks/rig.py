"""Timers across downtime, sleep, clocks that are set and changes of season: which were missed, which came twice.

.venv/bin/python -m tests.clocks.rig --timers 10000 --seed 1
"""

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

import nlp
from bot.heartbeat import Heartbeat
from bot.schedule import Schedule
from bot.steady import Steady
from handlers import texts
from handlers.desk import Desk, Estate
from handlers.manager import days
from handlers.ticket import revisit
from storage import journal, timers
from storage.database import Database, migrate
from storage.records import TicketId
from tests.storage import make

FIRST = date(2026, 10, 24)
DAYS = 10
# Clocks are set back in Berlin on 25 October and in New York on 1 November; Lord Howe did so by half an hour.
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
STEP_S = (1, 60, 3600)


@dataclass(frozen=True)
class Counted:
    """What became of the timers."""

    timers: int
    missed: int
    doubled: int
    early: int
    waiting: int
    starts: int
    sleeps: int
    sets: int
    seconds: float

    @property
    def is_good(self):
        return not (self.missed or self.doubled or self.early or self.waiting)


class Machine:
    """A clock on the wall that somebody sets, time that nobody can set, and what a process makes of both."""

    def __init__(self):
        self.wall, self.boot = days.moment_of(estate(ZONES[0]), FIRST, clock_time()), 0.0
        self.boots()

    def boots(self):
        self.steady = Steady(lambda: self.wall, lambda: self.boot)

    def now(self):
        return self.steady()

    def passes(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.boot += seconds


class Rig:
    """One database, and two schedules that look at it at once, as two services would."""

    def __init__(self, file, seed):
        self.chance, self.machine = random.Random(seed), Machine()
        url = f"sqlite:///{file}"
        migrate(url, create=True)
        self.database = Database.open(url, now=self.machine.now, machine_now=self.machine.now)
        estates = {zone: estate(zone) for zone in ZONES}
        catalogues = texts.load_all()
        self.desk = Desk(estates, catalogues["zh"], nlp.screen, nlp.screen, catalogues=catalogues)
        self.starts = self.sleeps = self.sets = 0
        self.start()

    def start(self):
        self.starts += 1
        self.machine.boots()
        self.schedules = [
            Schedule(self.database, self.desk, Heartbeat(self.database, self.desk, lambda: self.machine.boot))
            for _ in range(2)
        ]

    def set_timers(self, how_many):
        """Let so many tickets be asked about, each at a minute of some day in the zone of its estate."""
        self.due = {}
        for n in range(how_many):
            self.database.write_now(lambda work, n=n: self._set(work, n))

    def _set(self, work, n):
        here = self.desk.estates[ZONES[n % len(ZONES)]]
        make.person(work)
        made = make.ticket(work, estate=here.key, step="answered", data={"receipt": "owner.receipt_request"})
        day = FIRST + timedelta(days=self.chance.randrange(DAYS))
        minute = self.chance.choice([self.chance.randrange(24 * 60), self.chance.randrange(60, 240)])
        at = days.moment_of(here, day, clock_time(minute // 60, minute % 60))
        self.due[made.id] = at
        timers.set(work, kind=revisit.ASK, entity=str(made.id), occurrence="0", due=at)

    async def run(self):
        end = self.machine.wall + timedelta(days=DAYS + 2)
        while self.machine.wall < end:
            self.trouble()
            await asyncio.gather(*(schedule.tick() for schedule in self.schedules))

    def trouble(self):
        """Let time pass: mostly a little; sometimes nobody is there, or somebody sets the clock."""
        match self.chance.randrange(20):
            case 0:
                self.machine.passes(self.chance.uniform(60, 30 * 3600) / 3)
                self.start()
            case 1:
                self.sleeps += 1
                self.machine.passes(self.chance.uniform(600, 6 * 3600))
            case 2:
                self.sets += 1
                self.machine.wall += timedelta(hours=self.chance.choice([-1, 1]))
            case _:
                self.machine.passes(self.chance.choice(STEP_S) * self.chance.random() * 2)

    def count(self, seconds):
        asked, early = {}, 0
        for number, due in self.due.items():
            rows = self.database.read_now(lambda work, it=number: journal.of_ticket(work, TicketId(it)))
            moments = [row.at for row in rows if row.code == "ask"]
            asked[number] = len(moments)
            early += any(at < due for at in moments)
        waiting = self.database.read_now(lambda work: _waiting(work, asked))
        return Counted(
            timers=len(asked),
            missed=sum(times == 0 for times in asked.values()),
            doubled=sum(times > 1 for times in asked.values()),
            early=early,
            waiting=waiting,
            starts=self.starts,
            sleeps=self.sleeps,
            sets=self.sets,
            seconds=seconds,
        )


def estate(zone):
    """Return an estate that lives by the clocks of a zone and asks its owners at any hour."""
    return Estate(zone, zone, ZoneInfo(zone), "-200", "-300", "1")


def _waiting(work, tickets):
    return sum(len(timers.all_waiting(work, revisit.ASK, str(number))) for number in tickets)


async def counted(file: Path, how_many: int, seed: int) -> Counted:
    """Set so many timers, let the days pass, and count."""
    rig, began = Rig(file, seed), time.perf_counter()
    try:
        rig.set_timers(how_many)
        await rig.run()
        return rig.count(time.perf_counter() - began)
    finally:
        rig.database.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(counted(Path(folder) / "desk.db", asked.timers, asked.seed))
    print(
        f"{found.timers} timers, seed {asked.seed}: {found.missed} missed, {found.doubled} doubled, "
        f"{found.early} early, {found.waiting} left waiting"
    )
    print(
        f"{found.starts} starts, {found.sleeps} times asleep, the clock set {found.sets} times, "
        f"{DAYS} days in {len(ZONES)} zones, two schedules at once, {found.seconds:.0f} s"
    )
    return 0 if found.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
