"""Two services on one PostgreSQL: a slow send stays its sender's, a dead sender's goes on soon."""

import asyncio

import pytest

from bot.bell import Bell
from bot.channel import Sent
from bot.courier import Courier
from bot.pacing import Pacing
from bot.pauses import Pauses
from handlers import texts
from handlers.desk import Desk
from handlers.messages import Outgoing
from storage import outbox
from storage.records import OutboxState
from tests.storage.make import letter, put

pytestmark = pytest.mark.postgres


class Slow:
    """A channel whose answers come when the test says so."""

    name = "telegram"

    def __init__(self):
        self.sends = 0
        self.answer = asyncio.Event()

    async def send(self, *_message):
        self.sends += 1
        await self.answer.wait()
        return Sent(("1",))


def courier(database, channel, machine_clock):
    desk = Desk({}, texts.load(), None, None, catalogues=texts.load_all())

    def clock():
        return machine_clock().timestamp()

    pacing = Pacing(per_second=30, chat_per_second=1, group_per_minute=20, clock=clock)
    return Courier(channel, database, desk, bell=Bell(), pacing=pacing, pauses=Pauses(clock))


async def test_a_send_of_a_minute_is_nobody_elses_and_that_of_a_dead_service_is_after_its_lease(
    postgres_database, machine_clock
):
    [row] = put(postgres_database, letter("slow", body=Outgoing(text="x").as_json()))
    channel = Slow()
    first, second = (courier(postgres_database, channel, machine_clock) for _ in range(2))
    assert await first.claim() == 1
    for _ in range(60):
        machine_clock.forward(seconds=1)
        assert (await first.claim(), await second.claim()) == (0, 0)
    machine_clock.forward(seconds=outbox.LEASE.total_seconds() + 0.1)  # the first says nothing any more
    assert await second.claim() == 0  # it notes that the outcome is unknown, and lets a second pass
    machine_clock.forward(seconds=1)
    assert await second.claim() == 1
    channel.answer.set()
    await asyncio.gather(first.drain(), second.drain())
    assert channel.sends == 2
    found = await postgres_database.read(lambda work: outbox.get(work, row))
    assert found.state is OutboxState.sent
