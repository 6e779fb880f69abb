"""Our whole way in, in one process: bytes, inbox, judgement, ticket, outbox, done. Nothing is left out but HTTP."""

import asyncio
import json
import time
from pathlib import Path

import nlp
from bot import config
from bot.bell import Bell
from bot.channel import RawUpdate
from bot.channels.telegram import reading
from bot.judging import Judging
from bot.receiver import Receiver
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk
from storage import inbox
from storage.database import Database
from tests.crash.service import settings

_BATCH = 100


class Feed:
    """A channel that has its updates already, and takes no time to hand them over."""

    name = reading.CHANNEL

    def __init__(self, updates: list[bytes]) -> None:
        self._updates = updates
        self._given = 0

    async def fetch(self, _after, _wait_s):
        batch = self._updates[self._given : self._given + _BATCH]
        self._given += len(batch)
        return [self._raw(json.loads(body)) for body in batch]

    def read(self, body):
        return reading.read(body)

    async def typing(self, _chat):
        return None

    @staticmethod
    def _raw(body):
        key, lane = reading.glance(body)
        return RawUpdate(key=key, position=body["update_id"], lane=lane, body=body)


def desk(folder: Path, judging: Judging) -> Desk:
    """Return the rig's estate as the use cases know it."""
    file = folder / "config.toml"
    file.write_text(settings(), encoding="utf-8")
    loaded = config.load(file, {"FRONTDESK__TELEGRAM__TOKEN": "1:bench"})
    return Desk(loaded.estates(), texts.load(), judging.judge, nlp.screen)


async def run(file: Path, updates: list[bytes], judging: Judging) -> tuple[float, float]:
    """Take in every update; return the seconds until all were kept, and until all were done."""
    judging.judge.cache_clear()
    database = await asyncio.to_thread(Database.open, f"sqlite:///{file}", create=True)
    try:
        return await _work(database, desk(file.parent, judging), updates)
    finally:
        await asyncio.to_thread(database.close)


async def _work(database: Database, at: Desk, updates: list[bytes]) -> tuple[float, float]:
    feed, bell, stop = Feed(updates), Bell(), asyncio.Event()
    database.subscribe(bell.ring)
    receiver = Receiver(feed, database, at)
    began = time.perf_counter()
    working = asyncio.create_task(Worker(feed, database, at, bell=bell).run(stop))
    for _ in range(0, len(updates), _BATCH):
        await receiver.step(0)
    kept = time.perf_counter() - began
    while (await database.read(inbox.counts)).get("done", 0) < len(updates):
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began
    stop.set()
    await working
    return kept, took
