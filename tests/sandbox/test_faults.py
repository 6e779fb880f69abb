"""Faults come when they are asked for, and every call is on record."""

import aiohttp
import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.limits import Limits


async def test_the_next_calls_to_one_chat_are_told_to_slow_down(place):
    place.people.start(place.li)
    place.sandbox.faults.add("slow_down", method="sendMessage", chat=place.wang, times=2, retry_after=7)
    slow = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    await place.client("sendMessage", chat_id=place.li, text="x")
    for _ in range(2):
        assert await place.client.raw("sendMessage", chat_id=place.wang, text="x") == slow
    await place.client("sendMessage", chat_id=place.wang, text="x")
    assert [call.status for call in place.sandbox.called("sendMessage", place.wang)] == [429, 429, 200]


async def test_a_dropped_connection_does_nothing_and_a_lost_answer_does_it(place):
    before = len(place.sandbox.messages(place.wang))
    place.sandbox.faults.add("drop")
    with pytest.raises(aiohttp.ClientError):
        await place.client.raw("sendMessage", chat_id=place.wang, text="never")
    assert len(place.sandbox.messages(place.wang)) == before
    place.sandbox.faults.add("lose_answer")
    with pytest.raises(aiohttp.ClientError):
        await place.client.raw("sendMessage", chat_id=place.wang, text="there")
    assert place.sandbox.messages(place.wang)[-1].text == "there"
    assert [call.status for call in place.sandbox.called("sendMessage")] == [0, 200]


async def test_a_bad_gateway_answers_with_a_page_and_a_refusal_with_your_words(place):
    place.sandbox.faults.add("bad_gateway")
    async with place.session.get(f"{place.sandbox.url}/bot{place.bot.token}/getMe") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    place.sandbox.faults.add("refuse", code=403, description="Forbidden: no")
    assert await place.client.refused("getMe") == "Forbidden: no"
    assert (await place.client("getMe"))["username"] == "desk_bot"


async def test_a_fault_for_any_method_spares_polling_and_lasts_until_it_is_cleared(place):
    place.sandbox.faults.add("bad_gateway", times=-1)
    assert await place.client("getUpdates") == []
    for _ in range(3):
        async with place.session.get(f"{place.sandbox.url}/bot{place.bot.token}/getMe") as answer:
            assert answer.status == 502
    place.sandbox.faults.clear()
    await place.client("getMe")


async def test_a_delay_waits_and_then_does_it(place):
    place.sandbox.faults.add("delay", delay_s=0.05)
    await place.client("sendMessage", chat_id=place.wang, text="x")
    assert place.sandbox.called("sendMessage")[0].took_s >= 0.05


def refused_after(limits, chat):
    with pytest.raises(ApiError) as caught:
        limits.check(1, "sendmessage", chat)
    return caught.value.parameters["retry_after"]


def test_the_pace_is_one_a_second_a_chat_and_twenty_a_minute_a_group():
    clock = [0.0]
    limits = Limits(lambda: clock[0])
    limits.check(1, "sendmessage", "5")
    limits.turn_on()
    limits.check(1, "sendmessage", "5")
    assert refused_after(limits, "5") == 1
    limits.check(1, "sendchataction", "5")
    for _ in range(20):
        clock[0] += 1
        limits.check(1, "editmessagetext", "-7")
    clock[0] += 1
    assert refused_after(limits, "-7") == 40
    limits.check(1, "sendmessage", "5")


def test_thirty_a_second_is_the_most_in_all():
    limits = Limits(lambda: 0.0)
    limits.turn_on()
    for chat in range(30):
        limits.check(1, "sendmessage", str(chat))
    assert refused_after(limits, "99") == 1
    limits.check(2, "sendmessage", "99")
