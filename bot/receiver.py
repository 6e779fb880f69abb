"""Keeps every update before it is confirmed; says the safety words of an emergency first of all.

What is fetched and what is pushed (`bot/webhook.py`) goes the same way from `take` on.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.backoff import jittered
from bot.channel import Channel, FetchFailed, RawUpdate
from bot.from_memory import FromMemory
from bot.leadership import Leadership
from bot.stopping import abandon, unless
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, MediaKind
from handlers.owner import safety
from storage import inbox, settings
from storage.database import Database, LostClaim, StorageError
from storage.work import Work

log = structlog.get_logger()

POLL_WAIT_S = 25.0
COMMIT_PATIENCE_S = 0.5
_PEEK_EVERY_S = 1.0
_TYPING_AT_MOST = 5

# So many refusals in a row, because another program fetches, take half a minute.
_CONFLICTS_LAST = 6

Unit = Callable[[Work], None]


def _nothing(_: Work) -> None:
    """Confirm nothing: nobody else could fetch."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An update, as far as the receiver has to understand it."""

    raw: RawUpdate
    incoming: Incoming | None
    alarming: bool


class Receiver:
    """Keeps what one channel hands over, and polls it where it does not push.

    `fetch_again` is called when nothing can be fetched because the channel pushes elsewhere.
    `last_poll` is the monotonic moment of the last answer to a poll; `received` counts updates, `known` those
    among them that had been kept before.
    """

    def __init__(
        self,
        channel: Channel,
        database: Database,
        desk: Desk,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        patience_s: float = COMMIT_PATIENCE_S,
        fetch_again: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._clock = clock
        self._now = now
        self._patience_s = patience_s
        self._fetch_again = fetch_again
        self._after: int | None = None
        self._latest: datetime | None = None
        self._from_memory = FromMemory(channel, database, desk, clock)
        self._typing: set[asyncio.Task[None]] = set()
        self.last_poll: float | None = None
        self.received = 0
        self.known = 0

    async def run(self, stop: asyncio.Event, leadership: Leadership) -> None:
        """Poll while this service leads, until told to stop.

        A poll that is waiting is given up, which loses nothing.
        """
        failures, term = 0, None
        try:
            while not stop.is_set():
                await unless(stop, leadership.until_it_leads())
                if leadership.term != term:
                    term, self.last_poll = leadership.term, None
                    await unless(stop, self.restore())
                failures = await unless(stop, self._round(failures, leadership.confirm)) or 0
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of what shows that somebody is typing."""
        await abandon(self._typing)

    async def restore(self) -> None:
        """Go on after the position that was confirmed last, if it is fresh enough to be trusted."""
        try:
            stored = await self._database.read(lambda work: settings.get(work, self._setting))
        except StorageError as error:
            # Without it old updates come once more, and are known.
            log.warning("the position cannot be read", error=type(error).__name__)
            return
        if stored is not None:
            position, _, at = stored.partition(" ")
            self._after, self._latest = int(position), datetime.fromisoformat(at)

    async def step(self, wait_s: float = POLL_WAIT_S, confirm: Unit = _nothing) -> bool:
        """Fetch once and keep what came; False when it could not be kept. Raises FetchFailed.

        What came counts only together with `confirm`, which raises LostClaim where it must not.
        """
        if self._latest is not None and self._now() - self._latest > inbox.KEYS_LIVE:
            self._after = None
        batch = await self._channel.fetch(self._after, wait_s)
        self.last_poll = self._clock()
        if not batch:
            return True
        taking = asyncio.create_task(self.take(batch, self._moving(batch, confirm)))
        try:
            await self._watch_while(taking)
        finally:
            await abandon([taking])
        if not taking.result():
            return False
        self._after, self._latest = max(raw.position for raw in batch), self._now()
        return True

    async def take(self, raws: Sequence[RawUpdate], also: Unit | None = None) -> bool:
        """Keep these updates, and what `also` writes, in one commit; True only when that is done.

        Many may be taken side by side, in any order: storage puts them into one commit, and knows each by its
        key.
        """
        seen = [self._look(raw) for raw in raws]
        self._show_typing(seen)
        return await self._keep(seen, also)

    async def put_aside(self, body: bytes) -> bool:
        """Keep what is no update at all for a person to look at; True when that is committed."""
        key = "unreadable-" + hashlib.sha256(body).hexdigest()[:32]
        raw = json.dumps({"unreadable": body.decode("utf-8", "backslashreplace")})

        def unit(work: Work) -> None:
            row = inbox.keep(work, channel=self._channel.name, key=key, lane="none", raw=raw)
            if row is not None:
                inbox.put_aside(work, row, "this is no update that can be read")

        try:
            await self._database.write(unit)
        except StorageError as error:
            log.warning("an unreadable delivery was not kept", error=type(error).__name__)
            return False
        log.error("a delivery cannot be read: see `frontdesk parked`", key=key, bytes=len(body))
        return True

    async def _round(self, failures: int, confirm: Unit) -> int:
        """Make one step and, after a failure, the pause it asks for; return the failures in a row."""
        try:
            kept = await self.step(confirm=confirm)
        except FetchFailed as failed:
            failures += 1
            # One that led before, and was held up, does not know yet that it leads no more.
            tell = log.info if failed.elsewhere and failures < _CONFLICTS_LAST else log.warning
            tell("polling failed", failure=failed.failure, detail=failed.detail, failures=failures)
            if failed.pushed and self._fetch_again is not None:
                await self._fetch_again()
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

    async def _keep(self, seen: Sequence[Seen], also: Unit | None) -> bool:
        """Write all rows in one unit, emergencies' words included; without these when they have a bug."""
        alarms = [one.incoming for one in seen if one.alarming and one.incoming]
        writing = asyncio.create_task(self._database.write(self._unit(seen, also, words=True)))
        await asyncio.wait({writing}, timeout=self._patience_s)
        if not writing.done():
            log.warning("storage is slow", updates=len(seen))
            await self._from_memory.say(alarms)
        try:
            self._count(seen, await writing)
        except StorageError as error:
            log.warning("updates were not kept", updates=len(seen), error=type(error).__name__)
            await self._from_memory.say(alarms)
            return False
        except LostClaim:
            log.info("updates were not kept: the service that leads now fetches them", updates=len(seen))
            return False
        except Exception:
            log.exception("the words of an emergency failed")
            await self._from_memory.say(alarms)
            return await self._keep_without_words(seen, also)
        return True

    async def _keep_without_words(self, seen: Sequence[Seen], also: Unit | None) -> bool:
        try:
            self._count(seen, await self._database.write(self._unit(seen, also, words=False)))
        except Exception:
            log.exception("updates were not kept", updates=len(seen))
            return False
        return True

    def _unit(self, seen: Sequence[Seen], also: Unit | None, *, words: bool) -> Callable[[Work], int]:
        rows = [(one, json.dumps(one.raw.body)) for one in seen]

        def unit(work: Work) -> int:
            known = 0
            for one, raw in rows:
                new = inbox.keep(
                    work, channel=self._channel.name, key=one.raw.key, lane=one.raw.lane, raw=raw
                )
                known += new is None
                if words and new is not None and one.alarming and one.incoming:
                    incoming = replace(one.incoming, key=inbox.key_of(work, new))
                    safety.first_words(self._desk, work, incoming)
            if also is not None:
                also(work)
            return known

        return unit

    def _moving(self, batch: Sequence[RawUpdate], confirm: Unit) -> Unit:
        """Return what moves the position after these: it counts with the very commit that keeps them."""
        value = f"{max(raw.position for raw in batch)} {self._now().isoformat()}"

        def unit(work: Work) -> None:
            confirm(work)
            settings.put(work, self._setting, value)

        return unit

    def _count(self, seen: Sequence[Seen], known: int) -> None:
        self.received += len(seen)
        self.known += known

    async def _watch_while(self, taking: asyncio.Task[bool]) -> None:
        """Look, without confirming, whether an emergency comes while storage is stuck."""
        pause_s = self._patience_s
        while not (await asyncio.wait({taking}, timeout=pause_s))[0]:
            pause_s = _PEEK_EVERY_S
            try:
                waiting = await self._channel.fetch(self._after, 0)
            except FetchFailed:
                continue
            seen = [self._look(raw) for raw in waiting]
            await self._from_memory.say([one.incoming for one in seen if one.alarming and one.incoming])

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
