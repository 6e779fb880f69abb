"""After a death in the middle of a send nobody knows the first copy of a message: replies to it arrive all the same."""

from bot.demonstration.stage import STAFF_CHAT
from storage.database import Database
from storage.schema import links
from tests.scenarios.scene import CHEN, OWNER, WANG


def forget_links(scene) -> None:
    database = Database.open(scene.stage.database)
    try:
        database.write_now(lambda work: work.connection.execute(links.delete()))
    finally:
        database.close()


async def test_a_reply_to_a_card_nobody_recorded_reaches_the_owner(scene):
    card = await scene.claimed()
    await scene.quiet()
    forget_links(scene)
    scene.write(WANG, "我下午三点到。", STAFF_CHAT, card)
    await scene.reads(OWNER, "王工:我下午三点到。")


async def test_a_reply_nobody_can_place_is_refused_in_words(scene):
    card = await scene.claimed()
    scene.press(WANG, card, "办结")
    question = await scene.reads(STAFF_CHAT, "做了什么")
    await scene.quiet()
    forget_links(scene)
    scene.write(WANG, "换了阀。", STAFF_CHAT, question)
    await scene.reads(STAFF_CHAT, "您的话还没有发给业主")


async def test_a_card_that_cannot_be_edited_any_more_is_posted_anew_and_the_old_buttons_still_work(scene):
    old = await scene.reported()
    scene.box.faults.add(
        "refuse",
        method="editMessageText",
        chat=STAFF_CHAT,
        description="Bad Request: message can't be edited",
    )
    scene.press(WANG, old, "接单")
    new = await scene.reads(STAFF_CHAT, "已接单 王工", button="办结", after=old.id)
    assert "已由王工接单" in await scene.toast(scene.press(CHEN, old, "接单"))
    scene.write(WANG, "我下午三点到。", STAFF_CHAT, old)
    await scene.reads(OWNER, "王工:我下午三点到。")
    await scene.answers(new, "换了角阀。")
    assert "已接单" not in scene.now(old).text
