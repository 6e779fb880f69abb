"""A suspected danger is settled by the owner or by the clock, and by nothing else."""

import pytest

from bot.demonstration.stage import MANAGER_CHAT, STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG

SMELL = "楼道里有股臭鸡蛋味"


async def suspected(scene):
    scene.write(OWNER, SMELL)
    return await scene.reads(OWNER, "现在正在发生吗", button="正在发生")


@pytest.mark.parametrize("choice", ["厨房", "新的事情"])
async def test_a_press_about_another_matter_does_not_silence_it(scene, choice):
    await scene.reported()
    scene.passes(seconds=20)
    scene.write(OWNER, "物业费怎么交?多少钱一平")
    await scene.card("物业费怎么交")
    scene.passes(seconds=20)
    scene.write(OWNER, "到底什么时候来啊")
    which = await scene.reads(OWNER, "哪一件事")
    await suspected(scene)
    scene.press(OWNER, which, choice)
    await scene.reads(STAFF_CHAT, "到底什么时候来啊")
    scene.passes(seconds=61)
    await scene.card("🚨")


async def test_asking_for_a_person_meanwhile_pages_at_once(scene):
    await suspected(scene)
    scene.write(OWNER, "/human")
    await scene.card("🚨")


async def test_the_same_suspicion_told_twice_is_asked_about_once(scene):
    await suspected(scene)
    scene.write(OWNER, "臭鸡蛋味越来越浓了")
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "现在正在发生吗" in text]) == 1
    assert len([text for text in scene.texts(OWNER) if "请先离开" in text]) == 1
    scene.passes(seconds=61)
    assert "越来越浓" in (await scene.card("🚨")).text


async def test_yes_after_a_no_is_heard(scene):
    asked = await suspected(scene)
    scene.press(OWNER, asked, "没有,不是现在")
    card = await scene.card("臭鸡蛋")
    scene.passes(minutes=5)
    scene.press(OWNER, asked, "正在发生")
    await scene.becomes(card, "🚨")
    await scene.reads(WANG, "🚨", button="接单")


async def test_no_after_the_page_calls_it_off(scene):
    asked = await suspected(scene)
    scene.passes(seconds=61)
    card = await scene.card("🚨")
    scene.press(OWNER, asked, "没有,不是现在")
    await scene.reads(OWNER, "不再按紧急情况处理")
    await scene.box.until(lambda: "🚨" not in scene.now(card).text, 10)
    await scene.reads(STAFF_CHAT, "业主说不是紧急情况")
    scene.passes(minutes=10)
    await scene.quiet()
    assert not [text for text in scene.texts(MANAGER_CHAT) if "次呼叫" in text]
