"""Whatever Telegram delivers again, in another order or under new numbers: one effect."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import text

from storage import inbox, messages, outbox, people, tickets

KINDS = {
    "text": lambda o: o.sandbox.people.write(o.wang, "厨房水管漏水,3-2-1501"),
    "danger": lambda o: o.sandbox.people.write(o.wang, "5栋着火了!!冒黑烟"),
    "unclear text": lambda o: o.sandbox.people.write(o.wang, "那个事情"),
    "command": lambda o: o.sandbox.people.write(o.wang, "/help"),
    "photo": lambda o: o.sandbox.people.send(o.wang, "photo", caption="厨房水管漏水"),
    "voice": lambda o: o.sandbox.people.send(o.wang, "voice"),
    "video note": lambda o: o.sandbox.people.send(o.wang, "video_note"),
    "animation": lambda o: o.sandbox.people.send(o.wang, "animation"),
    "album": lambda o: o.sandbox.people.album(o.wang, ["厨房水管漏水", "", ""]),
    "sticker": lambda o: o.sandbox.people.sticker(o.wang, "👍"),
    "place": lambda o: o.sandbox.people.location(o.wang, 30.1, 120.2),
    "phone": lambda o: o.sandbox.people.contact(o.wang, "13800000000"),
    "edit": lambda o: o.sandbox.people.edit(o.wang, o.sandbox.people.write(o.wang, "厨房漏"), "厨房水管漏水"),
    "talk in the group": lambda o: o.sandbox.people.write(o.wang, "中午吃什么", chat=o.group),
    "forged press": lambda o: o.bot.updates.push("callback_query", forged(o)),
    "block": lambda o: o.sandbox.people.block(o.wang),
    "kind nobody knows": lambda o: o.bot.updates.push(
        "message_reaction", {"chat": {"id": o.wang}, "of": 2031}
    ),
}
EFFECTS = ("inbox", "outbox", "tickets", "messages", "people", "timers", "journal")


def forged(office):
    chat = {"id": office.wang, "type": "private", "first_name": "王芳"}
    sender = {"id": office.wang, "is_bot": False, "first_name": "王芳"}
    return {"id": "1", "from": sender, "chat_instance": "1", "data": "forged",
            "message": {"message_id": 1, "date": 1, "chat": chat}}  # fmt: skip


async def effects(office):
    def counted(work):
        return {name: work.connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in EFFECTS}

    return await office.database.read(counted)


async def delivered(office):
    """Return what Telegram has to deliver, as it delivers it to somebody who confirms nothing."""
    return list(await office.channel.fetch(None, 0))


@pytest.mark.parametrize("kind", KINDS)
async def test_an_update_delivered_ten_times_has_the_effect_of_one(office, kind):
    await office.receive()  # the first poll says which kinds are wanted
    KINDS[kind](office)
    batch = await delivered(office)
    assert await office.receiver.take(batch)
    await office.work()
    once = await effects(office)
    assert once["inbox"] == len(batch) > 0
    for _ in range(9):
        assert await office.another_receiver().take(batch)
        await office.work()
    assert await effects(office) == once
    counts = await office.inbox_counts()
    assert counts == {"done": len(batch)}


ORDERS = list(permutations(range(4)))


@pytest.mark.parametrize("order", ORDERS[::8])
async def test_in_whatever_order_updates_come_none_is_lost_and_none_counts_twice(office, order):
    first = office.sandbox.people.write(office.wang, "厨房漏")
    office.sandbox.people.edit(office.wang, first, "厨房水管漏水,3-2-1501")
    office.sandbox.people.write(office.li, "客厅灯不亮了,来修一下")
    office.sandbox.people.write(office.li, "2-1-301")
    batch = await delivered(office)
    for at in order:
        assert await office.receiver.take([batch[at]])
        await office.work()
    found = await office.database.read(lambda work: tickets.of_estate(work, "cuiyuan"))
    assert sorted(ticket.chat for ticket in found) == sorted({str(office.wang), str(office.li)})
    kept = [
        message.text
        for ticket in found
        for message in await office.database.read(lambda work, one=ticket.id: messages.of_ticket(work, one))
    ]
    for words in ("厨房水管漏水,3-2-1501", "客厅灯不亮了,来修一下", "2-1-301"):
        assert kept.count(words) == 1


async def test_after_an_idle_week_lower_numbers_are_new_updates(office):
    office.sandbox.people.write(office.wang, "/help")
    await office.receive()
    await office.receive()
    await office.work()
    office.machine.at += timedelta(days=8)
    office.bot.updates.restart_ids(5)
    for words in ("/help", "/help"):
        office.sandbox.people.write(office.li, words)
        again = office.another_receiver()
        await again.restore()
        assert await again.step(0)
        assert await again.step(0)
    await office.work()
    assert await office.inbox_counts() == {"done": 3}


async def test_after_an_idle_week_numbers_that_were_used_before_are_new_updates(office):
    office.sandbox.people.write(office.wang, "5栋着火了!!冒黑烟")
    (before,) = await delivered(office)
    assert await office.another_receiver().step(0)
    await office.work()
    office.machine.pass_(8 * 24 * 3600)
    office.bot.updates.restart_ids(before.position)
    office.sandbox.people.write(office.li, "7栋着火了!!冒黑烟")
    again = office.another_receiver()
    for _ in range(2):
        (batch,) = await delivered(office)
        assert batch.key == before.key
        assert await again.take([batch])
    await office.work()
    assert again.known == 1
    found = await office.database.read(lambda work: tickets.of_estate(work, "cuiyuan"))
    assert {ticket.chat for ticket in found} == {str(office.wang), str(office.li)}
    safety = text("SELECT chat FROM outbox WHERE dedupe_key LIKE 'safety:%' ORDER BY id")
    told = await office.database.read(lambda work: list(work.connection.scalars(safety)))
    assert told == [str(office.wang), str(office.li)]


async def test_the_same_chat_goes_on_within_seconds_of_the_machine_after_a_poison(office):
    office.sandbox.people.write(office.wang, "有毒")
    office.sandbox.people.write(office.wang, "/help")
    await office.receive()
    began, waited = office.machine.at, timedelta()
    while not await office.database.read(outbox.counts):
        await office.work()
        office.machine.pass_(0.5)
        waited = office.machine.at - began
        assert waited < timedelta(minutes=1)
    assert timedelta(seconds=15) <= waited <= timedelta(seconds=16)  # 1 + 2 + 4 + 8
    assert len(await office.database.read(inbox.parked)) == 1
    assert await office.database.read(lambda work: people.by_user(work, "telegram", str(office.wang)))
    assert not await office.database.read(lambda work: messages.pending_of(work, 1))
