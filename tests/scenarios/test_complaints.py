"""A complaint the whole way: minor in the group, serious from its file in the clerk's private chat."""

from tests.scenarios.scene import LEAD, MANAGER, OWNER, WANG


async def test_a_minor_complaint_is_answered_as_lightly_as_a_repair(scene):
    card = await scene.claimed("楼上天天半夜装修吵得睡不着,我要投诉")
    await scene.answers_complaint(card, "已请楼上八点后不施工")
    await scene.reads(OWNER, "的答复(王工):已请楼上八点后不施工")


async def test_a_serious_one_is_filled_in_where_nobody_else_reads(scene):
    scene.write(WANG, "/start")
    await scene.reads(WANG, "您好")
    card = await scene.claimed("前台态度太差了,我要投诉")
    assert "级别 重要" in card.text
    for chat in (LEAD, MANAGER):
        await scene.reads(chat, "投诉级别:重要")
    await scene.chooses(WANG, card, "档案")
    file = await scene.reads(WANG, "1 记录:还差诉求", button="填写诉求")
    scene.press(WANG, file, "填写诉求")
    question = await scene.reads(WANG, "业主希望怎样解决", after=file.id)
    await scene.quiet()
    scene.write(WANG, "当面道歉", reply_to=question)
    shown = await scene.reads(WANG, "1 记录:当面道歉", button="有效", after=question.id)
    assert (await scene.becomes(file, "请看下一条")).buttons == []
    scene.press(WANG, shown, "有效")
    await scene.becomes(shown, "2 定性:重要 · 有效")
    assert not [text for text in scene.texts(card.chat) if "当面道歉" in text]
