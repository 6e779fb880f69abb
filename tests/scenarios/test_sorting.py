"""«改分类»: staff say what a matter is, its times follow, and what they said can be learned from."""

import pytest

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT
from storage import corrections, journal, tickets
from storage.database import Database
from tests.scenarios.scene import CHEN, MANAGER, NEIGHBOUR, OWNER, STRANGER, WANG

SORTS = [
    ["报修办事", "咨询"],
    ["建议", "表扬"],
    ["投诉·服务", "投诉·收费"],
    ["投诉·社区活动", "投诉·突发事件处理"],
    ["投诉·邻里", "投诉·他方负责"],
    ["其他", "紧急"],
]


async def asked(scene, card, by=WANG):
    after = scene.box.messages(STAFF_CHAT)[-1].id
    await scene.chooses(by, card, "改分类")
    return await scene.reads(STAFF_CHAT, "应该是哪一类", button="其他", after=after)


def stored(scene, look):
    database = Database.open(scene.stage.database)
    try:
        return database.read_now(look)
    finally:
        database.close()


async def test_staff_say_what_it_is_and_the_owner_reads_nothing_of_it(scene):
    card = await scene.reported()
    assert card.buttons == [["接单", "改分类", "更多"]]
    question = await asked(scene, card)
    assert question.buttons == SORTS
    assert question.marked("text_mention") == ["王工"]
    told = scene.texts(OWNER)
    assert await scene.toast(scene.press(WANG, question, "投诉·邻里")) == "已改为“投诉·邻里”"
    shown = await scene.becomes(card, "· 投诉\n邻里")
    assert "期限 11月23日(周一)11:00" in shown.text
    assert shown.buttons == [["接单", "改分类", "更多"]]
    decided = await scene.becomes(question, "261123-001 由王工从“报修办事”改为“投诉·邻里”。")
    assert decided.buttons == []
    await scene.quiet()
    assert scene.texts(OWNER) == told


async def test_it_is_behind_the_last_button_after_the_claim_and_gone_with_the_answer(scene):
    card = await scene.claimed()
    assert "改分类" not in [label for line in card.buttons for label in line]
    question = await asked(scene, card)
    await scene.answers(card, "换了角阀。")
    assert "已办结" in (refused := await scene.toast(scene.press(WANG, question, "咨询")))
    assert "不能这样做" in refused
    assert "报修办事" in scene.now(card).text


async def test_the_journal_and_the_desk_remember_what_was_and_what_is(scene):
    card = await scene.reported()
    question = await asked(scene, card, CHEN)
    scene.press(CHEN, question, "投诉·收费")
    await scene.becomes(card, "投诉")
    (ticket,) = stored(scene, lambda work: tickets.of_estate(work, "cuiyuan"))
    assert (ticket.kind, ticket.category, ticket.topic) == ("complaint", "fees", "fees")
    rows = stored(scene, lambda work: journal.of_ticket(work, ticket.id))
    assert [row.actor for row in rows if row.code == "reclassified"] == [str(CHEN)]
    (correction,) = stored(scene, corrections.all_of)
    assert correction.words == "厨房水管漏水,3-2-1501"
    assert (correction.was.kind, correction.was.topic) == ("request", "plumbing")
    assert (correction.said.kind, correction.said.category) == ("complaint", "fees")


async def test_times_are_judged_anew_from_the_receipt_and_the_owner_sees_the_new_one(scene):
    card = await scene.reported("家里停电了,来个电工看看,3-2-1501")
    receipt = await scene.reads(OWNER, "10:30 前由工作人员与您联系")
    scene.passes(minutes=5, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")
    scene.press(WANG, await asked(scene, card), "咨询")
    assert "期限 11月23日(周一)11:00" in (await scene.becomes(card, "咨询")).text
    assert "今天 14:00 前由工作人员与您联系" in (await scene.becomes(receipt, "14:00")).text
    scene.write(NEIGHBOUR, "你好")
    await scene.quiet()
    scene.passes(minutes=30)
    await scene.reads(NEIGHBOUR, "您好,我在")  # by a timer that fell due together with the page
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "第 2 次呼叫" in text]


async def test_what_turns_out_urgent_is_paged(scene):
    card = await scene.reported("请问家里没水了该打哪个电话")
    assert "· 咨询" in card.text
    scene.press(WANG, await asked(scene, card), "报修办事")
    await scene.becomes(card, "· 报修办事")
    await scene.reads(CHEN, "急修 261123-001", button="接单")


async def test_staff_raise_an_emergency_and_it_is_paged_like_one(scene):
    card = await scene.reported()
    scene.press(WANG, await asked(scene, card), "紧急")
    shown = await scene.becomes(card, "🚨 紧急 261123-001")
    assert shown.buttons == [["接单", "误报", "更多"]]
    await scene.reads(STAFF_CHAT, "经工作人员判断是紧急情况")
    await scene.reads(OWNER, "已按紧急情况通知值班人员")
    for chat in (CHEN, MANAGER, MANAGER_CHAT):
        await scene.reads(chat, "🚨 紧急", button="接单")
    scene.passes(minutes=1, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")
    (correction,) = stored(scene, corrections.all_of)
    assert correction.said.kind == "emergency"


async def test_an_emergency_is_called_off_before_it_is_something_else(scene):
    card = await scene.reported()
    question = await asked(scene, card)
    scene.write(OWNER, "着火了!!厨房着火了")
    alarm = await scene.card("🚨")
    assert alarm.buttons == [["接单", "误报", "更多"]]
    other = await asked(scene, card, CHEN)
    scene.press(CHEN, other, "紧急")
    await scene.becomes(card, "🚨")
    assert "请先按“误报”" in await scene.toast(scene.press(WANG, question, "咨询"))


async def test_later_pieces_of_the_burst_change_nothing_of_what_staff_said(scene):
    card = await scene.reported()
    scene.press(WANG, await asked(scene, card), "投诉·服务")
    await scene.becomes(card, "· 投诉")
    scene.write(OWNER, "水管漏得挺大的")
    assert "· 投诉\n物业服务" in (await scene.becomes(card, "漏得挺大的")).text


async def test_the_same_as_before_changes_nothing_and_another_may_be_chosen(scene):
    card = await scene.reported()
    question = await asked(scene, card)
    assert await scene.toast(scene.press(WANG, question, "报修办事")) == "本来就是“报修办事”,没有改动"
    scene.press(WANG, question, "建议")
    await scene.becomes(card, "· 建议")


async def test_nobody_else_decides_and_no_stranger_asks(scene):
    card = await scene.reported()
    scene.box.groups.join(STAFF_CHAT, STRANGER)
    assert await scene.toast(scene.press(STRANGER, card, "改分类")) == "只有工作人员可以操作。"
    question = await asked(scene, card)
    assert await scene.toast(scene.press(CHEN, question, "咨询")) == "这个按钮不是给您的。"
    assert await scene.toast(scene.press(WANG, card, "改分类")) == "已经问过了,请回复上面那条。"
    assert "报修办事" in scene.now(card).text


async def test_a_question_about_the_sort_is_taken_back_and_never_reaches_the_owner(scene):
    card = await scene.claimed()
    question = await asked(scene, card)
    scene.write(WANG, "应该算咨询吧", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "请按上面的按钮")
    scene.write(WANG, "取消", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "已取消")
    assert "已经过期" in await scene.toast(scene.press(WANG, question, "咨询"))
    await scene.quiet()
    assert "应该算咨询" not in " ".join(scene.texts(OWNER))


async def test_a_choice_lapses_after_half_an_hour(scene):
    card = await scene.reported()
    question = await asked(scene, card)
    scene.passes(minutes=31)
    assert "已经过期" in await scene.toast(scene.press(WANG, question, "咨询"))
    assert "报修办事" in scene.now(card).text


@pytest.mark.parametrize("sort", [sort for row in SORTS for sort in row if sort not in ("报修办事", "紧急")])
async def test_every_sort_can_be_chosen_and_taken_back(scene, sort):
    card = await scene.reported()
    scene.press(WANG, await asked(scene, card), sort)
    await scene.reads(STAFF_CHAT, f"改为“{sort}”")
    scene.press(WANG, await asked(scene, card), "报修办事")
    await scene.reads(STAFF_CHAT, f"从“{sort}”改为“报修办事”")
    assert [(c.was.topic, c.said.topic) for c in stored(scene, corrections.all_of)] in (
        [],
        [("plumbing", "general")],
    )
