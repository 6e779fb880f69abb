"""A repair from the first word to satisfied, the whole way through the sandbox."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import LEAD, OWNER, WANG


async def test_a_repair_goes_from_the_first_word_to_satisfied(scene):
    scene.write(OWNER, "厨房水管漏水,3-2-1501")
    receipt = await scene.reads(OWNER, "261123-001", button="不用来了")
    assert "厨房水管漏水" in receipt.text
    assert "明天 10:00 前由工作人员与您联系" in receipt.text
    card = await scene.card("厨房水管漏水")
    assert "261123-001" in card.text
    assert "房号:3-2-1501(未核实)" in card.text

    toast = await scene.toast(scene.press(WANG, card, "接单"))
    assert toast == "261123-001 由您负责"
    await scene.reads(OWNER, "261123-001 已由王工接手")
    assert ["更多"] in (await scene.becomes(card, "已接单 王工")).buttons

    scene.press(WANG, card, "进展")
    question = await scene.reads(STAFF_CHAT, "进展如何")
    assert question.reply_markup["force_reply"]
    scene.write(WANG, "配件下午到。", STAFF_CHAT, question)
    await scene.reads(OWNER, "261123-001 进展(王工):配件下午到。")
    await scene.becomes(card, "处理中 王工")

    await scene.answers(card, "换了角阀,试水不漏。")
    await scene.reads(OWNER, "261123-001 已办好(王工):换了角阀,试水不漏。")

    asked = await scene.asked()
    assert asked.buttons == [["满意", "基本满意"], ["不满意", "还没解决"]]
    scene.press(OWNER, asked, "满意")
    await scene.reads(OWNER, "谢谢您告诉我们")
    closed = await scene.becomes(card, "已结案")
    assert "评价:满意" in closed.text
    assert closed.buttons == []


async def test_only_the_assignee_may_say_it_is_done(scene):
    card = await scene.claimed()
    assert "由王工负责" in await scene.toast(scene.press(LEAD, card, "办结"))
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "做了什么" in text]


async def test_a_question_is_taken_back_with_a_word(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "办结")
    question = await scene.reads(STAFF_CHAT, "做了什么")
    scene.write(WANG, "取消", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "已取消")
    assert "已接单" in scene.now(card).text


async def test_a_question_unanswered_for_half_an_hour_lapses(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "办结")
    question = await scene.reads(STAFF_CHAT, "做了什么")
    scene.passes(minutes=31)
    scene.press(WANG, card, "办结")
    again = await scene.reads(STAFF_CHAT, "做了什么", after=question.id)
    scene.write(WANG, "换了阀", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "已经过期")
    scene.write(WANG, "换了阀", STAFF_CHAT, again)
    await scene.becomes(card, "已办结")


async def test_a_photo_is_answer_enough(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "办结")
    question = await scene.reads(STAFF_CHAT, "做了什么")
    scene.box.people.send(WANG, "photo", chat=STAFF_CHAT, reply_to=question.id)
    await scene.reads(OWNER, "请看照片")
    await scene.reads(OWNER, media="photo")
    await scene.becomes(card, "已办结")


async def test_the_owner_takes_it_back_before_work_begins_and_not_after(scene):
    card = await scene.reported()
    receipt = await scene.reads(OWNER, button="不用来了")
    assert await scene.toast(scene.press(OWNER, receipt, "不用来了")) == "好的,记下了"
    await scene.becomes(card, "已撤回")
    await scene.reads(OWNER, "已撤回")

    other = await scene.answered()
    receipt = scene.box.messages(OWNER)[-1]
    scene.write(OWNER, "不用来了")
    await scene.quiet()
    assert "已撤回" not in scene.now(other).text
