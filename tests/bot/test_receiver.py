"""Nothing is confirmed before it is kept, and an emergency is answered even when nothing can be kept."""

import asyncio
import sqlite3
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.channel import FetchFailed
from bot.leadership import Leadership
from storage import inbox, settings

DANGER = "电梯里有人被困了"


def path_of(office):
    return office.url.removeprefix("sqlite:///")


@contextmanager
def locked(office):
    """Somebody else holds the write lock: storage gives up after its patience."""
    other = sqlite3.connect(path_of(office))
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def offsets(office):
    return [
        int(call.params["offset"]) for call in office.sandbox.called("getUpdates") if "offset" in call.params
    ]


async def kept(office):
    return (await office.inbox_counts()).get("todo", 0)


async def test_position_moves_only_after_the_commit(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    with locked(office):
        assert not await office.receive()
        assert not await office.receive()
    assert offsets(office) == []
    assert await kept(office) == 0
    assert await office.receive()
    assert await kept(office) == 1
    await office.receive()
    assert len(set(offsets(office))) == 1


async def test_update_delivered_again_is_kept_once(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    await office.receive()
    assert await office.another_receiver().step(0)
    assert await kept(office) == 1


async def test_new_receiver_goes_on_where_the_last_one_confirmed(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    await office.receive()
    again = office.another_receiver()
    await again.restore()
    await again.step(0)
    assert offsets(office) == [int(await last_position(office)) + 1]


async def last_position(office):
    stored = await office.database.read(lambda work: settings.get(work, "poll.telegram"))
    return stored.split()[0]


async def test_position_older_than_six_days_is_not_trusted(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    await office.receive()
    office.machine.at += timedelta(days=6, seconds=1)
    again = office.another_receiver()
    await again.restore()
    await again.step(0)
    await office.receive()
    assert offsets(office) == []
    assert await kept(office) == 1


async def test_update_of_an_unknown_kind_is_kept_and_finished(office):
    await office.receive()  # the first poll says which kinds are wanted
    office.bot.updates.push("message_reaction", {"chat": {"id": office.wang}, "of_2031": "?"})
    await office.receive()
    assert await kept(office) == 1
    await office.work()
    assert (await office.inbox_counts()).get("done", 1) == 1
    assert await kept(office) == 0


async def test_safety_words_are_queued_with_the_very_commit_that_keeps_the_message(office):
    office.sandbox.people.write(office.wang, DANGER)
    await office.receive()
    await office.deliver()
    assert "0571-0000" in office.said()[0]
    assert await kept(office) == 1


async def test_danger_is_told_from_memory_when_nothing_can_be_kept(office):
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        assert not await office.receive()
        assert "0571-0000" in office.said()[0]
        assert DANGER in office.said(office.group)[0]
    assert offsets(office) == []


async def test_danger_is_told_from_memory_in_the_group_that_the_staff_group_has_become(office):
    new = office.sandbox.groups.upgrade(office.group)
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        assert not await office.receive()
    assert DANGER in office.said(new)[0]


async def test_danger_is_told_from_memory_when_the_commit_fails_at_once(office):
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        assert not await office.another_receiver(patience_s=30).step(0)
    assert "0571-0000" in office.said()[0]


async def chosen_english(office):
    office.sandbox.people.write(office.wang, "/language en")
    await office.receive()
    await office.work()


async def test_danger_is_told_from_memory_in_the_language_that_was_chosen(office):
    await chosen_english(office)
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        assert not await office.receive()
        assert "phone 0571-0000" in office.said()[-1]
        assert "系统暂时无法登记" in office.said(office.group)[0]


async def hangs(look):
    await asyncio.Event().wait()


async def breaks(look):
    raise RuntimeError("nobody has thought of this")


@pytest.mark.parametrize("reading", [hangs, breaks])
async def test_danger_is_told_from_memory_also_when_it_cannot_be_read_who_wrote(office, monkeypatch, reading):
    await chosen_english(office)
    monkeypatch.setattr("bot.from_memory._LOOK_PATIENCE_S", 0.01)
    monkeypatch.setattr(office.database, "read", reading)
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        assert not await office.receive()
    assert "请直接打 0571-0000" in office.said()[-1]


async def test_danger_is_repeated_from_memory_at_most_once_a_minute(office):
    office.sandbox.people.write(office.wang, DANGER)
    with locked(office):
        for _ in range(3):
            await office.receive()
        assert len(office.said()) == 1
        office.machine.pass_(61)
        await office.receive()
        assert len(office.said()) == 2


async def test_danger_that_comes_while_storage_is_stuck_is_seen_behind_it(office, monkeypatch):
    monkeypatch.setattr("bot.receiver._PEEK_EVERY_S", 0.01)
    office.sandbox.people.write(office.wang, "厨房漏水")
    with locked(office):
        receiving = asyncio.create_task(office.receive())
        await office.sandbox.until(lambda: office.sandbox.called("getUpdates"))
        office.sandbox.people.write(office.li, DANGER)
        await receiving
        while not office.said(office.li):
            await office.receive()
    assert offsets(office) == []


async def test_only_private_messages_are_screened(office):
    office.sandbox.people.write(office.wang, DANGER, chat=office.group)
    await office.receive()
    await office.deliver()
    assert office.said(office.group) == []


async def test_typing_is_shown_for_words_but_not_for_a_crowd(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    await office.receive()
    await office.sandbox.until(lambda: office.sandbox.called("sendChatAction"))
    for number in range(6):
        office.sandbox.people.write(office.wang, str(number))
    await office.receive()
    await office.deliver()
    assert len(office.sandbox.called("sendChatAction")) == 1


async def test_failed_poll_is_told_and_confirms_nothing(office):
    office.sandbox.people.write(office.wang, "厨房漏水")
    office.sandbox.faults.add("bad_gateway", method="getUpdates")
    with pytest.raises(FetchFailed):
        await office.receive()
    await office.receive()
    assert await kept(office) == 1


async def test_stop_ends_a_waiting_poll_at_once(office):
    stop = asyncio.Event()
    running = asyncio.create_task(office.receiver.run(stop, Leadership(office.database)))
    office.sandbox.people.write(office.wang, "厨房漏水")
    await office.sandbox.until(lambda: offsets(office))
    stop.set()
    await running
    assert await kept(office) == 1


async def test_lone_surrogates_of_an_update_are_kept_as_they_came(office):
    office.sandbox.people.write(office.wang, "坏\x00字")
    await office.receive()
    (row,) = await office.database.write(lambda work: inbox.claim(work, limit=1, busy=()))
    assert row.raw.isascii()
