"""Asking afterwards: what reopens, what does not, and that silence is never a rating."""

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT
from tests.scenarios.scene import CHEN, LEAD, MANAGER, OWNER, STRANGER, WANG


async def test_unsatisfied_goes_to_the_lead_who_answers_again(scene):
    card = await scene.answered()
    scene.press(OWNER, await scene.asked(), "不满意")
    await scene.reads(OWNER, "转给李主管")
    await scene.becomes(card, "已接单 李主管")
    await scene.reads(STAFF_CHAT, "业主不满意,第 1 次重开")
    why = await scene.reads(OWNER, "哪方面", button="太慢")
    scene.press(OWNER, why, "太慢")
    await scene.reads(STAFF_CHAT, "不满意的原因:太慢")
    assert not (await scene.becomes(why, "谢谢您告诉我们:太慢。")).buttons
    assert "由李主管负责" in await scene.toast(scene.press(WANG, card, "办结"))
    await scene.answers(card, "换了整根软管。", LEAD)
    asked = await scene.asked(after=why.id)
    scene.press(OWNER, asked, "满意")
    assert "评价:满意" in (await scene.becomes(card, "已结案")).text


async def test_a_bad_manner_is_told_to_lead_and_manager_only(scene):
    await scene.answered()
    scene.press(OWNER, await scene.asked(), "不满意")
    why = await scene.reads(OWNER, "哪方面", button="态度")
    scene.press(OWNER, why, "态度")
    await scene.reads(MANAGER_CHAT, "原因:态度")
    await scene.reads(LEAD, "原因:态度")
    await scene.reads(MANAGER, "原因:态度")
    await scene.quiet()
    for chat in (STAFF_CHAT, WANG, CHEN):
        assert not [text for text in scene.texts(chat) if "态度" in text]


async def test_words_of_the_dissatisfied_are_read_by_those_who_lead_and_by_nobody_they_may_be_about(scene):
    await scene.answered()
    await scene.asked()
    scene.write(OWNER, "不满意,师傅一直骂骂咧咧")
    for chat in (LEAD, MANAGER, MANAGER_CHAT):
        await scene.reads(chat, "业主不满意时说:不满意,师傅一直骂骂咧咧")
    scene.press(OWNER, await scene.reads(OWNER, "哪方面", button="态度"), "态度")
    await scene.reads(MANAGER_CHAT, "原因:态度")
    scene.write(OWNER, "说的就是上午来的那位")
    told = await scene.reads(LEAD, "说的就是上午来的那位")
    scene.write(LEAD, "我明天上门看您。", LEAD, told)
    await scene.reads(OWNER, "李主管:我明天上门看您。")
    await scene.quiet()
    for chat in (STAFF_CHAT, WANG, CHEN):
        assert not [
            text for text in scene.texts(chat) if "骂" in text or "上午来的" in text or "态度" in text
        ]


async def test_words_about_anything_else_reach_the_group_with_the_reason(scene):
    await scene.answered()
    await scene.asked()
    scene.write(OWNER, "不满意,等了三天才来")
    scene.press(OWNER, await scene.reads(OWNER, "哪方面", button="太慢"), "太慢")
    told = await scene.reads(STAFF_CHAT, "不满意的原因:太慢")
    assert "业主说:不满意,等了三天才来" in told.text
    scene.write(OWNER, "我明天下午在家")
    await scene.reads(STAFF_CHAT, "我明天下午在家")


async def test_not_solved_goes_back_to_the_same_person(scene):
    card = await scene.answered(by=CHEN)
    scene.press(OWNER, await scene.asked(), "还没解决")
    await scene.reads(OWNER, "由小陈继续处理")
    await scene.becomes(card, "已接单 小陈")


async def test_words_rate_as_well_as_presses(scene):
    card = await scene.answered()
    await scene.asked()
    scene.write(OWNER, "不满意")
    await scene.reads(OWNER, "转给李主管")
    await scene.becomes(card, "第 1 次重开")


async def test_still_dripping_after_the_answer_reopens_before_we_asked(scene):
    card = await scene.answered()
    scene.write(OWNER, "没修好,还是漏")
    await scene.reads(OWNER, "明白,还没解决")
    await scene.becomes(card, "第 1 次重开")


async def test_thanks_never_reopens_and_never_rates(scene):
    card = await scene.answered()
    await scene.asked()
    scene.write(OWNER, "谢谢")
    await scene.reads(OWNER, "不客气")
    assert "回访中" in (await scene.becomes(card, "回访中")).text
    assert "评价" not in scene.now(card).text


async def test_silence_is_reminded_once_and_closed_without_a_rating(scene):
    card = await scene.answered()
    await scene.asked()
    scene.passes(hours=24.1)
    await scene.reads(OWNER, "再听听您的意见")
    scene.passes(hours=48.1)
    closed = await scene.becomes(card, "已结案")
    assert "评价" not in closed.text
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "再听听" in text]) == 1


async def test_a_rating_counts_once(scene):
    card = await scene.answered()
    asked = await scene.asked()
    scene.press(OWNER, asked, "基本满意")
    await scene.becomes(card, "评价:基本满意")
    token = asked.reply_markup["inline_keyboard"][1][0]["callback_data"]
    await scene.box.until(lambda: not scene.now(asked).buttons, 10)
    late = scene.box.people.press(OWNER, asked.id, data=token)
    assert await scene.toast(late) == "已经评价过了,谢谢。"
    assert "已结案" in scene.now(card).text


async def test_nobody_else_rates(scene):
    card = await scene.answered()
    asked = await scene.asked()
    scene.write(STRANGER, "/help")
    other = await scene.reads(STRANGER, "/my")
    token = asked.reply_markup["inline_keyboard"][0][0]["callback_data"]
    forged = scene.box.people.press(STRANGER, other.id, data=token)
    assert await scene.toast(forged) == "这个按钮已失效。"
    assert "回访中" in (await scene.becomes(card, "回访中")).text


async def test_from_the_third_reopening_the_manager_has_it_and_may_end_it_with_both_views_kept(scene):
    card = await scene.answered()
    for who in (LEAD, LEAD):
        asked = await scene.asked(after=scene.box.messages(OWNER)[-1].id)
        scene.press(OWNER, asked, "不满意")
        await scene.becomes(card, "已接单 李主管")
        await scene.answers(card, "又看过了。", who)
    asked = await scene.asked(after=scene.box.messages(OWNER)[-1].id)
    scene.press(OWNER, asked, "不满意")
    await scene.becomes(card, "已接单 赵经理")
    call = await scene.reads(MANAGER, "请您和业主谈一次", button="谈过了")
    scene.press(MANAGER, call, "谈过了")
    talked = await scene.reads(MANAGER, "已记下和业主谈过", button="保留意见结案")
    scene.press(MANAGER, talked, "保留意见结案")
    question = await scene.reads(MANAGER, "看法差在哪里")
    await scene.quiet()
    scene.write(MANAGER, "业主要求全屋换管", reply_to=question)
    await scene.reads(OWNER, "您的意见已完整记下")
    assert "评价:保留意见" in (await scene.becomes(card, "已结案")).text
    assert not [text for text in scene.texts(OWNER) if "全屋换管" in text]
