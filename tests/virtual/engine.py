"""The service itself, stepped on a clock that jumps, one thing after the other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.bell import Bell
from bot.config import Config
from storage.database import Database
from storage.units import Waiting
from storage.work import Work
from tests.virtual.channel import MemoryChannel
from tests.virtual.chats import Chats
from tests.virtual.clock import Agenda, Clock
from tests.virtual.service import Look, Service, desk_of, judging

T = TypeVar("T")

# A machine that is slow for a moment must not change what is said.
_PATIENCE_S = 600.0
# A pass that never ends is a desk that talks to itself.
_PASSES = 200
_PARKED_AT_MOST = 20


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
        self.desk = desk_of(config)
        self.database = InStep.open(f"sqlite:///{file}", create=True, now=clock.now, machine_now=clock.now)
        self._service = Service(
            config,
            self.desk,
            self.database,
            self.channel(),
            clock,
            Bell(),
            receiver={"patience_s": _PATIENCE_S},
            worker={"lanes": 1, "toast_patience_s": _PATIENCE_S},
            courier={"sleep": clock.sleep},
        )
        self._look = Look(file)

    def channel(self) -> MemoryChannel:
        """Return what the desk talks through; a test of the harness lets another one lose something."""
        return MemoryChannel(self.chats)

    async def start(self, first: Callable[[Work], None]) -> None:
        """Begin as at every start, with what `first` puts into the database."""
        await judging().ready()
        await self.database.write(first)
        await self._service.recover()

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
        service = self._service
        if self.chats.updates:
            await service.receiver.step(0)
            self.chats.updates.clear()
        done = 0
        waiting = self._look.waiting(self.clock.at)
        if waiting.inbox:
            done += await service.worker.claim()
            await service.worker.drain()
        if waiting.timers:
            done += await service.schedule.tick()
        if waiting.outbox:
            done += await service.courier.claim()
            await service.courier.drain()
        return done

    def _next(self) -> datetime | None:
        waiting = self._look.waiting(self.clock.at)
        moments = [self.agenda.next(), waiting.inbox_next, waiting.timers_next, waiting.outbox_next]
        if waiting.outbox:
            moments.append(
                self.clock.at + timedelta(seconds=min(1.0, self._service.courier._budget.next_turn()))
            )
        return min((moment for moment in moments if moment is not None), default=None)

    def _is_broken(self) -> bool:
        query = "SELECT count(*) FROM inbox WHERE state IN ('parked')"
        (parked,) = self._look.connection.execute(query).fetchone()
        return bool(parked > _PARKED_AT_MOST)
