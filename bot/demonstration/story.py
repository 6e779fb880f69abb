"""A short story told in the terminal: a leak from the first word to «满意», and a lift emergency."""

from collections.abc import Callable
from datetime import timedelta

from bot.demonstration.stage import STAFF, STAFF_CHAT, TEAM_CHAT, Stage
from bot.sandbox.world import Change

Say = Callable[[str], None]
_WANG, _LI = 3001, 3002


async def tell(stage: Stage, say: Say) -> None:
    """Play the story; every line printed was really sent. Raises TimeoutError where the desk is silent."""
    box = stage.sandbox
    for number, name in ((_WANG, "王芳"), (_LI, "李明")):
        box.add_person(name, number=number)
    stop = box.world.listen(lambda change: _print(stage, change, say))
    try:
        say("— 王芳家里漏水 —")
        await _leak(stage)
        say("— 李明被困在电梯里 —")
        await _lift(stage)
    finally:
        stop()


async def _leak(stage: Stage) -> None:
    box, people = stage.sandbox, stage.sandbox.people
    people.write(_WANG, "厨房水管漏水,3-2-1501")
    await box.message(_WANG, "已记下")
    card = await box.message(STAFF_CHAT, "漏水", button="接单")
    people.press(2001, card.id, label="接单", chat=STAFF_CHAT)
    await box.message(_WANG, "已由王工接手")
    await box.message(STAFF_CHAT, button="办结")
    people.write(2001, "我现在过来,大约二十分钟到。", chat=STAFF_CHAT, reply_to=card.id)
    await box.message(_WANG, "二十分钟")
    await box.message(STAFF_CHAT, "✅")
    people.write(2001, "// 上周同一户也报过", chat=STAFF_CHAT, reply_to=card.id)
    people.press(2001, card.id, label="办结", chat=STAFF_CHAT)
    question = await box.message(STAFF_CHAT, "做了什么")
    people.write(2001, "换了厨房角阀,试水半小时不漏。", chat=STAFF_CHAT, reply_to=question.id)
    await box.message(_WANG, "换了厨房角阀")
    stage.clock.forward(timedelta(hours=25))
    asked = await box.message(_WANG, button="满意")
    people.press(_WANG, asked.id, label="满意")
    await box.message(_WANG, "谢谢您告诉我们")
    await box.message(STAFF_CHAT, "已结案")


async def _lift(stage: Stage) -> None:
    box, people = stage.sandbox, stage.sandbox.people
    people.write(_LI, "我被困在电梯里了,5栋1单元")
    await box.message(_LI, "不要扒门")
    await box.message(TEAM_CHAT, "🚨", button="接单")
    stage.clock.forward(timedelta(minutes=1, seconds=1))
    again = await box.message(TEAM_CHAT, "第 1 次呼叫", button="接单")
    people.press(2002, again.id, label="接单", chat=TEAM_CHAT)
    await box.message(_LI, "已由小陈接手")
    await box.message(TEAM_CHAT, "已接单")


def _print(stage: Stage, change: Change, say: Say) -> None:
    if change.kind not in ("message", "edit") or change.chat is None or change.message is None:
        return
    if change.chat.id in STAFF:
        return
    shown = next((m for m in stage.sandbox.messages(change.chat.id) if m.id == change.message.id), None)
    if shown is None or shown.service:
        return
    where = change.chat.title or "私聊"
    who = "前台" if shown.is_bot else change.message.sender.first_name
    edited = "(改)" if change.kind == "edit" else ""
    buttons = "".join(f" [{label}]" for row in shown.buttons for label in row)
    text = (shown.text or f"<{shown.media}>").replace("\n", "\n        ")
    say(f"  {where} | {who}{edited}: {text}{buttons}")
