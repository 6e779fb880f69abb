"""What is sent, in which order, how often, and what becomes of what cannot be sent."""

import pytest
from structlog.testing import capture_logs

from bot import settling
from storage import outbox, people, tickets
from storage.records import Delivery, Link, NewTicket, OutboxState, Priority


async def state(office, row):
    return (await office.outbox(row)).state


async def ticket(office):
    at = office.machine.now()

    def unit(work):
        person = people.seen(
            work, channel="telegram", user=str(office.wang), chat=str(office.wang), name="王芳", language=None
        )
        return tickets.open(
            work,
            NewTicket(
                estate="cuiyuan",
                local_date=at.date(),
                kind="request",
                reporter=person.id,
                channel="telegram",
                chat=str(office.wang),
                staff_chat=str(office.group),
                words="x",
                received_at=at,
            ),
        ).id

    return await office.database.write(unit)


async def test_sent_row_knows_the_message_it_became(office):
    row = await office.put("一", ticket=await ticket(office), role="card")
    await office.deliver()
    assert await state(office, row) is OutboxState.sent
    (shown,) = [one for one in office.sandbox.messages(office.wang) if one.is_bot]
    from storage import links

    found = await office.database.read(
        lambda work: links.by_message(work, "telegram", str(office.wang), str(shown.id))
    )
    assert isinstance(found, Link)
    assert found.role == "card"


async def test_order_holds_in_a_lane_through_failures(office):
    office.sandbox.faults.add("drop", method="sendMessage")
    office.sandbox.faults.add("slow_down", method="sendMessage", retry_after=2)
    for text in "一二三":
        await office.put(text)
    await office.deliver(seconds=20)
    assert office.said() == ["一", "二", "三"]


async def test_chat_that_is_told_to_wait_rests_alone_and_no_shorter(office):
    office.sandbox.faults.add("slow_down", chat=office.wang, retry_after=7)
    await office.put("一")
    await office.put("二", chat=office.li)
    await office.deliver(seconds=6.5)
    assert (office.said(), office.said(office.li)) == ([], ["二"])
    await office.deliver(seconds=2)
    assert office.said() == ["一"]
    assert len(office.sandbox.called("sendMessage", office.wang)) == 2


async def test_a_row_that_was_claimed_while_its_chat_was_told_to_wait_is_not_sent(office):
    row = await office.put("一")
    office.courier._pauses.slowed(str(office.wang), 7)
    await office.deliver(seconds=6.5)
    assert office.sandbox.called("sendMessage", office.wang) == []
    await office.deliver(seconds=1)
    assert await state(office, row) is OutboxState.sent


async def test_rest_is_known_after_a_restart(office):
    office.sandbox.faults.add("slow_down", chat=office.wang, retry_after=7)
    await office.put("一")
    await office.deliver()
    resting = await office.database.read(lambda work: outbox.resting(work, "telegram"))
    assert (resting[str(office.wang)] - office.machine.now()).total_seconds() == 7


@pytest.mark.parametrize("restarted", [False, True])
async def test_three_chats_told_to_wait_stop_the_whole_bot_across_a_restart(office, restarted):
    more = [office.sandbox.add_person(name) for name in ("甲", "乙")]
    for person in more:
        office.sandbox.people.start(person.id)
    for person in (office.wang, office.li, more[0].id):
        office.sandbox.faults.add("slow_down", chat=person, retry_after=7)
        await office.put(f"给{person}", chat=person)
        await office.deliver()
    if restarted:
        office.restart_courier()
    await office.put("丁", chat=more[1].id)
    await office.put("🚨", chat=office.group, priority=Priority.emergency)
    await office.deliver(seconds=6)
    assert (office.said(more[1].id), office.said(office.group)) == ([], ["🚨"])
    await office.deliver(seconds=3)
    assert office.said(more[1].id) == ["丁"]


async def test_lost_answer_gives_at_most_two_copies_of_what_must_arrive(office):
    office.sandbox.faults.add("lose_answer", method="sendMessage", times=-1)
    row = await office.put("单号 001")
    await office.deliver(seconds=120)
    assert office.said() == ["单号 001"] * 2
    assert await state(office, row) is OutboxState.unknown


async def test_lost_answer_parks_what_may_be_sent_once_only(office):
    office.sandbox.faults.add("lose_answer", method="sendMessage")
    row = await office.put("请评价", klass=Delivery.at_most_once, priority=Priority.survey)
    with capture_logs() as logs:
        await office.deliver(seconds=120)
    assert [one["outbox"] for one in logs if "is parked" in one["event"]] == [row]
    assert office.said() == ["请评价"]
    assert await state(office, row) is OutboxState.unknown


async def test_row_that_was_being_sent_when_the_process_died_follows_its_class(office):
    once = await office.put("请评价", klass=Delivery.at_most_once)
    must = await office.put("单号 001", chat=office.li)
    await office.database.write(lambda work: outbox.claim(work, limit=9, busy=(), resting=()))
    await office.database.write(lambda work: settling.recover(office.desk, work))
    await office.deliver(seconds=5)
    assert (await state(office, once), office.said()) == (OutboxState.unknown, [])
    assert (await state(office, must), office.said(office.li)) == (OutboxState.sent, ["单号 001"])


async def test_staff_are_told_of_a_survey_whose_fate_nobody_knows_after_a_death(office):
    of = await ticket(office)
    await office.put("请评价", ticket=of, role="revisit", klass=Delivery.at_most_once)
    await office.database.write(lambda work: outbox.claim(work, limit=9, busy=(), resting=()))
    await office.database.write(lambda work: settling.recover(office.desk, work))
    await office.deliver(seconds=5)
    assert office.said() == []
    assert [text for text in office.said(office.group) if "请打电话确认" in text]


async def test_edit_changes_the_message_of_its_role(office):
    of = await ticket(office)
    await office.put("旧卡", ticket=of, role="card")
    await office.put("新卡", ticket=of, role="card", edit_role="card", klass=Delivery.edit)
    await office.deliver(seconds=3)
    assert office.said() == ["新卡"]


async def test_equal_edit_counts_as_sent(office):
    of = await ticket(office)
    await office.put("卡", ticket=of, role="card")
    row = await office.put("卡", key="again", ticket=of, role="card", edit_role="card", klass=Delivery.edit)
    await office.deliver(seconds=3)
    assert await state(office, row) is OutboxState.sent


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("card", "message to edit not found"),
        ("card", "MESSAGE_ID_INVALID"),
        ("receipt", "message can't be edited"),
        ("board", "MESSAGE_EDIT_TIME_EXPIRED"),
    ],
)
async def test_what_cannot_be_edited_is_posted_anew_and_later_edits_find_that(office, role, why):
    chat = office.group if role == "board" else office.wang
    about = {"role": role, "chat": chat} | ({"ticket": await ticket(office)} if role != "board" else {})
    await office.put("旧", pin=role == "board", **about)
    await office.deliver()
    office.sandbox.faults.add("refuse", method="editMessageText", description=f"Bad Request: {why}")
    for text in ("新", "最新"):
        await office.put(
            text, edit_role=role, klass=Delivery.edit, pin=role == "board", coalesce=role, **about
        )
        await office.deliver(seconds=3)
    old, new = [one for one in office.sandbox.messages(chat) if one.is_bot and one.text]
    assert (old.text, new.text) == ("旧", "最新")
    assert new.pinned is (role == "board")


async def test_equal_edit_counts_as_sent_in_the_other_words_for_it_too(office):
    of = await ticket(office)
    await office.put("卡", ticket=of, role="card")
    office.sandbox.faults.add(
        "refuse", method="editMessageText", description="Bad Request: MESSAGE_NOT_MODIFIED"
    )
    row = await office.put("卡", key="again", ticket=of, role="card", edit_role="card", klass=Delivery.edit)
    await office.deliver(seconds=3)
    assert (await state(office, row), office.said()) == (OutboxState.sent, ["卡"])


async def test_a_change_that_becomes_a_new_message_comes_twice_at_most(office):
    of = await ticket(office)
    office.sandbox.faults.add("lose_answer", method="sendMessage", times=-1)
    row = await office.put("新", ticket=of, role="card", edit_role="card", klass=Delivery.edit)
    await office.deliver(seconds=60)
    assert (await state(office, row), office.said()) == (OutboxState.unknown, ["新"] * 2)


async def test_edit_without_a_message_is_sent_and_reply_finds_its_role(office):
    of = await ticket(office)
    await office.put("卡", ticket=of, role="card", edit_role="card", klass=Delivery.edit)
    await office.put("提醒", ticket=of, reply_role="card")
    await office.deliver(seconds=3)
    card, hint = [one for one in office.sandbox.messages(office.wang) if one.is_bot]
    assert hint.reply_to == card.id


async def test_emergency_overtakes_a_backlog(office):
    for number in range(200):
        person = office.sandbox.add_person(f"业主{number}")
        office.sandbox.people.start(person.id)
        await office.put(f"通知{number}", chat=person.id)
    await office.courier.claim()
    await office.courier.drain()
    await office.put("🚨", chat=office.group, priority=Priority.emergency)
    await office.courier.claim()
    await office.courier.drain()
    assert office.said(office.group) == ["🚨"]


async def test_emergency_does_not_wait_for_slow_answers_to_others(office):
    office.sandbox.faults.add("delay", delay_s=0.3, times=8)
    for number in range(8):
        person = office.sandbox.add_person(f"业主{number}")
        office.sandbox.people.start(person.id)
        await office.put(f"通知{number}", chat=person.id)
    assert await office.courier.claim() == 8
    await office.sandbox.until(lambda: len(office.sandbox.calls) >= 0)
    await office.put("普通", chat=office.li)
    assert await office.courier.claim() == 0
    await office.put("🚨", chat=office.group, priority=Priority.emergency)
    assert await office.courier.claim() == 1
    await office.courier.drain()


async def test_owner_who_blocked_the_bot_gets_nothing_queued_and_others_do(office):
    office.sandbox.people.block(office.wang)
    first, second = await office.put("一"), await office.put("二", key="k2")
    other = await office.put("三", chat=office.li)
    await office.deliver(seconds=3)
    states = [await state(office, row) for row in (first, second, other)]
    assert states == [OutboxState.unreachable, OutboxState.cancelled, OutboxState.sent]


async def test_refused_message_is_parked_and_the_lane_goes_on(office):
    office.sandbox.faults.add("refuse", method="sendMessage", description="Bad Request: not enough rights")
    row = await office.put("一")
    await office.put("二")
    await office.deliver(seconds=3)
    assert await state(office, row) is OutboxState.parked
    assert office.said() == ["二"]


async def test_row_that_cannot_be_read_does_not_stop_the_others(office):
    row = await office.put("一")
    await office.put("二", chat=office.li)

    def spoil(work):
        work.connection.exec_driver_sql("UPDATE outbox SET body = '{}' WHERE id = ?", (row,))

    await office.database.write(spoil)
    await office.deliver(seconds=2)
    assert await state(office, row) is OutboxState.parked
    assert office.said(office.li) == ["二"]


async def test_nothing_is_lost_in_an_outage_and_nothing_is_hammered(office):
    host, port = office.sandbox.url.removeprefix("http://").split(":")
    for text in "一二三":
        await office.put(text)
    others = [office.sandbox.add_person(f"业主{number}").id for number in range(12)]
    for person in others:
        office.sandbox.people.start(person)
        await office.put(f"给{person}", chat=person)
    await office.sandbox.stop()
    with capture_logs() as logs:
        await office.deliver(seconds=120)
    tries = [entry for entry in logs if entry["event"] == "a message was not sent"]
    assert {entry["failure"] for entry in tries} == {"not_sent"}
    assert len(tries) < 30
    await office.sandbox.start(host, int(port))
    await office.deliver(seconds=130)
    assert office.said() == ["一", "二", "三"]
    assert [office.said(person) for person in others] == [[f"给{person}"] for person in others]


async def many(office, **values):
    """Put one message for each of twenty people; return their rows by person."""
    people = [office.sandbox.add_person(f"业主{number}").id for number in range(20)]
    for person in people:
        office.sandbox.people.start(person)
    return {person: await office.put(f"给{person}", chat=person, **values) for person in people}


@pytest.mark.parametrize("fault", ["bad_gateway", "drop"])
async def test_half_an_hour_of_trouble_or_silence_costs_no_message_that_must_arrive(office, fault):
    office.sandbox.faults.add(fault, times=-1)
    rows = await many(office)
    await office.deliver(seconds=1800, step=5)
    tried = len(office.sandbox.called("sendMessage"))
    office.sandbox.faults.clear()
    await office.deliver(seconds=70)
    assert [office.said(person) for person in rows] == [[f"给{person}"] for person in rows]
    assert tried <= 8  # those that were on their way together; after them only questions
    assert len(office.sandbox.called("getMe")) < 60


@pytest.mark.parametrize("fault", ["bad_gateway", "drop", "lose_answer"])
async def test_trouble_never_doubles_what_may_come_once_and_parks_only_what_was_on_its_way(office, fault):
    office.sandbox.faults.add(fault, times=-1)
    rows = await many(office, klass=Delivery.at_most_once, priority=Priority.survey)
    await office.deliver(seconds=1800, step=5)
    office.sandbox.faults.clear()
    await office.deliver(seconds=70)
    states = [await state(office, row) for row in rows.values()]
    assert 1 <= states.count(OutboxState.unknown) <= 8
    assert states.count(OutboxState.sent) == len(rows) - states.count(OutboxState.unknown)
    assert all(len(office.said(person)) <= 1 for person in rows)


@pytest.mark.parametrize("fault", ["bad_gateway", "drop"])
async def test_an_emergency_that_waited_out_the_trouble_is_out_within_five_seconds(office, fault):
    office.sandbox.faults.add(fault, times=-1)
    await office.put("一")
    await office.deliver(seconds=600, step=5)
    row = await office.put("🚨", chat=office.group, priority=Priority.emergency)
    await office.deliver(seconds=300, step=1)
    office.sandbox.faults.clear()
    assert len(office.sandbox.called("sendMessage", office.group)) == 0
    await office.deliver(seconds=5)
    assert await state(office, row) is OutboxState.sent


async def test_a_channel_that_answers_questions_but_takes_no_message_gets_one_at_a_time(office):
    office.sandbox.faults.add("bad_gateway", method="sendMessage", times=-1)
    rows = await many(office)
    await office.deliver(seconds=600, step=1)
    assert len(office.sandbox.called("sendMessage")) < 40
    office.sandbox.faults.clear()
    await office.deliver(seconds=70)
    assert [office.said(person) for person in rows] == [[f"给{person}"] for person in rows]


async def test_person_is_written_to_once_a_second_and_group_keeps_its_minute(office):
    office.sandbox.limits._clock = office.machine.monotonic
    office.sandbox.limits.turn_on()
    for number in range(25):
        await office.put(f"卡{number}", chat=office.group, lane=f"lane{number}")
        await office.put(f"信{number}", lane=f"person{number}")
    await office.deliver(seconds=59)
    assert len(office.said(office.group)) == 17
    assert len(office.said()) == 25
    await office.put("🚨", chat=office.group, priority=Priority.emergency)
    await office.deliver()
    assert office.said(office.group)[-1] == "🚨"
    assert [call.status for call in office.sandbox.called("sendMessage") if call.status != 200] == []


@pytest.mark.parametrize("fault", ["drop", "lose_answer", "bad_gateway", "slow_down", "refuse"])
async def test_no_failure_puts_token_or_words_into_log_or_row(office, fault):
    from tests.bot.conftest import TOKEN

    office.sandbox.faults.add(fault, method="sendMessage", times=-1)
    row = await office.put("门锁密码1234")
    with capture_logs() as logs:
        await office.deliver(seconds=30)
    told = f"{logs}{(await office.outbox(row)).error}"
    assert TOKEN not in told
    assert "1234" not in told.replace(str(row), "")


async def test_more_new_cards_than_a_minute_holds_are_told_of_within_seconds(office):
    for n in range(40):
        card = {"chat": office.group, "ticket": await ticket(office), "role": "card"}
        await office.put(f"单{n}", priority=Priority.receipt, **card)
    await office.deliver(seconds=1.5)
    told = [text for text in office.said(office.group) if "卡片随后到" in text]
    assert sum(text.count("▪") for text in told) == 40
    await office.put("着火了", chat=office.group, role="card", priority=Priority.emergency)
    await office.put("查看", chat=office.group, ticket=39, priority=Priority.receipt)
    await office.deliver(seconds=4)
    behind = office.said(office.group)[len(told) :]
    assert [text for text in behind if text in ("着火了", "单38", "查看")] == ["着火了", "单38", "查看"]
