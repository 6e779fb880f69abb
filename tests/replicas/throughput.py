"""How many updates a second one, two, three replicas commit and handle, and what holds them: python -m tests.replicas.throughput."""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from storage.database import migrate
from tests.crash import ledger
from tests.crash.crowd import CLEAR
from tests.crash.rounds import Rig, Run, scene
from tests.crash.serials import serials
from tests.crash.service import NO_PACE
from tests.postgres_server import PostgresServer
from tests.replicas.ordeal import Ordeal, employed

_TICK_S = os.sysconf("SC_CLK_TCK")
_LOOK_EVERY_S = 0.05
_WARM = 60
_DOING = (
    "SELECT coalesce(wait_event_type || ' ' || wait_event, 'working') FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)


@dataclass
class Measured:
    """One run: updates a second, the processor time of each part as a share of the machine, what backends did."""

    replicas: int
    a_second: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)
    backends: Counter[str] = field(default_factory=Counter)

    def waited(self) -> str:
        """Return what backends did that were not idle, as shares of the looks."""
        looks = self.backends.total() or 1
        return ", ".join(f"{name} {100 * n / looks:.0f} %" for name, n in self.backends.most_common(4))


async def measure(replicas: int, updates: int, url: str, server: PostgresServer, folder: Path) -> Measured:
    """Let many owners write at once; return when all of it is handled."""
    found = Measured(replicas)
    async with scene(Run("frontdesk", 1), folder, owners=max(50, updates // 2)) as rig:
        rig.town.sandbox.faults.clear()  # the network takes no time here
        async with employed(rig, url, Ordeal("webhook"), NO_PACE, replicas) as fleet:
            await _handled(rig, url, _WARM)
            pids = [victim.process.pid for victim in fleet.alive.values()]
            before, began = _used(pids, server), time.monotonic()
            looking = asyncio.create_task(_look(url, found.backends))
            await _handled(rig, url, updates)
            took = time.monotonic() - began
            looking.cancel()
            found.a_second = updates / took
            spent = {name: used - before[name] for name, used in _used(pids, server).items()}
            found.shares = {name: used / took / (os.cpu_count() or 1) for name, used in spent.items()}
            await fleet.stop()
    return found


async def _handled(rig: Rig, url: str, updates: int) -> None:
    """Let so many texts be written in as many chats as there are, and wait until each is done."""
    marks, people, owners = serials(), rig.town.sandbox.people, rig.town.owners
    for n in range(updates):
        people.write(owners[n % len(owners)], f"{CLEAR[n % len(CLEAR)]}{next(marks)}")
    while not (rig.town.all_taken() and await asyncio.to_thread(_all_done, url)):
        await asyncio.sleep(_LOOK_EVERY_S)


def _all_done(url: str) -> bool:
    return not ledger.rows(url, "SELECT 1 FROM inbox WHERE state IN ('todo', 'doing') LIMIT 1")


async def _look(url: str, doing: Counter[str]) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while True:
            rows = await (await connection.execute(_DOING)).fetchall()
            doing.update(row[0] for row in rows)
            await asyncio.sleep(_LOOK_EVERY_S)


def _used(pids: list[int], server: PostgresServer) -> dict[str, float]:
    """Return the seconds of processor time of the replicas, of PostgreSQL, and of the people and their Telegram."""
    return {
        "replicas": sum(map(_seconds_of, pids)),
        "PostgreSQL": sum(map(_seconds_of, server.pids())),
        "people and Telegram": time.process_time(),
    }


def _seconds_of(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICK_S


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    server = PostgresServer()
    runs: list[Measured] = []
    try:
        server.make_migrated(migrate)
        for _ in range(asked.rounds):
            for replicas in (1, 2, 3):
                with tempfile.TemporaryDirectory() as folder:
                    url = server.emptied()
                    runs.append(asyncio.run(measure(replicas, asked.updates, url, server, Path(folder))))
                    print(runs[-1], flush=True)
    finally:
        server.stop()
    print(_table(runs))


def _table(runs: list[Measured]) -> str:
    rates = {n: statistics.median(run.a_second for run in runs if run.replicas == n) for n in (1, 2, 3)}
    lines = [
        "| replicas | updates a second | to one | processor, of the whole machine | backends that were not idle |"
    ]
    lines.append("|---|---|---|---|---|")
    for replicas, rate in rates.items():
        near = min(
            (run for run in runs if run.replicas == replicas), key=lambda run: abs(run.a_second - rate)
        )
        shares = ", ".join(f"{name} {100 * share:.0f} %" for name, share in near.shares.items())
        lines.append(f"| {replicas} | {rate:.0f} | {rate / rates[1]:.2f} | {shares} | {near.waited()} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
