"""Everything people do can be driven over HTTP, too, and watched."""

import asyncio
import base64
import json
import sys

import aiohttp
import pytest


async def act(place, name, **arguments):
    async with place.session.post(f"{place.sandbox.url}/sandbox/{name}", json=arguments) as answer:
        return answer.status, json.loads(await answer.read())


async def done(place, name, **arguments):
    status, body = await act(place, name, **arguments)
    assert status == 200, body
    return body["result"]


async def test_another_process_can_play_all_people(place):
    zhao = (await done(place, "add_person", first_name="赵"))["id"]
    group = (await done(place, "add_group", title="组", members=[zhao, place.bot.id]))["id"]
    await done(place, "start", person=zhao)
    await done(place, "write", person=zhao, text="水管漏水", chat=group)
    await done(place, "send", person=zhao, kind="photo", content=base64.b64encode(b"abc").decode())
    markup = {"inline_keyboard": [[{"text": "抢单", "callback_data": "t1"}]]}
    waiting = asyncio.create_task(done(place, "message", chat=group, contains="新工单", button="抢单"))
    await place.client("sendMessage", chat_id=group, text="新工单 1", reply_markup=markup)
    card = await waiting
    assert card["buttons"] == [["抢单"]]
    press = await done(place, "press", person=zhao, message=card["id"], label="抢", chat=group)
    await place.client("answerCallbackQuery", callback_query_id=press, text="好")
    (record,) = await done(place, "presses")
    assert (record["id"], record["data"], record["answer"]["text"]) == (press, "t1", "好")
    assert len(await done(place, "calls", method="sendMessage")) == 1
    assert [one["text"] for one in await done(place, "messages", chat=group)] == ["水管漏水", "新工单 1"]


async def test_faults_limits_and_raw_updates_are_within_reach(place):
    await done(place, "fault", kind="slow_down", method="sendMessage", retry_after=3)
    assert "retry after 3" in await place.client.refused("sendMessage", chat_id=place.wang, text="x")
    await done(place, "limits_on", a_chat_second=1)
    await place.client("sendMessage", chat_id=place.wang, text="x")
    assert "Too Many Requests" in await place.client.refused("sendMessage", chat_id=place.wang, text="x")
    await done(place, "limits_off")
    number = await done(place, "update", kind="something_new", payload={"a": 1})
    assert await done(place, "pending") == [{"update_id": number, "something_new": {"a": 1}}]


async def test_many_messages_go_in_one_request(place):
    many = [{"person": place.wang, "text": str(n)} for n in range(800)]
    assert len(await done(place, "write_many", messages=many)) == 800
    assert len(await done(place, "pending")) == 800


async def test_what_cannot_be_is_said_in_one_sentence(place):
    assert (await act(place, "fly"))[0] == 404
    assert (await act(place, "write", person=1, text="x"))[0] == 400
    assert (await act(place, "write"))[0] == 400
    assert (await act(place, "message", chat=place.wang, contains="never", timeout_s=0.01))[0] == 408
    own = place.people.write(place.wang, "x")
    status, body = await act(place, "press", person=place.wang, message=own, label="好")
    assert status == 400
    assert "no button '好'" in body["error"]


async def test_listeners_hear_of_every_change(place):
    heard = []
    stop = place.sandbox.world.listen(lambda change: heard.append(change.kind))
    own = place.people.write(place.wang, "x")
    sent = await place.client("sendMessage", chat_id=place.wang, text="y")
    await place.client("editMessageText", chat_id=place.wang, message_id=sent["message_id"], text="z")
    await place.client("sendChatAction", chat_id=place.wang, action="typing")
    await place.client(
        "setMessageReaction", chat_id=place.wang, message_id=own, reaction=[{"type": "emoji", "emoji": "👀"}]
    )
    await place.client("deleteMessage", chat_id=place.wang, message_id=sent["message_id"])
    stop()
    place.people.write(place.wang, "unheard")
    assert heard == ["message", "update", "message", "edit", "action", "reaction", "delete"]


async def test_parameters_come_as_query_form_json_or_multipart(place):
    url = f"{place.sandbox.url}/bot{place.bot.token}"
    async with place.session.get(
        f"{url}/SENDMESSAGE", params={"chat_id": place.wang, "text": "查 询"}
    ) as answer:
        assert answer.status == 200
    async with place.session.post(
        f"{url}/sendMessage?chat_id={place.wang}", data={"text": "表单+"}
    ) as answer:
        assert answer.status == 200
    form = aiohttp.FormData({"chat_id": str(place.wang), "caption": "附件", "document": "attach://f"})
    form.add_field("f", b"hello", filename="x.txt", content_type="text/plain")
    async with place.session.post(f"{url}/sendDocument", data=form) as answer:
        document = json.loads(await answer.read())["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("x.txt", 5)
    assert [one.text for one in place.sandbox.messages(place.wang, after=1)] == ["查 询", "表单+", "附件"]
    path = (await place.client("getFile", file_id=document["file_id"]))["file_path"]
    async with place.session.get(f"{place.sandbox.url}/file/bot{place.bot.token}/{path}") as answer:
        assert await answer.read() == b"hello"
    raw = {"data": b"chat_id=1&text=%FF", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}
    async with place.session.post(f"{url}/sendMessage", **raw) as answer:
        assert (
            json.loads(await answer.read())["description"] == "Bad Request: strings must be encoded in UTF-8"
        )


async def test_until_raises_what_never_comes_and_stops_listening(place):
    before = list(place.sandbox.world._listeners)
    with pytest.raises(TimeoutError):
        await place.sandbox.until(lambda: False, timeout_s=0.01)
    assert place.sandbox.world._listeners == before


async def test_the_sandbox_runs_alone_as_a_program():
    program = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "bot.sandbox", "--bot", "1:x"],
        stdout=asyncio.subprocess.PIPE,
    )
    url = (await program.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session, session.get(f"{url}/bot1:x/getMe") as answer:
        assert json.loads(await answer.read())["result"]["id"] == 1
    program.kill()
    await program.wait()
