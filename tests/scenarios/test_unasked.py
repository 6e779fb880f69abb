"""What owners did not ask for: held over the quiet hours, few, and never the same sentence twice running."""

import itertools

from bot.demonstration.stage import STAFF_CHAT, stage
from tests.scenarios.scene import (
    CHEN,
    ESTATE,
    MONDAY_TEN,
    NEIGHBOUR,
    OWNER,
    STRANGER,
    WANG,
    Scene,
)

KEPT_QUIET = ESTATE.replace("\n[[estates.teams]]", 'quiet_hours = ["21:00-08:30"]\n\n[[estates.teams]]', 1)
TWO_AT_MOST = ESTATE.replace(
    "\n[[estates.teams]]", "\n[estates.clock]\nunasked_at_most = 2\n\n[[estates.teams]]", 1
)


def people(scene):
    for number, name in ((OWNER, "王芳"), (NEIGHBOUR, "李明"), (STRANGER, "路人")):
        scene.box.add_person(name, number=number)


async def takes(scene, card, by=WANG):
    scene.press(by, card, "接单")
    await scene.becomes(card, "已接单")
    await scene.quiet()


async def test_what_nobody_asked_for_waits_for_the_morning_and_what_is_over_by_then_is_not_said(
    judging, database_url
):
    async with stage(start=MONDAY_TEN, estates=KEPT_QUIET, judging=judging, database=database_url) as here:
        scene = Scene(here)
        people(scene)
        only_claimed = await scene.reported("客厅灯不亮了,3-2-1501")
        answered = await scene.reported("马桶堵了,5-1-302", NEIGHBOUR)
        scene.passes(hours=12)  # 22:00
        before = {owner: len(scene.texts(owner)) for owner in (OWNER, NEIGHBOUR)}
        await takes(scene, only_claimed)
        await takes(scene, answered, CHEN)
        await scene.answers(answered, "疏通好了。", CHEN)
        await scene.quiet()
        assert {owner: len(scene.texts(owner)) for owner in before} == before
        awake = await scene.reported("厨房水管漏水,8-1-101", STRANGER)
        await takes(scene, awake)
        await scene.reads(STRANGER, "已由王工接手")
        scene.passes(hours=10, minutes=31)  # 08:31
        told = await scene.reads(OWNER, "已由王工接手", button="催一下")
        assert "今天 10:00 前给您答复" in told.text
        await scene.reads(NEIGHBOUR, "已办好(小陈):疏通好了。")
        await scene.quiet()
        assert not [text for text in scene.texts(NEIGHBOUR) if "接手" in text]
        assert len([text for text in scene.texts(OWNER) if "接手" in text]) == 1


async def test_danger_and_urgency_are_spoken_of_at_night(judging):
    async with stage(start=MONDAY_TEN, estates=KEPT_QUIET, judging=judging) as here:
        scene = Scene(here)
        people(scene)
        scene.write(OWNER, "电梯困人了!3栋1单元")
        card = await scene.card("电梯困人", chat=-1003)
        scene.passes(hours=13)
        scene.press(WANG, card, "接单")
        await scene.reads(OWNER, "已由王工接手,正在处理")


async def test_what_need_not_be_said_is_left_out_before_the_answer_and_the_question(judging):
    async with stage(start=MONDAY_TEN, estates=TWO_AT_MOST, judging=judging) as here:
        scene = Scene(here)
        people(scene)
        card = await scene.answered()
        await scene.reads(OWNER, "已办好(王工)")
        await scene.asked()
        scene.passes(hours=25)
        scene.write(NEIGHBOUR, "在吗")
        await scene.quiet()
        scene.passes(seconds=9)
        await scene.reads(NEIGHBOUR, "我在")  # by a timer that fell due after the reminder
        await scene.quiet()
        said = " ".join(scene.texts(OWNER))
        assert "接手" not in said
        assert "再听听" not in said
        assert "回访中" in scene.now(card).text


async def test_the_same_sentence_is_never_said_twice_running(scene):
    await scene.reported()
    scene.passes(seconds=20)
    for words in ("在吗", "在吗", "好的谢谢", "好的谢谢", "好的谢谢", "怎么还没来", "怎么还没来", "?", "?"):
        seen = len(scene.texts(OWNER))
        scene.write(OWNER, words)
        await scene.box.until(lambda seen=seen: len(scene.texts(OWNER)) > seen, 10)
    said = scene.texts(OWNER)
    assert all(one != other for one, other in itertools.pairwise(said))
    assert len([text for text in scene.texts(STAFF_CHAT) if "怎么还没来" in text]) == 2
