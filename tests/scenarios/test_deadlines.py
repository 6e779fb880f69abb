"""Who is told when a limit comes near or is past: each once, also while nobody has the ticket."""

import asyncio

from bot.demonstration.stage import STAFF_CHAT
from storage import journal
from storage.database import Database
from storage.records import TicketId
from tests.scenarios.scene import LEAD, MANAGER, NEIGHBOUR, OWNER, WANG


def told(scene, contains, chat=STAFF_CHAT):
    return [text for text in scene.texts(chat) if contains in text]


async def kept(scene, *expected):
    """Wait until the history of the first ticket tells of these limits, and of no others."""
    database = Database.open(scene.stage.database)
    try:
        async with asyncio.timeout(10):
            while database.read_now(_limits) != list(expected):
                await asyncio.sleep(0.05)
    finally:
        database.close()


def _limits(work):
    rows = journal.of_ticket(work, TicketId(1))
    return [f"{row.facts['clock']} {row.facts['percent']}" for row in rows if "percent" in row.facts]


async def test_the_group_and_then_the_lead_are_told_of_what_nobody_claims(scene):
    card = await scene.reported()
    scene.passes(minutes=85)  # of 120
    soon = await scene.reads(STAFF_CHAT, "接单期限 今天 12:00")
    assert soon.reply_to == card.id
    assert "还没有人接单" in soon.text
    assert "请留意" not in soon.text  # nobody in particular
    scene.passes(minutes=36)
    over = await scene.reads(STAFF_CHAT, "已超时")
    assert "李主管请处理" in over.text
    scene.passes(minutes=60)
    await kept(scene, "claim 70", "claim 100", "claim 150")  # the last is for the digest
    await scene.quiet()
    assert len(told(scene, "接单期限")) == 2
    assert told(scene, "已超时", MANAGER) == told(scene, "已超时", LEAD) == []


async def test_the_assignee_is_reminded_until_the_owner_hears_from_a_person(scene):
    card = await scene.claimed()
    scene.passes(hours=8, minutes=30)  # 70 percent of the 12 opening hours within a day
    soon = await scene.reads(STAFF_CHAT, "答复期限 明天 10:00")
    assert soon.reply_to == card.id
    assert "王工请留意" in soon.text
    scene.write(WANG, "下午来看。", STAFF_CHAT, card)
    await scene.reads(OWNER, "下午来看。")
    scene.passes(hours=16)
    await scene.quiet()
    assert not told(scene, "答复期限 今天 10:00")


async def test_what_comes_together_is_one_message(scene):
    await scene.reported()
    await scene.reported("请问物业费怎么交,3-2-1502", NEIGHBOUR)
    scene.passes(days=4)
    many = await scene.reads(STAFF_CHAT, "时限提醒 2 件")
    assert "261123-001" in many.text
    assert "261123-002" in many.text
    await scene.quiet()
    assert len(told(scene, "已超时")) == 1


async def test_an_urgent_matter_reaches_the_lead_and_the_manager_privately(scene):
    await scene.claimed("家里停电了,来个电工看看,3-2-1501")
    scene.passes(minutes=31)
    assert "到场期限 今天 10:30" in (await scene.reads(LEAD, "已超时")).text
    assert told(scene, "已超时", MANAGER) == []
    scene.passes(minutes=15)
    await scene.reads(MANAGER, "已超时")
    assert len(told(scene, "李主管请处理")) == 1
    assert "赵经理请处理" in (await scene.reads(STAFF_CHAT, "赵经理")).text


async def test_waiting_for_the_owner_stops_the_clocks_until_they_write(scene):
    card = await scene.claimed()
    await says(scene, card, "等业主", "需要业主做什么", "请在家等我们量尺寸")
    await scene.reads(OWNER, "需要您配合(王工):请在家等我们量尺寸")
    assert "期限" not in (await scene.becomes(card, "等业主")).text
    scene.passes(days=5)
    await scene.quiet()
    assert told(scene, "已超时") == told(scene, "没有给业主消息") == []
    scene.write(OWNER, "今天在家")
    shown = await scene.becomes(card, "处理中 王工")
    assert "期限 12月1日(周二)10:00" in shown.text  # three days of opening hours are left, as before


async def test_an_owner_who_never_answers_is_asked_once_and_then_not_reached(scene):
    card = await scene.claimed()
    await says(scene, card, "等业主", "需要业主做什么", "请发一张照片")
    await scene.becomes(card, "等业主")
    scene.passes(days=7, minutes=1)
    await scene.reads(OWNER, "还在等您的回复")
    scene.passes(days=7, minutes=1)
    await scene.reads(OWNER, "先结束了")
    await scene.becomes(card, "已结案")
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "等您的回复" in text]) == 1


async def test_waiting_for_others_asks_for_a_new_time_and_tells_the_owner_no_number(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "约时间")
    before = await scene.reads(STAFF_CHAT, button="让业主选")
    await says(scene, card, "等别人", "在等谁", "电梯厂家老李 13800000000 今早打过")
    await scene.becomes(card, "等别人")
    await scene.reads(STAFF_CHAT, button="让业主选", after=before.id)
    assert not (await scene.becomes(before, "请看下一条")).buttons
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "13800000000" in text]


async def test_who_has_arrived_is_told_to_the_owner_once(scene):
    card = await scene.claimed("家里停电了,来个电工看看,3-2-1501")
    menu = await more(scene, card)
    scene.press(WANG, menu, "已到场")
    await scene.reads(OWNER, "王工已到")
    scene.passes(minutes=31)
    await scene.quiet()
    assert told(scene, "到场期限") == []
    assert not [label for line in (await more(scene, card)).buttons for label in line if label == "已到场"]


async def test_the_assignee_is_reminded_of_silence_in_one_message(scene):
    for text in ("厨房水管漏水,3-2-1501", "客厅灯不亮,3-2-1501"):
        card = await scene.claimed(text)
        scene.write(WANG, "记下了。", STAFF_CHAT, card)
        await scene.reads(OWNER, "记下了。")
        await scene.quiet()
    scene.passes(hours=25)
    silent = await scene.reads(STAFF_CHAT, "有一阵没有给业主消息了")
    assert "261123-001" in silent.text
    assert "261123-002" in silent.text


async def more(scene, card):
    after = scene.box.messages(STAFF_CHAT)[-1].id
    scene.press(WANG, card, "更多")
    shown = await scene.reads(STAFF_CHAT, button="详情", after=after)
    await scene.quiet()
    return shown


async def says(scene, card, label, question, words):
    scene.press(WANG, await more(scene, card), label)
    asked = await scene.reads(STAFF_CHAT, question)
    await scene.quiet()
    scene.write(WANG, words, STAFF_CHAT, asked)
