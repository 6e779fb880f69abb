"""Health over HTTP: alive is not yet ready, and ready means that work is done; figures tell of nobody."""

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health
from bot.leadership import Leadership
from bot.metrics import Counted, Metrics
from bot.pauses import Pauses
from bot.pushing import Pushes
from bot.web import Web
from bot.webhook import Webhook
from storage import timers

SECRET = "0123456789abcdef"


@pytest.fixture
async def web(office):
    health = Health(
        office.database,
        Leadership(office.database),
        lambda: office.receiver.last_poll,
        clock=office.machine.monotonic,
    )
    pushes = Pushes(office.channel, office.database, address="", secret=SECRET, now=office.machine.now)
    webhook = Webhook(office.channel, office.receiver, SECRET)
    metrics = Metrics(
        Counted(office.receiver, office.courier, Pauses(), Leadership(office.database), pushes, webhook)
    )
    office.database.watch(metrics.wrote)
    server = Web(health, metrics, webhook, "/hook")
    await server.start("127.0.0.1", 0)
    yield server
    await server.stop()


async def fetched(web, path):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{web.port}/{path}") as answer,
    ):
        return answer.status, await answer.text()


async def readiness(web):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{web.port}/readyz") as answer,
    ):
        return answer.status, await answer.json()


async def reasons(web):
    status, told = await readiness(web)
    assert (status == 200) == told["ready"] == (not told["reasons"])
    return told["reasons"]


async def figures(web):
    status, text = await fetched(web, "metrics")
    assert status == 200
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name, *sample.labels.values()] = sample.value
    return found


async def test_process_is_alive_before_it_is_ready(web):
    assert await fetched(web, "healthz") == (200, '{"alive": true}')
    status, told = await readiness(web)
    assert (status, told["ready"], told["last_poll_age_s"]) == (503, False, None)
    assert told["reasons"] == ["the channel has not answered yet"]


async def test_ready_after_a_poll_and_not_when_polls_stay_away(office, web):
    await office.receive()
    assert await reasons(web) == []
    office.machine.pass_(121)
    assert await reasons(web) == ["the channel has not answered for long"]


async def test_old_rows_make_it_unready(office, web):
    await office.put("一")
    office.sandbox.people.write(office.wang, "二")
    await office.receive()
    office.machine.pass_(301)
    await office.receive()
    status, told = await readiness(web)
    assert (status, told["oldest_outbox_s"], told["oldest_inbox_s"]) == (503, 301, 301)
    assert told["reasons"] == ["an update waits too long", "a message waits too long"]


async def test_database_that_is_gone_makes_it_unready(office, web):
    await office.receive()
    office.database.close()
    status, told = await readiness(web)
    assert (status, told["database"]) == (503, "DatabaseUnavailable")


async def test_database_that_can_only_be_read_makes_it_unready_until_it_can_be_written(office, web):
    await office.receive()
    file = Path(office.url.removeprefix("sqlite:///"))
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    assert await reasons(web) == ["the database cannot be written"]
    told = await figures(web)
    assert (told[("frontdesk_database_writable",)], told[("frontdesk_inbox_rows", "todo")]) == (0, 0)
    other.rollback()
    other.close()
    assert await reasons(web) == []


async def test_file_system_that_turned_read_only_makes_it_unready(office, web):
    await office.receive()
    await office.database.write(lambda work: work.connection.exec_driver_sql("PRAGMA query_only = 1"))
    assert await reasons(web) == ["the database cannot be written"]
    assert await fetched(web, "healthz") == (200, '{"alive": true}')


async def test_timer_that_stays_late_makes_it_unready_but_not_a_jump_of_the_clock(office, web):
    due = office.machine.at - timedelta(seconds=90)
    for number in range(2):
        await office.database.write(
            lambda work, n=number: timers.set(work, kind="k", entity=str(n), occurrence="1", due=due)
        )
    await office.receive()
    assert await reasons(web) == []
    office.machine.pass_(29)
    assert await reasons(web) == []
    office.machine.pass_(1)
    assert await reasons(web) == ["a timer is late"]
    assert (await figures(web))[("frontdesk_timer_lag_seconds",)] == 120
    await office.database.write(lambda work: timers.cancel(work, "k", "0"))
    assert await reasons(web) == [], "it goes on with the next"


async def test_figures_count_what_the_service_did(office, web):
    office.sandbox.people.write(office.wang, "厨房水管漏水")
    await office.receive()
    await office.another_receiver().step(0)
    office.sandbox.faults.add("slow_down", method="sendMessage", retry_after=1)
    await office.put("一")
    await office.deliver()
    told = await figures(web)
    assert told[("frontdesk_updates_received_total",)] == 1
    assert told[("frontdesk_inbox_rows", "todo")] == 1
    assert told[("frontdesk_outbox_rows", "todo")] == 1
    assert told[("frontdesk_sends_total", "slow_down")] == 1
    assert told[("frontdesk_sends_total", "sent")] == 0
    assert told[("frontdesk_outbox_oldest_seconds", "update")] == 0
    assert told[("frontdesk_breaker_open",)] == 0
    assert told[("frontdesk_database_write_seconds_count",)] > 0
    assert told[("frontdesk_ready",)] == 1
    office.receiver._after = None
    await office.receive()
    assert (await figures(web))[("frontdesk_updates_duplicate_total",)] == 1


async def test_figures_name_states_and_never_a_chat_or_a_word(office, web):
    office.sandbox.people.write(office.wang, "厨房水管漏水")
    await office.receive()
    await office.work()
    await office.deliver()
    await office.put("三号楼王芳的电话是 13800001111")
    for path in ("metrics", "readyz"):
        _, text = await fetched(web, path)
        assert text.isascii()
        for who in (office.wang, office.li, office.group):
            assert str(abs(who)) not in text
    labels = set(re.findall(r'(\w+)="', (await fetched(web, "metrics"))[1]))
    assert labels == {"state", "priority", "result", "le", "version", "python"}


async def test_several_services_in_one_process_count_apart(office, web):
    other = Metrics(Counted(office.another_receiver(), office.courier, Pauses(), Leadership(office.database)))
    other.wrote(1.0)
    await office.receive()
    assert b"frontdesk_database_write_seconds_count 1.0" in other.text(await web._health.look())
