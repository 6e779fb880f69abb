"""The service itself on a virtual clock: real storage, receiver, worker, courier and schedule, put together by a test."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nlp
from bot import app
from bot.bell import Bell
from bot.channel import Channel
from bot.config import Config
from bot.courier import Courier
from bot.judging import Judging
from bot.pacing import Pacing
from bot.pauses import Pauses
from bot.receiver import Receiver
from bot.schedule import Schedule
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk
from storage.database import Database
from tests.virtual.clock import Clock

# What waits: whether rows of the inbox, timers, rows of the outbox could go now, and when the next ones can.
_WAITING = """
SELECT EXISTS (SELECT 1 FROM inbox WHERE head = 1 AND state IN ('todo') AND coalesce(not_before, '') <= :now),
       EXISTS (SELECT 1 FROM timers WHERE state IN ('waiting') AND due <= :now AND coalesce(not_before, '') <= :now),
       EXISTS (SELECT 1 FROM outbox WHERE head = 1 AND state IN ('todo') AND coalesce(not_before, '') <= :now),
       (SELECT min(not_before) FROM inbox WHERE head = 1 AND state IN ('todo') AND not_before > :now),
       (SELECT max(due, coalesce(not_before, '')) FROM timers WHERE state IN ('waiting') ORDER BY due LIMIT 1),
       (SELECT min(not_before) FROM outbox WHERE head = 1 AND state IN ('todo') AND not_before > :now)
"""


@cache
def judging() -> Judging:
    """Return the one classifier of the process; loading it takes most of a second."""
    return Judging()


def desk_of(config: Config) -> Desk:
    """Return the desk as `frontdesk run` makes it."""
    catalogues = _catalogues()
    return Desk(
        config.estates(), catalogues[texts.DEFAULT], judging().judge, nlp.screen, catalogues=catalogues
    )


@cache
def _catalogues() -> Mapping[str, texts.Texts]:
    return texts.load_all()


class Service:
    """The parts of one `frontdesk run`, to be stepped one by one; `more` goes to each part by its name."""

    def __init__(
        self,
        config: Config,
        desk: Desk,
        database: Database,
        channel: Channel,
        clock: Clock,
        bell: Bell,
        **more: Mapping[str, Any],
    ) -> None:
        limits = config.telegram.limits
        self.desk = desk
        self.database = database
        pacing = Pacing(
            per_second=limits.per_second,
            chat_per_second=limits.chat_per_second,
            group_per_minute=limits.group_per_minute,
            clock=clock.monotonic,
        )
        self.receiver = Receiver(
            channel, database, desk, clock=clock.monotonic, now=clock.now, **more.get("receiver", {})
        )
        self.worker = Worker(channel, database, desk, bell=bell, **more.get("worker", {}))
        self.courier = Courier(
            channel,
            database,
            desk,
            bell=bell,
            pacing=pacing,
            pauses=Pauses(clock.monotonic),
            **more.get("courier", {}),
        )
        self.schedule = Schedule(database, desk)

    async def recover(self) -> None:
        """Do what every start begins with."""
        await self.database.write(app._recover(self.desk))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What could be done now, and the moments at which more can."""

    inbox: bool
    timers: bool
    outbox: bool
    inbox_next: datetime | None
    timers_next: datetime | None
    outbox_next: datetime | None


class Look:
    """A reader beside the service's own, which asks in plain SQL."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def waiting(self, now: datetime) -> Waiting:
        """Return what waits in the queues."""
        *could, inbox, timers, outbox = self.connection.execute(_WAITING, {"now": stored(now)}).fetchone()
        return Waiting(*map(bool, could), *map(read, (inbox, timers, outbox)))

    def close(self) -> None:
        self.connection.close()


def stored(moment: datetime) -> str:
    """Return a moment as the database keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def read(kept: str | None) -> datetime | None:
    """Read a moment that the database keeps."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if kept else None
