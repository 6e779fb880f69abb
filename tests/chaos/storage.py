"""The real service while its storage is in trouble, as long as you like: python -m tests.chaos.storage --help."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.chaos import storage_faults as faults
from tests.crash import ledger
from tests.crash.crowd import EMERGENCIES
from tests.crash.rounds import Rig, Run, at_work, scene
from tests.crash.service import employ, free_port
from tests.crash.tally import Tally, count
from tests.postgres_server import PostgresServer

Fault = Callable[[], AbstractContextManager[None]]

_RATE = 8.0
_LOOK_S = 0.1
_RECOVERS_WITHIN_S = 60.0
_PATIENCE_S = 15.0
# Of somebody who is caught in a lift.
SAFETY_WORDS = "不要扒门"


@dataclass
class Seen:
    """What was seen of the service during one fault; seconds count from its beginning, or from its end."""

    fault: str
    lasted_s: float
    came_meanwhile: int = 0
    unconfirmed_at_end: int = 0
    red_after_s: float | None = None
    safety_words_after_s: float | None = None
    ready_again_after_s: float | None = None
    taken_after_s: float | None = None

    def problems(self) -> list[str]:
        """Return what is not as promised."""
        found = []
        if not self.unconfirmed_at_end:
            found.append("updates were confirmed all the same")
        if self.red_after_s is None:
            found.append("health stayed green")
        if self.safety_words_after_s is None:
            found.append("nobody in danger was told what to do")
        if self.ready_again_after_s is None or self.taken_after_s is None:
            found.append("it did not recover by itself")
        return [f"{self.fault}: {words}" for words in found]


@dataclass
class Outcome:
    """How a run through all faults of a kind of database went."""

    run: Run
    tally: Tally
    seen: list[Seen] = field(default_factory=list)

    def problems(self) -> list[str]:
        """Return what is not as promised. A second copy is explained by a commit of which nobody knows."""
        faults = [problem for seen in self.seen for problem in seen.problems()]
        return faults + self.tally.problems(len(self.seen), answers_lost=True)


async def on_small_disk(seconds: float, folder: Path) -> Outcome:
    """Let the disk under a SQLite database be full for so long."""
    with faults.small_disk(folder / "disk") as disk:
        return await _through([("disk full", lambda: faults.full(disk))], _address(disk), seconds, folder)


async def on_sqlite(seconds: float, folder: Path) -> Outcome:
    """Let a SQLite database be read-only, then locked by another program, each for so long."""
    url = _address(folder)
    file = Path(url.removeprefix("sqlite:///"))
    kinds = [("read-only", lambda: faults.read_only(file)), ("locked", lambda: faults.locked(file))]
    return await _through(kinds, url, seconds, folder)


async def on_postgres(seconds: float, folder: Path) -> Outcome:
    """Let a PostgreSQL server be away for so long."""
    server = PostgresServer()
    try:
        return await _through([("server gone", lambda: faults.gone(server))], server.make(), seconds, folder)
    finally:
        server.stop()


def _address(folder: Path) -> str:
    return f"sqlite:///{folder}/frontdesk.db"


async def _through(kinds: list[tuple[str, Fault]], url: str, seconds: float, folder: Path) -> Outcome:
    run, port, seen = Run("frontdesk", 1), free_port(), []
    async with scene(run, folder, rate=_RATE) as rig, ClientSession(timeout=ClientTimeout(total=15)) as web:
        employ(rig, url, port=port)
        victim = await rig.start()
        async with at_work(rig.crowd):
            for name, fault in kinds:
                await asyncio.sleep(2)
                watch = _Watch(rig, web, f"http://127.0.0.1:{port}/readyz", Seen(name, seconds))
                seen.append(await watch.through(fault, seconds))
        await rig.finish(victim, lambda: ledger.drained(url))
    return Outcome(run, count(url, rig.town, rig.crowd, folder / "bot.log"), seen)


class _Watch:
    """Looks at the service from outside during one fault."""

    def __init__(self, rig: Rig, web: ClientSession, health: str, seen: Seen) -> None:
        self._rig = rig
        self._web = web
        self._health = health
        self._seen = seen

    async def through(self, fault: Fault, seconds: float) -> Seen:
        """Let the fault last so long, then wait until the service is itself again."""
        seen, town = self._seen, self._rig.town
        before, began = len(town.updates), time.monotonic()
        async with _in_a_thread(fault()):
            telling = asyncio.create_task(self._somebody_in_danger())
            seen.red_after_s = await self._until(self._is_red, seconds)
            await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
            waiting = self._unconfirmed()
            seen.came_meanwhile, seen.unconfirmed_at_end = len(town.updates) - before, len(waiting)
        ended = time.monotonic()
        taken = asyncio.create_task(self._until(lambda: self._has_taken(waiting), _RECOVERS_WITHIN_S))
        seen.ready_again_after_s = await self._until(self._is_green, _RECOVERS_WITHIN_S, ended)
        seen.taken_after_s = await taken
        seen.safety_words_after_s = await telling
        return seen

    async def _until(
        self, look: Callable[[], Awaitable[bool]], at_most_s: float, since: float | None = None
    ) -> float | None:
        """Return after how many seconds it was so, None when it never was."""
        began = time.monotonic() if since is None else since
        while time.monotonic() < began + at_most_s:
            if await look():
                return round(time.monotonic() - began, 1)
            await asyncio.sleep(_LOOK_S)
        return None

    async def _is_green(self) -> bool:
        return await self._status() == 200

    async def _is_red(self) -> bool:
        return await self._status() == 503

    async def _status(self) -> int:
        try:
            async with self._web.get(self._health) as answer:
                return answer.status
        except (ClientError, TimeoutError):
            return 0

    async def _has_taken(self, waiting: set[int]) -> bool:
        return not self._unconfirmed() & waiting

    def _unconfirmed(self) -> set[int]:
        return {update["update_id"] for update in self._rig.town.sandbox.world.bot().updates.pending()}

    async def _somebody_in_danger(self) -> float | None:
        """Be an owner who is in danger while storage is in trouble; return after how long they knew what to do."""
        town, began = self._rig.town, time.monotonic()
        owner = town.owners[-1]
        wrote = town.sandbox.people.write(owner, EMERGENCIES[0])
        try:
            await town.sandbox.message(owner, SAFETY_WORDS, after=wrote, timeout_s=_PATIENCE_S)
        except (TimeoutError, AssertionError):
            return None
        return round(time.monotonic() - began, 1)


@asynccontextmanager
async def _in_a_thread(block: AbstractContextManager[None]) -> AsyncIterator[None]:
    """Enter and leave the block without holding up the sandbox: a server takes its time to start."""
    await asyncio.to_thread(block.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(block.__exit__, None, None, None)


KINDS = {"disk": on_small_disk, "sqlite": on_sqlite, "postgres": on_postgres}


@click.command()
@click.option("--seconds", default=30.0, show_default=True, help="How long each fault lasts.")
@click.option("--on", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="Only these.")
@click.option("--keep", type=click.Path(path_type=Path), help="Leave databases and logs in this folder.")
def main(seconds: float, kinds: tuple[str, ...], keep: Path | None) -> None:
    """Break the storage under the running service, and count what was lost."""
    problems = []
    with tempfile.TemporaryDirectory(prefix="frontdesk-storage-") as temporary:
        for kind in kinds or KINDS:
            folder = (keep or Path(temporary)) / kind
            folder.mkdir(parents=True, exist_ok=True)
            outcome = asyncio.run(KINDS[kind](seconds, folder))
            seen = {"faults": [asdict(one) for one in outcome.seen]}
            click.echo(json.dumps({"on": kind} | seen | outcome.tally.as_dict(), indent=1))
            problems += outcome.problems()
    if problems:
        raise click.ClickException("; ".join(problems))


if __name__ == "__main__":
    main()
