"""Kill a bot again and again under load, let it finish once, and count: python -m tests.crash.rig --help."""

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from bot.sandbox.server import Sandbox
from tests.crash import echo_bot, ledger, tally
from tests.crash.crowd import Crowd
from tests.crash.town import MANAGER_CHAT, STAFF, STAFF_CHAT, TOKEN, Town, people_the
from tests.crash.victim import Victim

ESTATE = "cuiyuan"
UPTIME_S = (0.3, 1.5)
_LONG_EVERY, _LONG_S = 6, (1.5, 4.0)
# Every so many rounds it is asked to stop first, and killed while it does.
_ASKED_EVERY = 8
_ASKED_PATIENCE_S = 0.5
_DRAINS_WITHIN_S = 180.0
_QUIET_S = 2.0


@dataclass
class Run:
    """How a run went, whatever the bot."""

    bot: str
    seed: int
    kills: int = 0
    asked_first: int = 0
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
            "asked_first": self.asked_first,
            "in_flight_at_kills": len(self.in_flight),
            "exit_code": self.exit_code,
            "seconds": round(self.seconds, 1),
            "drained_s": round(self.drained_s, 1),
            "startup_median_s": round(statistics.median(self.startups_s), 2),
            "round_median_s": round(statistics.median(self.rounds_s), 2),
        }


@dataclass
class Rig:
    """One sandbox, one crowd, one command that is killed `rounds` times."""

    command: list[str]
    environ: dict[str, str]
    town: Town
    crowd: Crowd
    folder: Path
    run: Run

    async def rounds(
        self, number: int, uptime_s: tuple[float, float], after_each: Callable[[], set[tuple[int, int]]]
    ) -> None:
        """Kill it so often at random moments, with people writing all the time.

        The moments count from its first poll, in every second round from its first message: a service that is
        still loading has nothing in its hands yet. Every sixth life is longer, so that it gets on with its work.
        """
        chance = random.Random(self.run.seed)
        for n in range(1, number + 1):
            began = time.monotonic()
            victim = await self._start()
            if n % _LONG_EVERY == 0:
                await asyncio.sleep(chance.uniform(*_LONG_S))
            elif n % 2 == 0:
                await victim.until_it_speaks(self.town)
                await asyncio.sleep(chance.uniform(0.0, uptime_s[1]))
            else:
                await asyncio.sleep(chance.uniform(*uptime_s))
            patience_s = chance.uniform(0, _ASKED_PATIENCE_S)
            if n % _ASKED_EVERY == 0:
                self.run.asked_first += 1
                await victim.ask_then_kill(patience_s)
            else:
                await victim.kill()
            self.run.kills += 1
            self.run.in_flight |= after_each()
            self.run.rounds_s.append(time.monotonic() - began)

    async def clean_run(self, rested: Callable[[], bool]) -> None:
        """Let it live until nothing has been left to do for a while, then ask it to stop."""
        victim = await self._start()
        began = time.monotonic()
        deadline = began + _DRAINS_WITHIN_S
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < _QUIET_S:
            if not (self.town.all_taken() and rested()):
                quiet_since = time.monotonic()
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.2)
        self.run.drained_s = time.monotonic() - began
        self.run.exit_code = await victim.stop()

    async def _start(self) -> Victim:
        victim = await Victim.start(self.command, self.town, self.folder / "bot.log", self.environ)
        self.run.startups_s.append(victim.startup_s)
        return victim


@asynccontextmanager
async def scene(run: Run, folder: Path, *, only_talk: bool = False) -> AsyncIterator[Rig]:
    """Set up sandbox and people; the run knows how long it all took."""
    began = time.monotonic()
    async with Sandbox() as sandbox:
        town = people_the(sandbox)
        yield Rig([], {}, town, Crowd(town, run.seed, only_talk=only_talk), folder, run)
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


async def kill_frontdesk(
    rounds: int,
    seed: int,
    folder: Path,
    database: str | None = None,
    uptime_s: tuple[float, float] = UPTIME_S,
) -> tuple[Run, tally.Tally]:
    """Kill the service; return how it went and what was counted."""
    run = Run("frontdesk", seed)
    url = database or f"sqlite:///{folder}/frontdesk.db"
    config = folder / "config.toml"
    config.write_text(settings(), encoding="utf-8")
    async with scene(run, folder) as rig:
        rig.command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
        rig.environ = {
            "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
            "FRONTDESK__TELEGRAM__API": rig.town.sandbox.url,
            "FRONTDESK__DESK__DATABASE": url,
        }
        async with at_work(rig.crowd):
            await rig.rounds(rounds, uptime_s, lambda: ledger.in_flight(url, folder))
        await rig.clean_run(lambda: ledger.drained(url))
    return run, tally.count(url, rig.town, rig.crowd, folder / "bot.log")


async def kill_echo(
    rounds: int, seed: int, folder: Path, uptime_s: tuple[float, float] = UPTIME_S
) -> tuple[Run, dict[str, int]]:
    """Kill the plain bot with the same up-times; return how it went, and what was written, lost, doubled."""
    run = Run("python-telegram-bot run_polling", seed)
    async with scene(run, folder, only_talk=True) as rig:
        rig.command = [sys.executable, echo_bot.__file__, rig.town.sandbox.url, TOKEN]
        async with at_work(rig.crowd):
            await rig.rounds(rounds, uptime_s, set)
        said_before = 0

        def rested() -> bool:
            nonlocal said_before
            more, said_before = rig.town.said.total() > said_before, rig.town.said.total()
            return not more

        await rig.clean_run(rested)
    echoed = Counter[str]()
    for (_, text), times in rig.town.said.items():
        echoed[text] += times
    written = rig.town.written
    return run, {
        "updates": len(written),
        "lost": sum(echoed[text] == 0 for text in written),
        "duplicates": sum(max(0, echoed[text] - 1) for text in written),
    }


def settings() -> str:
    """Return the configuration: Telegram's pace is off, and what usually takes hours takes seconds."""
    staff = "".join(
        f'[[estates.staff]]\ntelegram = {number}\nname = "{name}"\nrole = "{role}"\n'
        for (number, name), role in zip(STAFF.items(), ("staff", "staff", "lead", "manager"), strict=True)
    )
    return f"""
[telegram.limits]
per_second = 2000
chat_per_second = 1000
group_per_minute = 60000
[web]
listen = "127.0.0.1:0"
[[estates]]
key = "{ESTATE}"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = {STAFF_CHAT}
manager_chat = {MANAGER_CHAT}
duty_phone = "0571-0000"
[estates.clock]
join_messages_s = 1
join_media_s = 1
join_at_most_s = 3
page_emergency_min = [0.05, 0.2]
page_urgent_min = [0.1]
suspect_wait_s = 2
revisit_after_h = 0
revisit_remind_h = 0.002
revisit_close_h = 0.004
question_lapses_min = 5
silent_after_human_min = 0
{staff}"""


@click.command()
@click.option("--rounds", default=60, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--database", help="Address of an empty PostgreSQL database; otherwise a SQLite file.")
@click.option("--bot", type=click.Choice(["frontdesk", "echo"]), default="frontdesk", show_default=True)
@click.option(
    "--uptime", nargs=2, type=float, default=UPTIME_S, show_default=True, help="Seconds after the first poll."
)
@click.option("--keep", type=click.Path(path_type=Path), help="Leave database and log in this folder.")
def main(
    rounds: int, seed: int, database: str | None, bot: str, uptime: tuple[float, float], keep: Path | None
) -> None:
    """Kill a bot again and again under load, let it finish once, and count what was lost."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-crash-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if bot == "echo":
            run, figures = asyncio.run(kill_echo(rounds, seed, folder, uptime))
            click.echo(json.dumps(run.as_dict() | figures, indent=1))
            return
        run, found = asyncio.run(kill_frontdesk(rounds, seed, folder, database, uptime))
        click.echo(json.dumps(run.as_dict() | found.as_dict(), indent=1))
        problems = found.problems(len(run.in_flight))
        if problems:
            raise click.ClickException("; ".join(problems))


if __name__ == "__main__":
    main()
