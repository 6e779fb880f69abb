"""The safety words and the page of an emergency when storage is in trouble: sent without it."""

import asyncio
import time
from collections.abc import Callable, Sequence

import structlog

from bot.channel import Channel, SendFailed, Sent
from handlers.desk import Desk
from handlers.messages import Incoming, Outgoing
from handlers.owner import safety
from storage import people
from storage.database import Database, StorageError
from storage.records import Person

log = structlog.get_logger()

SAID_AGAIN_AFTER_S = 60.0
_LOOK_PATIENCE_S = 0.3


class FromMemory:
    """Says an emergency's first words at most once a minute for each update, however often it comes again."""

    def __init__(
        self, channel: Channel, database: Database, desk: Desk, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._clock = clock
        self._said: dict[str, float] = {}

    async def say(self, alarms: Sequence[Incoming]) -> None:
        """Send safety words and pages of what has not been told yet."""
        now = self._clock()
        self._said = {key: at for key, at in self._said.items() if now - at < SAID_AGAIN_AFTER_S}
        due = [incoming for incoming in alarms if incoming.key not in self._said]
        # Noted before it is sent: the same update may come again on another connection meanwhile.
        self._said |= {incoming.key: now for incoming in due}
        await asyncio.gather(*map(self._say_one, due))

    async def _say_one(self, incoming: Incoming) -> None:
        messages = safety.from_memory(self._desk, incoming, await self._known(incoming))
        results = await asyncio.gather(*(self._send(chat, text) for chat, text in messages))
        reached = sum(isinstance(result, Sent) for result in results)
        log.error("emergency told from memory", key=incoming.key, messages=len(messages), reached=reached)
        if not reached:
            self._said.pop(incoming.key, None)

    async def _send(self, chat: str, text: Outgoing) -> Sent | SendFailed:
        """Send to a chat, or to what it has become: nothing of that can be kept now."""
        result = await self._channel.send(chat, text, None)
        if isinstance(result, SendFailed) and result.moved_to is not None:
            result = await self._channel.send(result.moved_to, text, None)
        return result

    async def _known(self, incoming: Incoming) -> Person | None:
        """Look who wrote, for their language; storage is in trouble here, so nothing depends on it."""
        user = incoming.sender.user if incoming.sender else ""
        try:
            async with asyncio.timeout(_LOOK_PATIENCE_S):
                return await self._database.read(lambda work: people.by_user(work, incoming.channel, user))
        except (TimeoutError, StorageError):
            return None
        except Exception:
            log.exception("it cannot be read who is in danger")
            return None
