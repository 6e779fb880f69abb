"""Sees to it that the channel pushes to our address; and that it lets us fetch again when we are to poll.

Nobody's webhook is taken away unnoticed: one that another program set stays until the service is started in
webhook mode, which says so; for polling it is never deleted. See decision 11.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.backoff import jittered
from bot.channel import Channel, Pushing, SendFailed
from bot.keeping import persist
from bot.stopping import unless
from storage import settings
from storage.database import Database, StorageError

log = structlog.get_logger()

LOOK_EVERY_S = 60.0
# Trouble older than this is over, or it would have come again: whatever waits is tried every few minutes.
TROUBLE_LASTS = timedelta(minutes=5)


class Pushes:
    """The address of one channel. `seen` is what the channel said of it, `last_look` the monotonic moment."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        *,
        address: str,
        secret: str,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel = channel
        self._database = database
        self._address = address
        self._secret = secret
        self._clock = clock
        self._now = now
        self.seen: Pushing | None = None
        self.last_look: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Set the address, then look now and then whether it still is, until told to stop."""
        failures = 0
        while not stop.is_set():
            done = await unless(stop, self.step())
            failures = 0 if done else failures + 1
            await unless(stop, asyncio.sleep(jittered(failures, LOOK_EVERY_S) if failures else LOOK_EVERY_S))

    async def step(self) -> bool:
        """Set the address where none is set, at the first step over any other; False: it did not work."""
        first = self.seen is None
        found = await self._channel.pushing()
        if isinstance(found, SendFailed):
            return _failed("the channel does not say where it pushes to", found)
        if first or not found.address:
            if found.address not in ("", self._address):
                log.warning("updates were pushed to another address, and are from now on pushed here")
            if not await self._set():
                return False
            found = Pushing(self._address, found.waiting, found.failed_at, found.trouble)
        elif found.address != self._address:
            log.error("another program has the updates pushed to itself: see `frontdesk doctor`")
        self._note(found)
        return True

    @property
    def trouble(self) -> str:
        """Return why updates do not come in, as far as the channel knows; "" when they do."""
        seen = self.seen
        if seen is None:
            return "no address is set yet"
        if seen.address != self._address:
            return "another program has the updates pushed to itself"
        lately = seen.failed_at is not None and self._now() - seen.failed_at < TROUBLE_LASTS
        return "the channel cannot push" if seen.waiting and lately else ""

    async def _set(self) -> bool:
        """Set the address; first remember that it is ours, so that we may take it back after a death."""
        name = _setting(self._channel)
        await persist(self._database, lambda work: settings.put(work, name, self._address))
        result = await self._channel.push_to(self._address, self._secret)
        if isinstance(result, SendFailed):
            return _failed("the channel does not push to telegram.webhook.url", result)
        log.info("updates are pushed")
        return True

    def _note(self, found: Pushing) -> None:
        new = found.failed_at is not None and (self.seen is None or found.failed_at != self.seen.failed_at)
        if new and found.waiting:
            log.warning("the channel could not push", trouble=found.trouble, waiting=found.waiting)
        self.seen, self.last_look = found, self._clock()


async def fetch_again(channel: Channel, database: Database, address: str) -> None:
    """Take back a webhook that keeps us from polling, if it is ours: set by this database, or `address`."""
    found = await channel.pushing()
    if isinstance(found, SendFailed) or not found.address:
        return
    try:
        ours = await database.read(lambda work: settings.get(work, _setting(channel)))
    except StorageError as error:
        log.warning("it cannot be read whose webhook this is", error=type(error).__name__)
        return
    if found.address not in (address, ours):
        log.error("a webhook of another program keeps all updates from here: see `frontdesk doctor`")
        return
    result = await channel.push_nowhere()
    if isinstance(result, SendFailed):
        _failed("the webhook could not be taken back", result)
    else:
        log.warning("the webhook of this service was taken back: it polls now")


def _failed(what: str, failed: SendFailed) -> bool:
    log.warning(what, failure=failed.failure, detail=failed.detail)
    return False


def _setting(channel: Channel) -> str:
    return f"pushed.{channel.name}"
