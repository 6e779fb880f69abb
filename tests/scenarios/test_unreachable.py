"""An owner who blocked the desk: what they should have read becomes a call, and they are taken in again."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import LEAD, OWNER, WANG


def calls(scene):
    return [text for text in scene.texts(STAFF_CHAT) if "消息送不到业主" in text]


async def test_what_cannot_be_delivered_becomes_one_call_that_names_the_words_and_is_settled_once(scene):
    card = await scene.claimed("厨房水管漏水,3-2-1501,电话 13812341234")
    await scene.reads(OWNER, "已由王工接手")
    scene.box.people.block(OWNER)
    scene.write(WANG, "配件下午到,三点上门。", STAFF_CHAT, card)
    asked = await scene.reads(
        STAFF_CHAT, "⚠️ 261123-001 消息送不到业主,请打电话联系(王工)", button="已电话告知"
    )
    assert "号码:138****1234" in asked.text
    assert "要告诉业主:261123-001 王工:配件下午到,三点上门。" in asked.text
    await scene.reads(WANG, "业主的电话:13812341234")
    tried = len(scene.box.called("sendMessage", OWNER))
    await scene.answers(card, "换了角阀。")
    await scene.becomes(asked, "换了角阀")
    assert len(scene.box.called("sendMessage", OWNER)) == tried
    assert len(calls(scene)) == 1
    assert await scene.toast(scene.press(WANG, asked, "已电话告知")) == "好的,记下了"
    assert not (await scene.becomes(asked, "261123-001 已电话告知业主(王工")).buttons
    scene.passes(minutes=40)
    await scene.quiet()
    assert not [text for text in scene.texts(LEAD) if "还没有人打电话" in text]


async def test_who_writes_again_is_written_to_again_and_a_call_nobody_made_is_told_to_the_lead(scene):
    card = await scene.claimed()
    scene.box.people.block(OWNER)
    scene.write(WANG, "配件下午到。", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, "消息送不到业主", button="已电话告知")
    scene.passes(minutes=31)
    await scene.reads(LEAD, "261123-001 消息送不到业主,还没有人打电话")
    scene.box.people.unblock(OWNER)
    scene.write(OWNER, "配件到了吗")
    await scene.reads(STAFF_CHAT, "配件到了吗")
    await scene.answers(card, "换了角阀。")
    await scene.reads(OWNER, "换了角阀")
