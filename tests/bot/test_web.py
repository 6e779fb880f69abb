"""Health over HTTP: alive is not yet ready, and ready means that work is done."""

import aiohttp
import pytest

from bot.web import Health, Web


@pytest.fixture
async def web(office):
    health = Health(
        office.database,
        lambda: office.receiver.last_poll,
        clock=office.machine.monotonic,
        now=office.machine.now,
    )
    server = Web(health)
    await server.start("127.0.0.1", 0)
    yield server
    await server.stop()


async def ask(web, path):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{web.port}/{path}") as answer,
    ):
        return answer.status, await answer.json()


async def test_process_is_alive_before_it_is_ready(web):
    assert await ask(web, "healthz") == (200, {"alive": True})
    status, figures = await ask(web, "readyz")
    assert (status, figures["ready"], figures["last_poll_age_s"]) == (503, False, None)


async def test_ready_after_a_poll_and_not_when_polls_stay_away(office, web):
    await office.receive()
    assert (await ask(web, "readyz"))[0] == 200
    office.machine.pass_(121)
    assert (await ask(web, "readyz"))[0] == 503


async def test_old_rows_make_it_unready(office, web):
    await office.put("一")
    office.machine.pass_(301)
    await office.receive()
    status, figures = await ask(web, "readyz")
    assert (status, figures["oldest_outbox_s"], figures["oldest_inbox_s"]) == (503, 301, None)


async def test_database_that_is_gone_makes_it_unready(office, web):
    await office.receive()
    office.database.close()
    status, figures = await ask(web, "readyz")
    assert (status, figures["database"]) == (503, "DatabaseUnavailable")
