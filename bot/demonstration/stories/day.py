"""A day at the desk: one promise kept, one put off in time, a change of shifts, and the managers' page."""

from collections.abc import AsyncIterator

from bot.demonstration.roster import MANAGER_CHAT, TEAM_CHAT
from bot.demonstration.stories.hands import Hands
from bot.sandbox.view import Shown

LI, ZHANG, ENGINEER, COLLEAGUE, AT_NIGHT = 3002, 3004, 2001, 2005, 2008
_NAMES = {ENGINEER: "王工", AT_NIGHT: "何师傅"}
STEPS = (
    "day_start",
    "day_claimed",
    "day_promised",
    "day_reminded",
    "day_kept",
    "day_second",
    "day_put_off",
    "day_board",
    "day_urgent",
    "day_handover",
    "day_taken",
    "day_opened",
    "day_digest",
)


async def play(hands: Hands) -> AsyncIterator[str]:
    """Yield the name of each step once it is to be seen."""
    hands.until("09:05")
    yield "day_start"
    for part in (_kept, _put_off, _handed_over):
        async for step in part(hands):
            yield step


async def _kept(hands: Hands) -> AsyncIterator[str]:
    hands.write(LI, "客厅的灯不亮了,5-1-802")
    card = await hands.reads(TEAM_CHAT, "灯不亮", button="接单")
    hands.press(ENGINEER, card, "接单")
    await hands.reads(LI, "已由王工接手")
    yield "day_claimed"
    hands.press(ENGINEER, card, "约时间")
    question = await hands.reads(TEAM_CHAT, button="让业主选")
    await hands.rest()
    slot = question.buttons[0][0]
    hands.press(ENGINEER, question, slot)
    await hands.reads(LI, "王工约您")
    yield "day_promised"
    hour, minute = map(int, slot[-5:].split(":"))
    early = hour * 60 + minute - 29
    hands.until(f"{early // 60:02}:{early % 60:02}")
    reminder = await hands.reads(TEAM_CHAT, button="准时到")
    hands.press(ENGINEER, reminder, "准时到")
    yield "day_reminded"
    hands.until(f"{hour:02}:{minute:02}")
    await _arrives(hands, ENGINEER, card)
    await _answers(hands, ENGINEER, card, "换了镇流器,灯亮了。")
    await hands.reads(LI, "换了镇流器")
    yield "day_kept"


async def _put_off(hands: Hands) -> AsyncIterator[str]:
    hands.write(ZHANG, "阳台的窗户关不上,3-2-1601")
    card = await hands.reads(TEAM_CHAT, "关不上", button="接单")
    hands.press(COLLEAGUE, card, "接单")
    await hands.reads(ZHANG, "已由孙师傅接手")
    hands.press(COLLEAGUE, card, "约时间")
    question = await hands.reads(TEAM_CHAT, button="让业主选")
    await hands.rest()
    hands.write(COLLEAGUE, "今天下午四点", TEAM_CHAT, question)
    await hands.reads(ZHANG, "孙师傅约您")
    yield "day_second"
    hands.until("15:00")
    hands.press(COLLEAGUE, card, "约时间")
    question = await hands.reads(TEAM_CHAT, "原约")
    await hands.rest()
    hands.write(COLLEAGUE, "配件没到,明天上午十点", TEAM_CHAT, question)
    await hands.reads(ZHANG, "改到")
    yield "day_put_off"
    await hands.reads(TEAM_CHAT, "今日约")
    yield "day_board"


async def _handed_over(hands: Hands) -> AsyncIterator[str]:
    hands.until("19:35")
    hands.write(LI, "门锁坏了进不去家,5-1-802")
    card = await hands.reads(TEAM_CHAT, "进不去", button="接单")
    hands.press(COLLEAGUE, card, "接单")
    await hands.reads(LI, "已由孙师傅接手")
    yield "day_urgent"
    hands.until("19:50")
    handover = await hands.reads(TEAM_CHAT, button="接班")
    yield "day_handover"
    hands.press(AT_NIGHT, handover, "接班")
    await hands.reads(TEAM_CHAT, "→ 已接单 何师傅")
    yield "day_taken"
    hands.until("19:55")
    await _arrives(hands, AT_NIGHT, card)
    await _answers(hands, AT_NIGHT, card, "换了锁芯,三把新钥匙已交李先生。")
    await hands.reads(LI, "换了锁芯")
    yield "day_opened"
    hands.expects_news(MANAGER_CHAT)
    hands.until("08:30")
    await hands.reads(MANAGER_CHAT, "日报")
    yield "day_digest"


async def _arrives(hands: Hands, who: int, card: Shown) -> None:
    hands.press(who, card, "更多")
    more = await hands.reads(TEAM_CHAT, button="已到场")
    await hands.rest()
    hands.press(who, more, "已到场")
    await hands.reads(TEAM_CHAT, f"{_NAMES[who]}:已到场")


async def _answers(hands: Hands, who: int, card: Shown, words: str) -> None:
    hands.press(who, card, "办结")
    question = await hands.reads(TEAM_CHAT, f"{_NAMES[who]},{card.text[:10]} 做了什么")
    await hands.rest()
    hands.write(who, words, TEAM_CHAT, question)
