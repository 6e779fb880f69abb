"""Rounds: a bot is started, lives for a moment under load, and is killed; at the end it may finish once."""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.server import Sandbox
from tests.crash.crowd import ACTS_A_SECOND, Crowd
from tests.crash.town import OWNERS, Town, people_the
from tests.crash.victim import Victim
from tests.postgres_server import PostgresServer

UPTIME_S = (0.3, 1.5)
_LONG_EVERY, _LONG_S = 6, (1.5, 4.0)
# Every so many rounds it is asked to stop first, and killed while it does.
_ASKED_EVERY = 8
_ASKED_PATIENCE_S = 0.5
_SERVER_EVERY = 3
_TOLD_EVERY = 20
_STUCK_AFTER_S = 120.0
_QUIET_S = 2.0


@dataclass
class Run:
    """How a run went, whatever the bot."""

    bot: str
    seed: int
    kills: int = 0
    server_kills: int = 0
    asked_first: int = 0
    ended_by_itself: int = 0
    in_flight: set[tuple[int, int]] = field(default_factory=set)
    exit_code: int = -1
    seconds: float = 0.0
    drained_s: float = 0.0
    startups_s: list[float] = field(default_factory=list)
    rounds_s: list[float] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, times as medians."""
        return {
            "bot": self.bot,
            "seed": self.seed,
            "kills": self.kills,
            "server_kills": self.server_kills,
            "asked_first": self.asked_first,
            "ended_by_itself": self.ended_by_itself,
            "in_flight_at_kills": len(self.in_flight),
            "exit_code": self.exit_code,
            "seconds": round(self.seconds, 1),
            "drained_s": round(self.drained_s, 1),
            "startup_median_s": round(statistics.median(self.startups_s), 2),
            "round_median_s": round(statistics.median(self.rounds_s or [0.0]), 2),
        }


@dataclass
class Rig:
    """One sandbox, one crowd, one command that is killed `rounds` times; `server` is its database's, if any."""

    command: list[str]
    environ: dict[str, str]
    town: Town
    crowd: Crowd
    folder: Path
    run: Run
    server: PostgresServer | None = None

    async def rounds(
        self, number: int, uptime_s: tuple[float, float], after_each: Callable[[], set[tuple[int, int]]]
    ) -> None:
        """Kill it so often at random moments, with people writing all the time."""
        chance = random.Random(self.run.seed)
        for n in range(1, number + 1):
            began = time.monotonic()
            victim = await self.start()
            if self.server is not None and n % _SERVER_EVERY == 0:
                await self._lose_server(self.server, chance, victim)
            if not victim.killed:
                await self._live(n, chance, uptime_s, victim)
                await self._end(n, chance, victim)
            self.run.kills += 1
            self.run.in_flight |= after_each()
            self.run.rounds_s.append(time.monotonic() - began)
            if n % _TOLD_EVERY == 0:
                print(f"{n} of {number} rounds", file=sys.stderr, flush=True)

    async def _end(self, n: int, chance: random.Random, victim: Victim) -> None:
        patience_s = chance.uniform(0, _ASKED_PATIENCE_S)
        self.run.ended_by_itself += victim.process.returncode is not None
        if n % _ASKED_EVERY == 0:
            self.run.asked_first += 1
            await victim.ask_then_kill(patience_s)
        else:
            await victim.kill()

    async def _live(
        self, n: int, chance: random.Random, uptime_s: tuple[float, float], victim: Victim
    ) -> None:
        """Wait for the moment of death, which counts from the first poll, or from the first message.

        A service that is still loading has nothing in its hands yet. Every sixth life is longer, so that it
        gets on with its work.
        """
        if n % _LONG_EVERY == 0:
            await asyncio.sleep(chance.uniform(*_LONG_S))
        elif n % 2 == 0:
            await victim.until_it_speaks(self.town)
            await asyncio.sleep(chance.uniform(0.0, uptime_s[1]))
        else:
            await asyncio.sleep(chance.uniform(*uptime_s))

    async def _lose_server(self, server: PostgresServer, chance: random.Random, victim: Victim) -> None:
        """Kill the database's server under the service, which dies too while it is away every other time."""
        await victim.until_it_speaks(self.town)
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        server.kill()
        self.run.server_kills += 1
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        if chance.random() < 0.5:
            await victim.kill()
        await asyncio.to_thread(server.start)

    async def clean_run(self, rested: Callable[[], bool]) -> None:
        """Let it live until nothing has been left to do for a while, then ask it to stop."""
        await self.finish(await self.start(), rested)

    async def finish(self, victim: Victim, rested: Callable[[], bool]) -> None:
        """The same for one that lives already."""
        await self.until_rested(rested, lambda: victim.process.returncode is not None)
        self.run.exit_code = await victim.stop()

    async def until_rested(self, rested: Callable[[], bool], is_gone: Callable[[], bool]) -> None:
        """Return when nothing has been left to do for a while, when nobody is there, or nothing moves any more."""
        began = quiet_since = moved_at = time.monotonic()
        said = self.town.said.total()
        while time.monotonic() - quiet_since < _QUIET_S:
            if not (self.town.all_taken() and rested()):
                quiet_since = time.monotonic()
            if self.town.said.total() > said:
                said, moved_at = self.town.said.total(), time.monotonic()
            if is_gone() or time.monotonic() > moved_at + _STUCK_AFTER_S:
                break
            await asyncio.sleep(0.2)
        self.run.drained_s = time.monotonic() - began

    async def start(self) -> Victim:
        """Begin another life of it; return once it has polled."""
        victim = await Victim.start(self.command, self.town, self.folder / "bot.log", self.environ)
        self.run.startups_s.append(victim.startup_s)
        return victim


@asynccontextmanager
async def scene(
    run: Run, folder: Path, *, only_talk: bool = False, owners: int = len(OWNERS), rate: float = ACTS_A_SECOND
) -> AsyncIterator[Rig]:
    """Set up sandbox and people; the run knows how long it all took."""
    began = time.monotonic()
    async with Sandbox() as sandbox:
        town = people_the(sandbox, owners)
        yield Rig([], {}, town, Crowd(town, run.seed, only_talk=only_talk, rate=rate), folder, run)
    run.seconds = time.monotonic() - began


@asynccontextmanager
async def at_work(crowd: Crowd) -> AsyncIterator[None]:
    """Let the crowd write for as long as the block lasts."""
    stop = asyncio.Event()
    working = asyncio.create_task(crowd.keep_going(stop))
    try:
        yield
    finally:
        stop.set()
        await working
