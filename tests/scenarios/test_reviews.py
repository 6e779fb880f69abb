"""The review meeting the whole way: from the list to what was decided, done and written down."""

import io

from docx import Document

from tests.scenarios.scene import LEAD, WANG


async def test_a_decision_goes_from_the_list_to_done_with_minutes_as_a_document(scene):
    for person in (LEAD, WANG):
        scene.write(person, "/start")
        await scene.reads(person, "您好")
    card = await scene.claimed("楼上天天半夜装修吵得睡不着,我要投诉,再不管我就找律师起诉")
    number = card.text[:10]
    scene.write(LEAD, "会审")
    scene.press(LEAD, await scene.reads(LEAD, "索赔、法律或媒体", button="开会"), "开会")
    asked = await scene.reads(LEAD, "哪天开的")
    await scene.quiet()
    scene.write(LEAD, "今天 主持 赵经理 参加 李主管、王工", reply_to=asked)
    listed = await scene.reads(LEAD, "正在开", button=number)
    scene.press(LEAD, listed, number)
    asked = await scene.reads(LEAD, "怎么定")
    await scene.quiet()
    scene.write(LEAD, "王工 上门约谈楼上住户 下周五前", reply_to=asked)
    told = await scene.reads(WANG, "上门约谈楼上住户", button="完成")
    scene.press(LEAD, listed, "结束会议")
    await scene.reads(LEAD, "会审纪要", media="document")
    (sent,) = [file for file in scene.box.world.files.kept() if file.name == "cuiyuan-2026-11-23.docx"]
    said = [paragraph.text for paragraph in Document(io.BytesIO(sent.content)).paragraphs]
    assert "主持: 赵经理" in [" ".join(line.split()) for line in said]
    assert any("王工 上门约谈楼上住户 下周五前" in line for line in said)
    scene.press(WANG, told, "完成")
    asked = await scene.reads(WANG, "做了什么")
    await scene.quiet()
    scene.write(WANG, "已约谈,楼上答应九点后不施工", reply_to=asked)
    await scene.reads(WANG, "已记下")
    scene.write(LEAD, "会审")
    await scene.quiet()
    assert "还没做完的决定" not in scene.texts(LEAD)[-1]
