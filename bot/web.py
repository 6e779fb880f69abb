"""Health over HTTP: is the process alive, and does it do its work."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web

from storage import inbox, outbox
from storage.database import Database, StorageError
from storage.work import Work

log = structlog.get_logger()

# A poll waits 25 s, and its failures pause up to 60 s: older than both means that nothing comes in.
POLL_MAY_BE_OLD_S = 120.0
ROW_MAY_WAIT_S = 300.0


class Health:
    """What the service knows of itself. `last_poll` returns the monotonic moment of the last answer."""

    def __init__(
        self,
        database: Database,
        last_poll: Callable[[], float | None],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._last_poll = last_poll
        self._clock = clock
        self._now = now

    async def look(self) -> tuple[bool, dict[str, object]]:
        """Return whether the service does its work, and the figures that say so."""
        polled = self._last_poll()
        poll_age = None if polled is None else round(self._clock() - polled, 1)
        try:
            ages = await self._database.read(self._ages)
        except StorageError as error:
            return False, {"database": type(error).__name__, "last_poll_age_s": poll_age}
        ready = poll_age is not None and poll_age < POLL_MAY_BE_OLD_S
        ready = ready and all(age is None or age < ROW_MAY_WAIT_S for age in ages.values())
        return ready, {"database": "ok", "last_poll_age_s": poll_age, **ages}

    def _ages(self, work: Work) -> dict[str, float | None]:
        now = self._now()
        oldest = {
            "oldest_inbox_s": inbox.oldest_waiting(work),
            "oldest_outbox_s": outbox.oldest_waiting(work),
        }
        return {name: round((now - at).total_seconds(), 1) if at else None for name, at in oldest.items()}


class Web:
    """The HTTP server of the service."""

    def __init__(self, health: Health) -> None:
        self._health = health
        application = web.Application()
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._ready)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes any free one, `port` says which."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        log.info("listening", host=host, port=self.port)

    async def stop(self) -> None:
        """Close the server; harmless when it never listened."""
        await self._runner.cleanup()

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _: web.Request) -> web.Response:
        ready, figures = await self._health.look()
        return web.json_response({"ready": ready, **figures}, status=200 if ready else 503)
