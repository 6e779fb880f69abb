"""Several services on one PostgreSQL: one leads, all work, one budget, and nothing is done twice."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import psycopg
import pytest
from structlog.testing import capture_logs

from bot import roll_call
from bot.app import _recover
from bot.bell import Bell
from bot.channel import RawUpdate, Sent
from bot.courier import Courier
from bot.health import CLOCKS_AGREE_TO, Health
from bot.heartbeat import Heartbeat
from bot.leadership import EVERY_S, LASTS, Leadership
from bot.pacing import KEPT_FREE_IN_GROUPS, Pacing
from bot.pauses import Pauses
from bot.receiver import Receiver
from bot.sandbox.server import Sandbox
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from storage import inbox, outbox, settings, timers
from storage.database import Database, LostClaim, SchemaTooNew
from storage.records import InboxState, OutboxState, Priority
from tests.bot.test_app import House
from tests.storage.make import keep, letter, put

pytestmark = pytest.mark.postgres

GROUP = "-100"


class Channel:
    """A channel that takes everything at once and remembers when."""

    name = "telegram"

    def __init__(self, clock, updates=()):
        self.clock = clock
        self.updates = list(updates)
        self.sends = []
        self.asked_after = []

    async def send(self, chat, *_message):
        self.sends.append((chat, self.clock().timestamp()))
        return Sent((str(len(self.sends)),))

    async def fetch(self, after, _wait_s):
        self.asked_after.append(after)
        return self.updates

    def read(self, _raw):
        return None


def desk():
    return Desk({}, texts.load(), None, None, catalogues=texts.load_all())


def clock_of(machine_clock):
    return lambda: machine_clock().timestamp()


def courier(database, channel, machine_clock):
    clock = clock_of(machine_clock)
    pacing = Pacing(per_second=30, chat_per_second=10, group_per_minute=20, clock=clock)
    return Courier(channel, database, desk(), bell=Bell(), pacing=pacing, pauses=Pauses(clock), clock=clock)


async def sent_together(couriers, machine_clock, seconds, step=0.25):
    """Let all claim at the same moment, again and again."""
    for _ in range(round(seconds / step)):
        while any(await asyncio.gather(*(one.claim() for one in couriers))):
            await asyncio.gather(*(one.drain() for one in couriers))
        machine_clock.forward(seconds=step)


def most_within(moments, span):
    return max(sum(start <= moment < start + span for moment in moments) for start in moments)


def to(chat, number, **facts):
    body = Outgoing(text=str(number)).as_json()
    return letter(f"{chat}:{number}", chat=chat, lane=f"{chat}/{number}", body=body, **facts)


# The leader


async def leaders(database, machine_clock):
    both = [Leadership(database, name=name, clock=clock_of(machine_clock)) for name in ("a", "b")]
    for one in both:
        await one.step()
    return both


async def test_one_leads_and_the_next_takes_over_when_it_is_dead(postgres_database, machine_clock):
    first, second = await leaders(postgres_database, machine_clock)
    assert (first.leads, second.leads, second.leader) == (True, False, "a")
    machine_clock.forward(seconds=LASTS.total_seconds() - 1)
    await first.step()
    machine_clock.forward(seconds=2)
    await second.step()
    assert (first.leads, second.leads) == (True, False)
    machine_clock.forward(seconds=LASTS.total_seconds())
    assert not first.leads  # it knows by its own clock, whatever it was held up by
    await second.step()
    assert second.leads
    assert LASTS.total_seconds() + EVERY_S <= 15


async def test_one_that_stops_lets_the_next_lead_at_once(postgres_database, machine_clock):
    first, second = await leaders(postgres_database, machine_clock)
    stop = asyncio.Event()
    stop.set()
    await first.run(stop, Bell())
    await second.step()
    assert (first.leads, second.leads) == (False, True)


async def test_what_a_former_leader_still_fetches_is_not_kept_and_not_confirmed(
    postgres_database, machine_clock
):
    first, second = await leaders(postgres_database, machine_clock)
    channel = Channel(machine_clock, [RawUpdate("7", "100", 7, {"update_id": 7})])
    receiver = Receiver(channel, postgres_database, desk(), now=machine_clock)
    machine_clock.forward(seconds=LASTS.total_seconds())
    await second.step()
    assert not await receiver.step(0, first.confirm)
    assert await postgres_database.read(inbox.counts) == {}
    assert await postgres_database.read(lambda work: settings.get(work, "poll.telegram")) is None
    assert await receiver.step(0, second.confirm)
    assert channel.asked_after == [None, None]
    assert await postgres_database.read(inbox.counts) == {"todo": 1}


async def test_the_leader_alone_calls_the_roll(postgres_database, machine_clock, monkeypatch):
    monkeypatch.setattr(roll_call, "AFTER_TROUBLE_S", 0.0)
    stop, asked, running = asyncio.Event(), [], []
    for one in reversed(await leaders(postgres_database, machine_clock)):
        call = roll_call.RollCall(Channel(machine_clock), postgres_database, desk())

        async def step(name=one.name):
            asked.append(name)
            return 60.0

        call.step = step
        running.append(asyncio.create_task(call.run(stop, one)))
    async with asyncio.timeout(20):
        while not asked:
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*running)
    assert asked == ["a"]


# The budget


async def test_a_group_hears_no_more_from_two_services_than_from_one(postgres_database, machine_clock):
    channel = Channel(machine_clock)
    both = [courier(postgres_database, channel, machine_clock) for _ in range(2)]
    put(postgres_database, *(to(GROUP, number) for number in range(30)))
    await sent_together(both, machine_clock, 20, step=1)
    assert len(channel.sends) == 20 - KEPT_FREE_IN_GROUPS
    urgent = [to(GROUP, f"urgent{number}", priority=Priority.emergency) for number in range(5)]
    put(postgres_database, *urgent)
    await sent_together(both, machine_clock, 1)
    assert len(channel.sends) == 20
    await sent_together(both, machine_clock, 70, step=2)
    assert len(channel.sends) == 35
    assert most_within([at for _, at in channel.sends], 60) <= 20


async def test_all_services_together_keep_to_the_limit_of_the_bot_and_reach_it(
    postgres_database, machine_clock
):
    channel = Channel(machine_clock)
    both = [courier(postgres_database, channel, machine_clock) for _ in range(2)]
    put(postgres_database, *(to(str(number), "x") for number in range(68)))
    await sent_together(both, machine_clock, 3)
    assert len(channel.sends) == 68
    assert most_within([at for _, at in channel.sends], 1) == 27  # the rest is for emergencies
    assert sum(one.waits for one in both) > 0


async def test_many_emergencies_go_first_and_keep_to_the_limit_of_the_bot_too(
    postgres_database, machine_clock
):
    channel = Channel(machine_clock)
    both = [courier(postgres_database, channel, machine_clock) for _ in range(2)]
    put(postgres_database, *(to(f"1{number}", "x") for number in range(40)))
    await sent_together(both, machine_clock, 0.25)
    put(postgres_database, *(to(f"2{number}", "!", priority=Priority.emergency) for number in range(50)))
    await sent_together(both, machine_clock, 4)
    moments = [at for _, at in channel.sends]
    assert most_within(moments, 1) == 30
    assert [chat[0] for chat, _ in channel.sends] == ["1"] * 27 + ["2"] * 50 + ["1"] * 13
    assert moments[76] - moments[27] < 2.5


async def test_what_a_service_was_held_up_with_does_not_go_out_all_together(postgres_database, machine_clock):
    channel = Channel(machine_clock)
    held_up, other = (courier(postgres_database, channel, machine_clock) for _ in range(2))

    stands_still, deliver = asyncio.Event(), held_up._deliver

    async def deliver_later(*letter):
        await stands_still.wait()
        await deliver(*letter)

    async def sleep(seconds):
        machine_clock.forward(seconds=seconds)

    held_up._deliver, held_up._sleep = deliver_later, sleep
    put(postgres_database, *(to(f"1{number}", "x") for number in range(8)))
    assert await held_up.claim() == 8
    machine_clock.forward(seconds=2)
    put(postgres_database, *(to(f"2{number}", "x") for number in range(27)))
    while await other.claim():
        await other.drain()
    stands_still.set()
    await held_up.drain()
    assert len(channel.sends) == 27 + 8
    assert most_within([at for _, at in channel.sends], 1) == 27


async def test_a_service_that_starts_knows_what_was_sent_before(postgres_database, machine_clock):
    channel = Channel(machine_clock)
    put(postgres_database, *(to(GROUP, number) for number in range(30)))
    for _ in range(3):
        await sent_together([courier(postgres_database, channel, machine_clock)], machine_clock, 4)
    assert len(channel.sends) == 20 - KEPT_FREE_IN_GROUPS


async def test_what_was_sent_is_forgotten_when_it_counts_no_more(postgres_database, machine_clock):
    channel = Channel(machine_clock)
    one = courier(postgres_database, channel, machine_clock)
    for round_ in range(3):
        put(postgres_database, to(GROUP, round_))
        await sent_together([one], machine_clock, 0.25)
        machine_clock.forward(seconds=70)
    rows = await postgres_database.read(lambda work: work.connection.exec_driver_sql("SELECT 1 FROM turns"))
    assert len(rows.all()) == 1


async def test_a_message_claimed_before_its_service_was_held_up_is_not_sent_by_it(
    postgres_database, machine_clock
):
    [row] = put(postgres_database, to("100", 1))
    channel = Channel(machine_clock)
    held_up, other = (courier(postgres_database, channel, machine_clock) for _ in range(2))
    assert await held_up.claim() == 1  # and its process is stopped before it sends
    machine_clock.forward(seconds=outbox.LEASE.total_seconds() + 0.1)
    await held_up.drain()
    assert channel.sends == []
    await sent_together([other], machine_clock, 3, step=1)
    assert len(channel.sends) == 1
    assert (await postgres_database.read(lambda work: outbox.get(work, row))).state is OutboxState.sent


# Lanes, timers, and what a start does


async def test_work_that_takes_long_stays_its_workers(postgres_database, machine_clock):
    [row] = keep(postgres_database, ("1", "100"))
    slow, other = (Worker(Channel(None), postgres_database, desk(), bell=Bell()) for _ in range(2))
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def attempt(_row):
        begun.set()
        await go_on.wait()
        await postgres_database.write(lambda work: inbox.done(work, _row.id, _row.attempts))

    slow._attempt = attempt
    assert await slow.claim() == 1
    await begun.wait()
    for _ in range(4):
        machine_clock.forward(seconds=9)
        assert (await slow.claim(), await other.claim()) == (0, 0)
    go_on.set()
    await slow.drain()
    found = await postgres_database.read(lambda work: inbox.get(work, row))
    assert (found.state, found.attempts) == (InboxState.done, 1)


def test_a_unit_whose_claim_is_anothers_by_now_does_not_count(postgres_database, machine_clock):
    keep(postgres_database, ("1", "100"))
    claims = []
    for _ in range(2):
        claims += postgres_database.write_now(lambda work: inbox.claim(work, limit=1, busy=()))
        machine_clock.forward(seconds=inbox.LEASE.total_seconds() + 1)
    late, current = claims

    def unit(work):
        settings.put(work, "effect", "of the late one")
        inbox.done(work, late.id, late.attempts)

    with pytest.raises(LostClaim):
        postgres_database.write_now(unit)
    assert not postgres_database.write_now(
        lambda work: inbox.failed(work, late.id, "late", park_after=1, claim=late.attempts)
    )
    assert postgres_database.read_now(lambda work: settings.get(work, "effect")) is None
    postgres_database.write_now(lambda work: inbox.done(work, current.id, current.attempts))


def test_a_timer_that_another_service_fires_is_passed_by_and_its_failure_counts_once(
    postgres_database, business_clock
):
    postgres_database.write_now(
        lambda work: timers.set(work, kind="k", entity="1", occurrence="o", due=work.now)
    )
    [timer] = postgres_database.read_now(lambda work: timers.due(work, 10))

    with ThreadPoolExecutor(1) as elsewhere:

        def fails(work):
            assert timers.fired(work, timer.id)
            # Another service, in a transaction of its own: it neither waits nor fires.
            assert elsewhere.submit(second).result(timeout=5) is None
            raise ValueError("a bug")

        def second():
            return postgres_database.write_now(lambda work: timers.fired(work, timer.id))

        with pytest.raises(ValueError, match="a bug"):
            postgres_database.write_now(fails)
    for _ in range(2):
        postgres_database.write_now(lambda work: timers.failed(work, timer.id, "a bug", 5, timer.attempts))
    assert postgres_database.read_now(lambda work: timers.get(work, timer.id)).attempts == 1


async def test_a_downtime_is_told_once_and_none_of_a_rolling_restart(
    postgres_database, machine_clock, business_clock
):
    estate = Estate("cuiyuan", "翠园小区", ZoneInfo("Asia/Shanghai"), GROUP, None, "0571-0000")
    of_estate = Desk({"cuiyuan": estate}, texts.load(), None, None, catalogues=texts.load_all())

    def started():
        return Heartbeat(postgres_database, of_estate, clock_of(machine_clock))

    def times_told():
        count = "SELECT count(*) FROM journal"
        return postgres_database.read_now(lambda work: work.connection.exec_driver_sql(count).scalar())

    def passes(**span):
        machine_clock.forward(**span)
        business_clock.forward(**span)

    first = started()
    await first.beat()
    for _ in range(12):  # the second goes down and comes back while the first works on
        passes(minutes=1)
        await first.beat()
    await started().beat()
    assert times_told() == 0
    passes(minutes=11)
    await asyncio.gather(*(started().beat() for _ in range(3)))
    assert times_told() == 1


def test_a_clock_that_is_not_the_servers_is_noticed(postgres_database):
    def differs(seconds):
        wall = partial(datetime.now, UTC)
        return postgres_database.read_now(
            lambda work: postgres_database.clock_differs(
                work, CLOCKS_AGREE_TO, lambda: wall() + timedelta(seconds=seconds)
            )
        )

    assert [differs(seconds) for seconds in (-60, 0, 60)] == [True, False, True]


def test_services_that_start_together_look_after_what_is_due_one_after_the_other(
    postgres_database, postgres_url
):
    other, looks_after = Database.open(postgres_url), _recover(desk())
    first, second = threading.Event(), threading.Event()

    def held(work):
        looks_after(work)
        first.set()
        assert second.wait(20)

    def waits():
        return sql(postgres_url, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")

    with ThreadPoolExecutor(2) as services:
        starts = [services.submit(postgres_database.write_now, held)]
        assert first.wait(20)
        starts.append(services.submit(other.write_now, looks_after))
        while not (waits() or starts[1].done()):
            time.sleep(0.01)
        finished = starts[1].done()
        second.set()
        for start in starts:
            start.result(timeout=20)
    other.close()
    assert not finished


# Whole services


@pytest.fixture
async def house(postgres_url, tmp_path):
    async with Sandbox() as sandbox:
        yield House(sandbox, postgres_url, tmp_path)


@pytest.fixture
async def start(house, judging):
    """Start services; whatever still runs in the end is stopped."""
    started = []

    async def start():
        app, stop = house.app(judging), asyncio.Event()
        started.append((stop, asyncio.create_task(app.run(stop))))
        while not app.port:
            assert not started[-1][1].done(), started[-1][1]
            await asyncio.sleep(0.05)
        return started[-1]

    yield start
    for stop, _ in started:
        stop.set()
    await asyncio.gather(*(task for _, task in started), return_exceptions=True)


def sql(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


async def test_one_of_two_services_polls_and_when_it_stops_the_other_does(house, start):
    with capture_logs() as logs:
        stop, first = await start()
        await start()
        house.sandbox.people.start(house.wang)
        await house.sandbox.message(house.wang, "翠园小区", timeout_s=20)
        led = sql(house.url, "SELECT holder, fence FROM leases")
        stop.set()
        await first
        latest = house.sandbox.messages(house.wang)[-1].id
        house.sandbox.people.write(house.wang, "/help")
        await house.sandbox.message(house.wang, "", after=latest, timeout_s=20)
        [(holder, fence)] = sql(house.url, "SELECT holder, fence FROM leases")
    assert (holder, fence) != led[0]
    assert len([one for one in house.sandbox.messages(house.wang) if one.is_bot]) == 2
    assert "polling failed" not in [entry["event"] for entry in logs]


async def test_a_service_under_which_the_database_is_migrated_ends_and_says_so(house, start):
    [(own,)] = sql(house.url, "SELECT version_num FROM alembic_version")
    database = Database.open(house.url)
    _, running = await start()
    sql(house.url, "UPDATE alembic_version SET version_num = '9999'; NOTIFY frontdesk, 'leases'")
    try:
        with pytest.raises(SchemaTooNew, match="9999, which this version does not know"):
            await asyncio.wait_for(running, 20)
        report = await Health(database, Leadership(database), lambda: 0.0, clock=lambda: 0.0).look()
        assert report.reasons == ("the database has the schema of another version",)
    finally:
        sql(house.url, f"UPDATE alembic_version SET version_num = '{own}'")
        database.close()
