"""The address is set, kept and taken back; nobody's is taken away unnoticed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.channel import Failure
from bot.pushing import Pushes, fetch_again
from storage import settings

OURS = "http://127.0.0.1:9/ours"
OTHERS = "https://elsewhere.example/canary"
SECRET = "0123456789abcdef"


def pushes(office):
    return Pushes(
        office.channel,
        office.database,
        address=OURS,
        secret=SECRET,
        now=office.machine.now,
        clock=office.machine.monotonic,
    )


async def remembered(office):
    return await office.database.read(lambda work: settings.get(work, "pushed.telegram"))


async def test_address_is_set_with_its_secret_and_remembered(office):
    here = pushes(office)
    assert here.trouble == "no address is set yet"
    assert await here.step()
    assert office.bot.webhook["url"] == OURS
    assert office.bot.webhook["secret_token"] == SECRET
    assert await remembered(office) == OURS
    assert here.trouble == ""
    assert here.last_look == office.machine.monotonic()


async def test_address_is_set_as_soon_as_the_network_is_there(office, monkeypatch):
    monkeypatch.setattr("bot.pushing.jittered", lambda *_: 0.0)
    monkeypatch.setattr("bot.pushing.LOOK_EVERY_S", 0.0)
    office.sandbox.faults.add("drop", method="getWebhookInfo", times=2)
    office.sandbox.faults.add("bad_gateway", method="setWebhook", times=2)
    stop = asyncio.Event()
    running = asyncio.create_task(pushes(office).run(stop))
    await office.sandbox.until(lambda: office.bot.webhook)
    stop.set()
    await running
    assert len(office.sandbox.called("setWebhook")) == 3


async def test_start_takes_over_from_another_address_and_says_so(office):
    office.bot.webhook = {"url": OTHERS}
    with structlog.testing.capture_logs() as logs:
        assert await pushes(office).step()
    assert office.bot.webhook["url"] == OURS
    assert [line["log_level"] for line in logs] == ["warning", "info"]
    assert "canary" not in str(logs)


async def test_address_that_another_program_sets_later_is_left_to_it_and_makes_it_unready(office):
    here = pushes(office)
    await here.step()
    office.bot.webhook = {"url": OTHERS}
    assert await here.step()
    assert office.bot.webhook["url"] == OTHERS
    assert here.trouble == "another program has the updates pushed to itself"


async def test_address_that_was_deleted_is_set_again(office):
    here = pushes(office)
    await here.step()
    office.bot.webhook = {}
    assert await here.step()
    assert office.bot.webhook["url"] == OURS


async def test_trouble_of_the_channel_makes_it_unready_while_updates_wait(office):
    here = pushes(office)
    office.sandbox.people.write(office.wang, "厨房漏水")
    await here.step()
    await office.sandbox.until(lambda: "last_error_date" in office.bot.webhook)
    await here.step()
    assert (here.seen.waiting, here.trouble) == (1, "the channel cannot push")
    here._now = lambda: datetime.now(UTC) + timedelta(minutes=6)
    assert here.trouble == ""


async def test_refusal_is_told_and_not_taken_for_done(office):
    office.sandbox.faults.add("refuse", method="setWebhook", description="Bad Request: bad webhook")
    here = pushes(office)
    with structlog.testing.capture_logs() as logs:
        assert not await here.step()
    assert here.trouble
    assert logs[-1]["failure"] is Failure.permanent
    assert SECRET not in str(logs)


async def test_polling_takes_back_the_webhook_that_this_service_set_and_loses_nothing(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    await pushes(office).step()
    await fetch_again(office.channel, office.database, "")
    assert office.bot.webhook == {}
    await office.receive()
    assert (await office.inbox_counts())["todo"] == 1


@pytest.mark.parametrize(("address", "after"), [(OTHERS, {}), ("", {"url": OTHERS})])
async def test_polling_takes_back_the_configured_address_and_no_other(office, address, after):
    office.bot.webhook = {"url": OTHERS}
    with structlog.testing.capture_logs() as logs:
        await fetch_again(office.channel, office.database, address)
    assert office.bot.webhook == after
    assert "canary" not in str(logs)


async def test_receiver_that_is_refused_because_of_a_webhook_asks_for_it_back(office, monkeypatch):
    asked = []

    async def back():
        asked.append(office.bot.webhook)
        office.bot.webhook = {}

    monkeypatch.setattr("bot.receiver.jittered", lambda *_: 0.0)
    office.receiver._fetch_again = back
    office.bot.webhook = {"url": OTHERS}
    office.sandbox.people.write(office.wang, "厨房漏水")
    assert await office.receiver._round(0, lambda _: None) == 1
    assert await office.receiver._round(1, lambda _: None) == 0
    assert asked == [{"url": OTHERS}]


async def test_storage_that_is_gone_takes_nothing_back(office):
    office.bot.webhook = {"url": OTHERS}
    office.database.close()
    await fetch_again(office.channel, office.database, OTHERS)
    assert office.bot.webhook == {"url": OTHERS}
