"""The service itself, stepped on a clock that jumps: real storage, router, worker, courier and schedule."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import nlp
from bot import app
from bot.bell import Bell
from bot.config import Config
from bot.courier import Courier
from bot.judging import Judging
from bot.pacing import Pacing
from bot.pauses import Pauses
from bot.receiver import Receiver
from bot.schedule import Schedule
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk
from storage.database import Database
from storage.units import Waiting
from storage.work import Work
from tests.week.channel import MemoryChannel
from tests.week.chats import Chats
from tests.week.clock import Agenda, Clock

T = TypeVar("T")

# A machine that is slow for a moment must not change what is said.
_PATIENCE_S = 600.0
# A pass that never ends is a desk that talks to itself.
_PASSES = 200
_PARKED_AT_MOST = 20
# What waits: whether rows of the inbox, timers, rows of the outbox could go now, and when the next ones can.
_WAITING = """
SELECT EXISTS (SELECT 1 FROM inbox WHERE head = 1 AND state IN ('todo') AND coalesce(not_before, '') <= :now),
       EXISTS (SELECT 1 FROM timers WHERE state IN ('waiting') AND due <= :now AND coalesce(not_before, '') <= :now),
       EXISTS (SELECT 1 FROM outbox WHERE head = 1 AND state IN ('todo') AND coalesce(not_before, '') <= :now),
       (SELECT min(not_before) FROM inbox WHERE head = 1 AND state IN ('todo') AND not_before > :now),
       (SELECT max(due, coalesce(not_before, '')) FROM timers WHERE state IN ('waiting') ORDER BY due LIMIT 1),
       (SELECT min(not_before) FROM outbox WHERE head = 1 AND state IN ('todo') AND not_before > :now)
"""


class InStep(Database):
    """The same database and lane, without its thread: handing over to it and back would take most of a run."""

    async def write(self, unit: Callable[[Work], T]) -> T:
        waiting = Waiting(unit)
        self._lane._guarded([waiting])
        return waiting.future.result()

    async def read(self, look: Callable[[Work], T]) -> T:
        return self.read_now(look)


class Engine:
    """One service on a virtual clock. Everything goes one after the other, so that a seed says it all."""

    def __init__(self, config: Config, file: Path, clock: Clock, agenda: Agenda, chats: Chats) -> None:
        self.clock = clock
        self.agenda = agenda
        self.chats = chats
        self.file = file
        catalogues = texts.load_all()
        judge = _judging().judge
        self.desk = Desk(
            config.estates(), catalogues[texts.DEFAULT], judge, nlp.screen, catalogues=catalogues
        )
        self.database = InStep.open(f"sqlite:///{file}", create=True, now=clock.now, machine_now=clock.now)
        channel, bell, limits = self.channel(), Bell(), config.telegram.limits
        self._pacing = Pacing(
            per_second=limits.per_second,
            chat_per_second=limits.chat_per_second,
            group_per_minute=limits.group_per_minute,
            clock=clock.monotonic,
        )
        self._receiver = Receiver(
            channel, self.database, self.desk, clock=clock.monotonic, now=clock.now, patience_s=_PATIENCE_S
        )
        self._worker = Worker(
            channel, self.database, self.desk, bell=bell, lanes=1, toast_patience_s=_PATIENCE_S
        )
        self._courier = Courier(
            channel,
            self.database,
            self.desk,
            bell=bell,
            pacing=self._pacing,
            pauses=Pauses(clock.monotonic),
            sleep=clock.sleep,
        )
        self._schedule = Schedule(self.database, self.desk)
        self._look = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def channel(self) -> MemoryChannel:
        """Return what the desk talks through; a test of the harness lets another one lose something."""
        return MemoryChannel(self.chats)

    async def start(self, first: Callable[[Work], None]) -> None:
        """Begin as at every start, with what `first` puts into the database."""
        await _judging().ready()
        await self.database.write(first)
        await self.database.write(app._recover(self.desk))

    async def run(self, until: datetime) -> None:
        """Let everything happen up to a moment."""
        await self.settle()
        stuck = 0
        while (moment := self._next()) is not None and moment <= until:
            stuck = 0 if moment > self.clock.at else stuck + 1
            if stuck > _PASSES:
                raise RuntimeError(f"something is due at {self.clock.at} and never done")
            if self._is_broken():
                return  # the checks tell what is parked; going on would take for ever
            self.clock.jump(moment)
            while act := self.agenda.due():
                act()
                if self.chats.updates:
                    await self.settle()
            await self.settle()
        self.clock.jump(until)

    async def settle(self) -> None:
        """Let the service do all that can be done at this moment."""
        for _ in range(_PASSES):
            if not await self._pass():
                return
        raise RuntimeError(f"the service does not come to rest at {self.clock.at}")

    def close(self) -> None:
        self._look.close()
        self.database.close()

    async def _pass(self) -> int:
        if self.chats.updates:
            await self._receiver.step(0)
            self.chats.updates.clear()
        done = 0
        inbox, timers, outbox, *_ = self._waiting()
        if inbox:
            done += await self._worker.claim()
            await self._worker.drain()
        if timers:
            done += await self._schedule.tick()
        if outbox:
            done += await self._courier.claim()
            await self._courier.drain()
        return done

    def _next(self) -> datetime | None:
        _inbox, _timers, paced, *later = self._waiting()
        moments = [self.agenda.next(), *(_read(at) for at in later)]
        if paced:
            moments.append(self.clock.at + timedelta(seconds=self._courier._next_look()))
        return min((moment for moment in moments if moment is not None), default=None)

    def _is_broken(self) -> bool:
        (parked,) = self._look.execute("SELECT count(*) FROM inbox WHERE state IN ('parked')").fetchone()
        return bool(parked > _PARKED_AT_MOST)

    def _waiting(self) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self._look.execute(_WAITING, {"now": _stored(self.clock.at)}).fetchone()
        return found


@cache
def _judging() -> Judging:
    return Judging()  # loading it takes longer than a day of a small estate


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _read(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None
