"""Keeps every update before it is confirmed; says the safety words of an emergency first of all."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.backoff import jittered
from bot.channel import Channel, FetchFailed, RawUpdate, Sent
from bot.stopping import abandon, unless
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, MediaKind
from handlers.owner import safety
from storage import inbox, people, settings
from storage.database import Database, StorageError
from storage.records import Person
from storage.work import Work

log = structlog.get_logger()

POLL_WAIT_S = 25.0
# Telegram may start its numbers anew after a week without updates: an older position could hide them.
POSITION_LIVES = timedelta(days=6)
COMMIT_PATIENCE_S = 0.5
SAID_AGAIN_AFTER_S = 60.0
_PEEK_EVERY_S = 1.0
_LOOK_PATIENCE_S = 0.3
_TYPING_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """An update, as far as the receiver has to understand it."""

    raw: RawUpdate
    incoming: Incoming | None
    alarming: bool


def utcnow() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


class Receiver:
    """Polls one channel. `last_poll` is the monotonic moment of the last answer, for whoever watches."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        desk: Desk,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utcnow,
        patience_s: float = COMMIT_PATIENCE_S,
    ) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._clock = clock
        self._now = now
        self._patience_s = patience_s
        self._after: int | None = None
        self._latest: datetime | None = None
        self._said: dict[str, float] = {}
        self._typing: set[asyncio.Task[None]] = set()
        self.last_poll: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until told to stop; a poll that is waiting is given up, which loses nothing."""
        try:
            await unless(stop, self.restore())
            failures = 0
            while not stop.is_set():
                failures = await unless(stop, self._round(failures)) or 0
        finally:
            await abandon(self._typing)

    async def restore(self) -> None:
        """Go on after the position that was confirmed last, if it is fresh enough to be trusted."""
        stored = await self._database.read(lambda work: settings.get(work, self._setting))
        if stored is not None:
            position, _, at = stored.partition(" ")
            self._after, self._latest = int(position), datetime.fromisoformat(at)

    async def step(self, wait_s: float = POLL_WAIT_S) -> bool:
        """Fetch once and keep what came; False when it could not be kept. Raises FetchFailed."""
        if self._latest is not None and self._now() - self._latest > POSITION_LIVES:
            self._after = None
        batch = await self._channel.fetch(self._after, wait_s)
        self.last_poll = self._clock()
        if not batch:
            return True
        seen = [self._look(raw) for raw in batch]
        self._show_typing(seen)
        if not await self._keep(seen):
            return False
        self._after, self._latest = max(raw.position for raw in batch), self._now()
        return True

    async def _round(self, failures: int) -> int:
        """Make one step and, after a failure, the pause it asks for; return the failures in a row."""
        try:
            kept = await self.step()
        except FetchFailed as failed:
            failures += 1
            log.warning("polling failed", failure=failed.failure, detail=failed.detail, failures=failures)
            await asyncio.sleep(max(failed.retry_after, jittered(failures)))
            return failures
        if kept:
            return 0
        # An emergency may be waiting behind this: try often.
        await asyncio.sleep(jittered(1, 1.0))
        return 0

    def _look(self, raw: RawUpdate) -> Seen:
        try:
            incoming = self._channel.read(raw.body)
            alarming = _screened(self._desk, incoming)
        except Exception:
            # Kept all the same: the worker meets the same bug, records it and parks the row.
            log.exception("an update cannot be read", key=raw.key)
            return Seen(raw, None, alarming=False)
        return Seen(raw, incoming, alarming)

    async def _keep(self, seen: Sequence[Seen]) -> bool:
        """Write all rows in one unit; only its commit lets the position move."""
        alarms = [one.incoming for one in seen if one.alarming and one.incoming]
        writing = asyncio.create_task(self._database.write(self._unit(seen, words=True)))
        await asyncio.wait({writing}, timeout=self._patience_s)
        if not writing.done():
            log.warning("storage is slow", updates=len(seen))
            await self._say(alarms)
            await self._watch_while(writing)
        try:
            await writing
        except StorageError as error:
            log.warning("updates were not kept", updates=len(seen), error=type(error).__name__)
            await self._say(alarms)
            return False
        except Exception:
            log.exception("the words of an emergency failed")
            await self._say(alarms)
            return await self._keep_without_words(seen)
        return True

    async def _keep_without_words(self, seen: Sequence[Seen]) -> bool:
        try:
            await self._database.write(self._unit(seen, words=False))
        except Exception:
            log.exception("updates were not kept", updates=len(seen))
            return False
        return True

    def _unit(self, seen: Sequence[Seen], *, words: bool) -> Callable[[Work], None]:
        at = self._now().isoformat()
        position = max(one.raw.position for one in seen)
        rows = [(one, json.dumps(one.raw.body)) for one in seen]

        def unit(work: Work) -> None:
            for one, raw in rows:
                new = inbox.keep(
                    work, channel=self._channel.name, key=one.raw.key, lane=one.raw.lane, raw=raw
                )
                if words and new is not None and one.alarming and one.incoming:
                    safety.first_words(self._desk, work, one.incoming)
            settings.put(work, self._setting, f"{position} {at}")

        return unit

    async def _watch_while(self, writing: asyncio.Task[None]) -> None:
        """Look, without confirming, whether an emergency comes while storage is stuck."""
        while not (await asyncio.wait({writing}, timeout=_PEEK_EVERY_S))[0]:
            try:
                waiting = await self._channel.fetch(self._after, 0)
            except FetchFailed:
                continue
            seen = [self._look(raw) for raw in waiting]
            await self._say([one.incoming for one in seen if one.alarming and one.incoming])

    async def _say(self, alarms: Sequence[Incoming]) -> None:
        """Send safety words and pages from memory, each update's at most once a minute."""
        now = self._clock()
        self._said = {key: at for key, at in self._said.items() if now - at < SAID_AGAIN_AFTER_S}
        due = [incoming for incoming in alarms if incoming.key not in self._said]
        await asyncio.gather(*(self._say_one(incoming) for incoming in due))

    async def _say_one(self, incoming: Incoming) -> None:
        messages = safety.from_memory(self._desk, incoming, await self._known(incoming))
        results = await asyncio.gather(*(self._channel.send(chat, text, None) for chat, text in messages))
        reached = sum(isinstance(result, Sent) for result in results)
        log.error("emergency told from memory", key=incoming.key, messages=len(messages), reached=reached)
        if reached:
            self._said[incoming.key] = self._clock()

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

    def _show_typing(self, seen: Sequence[Seen]) -> None:
        chats = {one.incoming.chat for one in seen if one.incoming and _wants_an_answer(one.incoming)}
        if len(seen) > _TYPING_AT_MOST or len(self._typing) >= _TYPING_AT_MOST:
            return
        for chat in chats:
            task = asyncio.create_task(self._channel.typing(chat))
            self._typing.add(task)
            task.add_done_callback(self._typing.discard)

    @property
    def _setting(self) -> str:
        return f"poll.{self._channel.name}"


def _screened(desk: Desk, incoming: Incoming | None) -> bool:
    if incoming is None or incoming.chat_kind is not ChatKind.private or not incoming.text:
        return False
    return desk.screen(incoming.text) is not None


def _wants_an_answer(incoming: Incoming) -> bool:
    sticker = any(media.kind is MediaKind.sticker for media in incoming.media)
    return incoming.chat_kind is ChatKind.private and incoming.press is None and not sticker
