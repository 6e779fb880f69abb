"""Danger is heard first, paged until somebody claims, and never promised what no person did."""

import pytest

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT, TEAM_CHAT
from tests.scenarios.scene import CHEN, LEAD, MANAGER, OWNER, WANG


async def test_a_lift_emergency_is_answered_with_the_safety_text_and_paged_to_everybody(scene):
    scene.write(OWNER, "我被关在电梯里了快来人")
    safety = await scene.reads(OWNER, "不要扒门")
    assert "如无人联系您,请直接打 0571-0000" in safety.text
    receipt = await scene.reads(OWNER, "正在通知值班人员", button="不是紧急情况")
    assert safety.id < receipt.id
    assert (await scene.card("🚨", TEAM_CHAT)).text.startswith("🚨 紧急 261123-001")
    for chat in (WANG, CHEN, LEAD, MANAGER, MANAGER_CHAT):
        await scene.reads(chat, "🚨", button="接单")
    sent = " ".join(scene.texts(OWNER))
    assert "赶来" not in sent
    assert "已由" not in sent


async def test_pages_repeat_at_1_3_5_minutes_until_somebody_claims(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    card = await scene.card("🚨")
    scene.passes(minutes=1, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")
    scene.passes(minutes=2)
    await scene.reads(STAFF_CHAT, "第 2 次呼叫")
    await scene.reads(OWNER, "暂时还没有人接手。请直接打值班电话 0571-0000")
    scene.passes(minutes=2)
    await scene.reads(STAFF_CHAT, "第 3 次呼叫")
    scene.passes(minutes=2)
    again = await scene.reads(MANAGER, "第 4 次呼叫", button="接单")
    scene.press(MANAGER, again, "接单")
    await scene.reads(OWNER, "已由赵经理接手,正在处理")
    await scene.becomes(card, "已接单 赵经理")
    scene.passes(minutes=30)
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "第 5 次" in text]


@pytest.mark.parametrize(
    "words",
    [
        "今天下午消防演习吗",
        "上周电梯困了我半小时,要个说法",
        "我火大得很,修了三次",
        "电梯卡丢了怎么补办",
        "如果着火了怎么跑",
        "楼下吃火锅味太大",
    ],
)
async def test_near_misses_page_nobody(scene, words):
    scene.write(OWNER, words)
    scene.passes(seconds=45)
    await scene.box.until(lambda: scene.texts(OWNER), 10)
    await scene.quiet()
    for chat in (STAFF_CHAT, TEAM_CHAT, WANG):
        assert not [text for text in scene.texts(chat) if "🚨 紧急 " in text]


async def test_a_suspicion_is_asked_about_and_paged_on_yes(scene):
    scene.write(OWNER, "楼道里有股臭鸡蛋味")
    asked = await scene.reads(OWNER, "现在正在发生吗", button="正在发生")
    assert not [text for text in scene.texts(STAFF_CHAT) if "🚨 紧急 " in text]
    scene.press(OWNER, asked, "正在发生")
    await scene.card("🚨")


async def test_a_suspicion_is_paged_after_a_minute_of_silence(scene):
    scene.write(OWNER, "楼道里有股臭鸡蛋味")
    await scene.reads(OWNER, "现在正在发生吗")
    scene.passes(seconds=61)
    await scene.card("🚨")


async def test_a_suspicion_denied_is_an_ordinary_matter(scene):
    scene.write(OWNER, "楼道里有股臭鸡蛋味")
    asked = await scene.reads(OWNER, button="没有,不是现在")
    scene.press(OWNER, asked, "没有,不是现在")
    await scene.quiet()
    scene.passes(minutes=2)
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "🚨 紧急 " in text]
    assert [text for text in scene.texts(STAFF_CHAT) if "臭鸡蛋" in text]


async def test_the_owner_calls_it_off_and_the_matter_stays(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    card = await scene.card("🚨")
    receipt = await scene.reads(OWNER, button="不是紧急情况")
    scene.press(OWNER, receipt, "不是紧急情况")
    await scene.reads(OWNER, "不再按紧急情况处理")
    await scene.reads(STAFF_CHAT, "业主说不是紧急情况")
    await scene.box.until(lambda: "🚨" not in scene.now(card).text, 10)
    scene.passes(minutes=10)
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "次呼叫" in text]
    assert "待接" in scene.now(card).text


async def test_staff_call_a_false_alarm_with_a_reason_and_the_owner_may_raise_it_again(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    card = await scene.card("🚨")
    scene.press(WANG, card, "误报")
    question = await scene.reads(STAFF_CHAT, "为什么是误报")
    scene.write(WANG, "是水汽,已看过。", STAFF_CHAT, question)
    told = await scene.reads(OWNER, "按非紧急处理;仍有危险请回复“危险”")
    assert "水汽" not in told.text
    await scene.box.until(lambda: "🚨" not in scene.now(card).text, 10)
    scene.write(OWNER, "危险")
    await scene.reads(STAFF_CHAT, "业主回复“危险”")
    await scene.becomes(card, "🚨")
    await scene.reads(OWNER, "已按紧急情况通知")
    pages = len(scene.box.messages(CHEN))
    scene.passes(minutes=1, seconds=1)
    await scene.box.until(lambda: len(scene.box.messages(CHEN)) > pages, 10)


async def test_more_words_about_the_same_danger_go_to_the_same_card(scene):
    scene.write(OWNER, "我被关在电梯里了快来人")
    card = await scene.card("🚨", TEAM_CHAT)
    scene.write(OWNER, "电梯里还有一个老人,被困在5栋1单元")
    added = await scene.reads(TEAM_CHAT, "还有一个老人")
    assert added.reply_to == card.id
    await scene.quiet()
    assert len([t for t in scene.texts(OWNER) if "不要扒门" in t]) == 1
    assert not [text for text in scene.texts(TEAM_CHAT) if "002" in text]


async def test_an_emergency_in_the_middle_of_a_revisit_is_an_emergency(scene):
    await scene.answered()
    await scene.asked()
    scene.write(OWNER, "着火了!!厨房着火了")
    await scene.reads(OWNER, "119")
    await scene.card("🚨")


async def test_danger_told_in_pieces_is_heard_when_the_pieces_meet(scene):
    scene.write(OWNER, "3单元电梯坏了,停着不动")
    await scene.card("电梯坏了")
    scene.write(OWNER, "里面有人,门打不开")
    await scene.reads(OWNER, "不要扒门")
    card = await scene.card("🚨")
    assert "里面有人" in card.text
    await scene.reads(CHEN, "🚨", button="接单")
    await scene.reads(OWNER, "已按紧急情况通知值班人员")


async def test_an_edit_that_brings_danger_is_heard(scene):
    await scene.reported("客厅灯不亮了,来修一下")
    scene.passes(seconds=30)
    first = scene.box.messages(OWNER)[0].id
    scene.box.people.edit(OWNER, first, "客厅灯着火了!!冒烟")
    await scene.reads(OWNER, "119")
    await scene.card("🚨")
