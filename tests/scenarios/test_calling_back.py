"""«打电话给我»: a person phones by a time, and only they read the whole number."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import CHEN, LEAD, OWNER, WANG


async def test_who_asks_for_a_call_is_told_when_and_only_the_assignee_reads_the_number(scene):
    await scene.claimed()
    scene.passes(seconds=20)
    scene.write(OWNER, "给我回电话,13812341234")
    told = await scene.reads(OWNER, "今天 10:30 前由工作人员打 13812341234 给您")
    assert "急事请打 0571-0000" in told.text
    asked = await scene.reads(STAFF_CHAT, "业主请回电话(王工)", button="已回电")
    assert "号码:138****1234" in asked.text
    assert "业主说:给我回电话,138****1234" in asked.text
    await scene.reads(WANG, "业主的电话:13812341234")
    assert "由王工负责" in await scene.toast(scene.press(CHEN, asked, "看号码"))
    read = len(scene.texts(OWNER))
    assert await scene.toast(scene.press(CHEN, asked, "已回电")) == "好的,记下了"
    done = await scene.becomes(asked, "已回电(小陈,今天 10:00)")
    assert not done.buttons
    scene.passes(minutes=31)
    await scene.quiet()
    assert len(scene.texts(OWNER)) == read
    assert not [text for text in scene.texts(STAFF_CHAT) if "13812341234" in text or "在等回电" in text]


async def test_with_nothing_open_it_is_a_matter_of_its_own_and_the_number_is_asked_for_once(scene):
    scene.write(OWNER, "给我回电话")
    receipt = await scene.reads(OWNER, "请工作人员打电话给您,单号 261123-001")
    assert "今天 10:30 前打给您。请问打哪个号码?" in receipt.text
    card = await scene.card("给我回电话")
    asked = await scene.reads(STAFF_CHAT, "号码:还没有留", button="已回电")
    scene.passes(seconds=20)
    scene.write(OWNER, "打我手机 138 1234 5678")
    await scene.reads(OWNER, "今天 10:30 前由工作人员打 13812345678 给您")
    scene.write(OWNER, "不对,打139 1234 5678")
    await scene.reads(OWNER, "今天 10:30 前由工作人员打 13912345678 给您")
    assert "还没有人接单" in (await scene.becomes(asked, "号码:139****5678")).text
    assert "请先接单" in await scene.toast(scene.press(WANG, asked, "看号码"))
    scene.press(WANG, card, "接单")
    await scene.reads(WANG, "业主的电话:13912345678")
    scene.passes(minutes=31)
    await scene.reads(STAFF_CHAT, "业主在等回电,已过 今天 10:30")
    await scene.reads(LEAD, "业主在等回电,已过 今天 10:30")
    scene.passes(hours=5)
    await scene.quiet()
    assert len([text for text in scene.texts(LEAD) if "在等回电" in text]) == 1


async def test_who_cannot_be_written_to_privately_is_told_in_the_group_how_to_get_the_number(scene):
    card = await scene.reported()
    scene.box.people.block(CHEN)
    scene.passes(seconds=20)
    scene.write(OWNER, "给我回电话,13812341234")
    asked = await scene.reads(STAFF_CHAT, "业主请回电话", button="看号码")
    scene.press(CHEN, card, "接单")
    await scene.reads(STAFF_CHAT, "小陈,261123-001 的号码没能私下发给您")
    scene.box.people.unblock(CHEN)
    assert await scene.toast(scene.press(CHEN, asked, "看号码")) == "正在私下发给您"
    await scene.reads(CHEN, "业主的电话:13812341234")
