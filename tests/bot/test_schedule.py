"""Due timers fire once; one that fails neither blocks the others nor goes on for ever."""

import asyncio

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.testing import capture_logs

from bot import heartbeat
from bot.bell import Bell
from bot.schedule import Schedule
from handlers.staff import questions
from storage import settings, timers


@pytest.fixture
def schedule(office):
    return Schedule(office.database, office.desk)


async def set_timer(office, kind, entity, seconds):
    due = office.machine.now().timestamp() + seconds
    at = office.machine.now().fromtimestamp(due, office.machine.now().tzinfo)
    await office.database.write(
        lambda work: timers.set(work, kind=kind, entity=entity, occurrence="1", due=at)
    )


async def waiting(office):
    return await office.database.read(timers.next_due)


async def test_timer_waits_for_its_moment_and_fires_once(office, schedule):
    await set_timer(office, questions.TIMER, "1", 60)
    assert await schedule.tick() == 0
    office.machine.pass_(60)
    assert await schedule.tick() == 1
    assert await schedule.tick() == 0


async def test_heartbeat_that_cannot_be_read_keeps_no_timer_waiting(office, schedule):
    await office.database.write(lambda work: settings.put(work, heartbeat.NAME, "of 2031"))
    await set_timer(office, questions.TIMER, "1", 0)
    with capture_logs() as logs:
        assert await schedule.tick() == 1
    assert [entry["event"] for entry in logs] == ["the heartbeat failed"]


async def test_all_that_fell_due_while_nobody_looked_is_done_in_one_tick(office, schedule):
    for number in range(250):
        await set_timer(office, questions.TIMER, str(number), number)
    office.machine.pass_(10_000)
    assert await schedule.tick() == 250
    assert await waiting(office) is None


async def test_failing_timer_is_tried_again_then_parked_and_blocks_nobody(office, schedule):
    await set_timer(office, "of_2031", "1", 0)
    await set_timer(office, questions.TIMER, "1", 0)
    with capture_logs() as logs:
        assert await schedule.tick() == 2
        for seconds in (1, 2, 4, 8):
            assert await schedule.tick() == 0
            office.machine.pass_(seconds)
            assert await schedule.tick() == 1
    assert [entry["parked"] for entry in logs if entry["event"] == "a timer failed"] == [False] * 4 + [True]
    office.machine.pass_(10_000)
    assert await schedule.tick() == 0


async def test_clock_ticks_until_it_is_stopped(office, schedule, monkeypatch):
    monkeypatch.setattr("bot.schedule.TICK_S", 0.01)
    await set_timer(office, questions.TIMER, "1", 0)
    fired = asyncio.Event()

    async def watched():
        looked_at = await Schedule.tick(schedule)
        if looked_at:
            fired.set()
        return looked_at

    monkeypatch.setattr(schedule, "tick", watched)
    stop, bell = asyncio.Event(), Bell()
    running = asyncio.create_task(schedule.run(stop, bell))
    await fired.wait()
    stop.set()
    bell.ring(frozenset({"timers"}))
    await running
    assert await waiting(office) is None


async def test_a_tick_that_a_sleep_of_the_machine_makes_late_is_never_dropped(schedule, monkeypatch):
    """The scheduler's own default drops what is a second late."""
    kept, add_job = {}, AsyncIOScheduler.add_job

    def keep(self, *args, **options):
        kept.update(options)
        return add_job(self, *args, **options)

    monkeypatch.setattr(AsyncIOScheduler, "add_job", keep)
    stop = asyncio.Event()
    stop.set()
    await schedule.run(stop, Bell())
    assert (kept["misfire_grace_time"], kept["coalesce"]) == (None, True)
