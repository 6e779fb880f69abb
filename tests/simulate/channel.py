"""A channel that may fail in every way the contract knows, and remembers exactly what it showed for which row."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bot.channel import Failure, FetchFailed, RawUpdate, SendFailed, Sent
from handlers.messages import Outgoing
from tests.simulate.life import Life
from tests.simulate.weather import Weather
from tests.virtual.channel import MemoryChannel
from tests.virtual.chats import Chats
from tests.virtual.service import Look

_SENDING = "SELECT id, chat, body FROM outbox WHERE state IN ('sending') ORDER BY id"
_AT_ONCE = 20


@dataclass
class Shows:
    """What was shown, by row of the outbox, over all lives.

    `blind`: how often a row may have been shown without the desk knowing, `died` of these because of a death;
    `refused`: what the channel answered, `unknown` how often nothing.
    `order`: rows in the order in which their messages appeared, each time. `apart`: messages of no row.
    """

    shown: Counter[int] = field(default_factory=Counter)
    blind: Counter[int] = field(default_factory=Counter)
    unknown: Counter[int] = field(default_factory=Counter)
    died: Counter[int] = field(default_factory=Counter)
    refused: dict[int, set[Failure]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    in_flight: set[int] = field(default_factory=set)

    def refuse(self, row: int | None, failure: Failure) -> None:
        if row is not None:
            self.refused.setdefault(row, set()).add(failure)
            self.unknown[row] += failure is Failure.unknown


class Unsteady(MemoryChannel):
    """The way out and in of one life."""

    def __init__(
        self, chats: Chats, life: Life, weather: Weather, chance: Random, look: Look, shows: Shows
    ) -> None:
        super().__init__(chats)
        self._life = life
        self._weather = weather
        self._chance = chance
        self._look = look
        self._shows = shows

    async def fetch(self, after: int | None, wait_s: float) -> Sequence[RawUpdate]:
        await self._pass("before a fetch")
        if self._weather.down:
            raise FetchFailed(Failure.outage, "bad gateway")
        found = list(await super().fetch(after, wait_s))[:_AT_ONCE]
        self._life.point("after a fetch")
        return found

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        row = self._row(chat, outgoing)
        self._fly(row)
        try:
            return await self._send(row, chat, outgoing, reply_to)
        finally:
            self._shows.in_flight.discard(row or 0)

    async def edit(self, chat: str, message: str, outgoing: Outgoing) -> Sent | SendFailed:
        row = self._row(chat, outgoing)
        self._fly(row)
        try:
            failed, lost = await self._fails(row, chat)
            if failed is not None and not lost:
                return failed
            result = await super().edit(chat, message, outgoing)
            self._life.point("after an edit")
            return failed or result
        finally:
            self._shows.in_flight.discard(row or 0)

    async def answer_press(self, press: str, toast: str) -> Sent | SendFailed:
        await self._pass("before an answer")
        if self._weather.down:
            return SendFailed(Failure.outage, "bad gateway")
        result = await super().answer_press(press, toast)
        self._life.point("after an answer")
        return result

    async def account(self) -> str:
        await self._pass("before a question")
        return "" if self._weather.down else "desk"

    async def _send(
        self, row: int | None, chat: str, outgoing: Outgoing, reply_to: str | None
    ) -> Sent | SendFailed:
        failed, lost = await self._fails(row, chat)
        if failed is not None and not lost:
            return failed
        if reply_to is not None and (chat, reply_to) not in self.chats.shown:
            self._shows.refuse(row, Failure.gone)
            return SendFailed(Failure.gone, "message to be replied not found")
        result = await super().send(chat, outgoing, reply_to)
        if isinstance(result, SendFailed):
            self._shows.refuse(row, result.failure)
            return result
        self._note(row, chat, outgoing, blind=failed is not None)
        self._life.point("after a send")
        await asyncio.sleep(self._chance.uniform(0, self._weather.slowest_s))
        self._life.check()
        return failed or result

    async def _fails(self, row: int | None, chat: str) -> tuple[SendFailed | None, bool]:
        """Let time pass; return how the call fails, if it does, and whether it has its effect all the same."""
        await self._pass("before a send")
        failure = Failure.outage if self._weather.down else self._weather.failure(self._chance)
        if failure is None:
            return None, False
        wait_s = self._chance.randint(1, 40) if failure is Failure.slow_down else 0.0
        lost = failure is Failure.unknown and self._chance.random() < 0.5
        self._shows.refuse(row, failure)
        told = f"{failure}{', but it is there' if lost else ''}{f' for {wait_s} s' if wait_s else ''}"
        self.chats.note("fault", f"row {row}: {told}", chat)
        return SendFailed(failure, "so it was drawn", retry_after=wait_s), lost

    async def _pass(self, where: str) -> None:
        self._life.point(where)
        await asyncio.sleep(self._chance.uniform(0.01, self._weather.slowest_s))
        self._life.check()

    def _note(self, row: int | None, chat: str, outgoing: Outgoing, *, blind: bool) -> None:
        if row is None:
            self._shows.apart.append((chat, outgoing.text))
            return
        self._shows.shown[row] += 1
        self._shows.blind[row] += blind
        self._shows.order.append(row)

    def _fly(self, row: int | None) -> None:
        if row is not None:
            self._shows.in_flight.add(row)

    def _row(self, chat: str, outgoing: Outgoing) -> int | None:
        """Find which row this is: the database says which are on their way."""
        for row, its_chat, body in self._look.connection.execute(_SENDING):
            if row not in self._shows.in_flight and its_chat == chat:
                kept = json.loads(body)
                if kept["text"] == outgoing.text and _tokens(kept) == _tokens_of(outgoing):
                    return int(row)
        return None


def _tokens(body: dict[str, object]) -> list[str]:
    rows = body["buttons"]
    assert isinstance(rows, list)
    return [button["token"] for line in rows for button in line]


def _tokens_of(outgoing: Outgoing) -> list[str]:
    return [button.token for line in outgoing.buttons for button in line]
