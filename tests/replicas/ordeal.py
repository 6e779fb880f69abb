"""Three services under load, of which some die again and again, and the database's server with them; then the count."""

import asyncio
import contextlib
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from tests.crash import ledger
from tests.crash.rounds import Rig, Run, at_work, scene
from tests.crash.tally import Tally, count
from tests.crash.town import OWNERS
from tests.postgres_server import PostgresServer
from tests.replicas import order
from tests.replicas.address import address_before, strangers_at
from tests.replicas.fleet import REPLICAS, Fleet, fleet_of, ports_for
from tests.replicas.meter import Meter, measure

Mode = Literal["webhook", "polling"]

# Messages a second, a chat's second, a group's minute: so many that the crowd keeps them busy.
PACE = (20, 8, 300)
UPTIME_S = (0.3, 2.0)
# Every so many times two die at once, all die, or all are restarted one after the other.
_TWO_EVERY, _ALL_EVERY, _ROLLED_EVERY = 5, 11, 13
# Whoever lives has finished a message after this time; what is on its way still, was on its way at the death.
_STILL_S = 1.5
_TAKEOVER_WITHIN_S = 15.0
_POLLED_WITHIN_S = 60.0


@dataclass
class Ordeal:
    """What was found beside the count of the crash rig. `takeovers_s`: from a death to the next poll."""

    mode: Mode
    rolled: int = 0
    failed_starts: int = 0
    takeovers_s: list[float] = field(default_factory=list)
    after_server_s: list[float] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    effects_out_of_order: list[str] = field(default_factory=list)
    messages_out_of_order: list[str] = field(default_factory=list)
    verified: str = ""
    codes: list[int] = field(default_factory=list)
    stops_s: list[float] = field(default_factory=list)
    sends: int = 0
    over_limits: list[str] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """Return what is not as promised."""
        found = [
            *self.strangers,
            *self.over_limits,
            *self.effects_out_of_order[:5],
            *self.messages_out_of_order[:5],
        ]
        if self.takeovers_s and max(self.takeovers_s) > _TAKEOVER_WITHIN_S:
            found.append(f"nobody polled for {max(self.takeovers_s):.1f} s")
        if self.verified:
            found.append(f"frontdesk verify: {self.verified}")
        if any(self.codes):
            found.append(f"exit codes {self.codes}")
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the figures."""
        taken = sorted(second for second in self.takeovers_s if second > 1.0)
        return {
            "mode": self.mode,
            "rolling_restarts": self.rolled,
            "starts_without_a_server": self.failed_starts,
            "stop_max_s": round(max(self.stops_s, default=0.0), 1),
            "takeovers": len(taken),
            "takeover_median_s": round(taken[len(taken) // 2], 1) if taken else 0.0,
            "takeover_max_s": round(max(self.takeovers_s, default=0.0), 1),
            "polled_after_server_max_s": round(max(self.after_server_s, default=0.0), 1),
            "effects_out_of_order": len(self.effects_out_of_order),
            "messages_out_of_order": len(self.messages_out_of_order),
            "sends": self.sends,
            "most_in": self.most,
        }


async def suffer(
    kills: int, server_kills: int, seed: int, folder: Path, mode: Mode, server: PostgresServer, rate: float
) -> tuple[Run, Ordeal, Tally]:
    """Let them suffer so many deaths, let them finish once, and count."""
    run, ordeal, url = Run("frontdesk", seed), Ordeal(mode), server.make()
    async with scene(run, folder, owners=max(len(OWNERS), kills), rate=rate) as rig:
        meter = measure(rig.town.sandbox, PACE)
        async with employed(rig, url, ordeal) as fleet:
            troubles = Troubles(run, ordeal, fleet, server, url, folder)
            async with at_work(rig.crowd):
                await troubles.all(kills, server_kills)
            await fleet.settled()
            await rig.until_rested(lambda: ledger.drained(url), fleet.is_gone)
            ended_at = datetime.now(UTC)
            await fleet.stop()
            run.startups_s, run.ended_by_itself = fleet.startups_s, fleet.ended_by_itself
            run.exit_code = max(fleet.codes)
            ordeal.stops_s, ordeal.failed_starts = fleet.stops_s, fleet.failed_starts
            ordeal.codes, ordeal.verified = fleet.codes, await _verified(fleet)
        _look(ordeal, url, rig, meter)
    return run, ordeal, count(url, rig.town, rig.crowd, folder / "bot.log", ended_at)


@contextlib.asynccontextmanager
async def employed(
    rig: Rig, url: str, ordeal: Ordeal, pace: tuple[int, int, int] = PACE, replicas: int = REPLICAS
) -> AsyncIterator[Fleet]:
    """Let so many work until the block ends."""
    async with contextlib.AsyncExitStack() as stack:
        ports, address = ports_for(replicas), None
        if ordeal.mode == "webhook":
            address = await stack.enter_async_context(address_before(ports, rig.folder / "nginx"))
        fleet = fleet_of(rig, url, address, ports, pace)
        stack.push_async_callback(fleet.destroy)
        await fleet.start()
        if address is not None:
            ordeal.strangers = [told async for told in strangers_at(address)]
        yield fleet


@dataclass
class Troubles:
    """What happens to a fleet, drawn from a seed."""

    run: Run
    ordeal: Ordeal
    fleet: Fleet
    server: PostgresServer
    url: str
    folder: Path

    async def all(self, kills: int, server_kills: int) -> None:
        """Kill so many replicas, and the server in between."""
        chance, every = random.Random(self.run.seed), kills // (server_kills + 1) or 1
        turn = 0
        while self.run.kills < kills or self.run.server_kills < server_kills:
            turn += 1
            await asyncio.sleep(chance.uniform(*UPTIME_S))
            if self.run.server_kills < min(server_kills, self.run.kills // every):
                await self._lose_server(chance)
            elif turn % _ROLLED_EVERY == 0:
                self.ordeal.rolled += 1
                await self.fleet.roll()
            else:
                await self._lose_some(chance, min(_at_once(turn), kills - self.run.kills))
            if self.run.kills % 20 == 0:
                print(f"{self.run.kills} of {kills} deaths", file=sys.stderr, flush=True)

    async def _lose_some(self, chance: random.Random, number: int) -> None:
        moment = time.time()
        self.run.kills += await self.fleet.kill(number, chance)
        await self._note_in_flight()
        if self.ordeal.mode == "polling":
            self.ordeal.takeovers_s.append(await self._polled_after(moment))

    async def _lose_server(self, chance: random.Random) -> None:
        self.server.kill()
        self.run.server_kills += 1
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        await asyncio.to_thread(self.server.start)
        moment = time.time()
        await self._note_in_flight()
        if self.ordeal.mode == "polling":
            self.ordeal.after_server_s.append(await self._polled_after(moment))

    async def _note_in_flight(self) -> None:
        """Note what was on its way with who died: it is on its way still when all others have finished theirs."""
        at_death = await asyncio.to_thread(ledger.in_flight, self.url, self.folder)
        await asyncio.sleep(_STILL_S)
        self.run.in_flight |= at_death & await asyncio.to_thread(ledger.in_flight, self.url, self.folder)

    async def _polled_after(self, moment: float) -> float:
        """Return after how many seconds somebody asked for updates again."""
        town, until = self.fleet.town, time.monotonic() + _POLLED_WITHIN_S
        while time.monotonic() < until:
            polls = [call.at - moment for call in town.sandbox.called("getUpdates") if call.at > moment]
            if polls:
                return polls[0]
            await asyncio.sleep(0.1)
        return _POLLED_WITHIN_S


def _at_once(turn: int) -> int:
    if turn % _ALL_EVERY == 0:
        return 3
    return 2 if turn % _TWO_EVERY == 0 else 1


async def _verified(fleet: Fleet) -> str:
    """Return what `frontdesk verify` finds wrong, as the operator reads it."""
    command = [word if word != "run" else "verify" for word in fleet.command]
    done = await asyncio.to_thread(
        subprocess.run, command, env=fleet.environ | {"PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    return "" if done.returncode == 0 else f"{done.stdout[-1000:]}{done.stderr[-1000:]}"


def _look(ordeal: Ordeal, url: str, rig: Rig, meter: Meter) -> None:
    ordeal.effects_out_of_order = list(order.effects_out_of_order(url))
    ordeal.messages_out_of_order = list(order.messages_out_of_order(url, rig.town))
    ordeal.sends, ordeal.most, ordeal.over_limits = meter.sends, meter.most, meter.over()
