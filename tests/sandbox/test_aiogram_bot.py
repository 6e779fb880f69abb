"""A plain aiogram bot lives against the sandbox."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.server import Sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Any]:
    # Importing aiogram takes two seconds of a processor, in every process that only collects the tests.
    from tests.sandbox.aiogram_bot import running

    async with running(sandbox) as bot:
        yield bot


async def test_commands_buttons_and_edits_of_an_aiogram_bot_work(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    sandbox.people.start(wang, payload="house7")
    card = await sandbox.message(wang, "你好 house7", button="抢单")
    assert card.marked("bold") == ["你好"]
    press = sandbox.people.press(wang, card.id, label="抢单")
    assert await sandbox.toast(press) == "已抢到"
    changed = await sandbox.message(wang, "王芳 处理中")
    assert (changed.id, changed.buttons) == (card.id, [])


async def test_an_aiogram_bot_echoes_and_notices_edits(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    asked = sandbox.people.write(wang, "电梯停了")
    assert (await sandbox.message(wang, "电梯停了")).reply_to == asked
    sandbox.people.edit(wang, asked, "电梯好了")
    await sandbox.message(wang, "改成了 电梯好了")


async def test_an_aiogram_bot_downloads_copies_and_reacts(sandbox, bot):
    wang = sandbox.add_person("王芳").id
    asked = sandbox.people.send(wang, "photo", caption="看")
    answer = await sandbox.message(wang, "收到", media="photo")
    assert answer.reply_to == asked
    await sandbox.until(lambda: sandbox.messages(wang)[0].reactions == {3003: "👍"})


async def test_an_aiogram_bot_reads_groups_and_hears_of_members(sandbox, bot):
    wang, li = sandbox.add_person("王芳").id, sandbox.add_person("李雷").id
    group = sandbox.add_group("前台", members=[wang, 3003]).id
    sandbox.people.write(wang, "/facts@aiogram_bot", chat=group)
    await sandbox.message(group, "前台 2")
    assert [one.text for one in sandbox.messages(group) if one.media] == ["甲", "乙"]
    sandbox.groups.join(group, li)
    await sandbox.message(group, "李雷 member")
    sandbox.groups.leave(group, li, by=wang)
    await sandbox.message(group, "李雷 kicked")
