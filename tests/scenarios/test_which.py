"""Words that could mean several matters: asked about once, and never given to a third."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER


async def two_open(scene):
    first = await scene.reported()
    scene.passes(seconds=20)
    scene.write(OWNER, "物业费怎么交?多少钱一平")
    second = await scene.card("物业费怎么交")
    scene.passes(seconds=20)
    return first, second


async def test_a_burst_is_asked_about_once_and_goes_together(scene):
    first, _ = await two_open(scene)
    for words in ("到底什么时候来啊", "门没锁直接进"):
        scene.write(OWNER, words)
    asked = await scene.reads(OWNER, "哪一件事")
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "哪一件事" in text]) == 1
    scene.press(OWNER, asked, "厨房")
    for words in ("到底什么时候来啊", "门没锁直接进"):
        assert (await scene.reads(STAFF_CHAT, words)).reply_to == first.id


async def test_a_new_matter_meanwhile_does_not_swallow_the_words(scene):
    first, _ = await two_open(scene)
    scene.write(OWNER, "到底什么时候来啊")
    asked = await scene.reads(OWNER, "哪一件事")
    scene.write(OWNER, "楼下垃圾桶满了没人收")
    third = await scene.card("垃圾桶")
    assert "到底什么时候来" not in third.text
    scene.press(OWNER, asked, "厨房")
    assert (await scene.reads(STAFF_CHAT, "到底什么时候来啊")).reply_to == first.id


async def test_unanswered_they_go_to_the_newest_and_the_question_is_over(scene):
    _, second = await two_open(scene)
    scene.write(OWNER, "到底什么时候来啊")
    asked = await scene.reads(OWNER, "哪一件事")
    scene.passes(minutes=31)
    assert (await scene.reads(STAFF_CHAT, "到底什么时候来啊")).reply_to == second.id
    assert await scene.toast(scene.press(OWNER, asked, "厨房")) == "已经处理过了"


async def test_a_new_matter_is_opened_with_these_words_only(scene):
    await two_open(scene)
    scene.write(OWNER, "到底什么时候来啊")
    asked = await scene.reads(OWNER, "哪一件事")
    scene.press(OWNER, asked, "新的事情")
    assert "261123-003" in (await scene.card("到底什么时候来啊")).text
    assert await scene.toast(scene.press(OWNER, asked, "新的事情")) == "已经处理过了"


async def test_a_matter_of_another_home_is_a_new_one_and_of_the_same_home_is_not(scene):
    first = await scene.claimed("厨房水管漏水,3-2-1501")
    scene.write(OWNER, "厨房水管漏水,7-1-102")
    assert "261123-002" in (await scene.card("7-1-102")).text
    scene.passes(seconds=9)
    scene.write(OWNER, "厨房水管漏水更大了,3-2-1501")
    assert (await scene.reads(STAFF_CHAT, "漏水更大了")).reply_to == first.id
