"""The proxy does what it says: what is done is done, what is lost is lost, and whoever comes early is seen."""

import asyncio
import random

import pytest
from aiohttp import ClientError, ClientSession

from bot.sandbox.server import Sandbox
from tests.chaos.mischief import CALM, Mischief, Weather, drawn, forecast
from tests.chaos.proxy import Proxy
from tests.crash.tally import Tally

pytestmark = pytest.mark.crash

TOKEN = "42:proxy"


@pytest.fixture
async def behind():
    """A sandbox behind a proxy, with one person who can be written to."""
    async with Sandbox() as sandbox:
        sandbox.add_bot(TOKEN, username="proxy_bot")
        wang = sandbox.add_person("王芳")
        sandbox.people.start(wang.id)
        async with Proxy(sandbox.url, 1) as proxy:
            yield sandbox, proxy, wang.id


async def said(proxy, chat):
    """Send one message; return the status of the answer, None where there was no whole answer."""
    async with ClientSession() as client:
        call = client.post(f"{proxy.url}/bot{TOKEN}/sendMessage", data={"chat_id": str(chat), "text": "在"})
        try:
            async with call as answer:
                await answer.json()
                return answer.status
        except (ClientError, ValueError):
            return None


def only(monkeypatch, mischief):
    monkeypatch.setattr("tests.chaos.proxy.drawn", lambda *_: mischief)


@pytest.mark.parametrize(
    ("mischief", "status", "arrived"),
    [
        (Mischief.none, 200, 1),
        (Mischief.drip, 200, 1),
        (Mischief.reset, None, 0),
        (Mischief.lose_answer, None, 1),
        (Mischief.cut_answer, None, 1),
        (Mischief.half_json, None, 1),
        (Mischief.slow_down, 429, 0),
        (Mischief.bad_gateway, None, 0),
        (Mischief.unavailable, None, 0),
    ],
)
async def test_what_happens_to_a_call(behind, monkeypatch, mischief, status, arrived):
    sandbox, proxy, wang = behind
    only(monkeypatch, mischief)
    assert await said(proxy, wang) == status
    assert sum(message.is_bot for message in sandbox.messages(wang)) == arrived
    assert proxy.happened[mischief] == 1


async def test_who_writes_before_the_time_that_was_told_is_seen(behind, monkeypatch):
    _, proxy, wang = behind
    only(monkeypatch, Mischief.slow_down)
    monkeypatch.setattr("tests.chaos.proxy._RETRY_AFTER_S", (1, 1))
    await said(proxy, wang)
    only(monkeypatch, Mischief.none)
    await said(proxy, wang)  # may have been on its way
    assert proxy.early == []
    await asyncio.sleep(0.6)
    await said(proxy, wang)
    assert [(method, chat) for method, chat, _ in proxy.early] == [("sendmessage", str(wang))]
    await asyncio.sleep(0.5)
    await said(proxy, wang)
    assert len(proxy.early) == 1


async def test_when_nobody_is_there_connections_are_refused_until_they_are_back(behind):
    _, proxy, wang = behind
    await proxy.turn(Weather("away", away=True))
    assert await said(proxy, wang) is None
    await proxy.turn(CALM)
    assert await said(proxy, wang) == 200


def test_a_seed_tells_the_whole_weather():
    days = [forecast(random.Random(7), 300.0) for _ in range(2)]
    assert days[0] == days[1]
    assert sum(span for _, span in days[0]) == pytest.approx(300.0)
    assert {weather.name for weather, _ in days[0]} == {"mixed", "storm", "away"}


def test_nobody_is_asked_for_fewer_answers_to_presses():
    chance, storm = random.Random(1), Weather("storm", share=1.0, storm=True)
    assert {drawn(chance, storm, "sendmessage") for _ in range(200)} == {Mischief.slow_down}
    assert Mischief.slow_down not in {drawn(chance, storm, "answercallbackquery") for _ in range(500)}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Tally(duplicates=5), []),
        (Tally(duplicates=6), ["6 duplicates, of which only 5 can be explained"]),
        (Tally(bad_updates_lost=1), ["updates_lost: 1"]),
        (Tally(unknown_messages=1), ["1 messages of which nobody knows whether they came"]),
    ],
)
def test_a_count_says_what_is_not_as_promised(found, says):
    assert found.problems(in_flight=5) == says
