"""A running sandbox with a bot, a person who pressed Start and a staff group; a bare Bot API client."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.sandbox.server import Sandbox

TOKEN = "1001:AAtest"


@dataclass
class Client:
    """Calls methods the way a curl user would."""

    url: str
    token: str
    session: aiohttp.ClientSession
    extra: dict[str, Any] = field(default_factory=dict)

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the whole answer."""
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as answer:
            body = json.loads(await answer.read())
            assert answer.status == (200 if body["ok"] else body["error_code"])
            return body

    async def __call__(self, method: str, **params: Any) -> Any:
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        body = await self.raw(method, **params)
        assert not body["ok"], body
        return body["description"]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


@pytest.fixture
async def place(sandbox: Sandbox) -> AsyncIterator[SimpleNamespace]:
    async with furnished(sandbox) as place:
        yield place


@asynccontextmanager
async def furnished(sandbox: Sandbox) -> AsyncIterator[SimpleNamespace]:
    """Everything a test needs: `client` speaks for the bot, `wang` has started it, `group` has both."""
    bot = sandbox.add_bot(TOKEN, username="desk_bot", name="Desk")
    wang = sandbox.add_person("王芳", username="wangfang")
    li = sandbox.add_person("李雷")
    group = sandbox.add_group("前台", members=[wang.id, bot.id])
    sandbox.people.start(wang.id)
    bot.updates.drop()
    async with aiohttp.ClientSession() as session:
        yield SimpleNamespace(
            sandbox=sandbox,
            bot=bot,
            wang=wang.id,
            li=li.id,
            group=group.id,
            people=sandbox.people,
            groups=sandbox.groups,
            client=Client(sandbox.url, TOKEN, session),
            session=session,
        )
