"""The heartbeat of the service: kept once a minute, so that a start knows how long nothing was done."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.steady import since_boot
from handlers.clock import returning
from handlers.desk import Desk
from storage import settings
from storage.database import Database, StorageError
from storage.work import Work

log = structlog.get_logger()

NAME = "heartbeat"
EVERY_S = 60.0
AWAY_FROM = timedelta(minutes=10)


class Heartbeat:
    """Tells a service that stood still, or a machine that slept, from a clock that was set."""

    def __init__(self, database: Database, desk: Desk, elapsed: Callable[[], float] = since_boot) -> None:
        self._database = database
        self._desk = desk
        self._elapsed = elapsed
        self._last: float | None = None

    async def beat(self) -> None:
        """Keep that the service runs, once a minute; a time without it is noted before it is caught up.

        Raises a StorageError only: whatever else goes wrong is told in the log, and no timer waits for it.
        """
        now, last = self._elapsed(), self._last
        if last is not None and now - last < EVERY_S:
            return
        # While it runs, only time that really passed counts, whatever the clock on the wall says.
        stood_still = last is None or now - last >= AWAY_FROM.total_seconds()
        try:
            await self._database.write(lambda work: self._keep(work, stood_still=stood_still))
        except StorageError:
            raise
        except Exception:
            # Nobody is called late because nobody can be told of a downtime.
            log.exception("the heartbeat failed")
        self._last = now

    def _keep(self, work: Work, *, stood_still: bool) -> None:
        work.alone(NAME)  # of several services that start after a downtime, one tells of it
        kept = settings.get(work, NAME)
        if kept and stood_still:
            machine, business = map(datetime.fromisoformat, json.loads(kept))
            if work.machine_now - machine >= AWAY_FROM and business < work.now:
                returning.came_back(self._desk, work, business)
        settings.put(work, NAME, json.dumps([work.machine_now.isoformat(), work.now.isoformat()]))
