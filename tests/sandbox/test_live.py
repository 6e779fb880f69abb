"""Open pages hear of everything, as the page expects it, and none can hold up the others."""

import asyncio
import base64
import json

import aiohttp
import pytest

from bot.sandbox.server import Sandbox


class Page:
    """A page without a browser: what it was told."""

    def __init__(self, socket):
        self.socket = socket

    async def next(self):
        message = await self.socket.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return json.loads(message.data)

    async def change(self, kind):
        """Return the next change of a kind."""
        while True:
            told = await self.next()
            if told["type"] == "change" and told["kind"] == kind:
                return told


@pytest.fixture
async def opened(place):
    sockets = []

    async def open_page(**options):
        socket = await place.session.ws_connect(f"{place.sandbox.url}/sandbox/live", **options)
        sockets.append(socket)
        return Page(socket)

    yield open_page
    for socket in sockets:
        await socket.close()


async def test_a_page_is_told_the_whole_world_first(place, opened):
    place.people.write(place.wang, "水管漏水")
    world = await (await opened()).next()
    assert world["type"] == "world"
    assert [one["first_name"] for one in world["people"]] == ["王芳", "李雷"]
    assert [one["username"] for one in world["bots"]] == ["desk_bot"]
    chats = {chat["key"]: chat for chat in world["chats"]}
    assert set(chats) == {str(place.group), f"{place.wang}:1001", f"{place.li}:1001"}
    wangs = chats[f"{place.wang}:1001"]
    assert (wangs["started"], wangs["blocked"], wangs["kind"]) == (True, False, "private")
    assert [one["text"] for one in wangs["messages"]] == ["/start", "水管漏水"]
    assert not chats[f"{place.li}:1001"]["started"]
    assert chats[str(place.group)]["title"] == "前台"


async def test_every_change_in_a_chat_is_told(place, opened):
    page = await opened()
    own = place.people.write(place.wang, "x")
    told = await page.change("message")
    assert (told["chat"], told["message"]["id"]) == (f"{place.wang}:1001", own)
    place.people.edit(place.wang, own, "y")
    told = await page.change("edit")
    assert told["message"]["text"] == "y"
    assert told["message"]["edit_date"]
    await place.client("sendChatAction", chat_id=place.wang, action="typing")
    assert (await page.change("typing"))["who"] == place.bot.id
    await place.client(
        "setMessageReaction", chat_id=place.wang, message_id=own, reaction=[{"type": "emoji", "emoji": "👀"}]
    )
    assert (await page.change("edit"))["message"]["reactions"] == {str(place.bot.id): "👀"}
    await place.client(
        "pinChatMessage",
        chat_id=place.group,
        message_id=place.people.write(place.wang, "z", chat=place.group),
    )
    assert (await page.change("chat"))["facts"]["pinned"]
    place.people.delete(place.wang, own)
    assert (await page.change("delete"))["id"] == own


async def test_a_press_and_its_answer_name_the_person(place, opened):
    page = await opened()
    buttons = {"inline_keyboard": [[{"text": "接单", "callback_data": "t1"}]]}
    card = await place.client("sendMessage", chat_id=place.group, text="卡片", reply_markup=buttons)
    press = place.people.press(place.wang, card["message_id"], data="t1", chat=place.group)
    told = await page.change("press")
    assert (told["press"], told["person"], told["message"], told["data"]) == (
        press,
        place.wang,
        card["message_id"],
        "t1",
    )
    await place.client("answerCallbackQuery", callback_query_id=press, text="已接单", show_alert=True)
    told = await page.change("answer")
    assert (told["person"], told["text"], told["alert"]) == (place.wang, "已接单", True)
    assert told["chat"] == str(place.group)


async def test_new_people_blocks_upgrades_and_menus_are_told(place, opened):
    page = await opened()
    zhao = place.sandbox.add_person("赵", about="三号楼")
    assert (await page.change("person"))["person"]["about"] == "三号楼"
    assert (await page.change("chat"))["chat"] == f"{zhao.id}:1001"
    place.people.block(place.wang)
    assert (await page.change("chat"))["facts"]["blocked"]
    await place.client("setMyCommands", commands=[{"command": "my", "description": "我的"}])
    assert (await page.change("chat"))["facts"]["commands"] == [{"command": "my", "description": "我的"}]
    old = place.sandbox.add_group("组", kind="group", members=[place.wang, place.bot.id]).id
    new = place.groups.upgrade(old)
    while not (told := await page.change("chat"))["facts"]["moved_to"]:
        pass
    assert (told["chat"], told["facts"]["moved_to"]) == (str(old), new)


async def test_bots_are_not_told_what_the_page_says_about_people(place):
    zhao = place.sandbox.add_person("赵", about="三号楼")
    assert "三号楼" not in json.dumps(zhao.to_json(), ensure_ascii=False)


async def test_faults_that_come_go_and_are_used_up_are_told(place, opened):
    page = await opened()
    place.sandbox.faults.add("slow_down", method="sendMessage", retry_after=3)
    (fault,) = (await page.change("faults"))["faults"]
    assert (fault["kind"], fault["method"], fault["retry_after"]) == ("slow_down", "sendmessage", 3)
    await place.client.refused("sendMessage", chat_id=place.wang, text="x")
    assert (await page.change("faults"))["faults"] == []


async def test_a_moved_clock_is_told_when_its_mover_says_so():
    at = [1000.0]
    async with (
        Sandbox(lambda: at[0], zone="Asia/Shanghai") as sandbox,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{sandbox.url}/sandbox/live") as socket,
    ):
        page = Page(socket)
        world = await page.next()
        assert (world["now"], world["zone"]) == (1000.0, "Asia/Shanghai")
        at[0] = 5000.0
        sandbox.world.tell("clock")
        assert (await page.change("clock"))["now"] == 5000.0


async def test_a_page_that_comes_back_is_told_what_it_missed(place, opened):
    first = await opened()
    await first.next()
    await first.socket.close()
    place.people.write(place.wang, "inzwischen")
    world = await (await opened()).next()
    assert any(m["text"] == "inzwischen" for chat in world["chats"] for m in chat["messages"])


async def test_a_page_that_does_not_read_is_sent_away_and_holds_up_nobody(place, opened):
    place.sandbox.live.most_waiting = 50
    slow, quick = await opened(), await opened()
    await slow.next()
    await quick.next()
    slow.socket._reader._protocol.pause_reading()
    text = "很长的话" * 1000
    for number in range(1500):
        place.people.write(place.wang, f"{number} {text}")
        await quick.change("message")
    assert len(place.sandbox.live._browsers) == 1
    slow.socket._reader._protocol.resume_reading()
    while (await slow.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
        pass


async def test_an_end_of_the_sandbox_does_not_wait_for_open_pages():
    sandbox = await Sandbox().start()
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{sandbox.url}/sandbox/live") as socket,
    ):
        await socket.receive()
        async with asyncio.timeout(3):
            await sandbox.stop()


async def test_what_was_sent_is_shown_and_never_run(place):
    place.people.send(place.wang, "document", content=b"<script>", name="a.html", mime="text/html")
    url = place.sandbox.url + document_of(place)["url"]
    async with place.session.get(url) as answer:
        assert await answer.read() == b"<script>"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with place.session.get(f"{place.sandbox.url}/sandbox/file/nothing") as answer:
        assert answer.status == 404


def document_of(place):
    from bot.sandbox.view import message_view

    chat = place.sandbox.world.chat(place.wang)
    return message_view(chat, chat.messages[chat.last_id])["media"]


async def test_an_album_has_its_own_pictures_and_captions(place):
    contents = [base64.b64encode(one).decode() for one in (b"one", b"two")]
    wanted = {"person": place.wang, "captions": ["hier", ""], "contents": contents}
    async with place.session.post(f"{place.sandbox.url}/sandbox/album", json=wanted) as answer:
        first, second = (await answer.json())["result"]
    chat = place.sandbox.world.chat(place.wang)
    assert chat.messages[first].album == chat.messages[second].album
    async with place.session.get(place.sandbox.url + document_of(place)["url"]) as answer:
        assert await answer.read() == b"two"
    wanted["contents"] = contents[:1]
    async with place.session.post(f"{place.sandbox.url}/sandbox/album", json=wanted) as answer:
        assert answer.status == 400


async def test_only_the_own_page_may_drive_the_sandbox(place):
    url = place.sandbox.url
    foreign = {"Origin": "https://elsewhere.example"}
    body = {"person": place.wang, "text": "x"}
    for headers, status in [(foreign, 403), ({"Origin": "null"}, 403), ({"Origin": url}, 200), ({}, 200)]:
        async with place.session.post(f"{url}/sandbox/write", json=body, headers=headers) as answer:
            assert answer.status == status
    async with place.session.post(f"{url}/demo/anything", headers=foreign) as answer:
        assert answer.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await place.session.ws_connect(f"{url}/sandbox/live", headers=foreign)
    async with place.session.get(f"{url}/bot{place.bot.token}/getMe", headers=foreign) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("[::1]:{port}", 200),
        ("elsewhere.example:{port}", 403),
        ("127.0.0.1.elsewhere.example", 403),
        ("elsewhere.example@127.0.0.1", 403),
        ("192.168.1.5:{port}", 403),
        ("[", 403),
    ],
)
async def test_name_that_was_pointed_at_this_machine_may_not_act(sandbox, host, status):
    named = host.format(port=sandbox.url.rpartition(":")[2])
    headers = {"Host": named, "Origin": f"http://{named}"}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{sandbox.url}/sandbox/presses", headers=headers) as answer:
            assert answer.status == status
        async with session.get(f"{sandbox.url}/sandbox/live", headers=headers) as answer:
            assert (answer.status == 403) == (status == 403)


@pytest.mark.parametrize(("host", "status"), [("192.168.1.5", 200), ("elsewhere.example", 403)])
async def test_sandbox_on_every_address_takes_addresses_but_no_names(host, status):
    sandbox = await Sandbox().start("0.0.0.0")
    port = sandbox.url.rpartition(":")[2]
    async with sandbox, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}/sandbox/presses"
        async with session.post(url, headers={"Host": f"{host}:{port}"}) as answer:
            assert answer.status == status
