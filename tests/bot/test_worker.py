"""One update fails, others go on; order holds per chat; a press is answered once."""

from dataclasses import replace

from structlog.testing import capture_logs

from handlers import router
from handlers.refusals import Refused
from storage import inbox

POISON = "毒药"


async def write(office, *texts, person=None):
    for text in texts:
        office.sandbox.people.write(person or office.wang, text)
    await office.receive()


async def parked(office):
    return await office.database.read(inbox.parked)


async def work_until_parked(office):
    for seconds in (1, 2, 4, 8, 8):
        await office.work()
        office.machine.pass_(seconds)


async def test_message_is_routed_and_answered(office):
    await write(office, "/help")
    await office.work()
    await office.deliver()
    assert len(office.said()) == 1
    assert (await office.inbox_counts()).get("todo", 0) == 0


async def test_poison_is_parked_after_five_attempts_and_others_go_on(office):
    await write(office, POISON)
    await write(office, "/help", person=office.li)
    await office.work()
    await office.deliver()
    assert len(office.said(office.li)) == 1
    with capture_logs() as logs:
        await work_until_parked(office)
    (row,) = await parked(office)
    assert row.attempts == 5
    assert [entry["inbox"] for entry in logs if entry["log_level"] == "error"] == [row.id]


async def test_lane_behind_a_parked_row_goes_on(office):
    await write(office, POISON, "/help")
    await office.work()
    await office.deliver()
    assert office.said() == []
    await work_until_parked(office)
    await office.deliver()
    assert len(office.said()) == 1


async def test_trace_of_a_bug_names_places_and_no_words(office):
    await write(office, POISON)
    with capture_logs() as logs:
        await work_until_parked(office)
    (row,) = await parked(office)
    assert row.error.startswith("RuntimeError\n")
    assert "tests/bot/conftest.py:" in row.error
    assert POISON not in row.error
    assert POISON not in str(logs)


async def test_replayed_row_is_worked_off_once_the_rule_is_mended(office):
    await write(office, POISON)
    await work_until_parked(office)
    (row,) = await parked(office)
    await office.database.write(lambda work: inbox.replay(work, row.id))
    office.worker._desk = replace(office.desk, judge=lambda _: office.desk.judge("你好"))
    await office.work()
    assert await parked(office) == []
    assert (await office.inbox_counts()).get("todo", 0) == 0


async def test_messages_of_a_chat_are_answered_in_their_order(office):
    await write(office, "/help", "/start", "/my")
    await office.work()
    await office.deliver(seconds=5)
    first = office.said()
    await write(office, "/help", "/start", "/my", person=office.li)
    await office.work()
    await office.deliver(seconds=5)
    assert len(first) == 3
    assert office.said(office.li) == first


async def test_bug_in_one_unit_undoes_all_of_it(office):
    await write(office, f"厨房漏水{POISON}")
    await office.work()
    await office.deliver()
    assert office.said() == []


async def press(office, data):
    sent = await office.put("单")
    await office.deliver()
    assert sent is not None
    (shown,) = [one for one in office.sandbox.messages(office.wang) if one.is_bot]
    number = office.sandbox.people.press(office.wang, shown.id, data=data)
    await office.receive()
    return number


async def test_forged_press_is_refused_in_a_toast_and_done(office):
    number = await press(office, "forged")
    await office.work()
    assert office.sandbox.people.press_of(number).answer.text
    assert (await office.inbox_counts()).get("todo", 0) == 0
    assert await parked(office) == []


async def test_refusal_undoes_what_was_written_before_it_and_is_told(office, monkeypatch):
    def greet_then_refuse(desk, work, incoming):
        real(desk, work, incoming)
        raise Refused("refusal.words_needed")

    real = router.route
    monkeypatch.setattr(router, "route", greet_then_refuse)
    await write(office, "/help")
    await office.work()
    await office.deliver(seconds=3)
    (told,) = office.said()
    assert told == "请用一句话说明。"
    assert (await office.inbox_counts()).get("todo", 0) == 0


async def test_press_is_answered_once_even_when_it_is_tried_again(office):
    await press(office, "forged")
    (row,) = await office.database.write(lambda work: inbox.claim(work, limit=1, busy=()))
    await office.database.write(lambda work: inbox.failed(work, row.id, "killed"))
    for _ in range(3):
        office.machine.pass_(2)
        await office.work()
    assert len(office.sandbox.called("answerCallbackQuery")) == 1


async def test_slow_press_is_answered_empty_before_its_unit_is_through(office):
    number = await press(office, "forged")
    office.worker._toast_patience_s = 0
    await office.work()
    assert office.sandbox.people.press_of(number).answer.text == ""
    assert len(office.sandbox.called("answerCallbackQuery")) == 1


async def test_lost_answer_to_a_press_does_not_undo_anything(office):
    await press(office, "forged")
    office.sandbox.faults.add("drop", method="answerCallbackQuery")
    await office.work()
    assert (await office.inbox_counts()).get("todo", 0) == 0


async def test_group_of_no_estate_is_named_to_the_operator_once_and_told_nothing(office):
    other = office.sandbox.add_group("别处", members=[office.wang, office.bot.id])
    with capture_logs() as logs:
        for _ in range(2):
            office.sandbox.people.write(office.wang, "/help", chat=other.id)
            await office.receive()
            await office.work()
    await office.deliver()
    named = [entry["chat"] for entry in logs if "no estate" in entry["event"]]
    assert named == [str(other.id)]
    assert office.said(other.id) == []


async def test_a_flood_of_one_chat_holds_nobody_else_up(office):
    await write(office, *["/help"] * 60)
    await write(office, "/help", person=office.li)
    await office.worker.claim()
    await office.worker.drain()
    await office.deliver()
    assert len(office.said(office.li)) == 1
    assert (await office.inbox_counts())["todo"] == 59
