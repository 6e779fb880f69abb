"""Sandbox, service and sample estate together: the production Telegram path, only the other side is ours."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from bot import config
from bot.app import App
from bot.config import Config
from bot.demonstration import rota
from bot.demonstration.clock import MovableClock
from bot.demonstration.kept import Kept
from bot.demonstration.roster import (
    MANAGER_CHAT,
    STAFF,
    STAFF_CHAT,
    TEAM_CHAT,
    TOKEN,
    people_the,
    sample_estate,
)
from bot.judging import Judging
from bot.sandbox.page import Beside
from bot.sandbox.server import Sandbox
from handlers.desk import Estate

__all__ = ["MANAGER_CHAT", "STAFF", "STAFF_CHAT", "TEAM_CHAT", "TOKEN", "Stage", "sample_estate", "stage"]

_STARTS_WITHIN_S = 30.0
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story needs: the other side, the clock, where the records are, and whose estates."""

    sandbox: Sandbox
    clock: MovableClock
    database: str
    estates: Mapping[str, Estate]


@asynccontextmanager
async def stage(
    *,
    port: int = 0,
    start: datetime | None = None,
    estates: str | None = None,
    judging: Judging | None = None,
    database: str | None = None,
    kept: Kept | None = None,
    beside: Sequence[Beside] = (),
    environ: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Stage]:
    """Run the sandbox and the service until the block ends.

    `estates` is TOML of other estates than the sample. What is `kept` goes on where it was; without it, and
    without a `database`, everything is new and goes with the block. `beside` stands next to the phones.
    """
    clock = kept.clock if kept else MovableClock(start)
    sandbox = Sandbox(lambda: clock.now().timestamp(), beside=beside, zone=ZONE)
    clock.listen(lambda: sandbox.world.tell("clock"))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frontdesk-demo-")))
        if kept is None or not kept.fill(sandbox):
            people_the(sandbox)
        await sandbox.start(port=port)
        stack.push_async_callback(sandbox.stop)
        if kept is not None:
            await stack.enter_async_context(kept.keeping(sandbox))
        url = database or (kept.database if kept else f"sqlite:///{folder}/frontdesk.db")
        settings = _settings(folder, url, sandbox.url, estates, environ)
        if estates is None:
            (sample,) = settings.estates().values()
            await asyncio.to_thread(rota.lay, url, sample, clock.now)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as running:
            app = App(settings, now=clock.now, judging=judging)
            clock.listen(app.clock_moved)
            running.create_task(app.run(stop))
            try:
                asks = "setWebhook" if settings.telegram.pushes else "getUpdates"
                await sandbox.until(lambda: sandbox.called(asks), _STARTS_WITHIN_S)
                yield Stage(sandbox, clock, url, settings.estates())
            finally:
                stop.set()


def _settings(
    folder: Path, database: str, api: str, estates: str | None, environ: Mapping[str, str]
) -> Config:
    path = folder / "config.toml"
    path.write_text(estates or sample_estate(), encoding="utf-8")
    return config.load(
        path,
        {
            "FRONTDESK__TELEGRAM__TOKEN": TOKEN,
            "FRONTDESK__TELEGRAM__API": api,
            "FRONTDESK__DESK__DATABASE": database,
            **environ,
        },
    )
