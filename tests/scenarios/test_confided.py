"""What is about one of the staff leaves the group they read, also after everybody has read it there."""

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT
from tests.scenarios.scene import CHEN, LEAD, OWNER, WANG

STUB = "(这条已收起,由主管和经理处理。)"


async def test_a_lead_takes_a_matter_out_of_the_group_and_the_one_it_is_about_reads_nothing_more(scene):
    card = await scene.claimed("你们上门维修的人把地板弄脏了还不道歉,我要投诉", by=CHEN)
    await scene.chooses(LEAD, card, "涉及人员")
    asked = await scene.reads(LEAD, "涉及哪一位", button="小陈")
    scene.press(LEAD, asked, "小陈")
    assert (await scene.becomes(card, STUB)).buttons == []
    await scene.reads(MANAGER_CHAT, "不道歉", button="接单")
    after = scene.box.messages(STAFF_CHAT)[-1].id
    scene.write(OWNER, "他还踢坏了我家的门")
    await scene.reads(MANAGER_CHAT, "踢坏")
    scene.write(CHEN, "查 001", STAFF_CHAT)
    await scene.reads(STAFF_CHAT, "没有找到 001", after=after)
    scene.write(CHEN, "我来说明一下", STAFF_CHAT, card)
    await scene.reads(STAFF_CHAT, "由主管和经理处理", after=after)
    await scene.quiet()
    read = "".join(m.text for chat in (STAFF_CHAT, CHEN, WANG) for m in scene.box.messages(chat))
    assert "不道歉" not in read
    assert "踢坏" not in read
    assert (await scene.counts())[1].get("parked", 0) == 0
