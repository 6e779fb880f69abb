"""A voice message or a photo alone: a person hears it at once, day and night, and says what it is."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

SORTS = [["接单", "更多"], ["紧急", "报修", "投诉"], ["咨询", "其他"]]


async def sends(scene, kind, read):
    scene.box.people.send(OWNER, kind)
    await scene.quiet()
    scene.passes(seconds=31)
    receipt = await scene.reads(OWNER, read)
    assert "着急请打 0571-0000" in receipt.text
    return await scene.card("待判断")


async def test_a_voice_message_at_night_calls_those_on_shift_until_somebody_says_what_it_is(scene):
    scene.passes(hours=15)  # one in the morning
    card = await sends(scene, "voice", "语音已收到,工作人员马上听,单号 261124-001")
    assert card.buttons == SORTS
    await scene.reads(WANG, "业主只发了语音或照片,还没有人接单", button="接单")
    scene.passes(minutes=6)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")
    assert await scene.toast(scene.press(WANG, card, "投诉")) == "已改为“投诉·服务”"
    sorted_ = await scene.becomes(card, "投诉")
    assert ["紧急", "报修", "投诉"] not in sorted_.buttons
    assert await scene.toast(scene.press(WANG, card, "接单")) == "261124-001 由您负责"
    scene.passes(minutes=30)
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "第 2 次呼叫" in text]


async def test_a_photo_of_danger_is_raised_by_whoever_sees_it(scene):
    card = await sends(scene, "photo", "图片已收到,工作人员马上看")
    scene.press(WANG, card, "紧急")
    await scene.becomes(card, "🚨 紧急 261123-001")
    await scene.reads(OWNER, "已按紧急情况通知值班人员")
    await scene.reads(WANG, "🚨 紧急 261123-001 还没有人接单")
