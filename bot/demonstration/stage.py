"""Sandbox, service and sample estate together: the production Telegram path, only the other side is ours."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from bot import config
from bot.app import App
from bot.config import Config
from bot.demonstration.clock import MovableClock
from bot.judging import Judging
from bot.sandbox.server import Sandbox

TOKEN = "4200:sandbox"  # noqa: S105 - opens nothing but the sandbox
_STARTS_WITHIN_S = 30.0
STAFF_CHAT, MANAGER_CHAT, TEAM_CHAT = -1001, -1002, -1003
STAFF = {2001: "王工", 2002: "小陈", 2003: "李主管", 2004: "赵经理"}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story needs: the other side, the clock, and where the records are."""

    sandbox: Sandbox
    clock: MovableClock
    database: str


@asynccontextmanager
async def stage(
    *,
    port: int = 0,
    start: datetime | None = None,
    estates: str | None = None,
    judging: Judging | None = None,
    database: str | None = None,
) -> AsyncIterator[Stage]:
    """Run the sandbox and the service until the block ends.

    `estates` is TOML of other estates than the sample; without a `database` there is a new one that goes
    with the block.
    """
    clock = MovableClock(start)
    with tempfile.TemporaryDirectory(prefix="frontdesk-demo-") as folder:
        database = database or f"sqlite:///{folder}/frontdesk.db"
        async with Sandbox(lambda: clock.now().timestamp()) as sandbox:
            if port:
                await sandbox.stop()
                await sandbox.start(port=port)
            people_the(sandbox)
            settings = _settings(Path(folder), database, sandbox.url, estates)
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as running:
                running.create_task(App(settings, now=clock.now, judging=judging).run(stop))
                try:
                    await sandbox.until(lambda: sandbox.called("getUpdates"), _STARTS_WITHIN_S)
                    yield Stage(sandbox, clock, database)
                finally:
                    stop.set()


def people_the(sandbox: Sandbox) -> None:
    """Give the sandbox its bot, its staff and their groups."""
    bot = sandbox.add_bot(TOKEN, username="frontdesk_bot", name="翠园前台")
    for number, name in STAFF.items():
        sandbox.add_person(name, number=number)
        sandbox.people.start(number)
    members = [*STAFF, bot.id]
    sandbox.add_group("翠园 前台", members=members, number=STAFF_CHAT)
    sandbox.add_group("翠园 经理", members=[2003, 2004, bot.id], number=MANAGER_CHAT)
    sandbox.add_group("翠园 工程", members=members, number=TEAM_CHAT)


def sample_estate() -> str:
    """Return the configuration of the sample estate, as TOML."""
    return files("bot.demonstration").joinpath("estate.toml").read_text(encoding="utf-8")


def _settings(folder: Path, database: str, api: str, estates: str | None) -> Config:
    path = folder / "config.toml"
    path.write_text(estates or sample_estate(), encoding="utf-8")
    return config.load(
        path,
        {
            "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
            "FRONTDESK__TELEGRAM__API": api,
            "FRONTDESK__DESK__DATABASE": database,
        },
    )
