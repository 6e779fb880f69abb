"""Camera footage the whole way: asked for, saved, and looked at by its owner with leave."""

from tests.scenarios.scene import LEAD, WANG


async def test_footage_is_asked_for_saved_and_looked_at_with_leave(scene):
    for person in (LEAD, WANG):
        scene.write(person, "/start")
        await scene.reads(person, "您好")
    card = await scene.reported("我的电动车昨天晚上在3号楼下被偷了,请查一下监控")
    assert "监控待调,12月22日(周二)18:00 会被覆盖" in card.text
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    scene.passes(days=27, hours=5)
    call = await scene.reads(WANG, "再过几天", button="已调取")
    scene.press(WANG, call, "已调取")
    asked = await scene.reads(WANG, "存在哪里")
    await scene.quiet()
    scene.write(WANG, "监控室2号盘,3号楼南门", reply_to=asked)
    sheet = await scene.reads(WANG, "监控已调取", button="业主查看")
    scene.press(WANG, sheet, "业主查看")
    asked = await scene.reads(WANG, "哪位业主要看")
    await scene.quiet()
    scene.write(WANG, "王女士本人,找电动车", reply_to=asked)
    scene.press(LEAD, await scene.reads(LEAD, "有人要看监控", button="同意查看"), "同意查看")
    await scene.reads(WANG, "李主管已同意,还没有看", button="已查看")
    assert "监控已调取" in scene.now(card).text
