"""What becomes of an emergency that was none, was raised again, or is over."""

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

FIRE = "5栋着火了!!冒黑烟"


async def test_an_alarm_called_off_is_an_ordinary_matter_with_its_own_time(scene):
    scene.write(OWNER, FIRE)
    card = await scene.card("🚨")
    receipt = await scene.reads(OWNER, button="不是紧急情况")
    called = await scene.reads(MANAGER_CHAT, button="接单")
    scene.press(OWNER, receipt, "不是紧急情况")
    shown = await scene.becomes(receipt, "明天 10:00 前由工作人员与您联系")
    assert shown.buttons == [["不用来了", "催一下"]]
    assert not (await scene.becomes(called, "不再呼叫")).buttons
    scene.press(WANG, card, "接单")
    assert "明天 10:00 前给您答复" in (await scene.reads(OWNER, "已由王工接手")).text


async def test_an_emergency_that_is_over_cannot_be_called_off(scene):
    scene.write(OWNER, FIRE)
    card = await scene.card("🚨")
    receipt = await scene.reads(OWNER, button="不是紧急情况")
    scene.press(WANG, card, "接单")
    await scene.reads(OWNER, "已由王工接手")
    await scene.answers(card, "已扑灭,无人受伤。")
    assert await scene.toast(scene.press(OWNER, receipt, "不是紧急情况")) == "已经处理过了"
    await scene.quiet()
    assert not [text for text in scene.texts(OWNER) if "不再按紧急" in text]


async def test_who_waits_in_a_second_round_of_pages_is_told_to_phone_again(scene):
    scene.write(OWNER, FIRE)
    receipt = await scene.reads(OWNER, button="不是紧急情况")
    scene.passes(minutes=3, seconds=1)
    await scene.reads(OWNER, "暂时还没有人接手")
    scene.press(OWNER, receipt, "不是紧急情况")
    await scene.reads(OWNER, "不再按紧急情况处理")
    scene.write(OWNER, "危险!")
    again = await scene.reads(OWNER, "已按紧急情况通知")
    scene.passes(minutes=3, seconds=1)
    await scene.reads(OWNER, "暂时还没有人接手", after=again.id)


async def test_whoever_has_it_is_named_when_the_danger_is_back(scene):
    scene.write(OWNER, FIRE)
    card = await scene.card("🚨")
    scene.press(WANG, card, "误报")
    question = await scene.reads(STAFF_CHAT, "为什么是误报")
    scene.write(WANG, "是水汽", STAFF_CHAT, question)
    await scene.reads(OWNER, "按非紧急处理")
    scene.press(WANG, card, "接单")
    await scene.reads(OWNER, "已由王工接手")
    scene.write(OWNER, "危险")
    told = await scene.reads(STAFF_CHAT, "业主回复“危险”")
    assert told.marked("text_mention") == ["王工"]


async def test_a_photo_of_the_same_danger_is_seen(scene):
    scene.write(OWNER, FIRE)
    await scene.card("🚨")
    scene.box.people.send(OWNER, "photo", caption="5栋着火了,火很大")
    await scene.reads(STAFF_CHAT, media="photo")


async def test_mending_an_old_message_about_danger_says_nothing_of_paging(scene):
    scene.write(OWNER, FIRE)
    card = await scene.card("🚨")
    scene.press(WANG, card, "接单")
    await scene.reads(OWNER, "已由王工接手")
    await scene.answers(card, "已扑灭。")
    safety = len([text for text in scene.texts(OWNER) if "119" in text])
    first = scene.box.messages(OWNER)[0].id
    scene.box.people.edit(OWNER, first, "5栋着火了!!冒黑烟,已经灭了")
    await scene.reads(STAFF_CHAT, "修改了原话")
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "119" in text]) == safety


async def test_taking_back_an_emergency_is_told_to_those_who_were_called(scene):
    scene.write(OWNER, FIRE)
    await scene.card("🚨")
    called = await scene.reads(MANAGER_CHAT, button="接单")
    scene.write(OWNER, "不用来了")
    await scene.reads(STAFF_CHAT, "业主撤回了这件事")
    assert not (await scene.becomes(called, "不再呼叫")).buttons


async def test_words_behind_a_command_are_heard(scene):
    scene.write(OWNER, "/human 5栋着火了!!冒黑烟")
    await scene.card("🚨")


async def test_a_matter_behind_a_command_is_taken(scene):
    scene.write(OWNER, "/human 我家马桶堵了")
    await scene.card("马桶堵了")
