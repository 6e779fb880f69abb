"""The sandbox as one object: state, hands, faults and the HTTP server."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.sandbox import page, saved, watch
from bot.sandbox.api import LARGEST_BODY, BotApi, Call
from bot.sandbox.control import Control
from bot.sandbox.groups import Groups
from bot.sandbox.live import Live
from bot.sandbox.page import Beside
from bot.sandbox.people import People
from bot.sandbox.pushing import Pushing
from bot.sandbox.view import Shown
from bot.sandbox.world import World

T = TypeVar("T")


class Sandbox:
    """A Telegram on this machine: start it, add bots and people, point a bot library at `url`.

    All of it belongs to the event loop it was started in. `now` is the clock of message dates; the page
    shows them in `zone`, "" being that of the browser. `beside` is what stands next to the phones there.
    """

    def __init__(
        self, now: Callable[[], float] = time.time, *, beside: Sequence[Beside] = (), zone: str = ""
    ) -> None:
        self.world = World(now)
        self.beside = beside
        self.people = People(self.world)
        self.groups = Groups(self.world)
        self.api = BotApi(self.world)
        self.pushing = Pushing(self.world)
        self.faults = self.api.faults
        self.limits = self.api.limits
        self.calls = self.api.calls
        self.live = Live(self.world, self.faults, [one.script for one in beside], zone)
        self.add_bot = self.world.add_bot
        self.add_person = self.world.add_person
        self.add_group = self.world.add_group
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen; port 0 takes a free one. `url` is the base address for bot libraries."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[page.guard(host)])
        page.add_routes(app)
        self.live.add_routes(app)
        for one in self.beside:
            one.add_routes(app)
        Control(self.world, self.people, self.groups, self.api).add_routes(app)
        self.api.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        self.pushing.start()
        return self

    async def stop(self) -> None:
        """Let long polls go home, then close every connection."""
        await self.pushing.stop()
        for bot in self.world.bots.values():
            bot.updates.interrupt(None)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def save(self, path: Path) -> None:
        """Write all that stands here to a private file, so that `load` finds it again."""
        saved.write(self.world, path)

    def load(self, path: Path) -> None:
        """Go on from a file that was saved; before anything was added. Raises `saved.Unreadable`."""
        saved.read(self.world, path)

    async def __aenter__(self) -> Self:
        return self if self._runner is not None else await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def called(self, method: str, chat: int | str | None = None) -> list[Call]:
        """Return the calls of a method, oldest first, in one chat or in all."""
        return self.api.called(method, chat)

    def messages(self, chat: int, *, bot: int | None = None, after: int = 0) -> list[Shown]:
        """Return what stands in a chat now: a group's, or the private chat of the person with that id."""
        return watch.messages(self.world, chat, bot=bot, after=after)

    async def message(self, chat: int, contains: str = "", **wanted: Any) -> Shown:
        """Wait for a bot's message with these words; see `watch.message` for what else may be wanted."""
        return await watch.message(self.world, chat, contains=contains, **wanted)

    async def until(self, look: Callable[[], T], timeout_s: float = 5.0) -> T:
        """Return what `look` returns as soon as that is true; asked again after every change."""
        return await watch.until(self.world, look, timeout_s)

    async def toast(self, press: str, timeout_s: float = 5.0) -> str:
        """Wait for the answer to a press and return its text, "" if it had none."""
        answer = await self.until(lambda: self.world.presses[press].answer, timeout_s)
        assert answer is not None
        return answer.text
