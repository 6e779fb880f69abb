"""The real service as a process, for what only a process shows: start, memory, an emergency behind a backlog."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox.server import Sandbox
from handlers.messages import Outgoing
from storage import outbox
from storage.database import Database
from storage.records import Delivery, NewOutbox, Priority
from storage.work import Work
from tests.crash.service import settings
from tests.crash.town import OWNERS, STAFF_CHAT, TOKEN, Town, people_the
from tests.crash.victim import Victim

_PACE_OFF = "per_second = 2000\nchat_per_second = 1000\ngroup_per_minute = 60000\n"


@asynccontextmanager
async def serving(
    folder: Path, *, limits: bool = False, backlog: int = 0, driver: str = "ptb"
) -> AsyncIterator[tuple[Town, Victim]]:
    """Run the service against a sandbox; with `limits` both keep Telegram's pace."""
    url = f"sqlite:///{folder}/frontdesk.db"
    database = Database.open(url, create=True)
    database.write_now(lambda work: fill(work, backlog))
    database.close()
    config = folder / "config.toml"
    config.write_text(settings().replace(_PACE_OFF, "") if limits else settings(), encoding="utf-8")
    async with Sandbox() as sandbox:
        town = people_the(sandbox)
        for owner in OWNERS:
            sandbox.people.start(owner)
        sandbox.world.bot().updates.drop()
        if limits:
            sandbox.limits.turn_on()
        environ = {
            "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
            "FRONTDESK__TELEGRAM__API": sandbox.url,
            "FRONTDESK__TELEGRAM__DRIVER": driver,
            "FRONTDESK__DESK__DATABASE": url,
        }
        command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
        victim = await Victim.start(command, town, folder / "bot.log", environ)
        try:
            yield town, victim
        finally:
            await victim.kill()


def fill(work: Work, count: int) -> None:
    """Queue so many ordinary messages, half of them to the staff's group."""
    for n in range(count):
        chat = STAFF_CHAT if n % 2 else OWNERS[n % len(OWNERS)]
        outbox.put(
            work,
            NewOutbox(
                dedupe_key=f"backlog:{n}",
                channel="telegram",
                chat=str(chat),
                ticket=None,
                klass=Delivery.must_arrive,
                priority=Priority.update,
                body=Outgoing(text=f"第 {n} 条").as_json(),
                role=None,
                origin=None,
                lane=f"backlog/{n}",
            ),
        )


async def first_poll(folder: Path, driver: str) -> tuple[float, float]:
    """Return the seconds from the start to the first poll, with a database that exists, and those of a processor."""
    async with serving(folder, driver=driver) as (_, victim):
        return victim.startup_s, _processor_s(victim.process.pid)


async def idle_memory(folder: Path, driver: str) -> float:
    """Return the resident memory in MiB, once everything is loaded and nothing is left to do."""
    async with serving(folder, driver=driver) as (town, victim):
        town.sandbox.people.write(OWNERS[0], "厨房水管漏水了,3-2-1501")
        await town.sandbox.message(OWNERS[0], "已记下", timeout_s=30)
        await asyncio.sleep(2)
        return _resident_mib(victim.process.pid)


def _processor_s(process: int) -> float:
    # Behind the name, which may hold anything: what was spent in the program is the 12th, in the kernel the 13th.
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mib(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def emergencies(folder: Path, backlog: int, count: int) -> tuple[float, float, int]:
    """Return the medians until the safety text and until the card, and how many rows still waited at the end."""
    words, cards = [], []
    async with serving(folder, limits=True, backlog=backlog) as (town, _):
        box = town.sandbox
        await asyncio.sleep(5)
        for owner in OWNERS[:count]:
            began = time.perf_counter()
            box.people.write(owner, f"我被困在电梯里了,{owner}号")
            await box.message(owner, "不要扒门", timeout_s=60)
            words.append(time.perf_counter() - began)
            await box.message(STAFF_CHAT, f"{owner}号", timeout_s=60)
            cards.append(time.perf_counter() - began)
            await asyncio.sleep(2)
        sent = sum(text.startswith("第 ") for _, text in town.said)
    return statistics.median(words), statistics.median(cards), backlog - sent


def help_time() -> float:
    """Return the seconds that --help takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, capture_output=True)
    return time.perf_counter() - began


def python_time() -> float:
    """Return the seconds that a Python which does nothing takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    return time.perf_counter() - began
