"""One contract for every driver, against the sandbox; a second driver is one more name in `DRIVERS`."""

from dataclasses import dataclass

import pytest

from bot.channel import Channel
from bot.channels import CHANNELS
from bot.channels.telegram import DRIVERS
from bot.sandbox.server import Sandbox

TOKEN = "1001:AAcanaryToken_0123456789-abcdefghij"


@dataclass
class Place:
    """A sandbox with a bot, a person who started it, a group with both, and the channel under test."""

    sandbox: Sandbox
    driver: str
    channel: Channel
    bot: object
    wang: int
    li: int
    group: int

    @property
    def chat(self) -> str:
        return str(self.wang)


@pytest.fixture
async def sandbox():
    async with Sandbox() as running:
        yield running


@pytest.fixture(params=DRIVERS)
async def place(request, sandbox):
    bot = sandbox.add_bot(TOKEN, username="desk_bot", name="Desk")
    wang, li = sandbox.add_person("王芳", username="wangfang"), sandbox.add_person("李雷")
    group = sandbox.add_group("前台", members=[wang.id, bot.id])
    sandbox.people.start(wang.id)
    bot.updates.drop()
    channel = CHANNELS["telegram"](token=TOKEN, api=sandbox.url, driver=request.param)
    yield Place(sandbox, request.param, channel, bot, wang.id, li.id, group.id)
    await channel.close()
