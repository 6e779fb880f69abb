"""约时: a time is given to the owner, reminded of, and kept, late, missed or moved; nothing is agreed alone."""

import pytest

from bot.demonstration.stage import STAFF_CHAT
from storage import promises, tickets
from storage.commitments import PromiseState
from storage.database import Database
from tests.scenarios.scene import CHEN, LEAD, OWNER, WANG


def stored(scene, look):
    database = Database.open(scene.stage.database)
    try:
        return database.read_now(look)
    finally:
        database.close()


def states(scene):
    def look(work):
        (ticket,) = tickets.of_estate(work, "cuiyuan")
        return [promise.state for promise in promises.of_ticket(work, ticket.id)]

    return stored(scene, look)


async def asked(scene, card, contains="约什么时候", by=WANG):
    after = scene.box.messages(STAFF_CHAT)[-1].id
    scene.press(by, card, "约时间")
    question = await scene.reads(STAFF_CHAT, contains, after=after)
    await scene.quiet()  # nobody answers before the desk has noted that its question was sent
    return question


async def replies(scene, question, words, contains, by=WANG):
    after = scene.box.messages(STAFF_CHAT)[-1].id
    scene.write(by, words, STAFF_CHAT, question)
    shown = await scene.reads(STAFF_CHAT, contains, after=after)
    await scene.quiet()
    return shown


async def promised(scene, words="明天下午三点"):
    """Let a time be promised in words; return the card and what the owner read."""
    card = await scene.claimed()
    question = await asked(scene, card)
    scene.write(WANG, words, STAFF_CHAT, question)
    told = await scene.reads(OWNER, "约您")
    await scene.quiet()
    return card, told


async def test_a_slot_is_pressed_and_everybody_sees_the_time(scene):
    card = await scene.claimed()
    receipt = await scene.reads(OWNER, "前由工作人员与您联系")
    question = await asked(scene, card)
    assert question.buttons == [
        ["今天 12:00", "今天 14:00"],
        ["明天 上午", "明天 下午"],
        ["后天 上午", "后天 下午"],
        ["让业主选"],
    ]
    assert "不是给您的" in await scene.toast(scene.press(CHEN, question, "今天 14:00"))
    assert await scene.toast(scene.press(WANG, question, "今天 14:00")) == "约好了"
    told = await scene.reads(OWNER, "约您")
    assert told.text == "261123-001 王工约您 今天 14:00 上门。\n家里没人请提前说一声,我们改时间。"
    assert "约 11月23日(周一)14:00" in (await scene.becomes(card, "约 11月")).text
    assert (await scene.becomes(question, "已约")).buttons == []
    shown = (await scene.becomes(receipt, "约在 今天 14:00")).text
    assert "前由工作人员与您联系" not in shown
    scene.write(OWNER, "/my")
    mine = await scene.reads(OWNER, "在办")
    assert "约在 今天 14:00" in mine.text
    assert "前由工作人员答复" not in mine.text


async def test_words_are_read_back_where_they_can_mean_two_times_and_refused_where_none(scene):
    card = await scene.claimed()
    question = await asked(scene, card)
    for words, refused in (
        ("饭后", "没看懂"),
        ("昨天下午", "已经过了"),
        ("月底", "太宽"),
        ("明年元旦", "30 天"),
        ("明天上午或者下午", "不止一个"),
    ):
        await replies(scene, question, words, refused)
    back = await replies(scene, question, "周六上午", "11月28日(周六)08:00–12:00,对吗")
    assert not [text for text in scene.texts(OWNER) if "约您" in text]
    scene.press(WANG, back, "就约这个")
    assert "11月28日(周六)08:00–12:00 上门" in (await scene.reads(OWNER, "约您")).text
    assert states(scene) == [PromiseState.open]


async def test_the_owner_chooses_what_was_offered_and_the_group_hears(scene):
    card = await scene.claimed()
    question = await asked(scene, card)
    scene.press(WANG, question, "让业主选")
    offer = await scene.reads(OWNER, "哪个方便", button="其他时间")
    assert offer.buttons == [["今天 14:00"], ["明天 上午"], ["明天 下午"], ["其他时间"]]
    assert states(scene) == []
    scene.press(OWNER, offer, "其他时间")
    answer = await scene.reads(OWNER, "您什么时候方便")
    await scene.quiet()
    scene.write(OWNER, "周六下午三点", reply_to=answer)
    await scene.reads(STAFF_CHAT, "业主希望 11月28日(周六)15:00", button="就这个时间")
    scene.press(OWNER, offer, "明天 上午")
    assert "约您 明天 08:00–12:00 上门" in (await scene.reads(OWNER, "约您")).text
    picked = await scene.reads(STAFF_CHAT, "业主选了 明天 08:00–12:00")
    assert picked.marked("text_mention") == ["王工"]
    assert not (await scene.becomes(offer, "261123-001 约在 明天 08:00–12:00。")).buttons
    stale = offer.reply_markup["inline_keyboard"][0][0]["callback_data"]
    assert "已经处理过" in await scene.toast(scene.box.people.press(OWNER, offer.id, data=stale))
    assert states(scene) == [PromiseState.open]


async def test_what_an_owner_asks_for_is_passed_on_and_agreed_by_a_person_only(scene):
    card = await scene.claimed()
    scene.write(OWNER, "明天下午三点可以吗")
    wish = await scene.reads(STAFF_CHAT, "业主希望 明天 15:00", button="就这个时间")
    assert wish.marked("text_mention") == ["王工"]
    heard = await scene.reads(OWNER, "明天 15:00")
    assert heard.text == "您希望 明天 15:00,已转告工作人员(261123-001),定下来会告诉您。"
    assert "业主希望 11月24日(周二)15:00" in (await scene.becomes(card, "业主希望")).text
    assert "王工负责" in await scene.toast(scene.press(CHEN, wish, "就这个时间"))
    assert states(scene) == []
    scene.press(WANG, wish, "就这个时间")
    assert "约您 明天 15:00 上门" in (await scene.reads(OWNER, "约您")).text
    settled = await scene.becomes(wish, "261123-001 王工已约 明天 15:00。业主说:明天下午三点可以吗")
    assert not settled.buttons
    assert "业主希望" not in (await scene.becomes(card, "约 11月24日(周二)15:00")).text


async def test_a_wish_before_the_claim_waits_on_the_card(scene):
    card = await scene.reported()
    scene.passes(seconds=9)
    scene.write(OWNER, "明天上午在家")
    wish = await scene.reads(STAFF_CHAT, "业主希望 明天 08:00–12:00", button="就这个时间")
    assert "请先接单" in await scene.toast(scene.press(WANG, wish, "就这个时间"))
    assert "业主希望 11月24日(周二)08:00–12:00" in (await scene.becomes(card, "业主希望")).text
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.press(WANG, wish, "约别的时间")
    other = await scene.reads(STAFF_CHAT, "约什么时候", button="明天 上午")
    scene.press(WANG, other, "今天 14:00")
    await scene.reads(OWNER, "约您 今天 14:00")


async def test_a_time_in_the_first_words_is_on_the_card_and_the_first_to_choose(scene):
    card = await scene.claimed("厨房水管漏水,3-2-1501,周六上午在家")
    assert "业主希望 11月28日(周六)08:00–12:00" in card.text
    question = await asked(scene, card)
    assert question.buttons[0] == ["11月28日(周六)08:00–12:00", "今天 12:00"]
    scene.press(WANG, question, "11月28日(周六)08:00–12:00")
    await scene.reads(OWNER, "约您 11月28日(周六)08:00–12:00 上门")


async def test_a_promise_is_reminded_of_confirmed_and_kept(scene):
    card, _ = await promised(scene, "今天下午两点")
    scene.passes(hours=3, minutes=30, seconds=1)
    reminder = await scene.reads(STAFF_CHAT, "能准时吗", button="准时到")
    assert await scene.toast(scene.press(WANG, reminder, "准时到")) == "好的,准时到"
    await scene.reads(STAFF_CHAT, "会准时到(今天 14:00)")
    scene.write(CHEN, "今日约", STAFF_CHAT)
    listed = await scene.reads(STAFF_CHAT, "今天约了 1 件")
    assert listed.text.endswith("14:00 261123-001 3-2-1501 王工 还没到时间")
    assert "已经处理过" in await scene.toast(scene.press(WANG, reminder, "准时到"))
    scene.passes(minutes=25)
    scene.press(WANG, card, "进展")
    question = await scene.reads(STAFF_CHAT, "进展如何")
    await scene.quiet()
    scene.write(WANG, "到了,正在拆。", STAFF_CHAT, question)
    await scene.becomes(card, "处理中")
    await scene.quiet()
    assert states(scene) == [PromiseState.kept]
    scene.passes(minutes=30)
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "快到了" in text or "已经过了" in text]


async def test_an_owner_hears_before_and_after_a_time_that_nobody_kept_and_the_lead_too(scene):
    card, _ = await promised(scene, "今天下午两点")
    scene.passes(hours=3, minutes=30, seconds=1)
    await scene.reads(STAFF_CHAT, "能准时吗")
    scene.passes(minutes=20)
    told = await scene.reads(OWNER, "快到了")
    assert told.text.startswith("261123-001 约的 今天 14:00 快到了,还没有收到王工的确认,已再次提醒。")
    assert "李主管" in (await scene.reads(STAFF_CHAT, "还没有确认,已告诉业主")).marked("text_mention")
    assert states(scene) == [PromiseState.open]
    scene.passes(minutes=25)
    assert "0571-0000" in (await scene.reads(OWNER, "已经过了")).text
    await scene.reads(STAFF_CHAT, "还没有到场或进展,已告诉业主")
    await scene.answers(card, "换了角阀。")
    assert states(scene) == [PromiseState.late]


async def test_a_time_moves_with_a_reason_that_the_owner_reads_and_twice_is_told_to_the_lead(scene):
    card, _ = await promised(scene)
    question = await asked(scene, card, "原约 明天 15:00")
    scene.write(WANG, "配件没到,后天上午十点", STAFF_CHAT, question)
    moved = await scene.reads(OWNER, "改到")
    assert moved.text == (
        "“厨房水管漏水,3-2-1501”(261123-001)原定 明天 15:00,改到 11月25日(周三)10:00。\n"
        "原因:配件没到\n让您久等了。"
    )
    assert states(scene) == [PromiseState.moved, PromiseState.open]
    question = await asked(scene, card, "原约 11月25日")
    choice = await replies(scene, question, "师傅家里有急事", "改到什么时候")
    scene.press(WANG, choice, "明天 下午")
    assert "原因:师傅家里有急事" in (await scene.reads(OWNER, "改到 明天 12:00–18:00")).text
    told = await scene.reads(STAFF_CHAT, "已 2 次没有兑现")
    assert "李主管" in told.marked("text_mention")


async def test_a_complaint_is_serious_once_a_second_time_passes_not_when_it_is_answered_at_last(scene):
    card = await scene.claimed("停车费收得乱七八糟,没有明细")
    question = await asked(scene, card)
    scene.write(WANG, "今天下午两点", STAFF_CHAT, question)
    await scene.reads(OWNER, "王工将在 今天 14:00")
    scene.passes(hours=5)
    await scene.reads(OWNER, "已经过了")
    question = await asked(scene, card, "原约 今天 14:00")
    reason = await replies(scene, question, "明天下午三点", "是什么原因")
    scene.write(WANG, "要核对账目", STAFF_CHAT, reason)
    await scene.reads(OWNER, "改到 明天 15:00")
    await scene.quiet()
    scene.passes(hours=25)
    assert "重要(两次超时或失约)" in (await scene.reads(LEAD, "投诉级别")).text


async def test_a_new_time_after_the_old_one_passed_means_that_one_was_missed(scene):
    card, _ = await promised(scene, "今天下午两点")
    scene.passes(hours=5)
    await scene.reads(OWNER, "已经过了")
    question = await asked(scene, card, "原约 今天 14:00")
    reason = await replies(scene, question, "明天下午三点", "是什么原因")
    scene.write(WANG, "路上堵车", STAFF_CHAT, reason)
    assert "原因:路上堵车" in (await scene.reads(OWNER, "改到 明天 15:00")).text
    assert states(scene) == [PromiseState.missed, PromiseState.open]


async def test_news_before_the_time_comes_settles_nothing(scene):
    card, _ = await promised(scene)
    scene.press(WANG, card, "进展")
    question = await scene.reads(STAFF_CHAT, "进展如何")
    await scene.quiet()
    scene.write(WANG, "配件在路上。", STAFF_CHAT, question)
    await scene.reads(OWNER, "配件在路上")
    assert states(scene) == [PromiseState.open]


async def test_words_to_the_owner_keep_the_promise_of_an_answer(scene):
    card = await scene.claimed("请问物业费怎么开发票")
    question = await asked(scene, card)
    scene.write(WANG, "明天下午三点", STAFF_CHAT, question)
    await scene.reads(OWNER, "给您答复")
    await scene.quiet()
    scene.passes(hours=28, minutes=55)  # 14:55
    scene.write(WANG, "在前台报房号就能开。", STAFF_CHAT, card)
    await scene.reads(OWNER, "报房号就能开")
    await scene.quiet()
    assert states(scene) == [PromiseState.kept]


async def test_an_owner_reads_and_writes_times_in_english(scene):
    scene.write(OWNER, "/language en")
    await scene.reads(OWNER, "English")
    await scene.claimed()
    scene.write(OWNER, "tomorrow 3pm")
    wish = await scene.reads(STAFF_CHAT, "业主希望 明天 15:00", button="就这个时间")
    await scene.reads(OWNER, "You would like 15:00 tomorrow")
    scene.press(WANG, wish, "就这个时间")
    await scene.reads(OWNER, "王工 will come 15:00 tomorrow.")


@pytest.mark.parametrize("words", ["时间改一下", "明天不行,后天上午吧", "师傅别来了,我临时有事"])
async def test_an_owner_who_puts_a_time_off_blames_nobody(scene, words):
    card, _ = await promised(scene)
    scene.write(OWNER, words)
    shown = await scene.becomes(card, "约 11月24日(周二)15:00,业主想改")
    assert "已接单" in shown.text
    await scene.reads(OWNER, "已转告")
    scene.passes(hours=30)
    await scene.reads(STAFF_CHAT, "业主想改 今天 15:00 的约,还没有约新的时间")
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "快到了" in text or "已经过了" in text]
    question = await asked(scene, card)
    scene.write(WANG, "明天下午四点", STAFF_CHAT, question)
    await scene.reads(OWNER, "约您 明天 16:00")
    assert states(scene) == [PromiseState.void, PromiseState.open]


async def test_an_owner_who_is_waited_for_reads_that_the_time_does_not_hold(scene):
    card, _ = await promised(scene)
    receipt = await scene.reads(OWNER, "约在 明天 15:00")
    await scene.chooses(WANG, card, "等业主")
    question = await scene.reads(STAFF_CHAT, "需要业主做什么")
    await scene.quiet()
    scene.write(WANG, "请发空调型号", STAFF_CHAT, question)
    told = await scene.reads(OWNER, "需要您配合(王工):请发空调型号")
    assert "原来约的 明天 15:00 先不算" in told.text
    await scene.quiet()
    assert "约在" not in scene.now(receipt).text
    assert states(scene) == [PromiseState.void]


async def test_a_time_for_what_nobody_has_claimed_asks_for_the_claim(scene):
    await scene.reported()
    scene.write(WANG, "约时 001 明天9点", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "261123-001 还没有人接单,请先接单")
