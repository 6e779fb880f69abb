"""One outage is called about once, however many owners tell of it; each of them is answered and kept told."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import CHEN, LEAD, MANAGER, NEIGHBOUR, OWNER, STRANGER, WANG


def pages(scene, chat=STAFF_CHAT):
    return [text for text in scene.texts(chat) if "🚨" in text]


async def test_a_second_owner_of_one_outage_is_counted_and_nobody_is_called_again(scene):
    scene.write(OWNER, "整栋楼停电了,3-2-1501")
    first = await scene.card("🚨")
    await scene.reads(WANG, "🚨", button="接单")
    await scene.quiet()
    before = {chat: len(scene.box.messages(chat)) for chat in (WANG, CHEN, LEAD, MANAGER)}
    scene.write(NEIGHBOUR, "全楼没电了,3-1-201")
    await scene.reads(NEIGHBOUR, "0571-0000")
    receipt = await scene.reads(NEIGHBOUR, "261123-002", button="不是紧急情况")

    counted = await scene.becomes(first, "同一事件 +1 户(3-1-201)")
    assert "接单" in [label for line in counted.buttons for label in line]
    assert "共 2 户 2 条消息" in counted.text
    assert "已有 2 户说到同样的事,已登记,还没有人接手" in scene.now(receipt).text
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if text.startswith("同一事件")]
    assert {chat: len(scene.box.messages(chat)) for chat in before} == before
    scene.passes(minutes=5, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")  # the first's own rounds go on
    scene.passes(minutes=5)
    await scene.reads(NEIGHBOUR, "还没有人接手", after=receipt.id)
    scene.press(WANG, scene.now(first), "接单")
    await scene.reads(NEIGHBOUR, "已由王工接手")
    scene.press(WANG, await scene.becomes(first, "已接单 王工"), "进展")
    question = await scene.reads(STAFF_CHAT, "261123-001 进展如何")
    await scene.quiet()
    scene.write(WANG, "在查总闸。", STAFF_CHAT, question)
    await scene.reads(NEIGHBOUR, "261123-002 进展(王工):在查总闸。")
    await scene.answers(await scene.becomes(first, "处理中 王工"), "跳闸,已恢复。")
    await scene.reads(NEIGHBOUR, "跳闸,已恢复")
    assert not [text for text in pages(scene) if "002" in text]


async def test_whoever_is_hurt_or_elsewhere_is_called_about_anew(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    await scene.card("🚨 紧急 261123-001")
    scene.write(NEIGHBOUR, "5栋着火了,有人受伤了")
    await scene.card("🚨 紧急 261123-002")
    scene.write(STRANGER, "7栋着火了")
    await scene.card("🚨 紧急 261123-003")
    await scene.quiet()
    assert not [text for text in scene.texts(STAFF_CHAT) if "同一事件" in text]


async def test_the_next_owner_is_called_about_when_the_first_denies_theirs(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    first = await scene.card("🚨")
    scene.write(NEIGHBOUR, "5栋着火了")
    await scene.becomes(first, "同一事件 +1 户")
    scene.press(OWNER, await scene.reads(OWNER, button="不是紧急情况"), "不是紧急情况")
    await scene.reads(STAFF_CHAT, "🚨 紧急 261123-002")
    await scene.reads(CHEN, "261123-002", button="接单")
    await scene.becomes(first, "待接")
    scene.passes(minutes=1, seconds=1)
    await scene.reads(STAFF_CHAT, "第 1 次呼叫")


async def test_a_false_alarm_is_one_for_all_and_each_owner_has_the_last_word(scene):
    scene.write(OWNER, "5栋着火了!!冒黑烟")
    first = await scene.card("🚨")
    scene.write(NEIGHBOUR, "5栋着火了")
    await scene.becomes(first, "同一事件 +1 户")
    scene.press(WANG, scene.now(first), "误报")
    question = await scene.reads(STAFF_CHAT, "同一事件的 1 户会一起按误报处理")
    await scene.quiet()
    scene.write(WANG, "是水汽,已看过。", STAFF_CHAT, question)
    await scene.reads(NEIGHBOUR, "仍有危险请回复“危险”")
    scene.write(NEIGHBOUR, "危险")
    await scene.reads(STAFF_CHAT, "261123-002(还没有人接单)业主回复“危险”")
    await scene.reads(CHEN, "261123-002", button="接单")
