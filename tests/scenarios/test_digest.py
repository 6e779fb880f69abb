"""The managers' morning: what the day before was, once, in their chat."""

from bot.demonstration.stage import MANAGER_CHAT
from tests.scenarios.scene import OWNER


def digests(scene):
    return [text for text in scene.texts(MANAGER_CHAT) if " 日报 " in text]


async def test_managers_read_the_day_before_once_every_morning(scene):
    await scene.answered()
    scene.passes(hours=22, minutes=29)
    await scene.quiet()
    assert digests(scene) == []
    scene.passes(minutes=1)
    first = await scene.reads(MANAGER_CHAT, "11月23日(周一)收 1,办结 1,结案 0")
    assert "现在没有急着要办的(截至今天 08:30)。" in first.text
    assert "接单 1/1" in first.text
    scene.passes(hours=24)
    await scene.reads(MANAGER_CHAT, "翠园小区 日报 11月24日(周二)")
    await scene.quiet()
    assert len(digests(scene)) == 2


async def test_words_of_a_bad_rating_reach_the_managers_with_their_reason(scene):
    await scene.answered()
    question = await scene.asked()
    scene.press(OWNER, question, "不满意")
    why = await scene.reads(OWNER, button="态度", after=question.id)
    scene.press(OWNER, why, "态度")
    scene.write(OWNER, "上门的师傅说话很冲,我电话13812345678")
    await scene.reads(MANAGER_CHAT, "说话很冲")
    scene.passes(hours=22)
    digest = await scene.reads(MANAGER_CHAT, " 日报 11月24日")
    assert "不满意·态度:上门的师傅说话很冲,我电话138****5678" in digest.text
    assert "满意率 0/1" in digest.text
    assert "13812345678" not in digest.text


async def test_clock_that_jumps_over_days_brings_one_digest_that_says_so(scene):
    await scene.reported()
    scene.passes(hours=24 * 3 - 1)
    digest = await scene.reads(MANAGER_CHAT, "翠园小区 日报 11月25日(周三)")
    await scene.quiet()
    assert "11月23日(周一)至11月24日(周二)没有发出日报:共收 1,办结 0。" in digest.text
    assert "过时没人接 1" in digest.text
    assert len(digests(scene)) == 1
