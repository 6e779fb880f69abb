"""Teams that share a forum group: each reads in its own topic, and a deleted topic loses nothing."""

from bot.demonstration.stage import stage
from bot.sandbox.chats import Topic
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, WANG, Scene

FORUM, WORKS, CLEANING, MANAGERS = -1005, 7, 9, -1002
TEAMS = f"""
[[estates.teams]]
key = "works"
name = "维修"
chat = {FORUM}
thread = {WORKS}
topics = ["plumbing"]

[[estates.teams]]
key = "cleaning"
name = "保洁"
chat = {FORUM}
thread = {CLEANING}
topics = ["cleaning"]
"""


async def test_each_team_works_in_its_topic_of_a_shared_group(judging, database_url):
    async with stage(
        start=MONDAY_TEN, estates=ESTATE + TEAMS, judging=judging, database=database_url
    ) as here:
        scene = Scene(here)
        bot = here.sandbox.world.bot().account.id
        forum = here.sandbox.world.add_group("班组", forum=True, members=[WANG, bot], number=FORUM)
        forum.topics |= {n: Topic(n, str(n), 0) for n in (WORKS, CLEANING)}
        forum.last_id = CLEANING
        here.sandbox.add_person("王芳", number=OWNER)
        scene.write(OWNER, "厨房水管漏水,3-2-1501")
        card = await scene.card("厨房水管漏水", FORUM)
        assert card.thread == WORKS
        scene.press(WANG, card, "接单")
        await scene.becomes(card, "已接单")
        scene.press(WANG, card, "办结")
        question = await scene.reads(FORUM, "做了什么")
        assert question.thread == WORKS
        await scene.quiet()
        here.sandbox.people.write(WANG, "换了角阀。", chat=FORUM, reply_to=question.id, thread=WORKS)
        await scene.becomes(card, "已办结")

        scene.write(OWNER, "楼道没人打扫,垃圾堆着,请保洁来一下")
        assert (await scene.card("楼道没人打扫", FORUM)).thread == CLEANING

        del forum.topics[CLEANING]
        here.sandbox.add_person("李明", number=NEIGHBOUR)
        scene.write(NEIGHBOUR, "5栋电梯厅地面很脏,请保洁打扫")
        assert (await scene.card("5栋电梯厅", FORUM)).thread is None


async def test_each_ticket_has_a_topic_that_follows_it_and_is_repaired_when_it_is_deleted(
    judging, database_url
):
    own = TEAMS.replace(f"thread = {WORKS}", "topic_per_ticket = true")
    async with stage(start=MONDAY_TEN, estates=ESTATE + own, judging=judging, database=database_url) as here:
        scene = Scene(here)
        bot = here.sandbox.world.bot().account.id
        forum = here.sandbox.world.add_group("班组", forum=True, members=[WANG, bot], number=FORUM)
        here.sandbox.add_person("王芳", number=OWNER)
        scene.write(OWNER, "厨房水管漏水,3-2-1501")
        card = await scene.card("厨房水管漏水", FORUM)
        assert forum.topics[card.thread].name == "001 待接 厨房水管漏水,3-2-1501"
        scene.press(WANG, card, "接单")
        await scene.becomes(card, "已接单")
        await scene.quiet()
        assert forum.topics[card.thread].name == "001 王工 厨房水管漏水,3-2-1501"

        before = scene.texts(OWNER)
        here.sandbox.people.write(WANG, "这家要带梯子", chat=FORUM, thread=card.thread)
        await scene.quiet()
        assert scene.texts(OWNER) == before  # who does not reply to the card talks to colleagues
        here.sandbox.people.write(WANG, "马上来", chat=FORUM, thread=card.thread, reply_to=card.id)
        await scene.reads(OWNER, "马上来")
        await scene.quiet()

        here.sandbox.world.delete(
            forum, [one for one in forum.messages.values() if one.thread == card.thread]
        )
        del forum.topics[card.thread]
        scene.write(OWNER, "又开始漏了,快来看看")
        again = await scene.reads(FORUM, "厨房水管漏水", button="办结")
        assert again.thread in forum.topics
        told = await scene.reads(FORUM, "话题被删")
        assert told.thread == again.thread
        await scene.quiet()
        assert [text for text in scene.texts(FORUM) if "话题被删" in text] == [told.text]
        assert [text for text in scene.texts(FORUM) if "又开始漏了" in text]
        here.sandbox.people.write(WANG, "好的", chat=FORUM, thread=again.thread, reply_to=again.id)
        await scene.reads(OWNER, "好的")

        scene.write(OWNER, "不用来了")
        await scene.becomes(again, "已撤回")
        await scene.quiet()
        assert forum.topics[again.thread].closed

        here.sandbox.groups.promote(FORUM, bot, "administrator", without=["can_manage_topics"])
        for number, words in ((NEIGHBOUR, "5-1-302 水龙头漏水"), (3009, "6-1-101 卫生间水管漏水")):
            here.sandbox.add_person("邻居", number=number)
            scene.write(number, words)
            assert (await scene.card(words, FORUM)).thread is None
        await scene.quiet()
        assert len([text for text in scene.texts(MANAGERS) if "开不了话题" in text]) == 1
