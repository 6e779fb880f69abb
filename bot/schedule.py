"""The clock: looks twice a second, and when the bell rings, for timers that fell due.

What is due lives in storage, never here.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.bell import Bell
from bot.heartbeat import Heartbeat
from bot.trace import locations
from handlers.clock import due
from handlers.desk import Desk
from handlers.manager.regular import Prepared
from storage import timers
from storage.database import Database, StorageError
from storage.records import Timer
from storage.work import Work

log = structlog.get_logger()

TICK_S = 0.5
_BELL_WITHIN_S = 60.0  # the ticks are what is relied on
PARK_AFTER = 5
_AT_ONCE = 100


class Schedule:
    """Fires the timers of one database."""

    def __init__(self, database: Database, desk: Desk, heartbeat: Heartbeat | None = None) -> None:
        self._database = database
        self._desk = desk
        self._heartbeat = heartbeat or Heartbeat(database, desk)

    async def run(self, stop: asyncio.Event, bell: Bell) -> None:
        """Tick until told to stop and rung once more, then finish the tick."""
        ticking = asyncio.Lock()

        async def tick() -> None:
            # A tick that takes longer lets the next ones pass: what is due stays due.
            if not ticking.locked():
                async with ticking:
                    await self.tick()

        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            tick, "interval", seconds=TICK_S, max_instances=2, coalesce=True, misfire_grace_time=None
        )
        scheduler.start()
        while not stop.is_set():
            await tick()
            await bell.wait("timers", _BELL_WITHIN_S)
        scheduler.remove_all_jobs()
        async with ticking:
            scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Fire what is due, each timer in a unit of its own; return how many were looked at."""
        try:
            await self._heartbeat.beat()
        except StorageError as error:
            log.warning("the timers have to wait for storage", error=type(error).__name__)
            return 0
        looked_at = 0
        while batch := await self._due():
            looked_at += len(batch)
            # Nobody is called later because the figures of a day are counted.
            slow = [timer for timer in batch if due.takes_long(timer)]
            done = await self._fire([timer for timer in batch if timer not in slow])
            done = await self._fire(slow) and done
            if len(batch) < _AT_ONCE or not done:
                break
        return looked_at

    async def _fire(self, batch: Sequence[Timer]) -> bool:
        """Fire these; False: storage did not let all of them happen."""
        found = [await self._look_ahead(timer) for timer in batch]
        units = map(self._firing, batch, found)
        outcomes = await asyncio.gather(*map(self._database.write, units), return_exceptions=True)
        for timer, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                await self._record(timer, outcome)
        return not any(isinstance(outcome, StorageError) for outcome in outcomes)

    async def _due(self) -> list[Timer]:
        try:
            return await self._database.read(lambda work: timers.due(work, _AT_ONCE))
        except StorageError as error:
            log.warning("the timers cannot be read", error=type(error).__name__)
            return []

    async def _look_ahead(self, timer: Timer) -> Prepared | None:
        looking = self._database.read(lambda work: due.look_ahead(self._desk, work, timer))
        # Only a head start: the unit meets the same trouble, and there it is recorded.
        (found,) = await asyncio.gather(looking, return_exceptions=True)
        return None if isinstance(found, BaseException) else found

    def _firing(self, timer: Timer, ahead: Prepared | None) -> Callable[[Work], None]:
        desk = self._desk

        def unit(work: Work) -> None:
            # It may carry more than when it was read, or have been put off.
            fired = timers.fired(work, timer.id)
            if fired is not None:
                due.fire(desk, work, fired, ahead)

        return unit

    async def _record(self, timer: Timer, error: BaseException) -> None:
        if isinstance(error, StorageError):
            log.warning("a timer has to wait for storage", error=type(error).__name__)
            return
        trace = locations(error)
        try:
            parked = await self._database.write(
                lambda work: timers.failed(work, timer.id, trace, PARK_AFTER, timer.attempts)
            )
        except StorageError:
            return  # it is still due, and comes again
        log.error("a timer failed", timer=timer.id, kind=timer.kind, parked=parked, trace=trace)
