"""Updates of any shape, sent the whole way on real storage: receiver, inbox, worker, router, outbox, a channel in memory."""

# ruff: noqa: ARG002 - the contract names what a channel without a network has no use for
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.channel import RawUpdate, SendFailed, Sent
from bot.channels.telegram import reading
from handlers.messages import Incoming
from tests.fuzz.mutations import mutated
from tests.fuzz.people import People
from tests.fuzz.schema import KINDS, Raw, Schema
from tests.simulate.estate import GROUPS, MANAGERS, STAFF, settings
from tests.virtual.channel import MemoryChannel
from tests.virtual.chats import Chats
from tests.virtual.clock import Agenda, Clock
from tests.virtual.engine import Engine

_BATCH = 25
# Nobody is to wait for their turn here: time that passes costs more than updates do.
_QUICK = """
[telegram.limits]
per_second = 2000
chat_per_second = 50
group_per_minute = 60000
"""
_START = datetime(2026, 11, 23, 2, tzinfo=UTC)
_DESK = 7
_SLOW_S = 10.0
_REST = timedelta(days=3)
# What a message would have told of a matter that was confided meanwhile is held back.
_FINE = "state = 'sent' OR (state = 'cancelled' AND error LIKE '%may not be seen there any more')"


class Telegram(MemoryChannel):
    """Reads what comes in as the real channel does."""

    def read(self, body: Mapping[str, Any]) -> Incoming | None:
        return reading.read(body, "desk_bot", str(_DESK))

    async def answer_press(self, press: str, toast: str) -> Sent | SendFailed:
        return Sent(())


class Mill(Engine):
    """A desk that gets whatever the seed says. `slow` names batches that took longer than anything should."""

    def __init__(self, seed: int, folder: Path) -> None:
        clock = Clock(_START)
        super().__init__(settings(folder, _QUICK), folder / "fuzz.db", clock, Agenda(clock), Chats(clock))
        self._chance = Random(f"{seed} fuzz")
        self._schema = Schema(self._chance)
        self._people = People(self._chance, self.chats, clock.monotonic)
        self._number = 0
        self._keys: set[str] = set()
        self._wrote: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.slow: list[str] = []

    def channel(self) -> MemoryChannel:
        return Telegram(self.chats)

    async def grind(self, updates: int) -> None:
        """Let so many updates come in, and time pass between them."""
        for first in range(0, updates, _BATCH):
            raws = [self._next_update() for _ in range(min(_BATCH, updates - first))]
            self.chats.updates = [self._given(raw) for raw in raws]
            began = time.process_time()
            await self.settle()
            if time.process_time() - began > _SLOW_S:
                self.slow.append(
                    f"updates {first} to {first + len(raws)} took {time.process_time() - began:.0f} s"
                )
            await self.run(self.clock.at + timedelta(seconds=self._chance.choice((0, 0, 1, 5, 60))))
        while self._look.waiting(self.clock.at).outbox and self.clock.at < _START + _REST:
            await self.run(self.clock.at + timedelta(seconds=10))

    def wrong(self) -> list[str]:
        """Return what is not as promised."""
        found = list(self.slow)
        rows = self._look.connection.execute("SELECT key, state, error, raw FROM inbox").fetchall()
        found += [f"update {key} was not kept" for key in self._keys - {key for key, *_ in rows}]
        for key, state, error, raw in rows:
            if state != "done":
                found.append(f"update {key} is {state}: {_places(error)}: {raw[:300]}")
        for table, fine in (("outbox", _FINE), ("timers", "state IN ('waiting', 'fired', 'cancelled')")):
            query = f"SELECT id, state, error FROM {table} WHERE NOT ({fine})"
            found += [
                f"{table} {row} is {state}: {_places(error)}"
                for row, state, error in self._look.connection.execute(query)
            ]
        known = self._wrote | {*GROUPS, MANAGERS, *STAFF}
        said = {line.chat for line in self.chats.log if line.what == "says"}
        return found + [f"{chat} was written to and has nothing to do with it" for chat in said - known]

    def _next_update(self) -> Raw:
        self._number += 1 if self._chance.random() < 0.99 else self._chance.randint(-3, 50)
        draw = self._chance.random()
        if draw < 0.45:
            raw = self._schema.update(self._number, self._chance.choice(KINDS))
        else:
            raw = self._people.update(self._number)
        if self._chance.random() < 0.6:
            raw = mutated(self._chance, raw)
        return raw

    def _given(self, raw: Raw) -> RawUpdate:
        key, lane = reading.glance(raw)
        self._keys.add(key)
        self._wrote.add(lane)
        self.kinds[next((name for name in raw if name in KINDS), "of an unknown kind")] += 1
        return RawUpdate(key, lane, self._number, raw)


def _places(error: str | None) -> str:
    first, *places = (error or "").split("\n")
    return " < ".join([first, *reversed(places[-4:])])
