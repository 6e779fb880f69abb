"""A group of staff becomes a supergroup, with a new id: nothing is lost, and work goes on there."""

from bot.demonstration.stage import STAFF_CHAT
from handlers.messages import Outgoing
from storage import outbox
from storage.database import Database
from storage.records import Delivery, NewOutbox, Priority
from tests.scenarios.scene import CHEN, NEIGHBOUR, OWNER, WANG, Scene

LANES = 5


def letters(count: int):
    """Return a unit that queues so many messages to the staff group, in a few lanes."""

    def unit(work):
        for n in range(count):
            new = NewOutbox(
                dedupe_key=f"letter:{n}",
                channel="telegram",
                chat=str(STAFF_CHAT),
                ticket=None,
                klass=Delivery.must_arrive,
                priority=Priority.update,
                # A reply to a message of the old group must not become one to a stranger in the new.
                body=Outgoing(f"lane {n % LANES}, letter {n:03d}", reply_to="1").as_json(),
                lane=f"{STAFF_CHAT}/{n % LANES}",
            )
            outbox.put(work, new)

    return unit


def written(scene: Scene, *chats: int) -> list[str]:
    return [text for chat in chats for text in scene.texts(chat) if text.startswith("lane ")]


async def test_of_a_hundred_messages_none_is_lost_or_overtaken_when_the_group_moves_among_them(scene: Scene):
    box, database = scene.box, Database.open(scene.stage.database)
    try:
        database.write_now(letters(100))
        await box.until(lambda: len(written(scene, STAFF_CHAT)) >= 30, 10)
        new = box.groups.upgrade(STAFF_CHAT)
        await box.until(lambda: len(written(scene, STAFF_CHAT, new)) >= 100, 20)
        await scene.quiet()
    finally:
        database.close()
    arrived = written(scene, STAFF_CHAT, new)
    assert len(arrived) == len(set(arrived)) == 100
    for lane in range(LANES):
        mine = [text for text in arrived if text.startswith(f"lane {lane}")]
        assert mine == sorted(mine)
    assert all(message.reply_to is None for message in box.messages(new) if message.is_bot)
    _, sent = await scene.counts()
    assert set(sent) == {"sent"}


async def test_an_open_ticket_has_its_card_in_the_new_group_and_buttons_of_both_work(scene: Scene):
    first = await scene.reported()
    second = await scene.reported("楼道灯坏了,5-1-302", NEIGHBOUR)
    await scene.quiet()
    new = scene.box.groups.upgrade(STAFF_CHAT)
    card = await scene.card("楼道灯坏了", new)
    scene.press(CHEN, card, "接单")
    await scene.becomes(card, "已接单")
    # Telegram goes on showing the old messages, above the new ones.
    assert "由您负责" in await scene.toast(scene.press(WANG, first, "接单"))
    (shown,) = [one for one in scene.box.messages(new) if "厨房水管漏水" in one.text]
    await scene.becomes(shown, "已接单")
    scene.write(WANG, "待接", new)
    await scene.reads(new, "没有待接")
    scene.press(WANG, scene.now(shown), "进展")
    question = await scene.reads(new, "进展")
    await scene.quiet()
    scene.write(WANG, "下午到", new, question)
    await scene.reads(OWNER, "下午到")
    scene.passes(minutes=1)
    await scene.reads(new, "待接0")
    await scene.quiet()
    assert scene.now(second).text == second.text
    _, sent = await scene.counts()
    assert set(sent) == {"sent"}
