"""Works off what was kept: one unit of work an update, in order for each chat, chats side by side."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.bell import Bell
from bot.channel import Channel, SendFailed, Sent
from bot.keeping import persist
from bot.stopping import abandon
from bot.trace import locations
from handlers import router
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, Membership, Press
from handlers.refusals import Refused
from handlers.ticket import refusing
from storage import inbox
from storage.database import Database, LostClaim, StorageError
from storage.records import InboxId, InboxRow
from storage.work import Work

log = structlog.get_logger()

LANES = 32  # many side by side share a commit: 32 did twice as much as 8
PARK_AFTER = 5
TOAST_PATIENCE_S = 2.0
# A net under the bell: rows that wait for their retry ring nothing.
_LOOK_EVERY_S = 1.0


class Worker:
    """Handles the inbox rows of one channel."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        desk: Desk,
        *,
        bell: Bell,
        lanes: int = LANES,
        toast_patience_s: float = TOAST_PATIENCE_S,
    ) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._bell = bell
        self._lanes = lanes
        self._toast_patience_s = toast_patience_s
        self._busy: dict[str, tuple[InboxRow, asyncio.Task[None]]] = {}
        self._answers: set[asyncio.Task[Sent | SendFailed]] = set()
        self._answered: set[InboxId] = set()
        self._unknown_groups: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop, then finish what is begun."""
        try:
            while not stop.is_set():
                if not await self.claim():
                    await self._bell.wait("inbox", _LOOK_EVERY_S)
            await self.drain()
        finally:
            # Only when the wait was cut short; the rows are claimed anew at the next start.
            await abandon([*self._tasks(), *self._answers])

    async def claim(self) -> int:
        """Begin with as many rows as there are free lanes; return how many. Storage trouble means none."""
        try:
            await self._keep_leases()
            free, busy = self._lanes - len(self._busy), frozenset(self._busy)
            if free <= 0:
                return 0
            rows = await self._database.write(lambda work: inbox.claim(work, limit=free, busy=busy))
        except StorageError as error:
            log.warning("the inbox cannot be read", error=type(error).__name__)
            return 0
        for row in rows:
            self._begin(row)
        return len(rows)

    async def drain(self) -> None:
        """Return when every row and answer that was begun is finished."""
        while self._busy or self._answers:
            await asyncio.wait([*self._tasks(), *self._answers])
            await asyncio.sleep(0)

    async def _keep_leases(self) -> None:
        rows = [row.id for row, _ in self._busy.values()]
        if rows and self._database.is_shared:
            await self._database.write(lambda work: inbox.renew(work, rows))

    def _begin(self, row: InboxRow) -> None:
        task = asyncio.create_task(self._handle(row))
        self._busy[row.lane] = row, task
        task.add_done_callback(lambda _: self._ended(row.lane))

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for _, task in self._busy.values()]

    def _ended(self, lane: str) -> None:
        self._busy.pop(lane, None)
        self._bell.ring(frozenset({"inbox"}))  # the lane's next row may begin now

    async def _handle(self, row: InboxRow) -> None:
        handling = asyncio.create_task(self._attempt(row))
        try:
            await asyncio.wait({handling})
        finally:
            await abandon([handling])
        error = handling.exception()
        if isinstance(error, LostClaim):
            log.warning("an update took too long and is another worker's now", inbox=row.id)
        elif error is not None:
            await self._record(row, error)

    async def _attempt(self, row: InboxRow) -> None:
        incoming = self._channel.read(json.loads(row.raw))
        if incoming is None:
            await persist(self._database, lambda work: inbox.done(work, row.id, row.attempts))
            return
        if incoming.chat_kind is ChatKind.private and incoming.press is None:
            await self._judge_ahead(incoming)
        incoming = replace(incoming, key=row.key)
        self._name_unknown_group(incoming)
        if Membership(None, inside=False) in incoming.memberships:
            log.error("the bot was removed from a group: what is for it waits", chat=incoming.chat)
        await self._route(row, incoming)

    def _name_unknown_group(self, incoming: Incoming) -> None:
        """Tell the operator the id of a group that no estate names, once: nothing else shows it to them."""
        known = (
            incoming.chat_kind is ChatKind.private
            or incoming.upgrade is not None
            or incoming.chat in self._desk.former
            or self._desk.estate_of_chat(incoming.chat) is not None
        )
        if not known and incoming.chat not in self._unknown_groups:
            self._unknown_groups.add(incoming.chat)
            log.info("a group that is in no estate of the configuration", chat=incoming.chat)

    async def _judge_ahead(self, incoming: Incoming) -> None:
        try:
            await self._database.read(lambda work: router.judge_ahead(self._desk, work, incoming))
        except StorageError:
            return  # only a head start: the unit judges for itself

    async def _route(self, row: InboxRow, incoming: Incoming) -> None:
        writing = asyncio.create_task(persist(self._database, self._unit(row, incoming)))
        try:
            if incoming.press is not None:
                await self._answer(row, incoming.press, writing)
            await writing
        finally:
            await abandon([writing])
        self._answered.discard(row.id)

    async def _answer(self, row: InboxRow, press: Press, writing: asyncio.Task[str]) -> None:
        await asyncio.wait({writing}, timeout=self._toast_patience_s)
        if not writing.done():
            self._answer_once(row, press, "")
        await asyncio.wait({writing})
        # A bug is recorded and tried again: the person must not watch a waiting sign so long.
        self._answer_once(row, press, "" if writing.exception() else writing.result())

    def _unit(self, row: InboxRow, incoming: Incoming) -> Callable[[Work], str]:
        desk = self._desk

        def unit(work: Work) -> str:
            toast = ""
            try:
                with work.savepoint():
                    toast = router.route(desk, work, incoming)
            except Refused as refused:
                toast = refusing.refuse(desk, work, incoming, refused)
            inbox.done(work, row.id, row.attempts)
            return toast

        return unit

    async def _record(self, row: InboxRow, error: BaseException) -> None:
        trace = locations(error)
        parked = await persist(
            self._database,
            lambda work: inbox.failed(work, row.id, trace, park_after=PARK_AFTER, claim=row.attempts),
        )
        if parked:
            self._answered.discard(row.id)
            log.error("an update is parked: see `frontdesk parked`", inbox=row.id, trace=trace)
        else:
            log.warning(
                "an update failed and will be tried again", inbox=row.id, attempts=row.attempts, trace=trace
            )

    def _answer_once(self, row: InboxRow, press: Press, toast: str) -> None:
        if row.id in self._answered:
            return
        self._answered.add(row.id)
        answer = asyncio.create_task(self._channel.answer_press(press.id, toast))
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)
