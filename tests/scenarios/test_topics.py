"""Teams that share a forum group: each reads in its own topic, and a deleted topic loses nothing."""

from bot.demonstration.stage import stage
from bot.sandbox.chats import Topic
from tests.scenarios.scene import ESTATE, MONDAY_TEN, NEIGHBOUR, OWNER, WANG, Scene

FORUM, WORKS, CLEANING = -1005, 7, 9
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
