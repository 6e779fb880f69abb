"""getUpdates keeps what is not confirmed, and lets only one poll live."""

import asyncio

import aiohttp

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def waiting(place):
    await place.sandbox.until(lambda: place.bot.updates.polling)


async def test_updates_stay_until_a_higher_offset_confirms_them(place):
    for text in "abc":
        place.people.write(place.wang, text)
    first = await place.client("getUpdates")
    assert texts(first) == ["a", "b", "c"]
    assert texts(await place.client("getUpdates", offset=first[0]["update_id"])) == ["a", "b", "c"]
    assert texts(await place.client("getUpdates", offset=first[1]["update_id"], limit=1)) == ["b"]
    assert texts(await place.client("getUpdates")) == ["b", "c"]
    assert await place.client("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert await place.client("getUpdates", offset=first[0]["update_id"]) == []


async def test_a_negative_offset_forgets_all_but_the_last(place):
    for text in "abc":
        place.people.write(place.wang, text)
    assert texts(await place.client("getUpdates", offset=-1)) == ["c"]
    assert texts(await place.client("getUpdates")) == ["c"]


async def test_update_ids_rise_and_a_limit_outside_1_to_100_means_100(place):
    ids = [place.people.write(place.wang, str(n)) for n in range(150)]
    assert len(ids) == 150
    updates = await place.client("getUpdates", limit=1000)
    numbers = [update["update_id"] for update in updates]
    assert len(numbers) == 100
    assert numbers == list(range(numbers[0], numbers[0] + 100))


async def test_a_long_poll_returns_as_soon_as_something_comes(place):
    poll = asyncio.create_task(place.client("getUpdates", timeout=30))
    await waiting(place)
    place.people.write(place.wang, "da")
    assert texts(await poll) == ["da"]


async def test_a_second_poll_ends_the_first_with_409(place):
    first = asyncio.create_task(place.client.raw("getUpdates", timeout=30))
    await waiting(place)
    second = asyncio.create_task(place.client("getUpdates", timeout=30))
    assert (await first) == {"ok": False, "error_code": 409, "description": CONFLICT}
    place.people.write(place.wang, "x")
    assert texts(await second) == ["x"]


async def test_a_poll_whose_client_died_loses_nothing(place):
    async with aiohttp.ClientSession() as dying:
        url = f"{place.sandbox.url}/bot{place.bot.token}/getUpdates?timeout=30"
        poll = asyncio.create_task(dying.get(url))
        await waiting(place)
        poll.cancel()
    place.people.write(place.wang, "x")
    assert texts(await place.client("getUpdates", timeout=5)) == ["x"]


async def test_a_request_that_breaks_off_does_nothing_and_makes_no_noise(place, caplog):
    host, port = place.sandbox.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /bot{place.bot.token}/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    writer.write(f'{head}Content-Length: 100\r\n\r\n{{"chat_id":'.encode())
    await writer.drain()
    await place.client("getMe")
    writer.transport.abort()
    await place.client("getMe")
    await place.client("getMe")
    assert [record.message for record in caplog.records] == []
    assert place.sandbox.called("sendMessage") == []


async def test_allowed_updates_are_remembered_and_leave_kinds_out(place):
    await place.client("getUpdates", allowed_updates=["message"])
    own = place.people.write(place.wang, "x")
    place.people.edit(place.wang, own, "y")
    assert [set(update) - {"update_id"} for update in await place.client("getUpdates")] == [{"message"}]
    await place.client("getUpdates", allowed_updates=[])
    place.people.edit(place.wang, own, "z")
    place.people.react(place.wang, own, "👍")
    kinds = [set(update) - {"update_id"} for update in await place.client("getUpdates")]
    assert kinds == [{"message"}, {"edited_message"}], "reactions only come when they are named"


async def test_a_webhook_stops_get_updates_until_it_is_deleted(place):
    await place.client("setWebhook", url="https://example.com/hook", secret_token="s")
    assert (await place.client("getWebhookInfo"))["url"] == "https://example.com/hook"
    assert "webhook is active" in await place.client.refused("getUpdates")
    place.people.write(place.wang, "x")
    await place.client("deleteWebhook")
    assert texts(await place.client("getUpdates")) == ["x"]
    await place.client("deleteWebhook", drop_pending_updates=True)
    assert await place.client("getUpdates") == []


async def test_update_ids_may_begin_anew_and_updates_come_twice(place):
    place.people.write(place.wang, "x")
    (update,) = await place.client("getUpdates")
    place.bot.updates.push_again(update)
    assert texts(await place.client("getUpdates")) == ["x", "x"]
    place.bot.updates.restart_ids(5)
    place.people.write(place.wang, "y")
    assert [update["update_id"] for update in await place.client("getUpdates")] == [5]


async def test_a_lone_surrogate_from_a_person_arrives_escaped(place):
    place.people.write(place.wang, "a\ud800b")
    assert texts(await place.client("getUpdates")) == ["a\ud800b"]


async def test_eight_hundred_messages_are_written_and_read_back_in_order(place):
    for number in range(800):
        place.people.write(place.wang, f"消息 {number}")
    seen, offset = [], 0
    while updates := await place.client("getUpdates", offset=offset):
        seen += texts(updates)
        offset = updates[-1]["update_id"] + 1
    assert seen == [f"消息 {number}" for number in range(800)]
