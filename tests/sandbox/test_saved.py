"""A sandbox that was stopped or died goes on where it was saved."""

import asyncio
import pickle
from types import SimpleNamespace

import aiohttp
import pytest

from bot.sandbox import saved
from bot.sandbox.saved import Unreadable
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import TOKEN, Client


@pytest.fixture
async def again(place, tmp_path):
    """Save the place when called and open it in a new sandbox."""
    path = tmp_path / "world"
    running = []

    async def restart():
        place.sandbox.save(path)
        sandbox = Sandbox()
        sandbox.load(path)
        running.append(await sandbox.start())
        return SimpleNamespace(sandbox=sandbox, client=Client(sandbox.url, TOKEN, place.session))

    yield restart
    for sandbox in running:
        await sandbox.stop()


async def test_what_stood_in_the_chats_stands_there_again(place, again):
    card = await place.client("sendMessage", chat_id=place.group, text="卡片")
    place.people.write(place.wang, "好", chat=place.group, reply_to=card["message_id"])
    place.people.send(place.wang, "photo", content=b"picture", caption="hier")
    await place.client("setMyCommands", commands=[{"command": "my", "description": "我的"}])
    after = await again()
    for chat in (place.group, place.wang):
        assert after.sandbox.messages(chat) == place.sandbox.messages(chat)
    assert (await after.client("getMyCommands"))[0]["command"] == "my"
    (photo,) = [
        u["message"]["photo"] for u in await after.client("getUpdates") if "photo" in u.get("message", {})
    ]
    path = (await after.client("getFile", file_id=photo[-1]["file_id"]))["file_path"]
    async with aiohttp.request("GET", f"{after.sandbox.url}/file/bot{TOKEN}/{path}") as answer:
        assert await answer.read() == b"picture"


async def test_pending_updates_presses_and_blocks_survive(place, again):
    buttons = {"inline_keyboard": [[{"text": "接单", "callback_data": "t1"}]]}
    card = await place.client("sendMessage", chat_id=place.group, text="卡片", reply_markup=buttons)
    press = place.people.press(place.wang, card["message_id"], data="t1", chat=place.group)
    place.people.start(place.li)
    place.people.block(place.li)
    before = place.bot.updates.pending()
    after = await again()
    assert "blocked" in await after.client.refused("sendMessage", chat_id=place.li, text="x")
    assert await after.client("getUpdates") == before
    assert await after.client("answerCallbackQuery", callback_query_id=press, text="好")


async def test_numbers_jump_ahead_of_what_may_not_have_been_saved(place, again):
    own = place.people.write(place.wang, "x")
    update = place.bot.updates.pending()[-1]["update_id"]
    file = place.sandbox.world.files.add("photo", b"1").file_id
    after = await again()
    lost = place.people.write(place.wang, "never saved")
    people = after.sandbox.people
    assert people.write(place.wang, "y") > own + 1000 > lost
    assert after.sandbox.world.bot().updates.pending()[-1]["update_id"] > update + 1000
    assert after.sandbox.world.files.add("photo", b"2").file_id > file
    assert after.sandbox.add_person("新").id > place.li + 1000


async def test_a_long_poll_under_way_does_not_hinder_saving(place, again):
    poll = asyncio.create_task(place.bot.updates.poll(0, 10, 5))
    await asyncio.sleep(0)
    after = await again()
    place.bot.updates.interrupt(None)
    await poll
    assert not after.sandbox.world.bot().updates.polling


async def test_the_file_is_private_and_replaced_as_a_whole(place, tmp_path):
    path = tmp_path / "world"
    path.write_text("old")
    place.sandbox.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: b"sandbox 0 0123456789abcdef\n" + content, "not saved by this version"),
        (lambda _: b"", "not saved by this version"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (lambda content: content.split(b"\n")[0] + b"\n" + pickle.dumps({}), "not complete"),
    ],
)
async def test_another_version_and_a_broken_file_are_refused_in_a_sentence(place, tmp_path, spoil, words):
    path = tmp_path / "world"
    place.sandbox.save(path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Unreadable, match=words):
        Sandbox().load(path)


async def test_a_file_that_others_could_have_written_is_not_opened(place, tmp_path):
    path = tmp_path / "world"
    place.sandbox.save(path)
    path.chmod(0o666)
    with pytest.raises(Unreadable, match="others"):
        Sandbox().load(path)


def test_a_changed_class_is_another_version(monkeypatch):
    before = saved._header()
    monkeypatch.setattr(saved, "Topic", saved.Press)
    assert saved._header() != before
