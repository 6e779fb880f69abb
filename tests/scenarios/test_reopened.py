"""A matter that comes back: true times, a person who is called by name, and old buttons that do no harm."""

import pytest

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import LEAD, OWNER


@pytest.mark.parametrize("press", ["不满意", "还没解决"])
async def test_the_time_it_names_is_still_to_come(scene, press):
    await scene.answered()
    scene.press(OWNER, await scene.asked(), press)
    assert "今天 13:00 前" in (await scene.reads(OWNER, "已重新打开")).text


@pytest.mark.parametrize("press", ["不满意", "还没解决"])
async def test_card_list_and_urging_name_the_same_new_time(scene, press):
    card = await scene.answered()
    scene.press(OWNER, await scene.asked(), press)
    await scene.reads(OWNER, "今天 13:00 前")
    assert "期限 11月24日(周二)13:00" in (await scene.becomes(card, "第 1 次重开")).text
    scene.write(OWNER, "/my")
    assert "今天 13:00 前由工作人员答复" in (await scene.reads(OWNER, "您有 1 件事在办")).text
    scene.write(OWNER, "怎么还没来")
    assert "今天 13:00 前由工作人员与您联系" in (await scene.reads(OWNER, "收到,您在等")).text


async def test_whoever_gets_it_is_named(scene):
    await scene.answered()
    scene.press(OWNER, await scene.asked(), "不满意")
    assert (await scene.reads(STAFF_CHAT, "业主不满意")).marked("text_mention") == ["李主管"]


async def test_the_first_receipt_does_not_take_it_back(scene):
    card = await scene.claimed()
    receipt = await scene.reads(OWNER, "已记下", button="不用来了")
    await scene.answers(card, "换了角阀。")
    await scene.box.until(lambda: not scene.now(receipt).buttons, 10)
    scene.press(OWNER, await scene.asked(), "不满意")
    await scene.becomes(card, "已接单 李主管")
    stale = receipt.reply_markup["inline_keyboard"][0][0]["callback_data"]
    assert "不能撤回" in await scene.toast(scene.box.people.press(OWNER, receipt.id, data=stale))
    assert "已接单 李主管" in scene.now(card).text


async def test_unsatisfied_in_words_before_we_asked_goes_to_the_lead(scene):
    card = await scene.answered()
    scene.write(OWNER, "不满意")
    await scene.reads(OWNER, "转给李主管")
    await scene.becomes(card, "已接单 李主管")
    await scene.answers(card, "又看过了。", LEAD)


async def test_what_was_taken_back_promises_nothing_any_more(scene):
    await scene.reported()
    receipt = await scene.reads(OWNER, button="不用来了")
    scene.press(OWNER, receipt, "不用来了")
    await scene.reads(OWNER, "已撤回")
    await scene.box.until(lambda: not scene.now(receipt).buttons, 10)
    assert "前由工作人员" not in scene.now(receipt).text


async def test_an_old_question_does_not_open_later_words(scene):
    scene.write(OWNER, "那个事情")
    await scene.quiet()
    scene.passes(seconds=9)
    asked = await scene.reads(OWNER, button="报修办事")
    scene.press(OWNER, asked, "报修办事")
    await scene.card("那个事情")
    assert await scene.toast(scene.press(OWNER, asked, "咨询")) == "已经处理过了"
    scene.press(OWNER, asked, "转人工")
    await scene.reads(STAFF_CHAT, "业主要求人工联系")
    assert len([text for text in scene.texts(STAFF_CHAT) if "-002" in text]) == 0
