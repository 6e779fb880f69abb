"""Topics of tickets in forum groups. What fails there never keeps a message from being shown."""

import structlog

from bot.channel import Channel, Failure, SendFailed, Sent
from bot.keeping import persist
from handlers.desk import Desk
from handlers.messages import Topic
from handlers.ticket import forum
from storage.database import Database
from storage.records import OutboxRow

log = structlog.get_logger()
_NEVER = (Failure.permanent, Failure.gone)


class Topics:
    """What the courier asks of a channel about topics, and what is kept of the answers."""

    def __init__(self, channel: Channel, database: Database, desk: Desk) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk

    async def open(self, row: OutboxRow, name: str) -> str | SendFailed | None:
        """Open one for the ticket of a row and return its id; None: the group lets the desk open none.

        A failure means that the row was not sent. Where an answer was lost an empty topic may stay behind.
        """
        result = await self._channel.open_topic(row.chat, name)
        if isinstance(result, Sent):
            thread = result.messages[0]
            await persist(self._database, lambda work: forum.opened(self._desk, work, row, thread, name))
            return thread
        if result.failure in _NEVER:
            await self._refused(row, result)
            return None
        failure = Failure.not_sent if result.failure is Failure.unknown else result.failure
        return SendFailed(failure, result.detail, result.retry_after, result.moved_to)

    async def change(self, row: OutboxRow, thread: str | None, topic: Topic) -> Sent | SendFailed:
        """Let a topic be called and closed so; one that is gone, or may not be changed, stays as it is."""
        if thread is None:
            return Sent(())
        result = await self._channel.change_topic(row.chat, thread, topic)
        if isinstance(result, SendFailed) and result.failure not in _NEVER:
            return result
        if isinstance(result, SendFailed) and result.failure is Failure.permanent:
            await self._refused(row, result)
        return Sent(())

    async def lost(self, row: OutboxRow, thread: str) -> None:
        """Forget a topic that is not there any more."""
        await persist(self._database, lambda work: forum.lost(self._desk, work, row, thread))

    async def _refused(self, row: OutboxRow, failed: SendFailed) -> None:
        log.warning("topics cannot be managed in a group", outbox=row.id, detail=failed.detail)
        await persist(self._database, lambda work: forum.refused(self._desk, work, row))
