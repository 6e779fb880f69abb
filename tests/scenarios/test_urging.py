"""«催一下»: the owner always learns how it stands, and people are reminded no oftener than they should be."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import LEAD, OWNER, WANG


async def presses_urge(scene, message, contains):
    after = scene.box.messages(OWNER)[-1].id
    scene.press(OWNER, message, "催一下")
    return await scene.reads(OWNER, contains, after=after)


def urges(scene):
    return [text for text in scene.texts(STAFF_CHAT) if text.startswith("业主催 261123-001")]


async def test_who_has_it_is_reminded_and_the_third_time_the_lead(scene):
    card = await scene.claimed()
    claimed = await scene.reads(OWNER, "已由王工接手", button="催一下")
    told = await presses_urge(scene, claimed, "由王工负责(今天 10:00接手)")
    assert "已提醒工作人员" in told.text
    assert "明天 10:00 前由工作人员与您联系" in told.text
    reminded = await scene.reads(STAFF_CHAT, "业主催 261123-001(第 1 次),请王工尽快回复业主")
    assert reminded.reply_to == card.id
    again = await presses_urge(scene, claimed, "由王工负责")
    assert "已经提醒过" in again.text
    await scene.quiet()
    assert len(urges(scene)) == 1
    for times in (2, 3):
        scene.passes(minutes=31)
        await presses_urge(scene, claimed, "由王工负责")
        await scene.reads(STAFF_CHAT, f"第 {times} 次")
    assert "请李主管过问" in urges(scene)[-1]
    await scene.reads(LEAD, "业主第 3 次催 261123-001(王工)")


async def test_words_reach_the_staff_each_time_and_call_those_on_shift_where_nobody_has_it(scene):
    card = await scene.reported()
    scene.passes(seconds=20)
    scene.write(OWNER, "怎么还没来")
    await scene.reads(OWNER, "还没有人接手(今天 10:00收到)", button="打电话给我")
    told = await scene.reads(STAFF_CHAT, "业主催 261123-001(第 1 次),还没有人接单。\n业主说:怎么还没来")
    assert told.reply_to == card.id
    called = await scene.reads(WANG, "业主在催 261123-001,还没有人接单", button="接单")
    scene.write(OWNER, "?")
    await scene.reads(STAFF_CHAT, "业主补充(还没有人接单):?")
    await scene.quiet()
    assert len(urges(scene)) == 1
    scene.press(WANG, called, "接单")
    await scene.becomes(card, "已接单 王工")
    assert not (await scene.becomes(called, "261123-001 已由王工接单")).buttons


async def test_each_matter_of_the_list_can_be_urged(scene):
    await scene.claimed()
    scene.passes(seconds=20)
    scene.write(OWNER, "物业费怎么交?多少钱一平")
    await scene.card("物业费")
    scene.write(OWNER, "/my")
    listed = await scene.reads(OWNER, "您有 2 件事在办", button="催一下 001")
    scene.press(OWNER, listed, "催一下 002")
    await scene.reads(STAFF_CHAT, "业主催 261123-002(第 1 次)")
