"""A matter that was only a photo is asked about afterwards like any other."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import OWNER, WANG


async def test_the_owner_of_a_photo_is_asked_too(scene):
    scene.box.people.send(OWNER, "photo")
    await scene.quiet()
    scene.passes(seconds=31)
    card = await scene.card()
    scene.press(WANG, card, "接单")
    await scene.becomes(card, "已接单")
    await scene.answers(card, "看过了,已换新的。", WANG)
    asked = await scene.asked()
    assert asked.chat != STAFF_CHAT
    assert "您发来的内容" in asked.text
