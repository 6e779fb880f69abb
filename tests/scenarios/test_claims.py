"""A claim holds: one winner, and nobody who may not."""

from bot.demonstration.stage import STAFF_CHAT
from tests.scenarios.scene import CHEN, NEIGHBOUR, OWNER, STRANGER, WANG


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_who(scene):
    card = await scene.reported()
    presses = [scene.press(WANG, card, "接单"), scene.press(CHEN, card, "接单")]
    toasts = sorted([await scene.toast(press) for press in presses])
    shown = await scene.becomes(card, "已接单")
    winner = "王工" if "王工" in shown.text else "小陈"
    assert toasts == sorted(["261123-001 由您负责", f"261123-001 已由{winner}接单。"])
    await scene.quiet()
    assert len([text for text in scene.texts(OWNER) if "接手" in text]) == 1


async def test_a_stranger_in_the_group_cannot_claim(scene):
    card = await scene.reported()
    scene.box.groups.join(STAFF_CHAT, STRANGER)
    assert await scene.toast(scene.press(STRANGER, card, "接单")) == "只有工作人员可以操作。"
    assert "待接" in scene.now(card).text


async def test_a_forged_button_does_nothing(scene):
    card = await scene.reported()
    for data in ("claim:1", "x", "' OR 1=1 --", "a" * 64):
        forged = scene.box.people.press(WANG, card.id, data=data, chat=STAFF_CHAT)
        assert await scene.toast(forged) == "这个按钮已失效。"
    assert "待接" in scene.now(card).text


async def test_a_button_of_the_group_does_not_work_in_another_chat(scene):
    card = await scene.reported()
    token = card.reply_markup["inline_keyboard"][0][0]["callback_data"]
    scene.write(WANG, "/help")
    private = await scene.reads(WANG, "/my")
    assert await scene.toast(scene.box.people.press(WANG, private.id, data=token)) == "这个按钮已失效。"
    assert "待接" in scene.now(card).text


async def test_another_owner_sees_and_changes_nothing_of_mine(scene):
    card = await scene.reported()
    scene.write(NEIGHBOUR, "/my")
    await scene.reads(NEIGHBOUR, "没有在办的事")
    scene.write(NEIGHBOUR, "不用来了")
    await scene.quiet()
    assert "待接" in scene.now(card).text
    assert not [text for text in scene.texts(NEIGHBOUR) if "261123-001" in text]
