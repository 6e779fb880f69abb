"""Several services on one database: started, killed, replaced, asked to go one after the other."""

import asyncio
import contextlib
import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from storage.database import migrate
from tests.crash.rounds import Rig
from tests.crash.service import employ, free_port, listens, pushed_to
from tests.crash.town import Town
from tests.crash.victim import Victim
from tests.replicas import shipped
from tests.replicas.address import Address

REPLICAS = 3
# What a supervisor waits before it starts a service that died anew.
REPLACED_AFTER_S = 2.0
_STARTS_AT_MOST = 30
# It promises ten seconds; told is what it took, since this machine may have much else to do.
STOPS_WITHIN_S = 120.0


@dataclass
class Fleet:
    """Replicas by their ports; a port without a replica has one that is being started, or none any more.

    `codes` are the exit codes of those that were asked to go.
    """

    command: list[str]
    environ: dict[str, str]
    town: Town
    log: Path
    ports: tuple[int, ...]
    alive: dict[int, Victim] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)
    startups_s: list[float] = field(default_factory=list)
    stops_s: list[float] = field(default_factory=list)
    ended_by_itself: int = 0
    failed_starts: int = 0
    _coming: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self, ports: Collection[int] = ()) -> None:
        """Start these, or all, side by side; return when all listen."""
        async with asyncio.TaskGroup() as starting:
            for port in ports or self.ports:
                starting.create_task(self._start(port))

    async def kill(self, number: int, chance: random.Random) -> int:
        """Kill so many at random with -9; others take their places after a while. Return how many it were."""
        chosen = chance.sample(sorted(self.alive), min(number, len(self.alive)))
        for port in chosen:
            victim = self.alive.pop(port)
            self.ended_by_itself += victim.process.returncode is not None
            await victim.kill()
            self._replace(port)
        return len(chosen)

    async def roll(self) -> None:
        """Restart one after the other, as an upgrade does."""
        await self.settled()
        for port in self.ports:
            victim = self.alive.pop(port)
            self.codes.append(await self._stopped(victim))
            await self._start(port)

    async def stop(self) -> None:
        """Ask all to go."""
        await self.settled()
        stopped = await asyncio.gather(*map(self._stopped, self.alive.values()))
        self.alive.clear()
        self.codes += stopped

    async def settled(self) -> None:
        """Return when all that died have been replaced."""
        while self._coming:
            await asyncio.gather(*self._coming)

    async def destroy(self) -> None:
        """Leave no process behind, whatever happened."""
        for task in self._coming:
            task.cancel()
        await asyncio.gather(*self._coming, return_exceptions=True)
        for victim in self.alive.values():
            await victim.kill()

    def is_gone(self) -> bool:
        """Tell whether one of them has ended that nobody asked to."""
        return any(victim.process.returncode is not None for victim in self.alive.values())

    def _replace(self, port: int) -> None:
        async def later() -> None:
            for _ in range(_STARTS_AT_MOST):
                await asyncio.sleep(REPLACED_AFTER_S)
                with contextlib.suppress(RuntimeError):  # no server just then: it ends, and is started again
                    return await self._start(port)
                self.failed_starts += 1
            raise RuntimeError(f"no replica could be started: {self.log}")

        task = asyncio.create_task(later())
        self._coming.add(task)
        task.add_done_callback(self._came)

    def _came(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            self._coming.discard(task)  # one that failed is told by `settled`

    async def _stopped(self, victim: Victim) -> int:
        began = time.monotonic()
        code = await victim.stop(STOPS_WITHIN_S)
        self.stops_s.append(time.monotonic() - began)
        return code

    async def _start(self, port: int) -> None:
        here = self.environ | {"FRONTDESK__WEB__LISTEN": f"127.0.0.1:{port}"}
        began = time.monotonic()
        self.alive[port] = await Victim.start(self.command, self.town, self.log, here, lambda: listens(port))
        self.startups_s.append(time.monotonic() - began)


def fleet_of(
    rig: Rig, url: str, address: Address | None, ports: tuple[int, ...], pace: tuple[int, int, int]
) -> Fleet:
    """Employ so many replicas on one database; with an address they are called there, else one of them polls."""
    migrate(url)
    employ(rig, url, pace=pace)
    environ = rig.environ
    if address is not None:
        environ = shipped.environment() | environ | pushed_to(address.url)
    return Fleet(rig.command, environ, rig.town, rig.folder / "bot.log", ports)


def ports_for(replicas: int = REPLICAS) -> tuple[int, ...]:
    """Return ports that nobody listens on."""
    found: set[int] = set()
    while len(found) < replicas:
        found.add(free_port())
    return tuple(sorted(found))
