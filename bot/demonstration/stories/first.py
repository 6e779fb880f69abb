"""A leak up to «满意», and people shut in a lift."""

from collections.abc import AsyncIterator

from bot.demonstration.roster import TEAM_CHAT
from bot.demonstration.stories.hands import Hands

WANG, ENGINEER, COLLEAGUE = 3001, 2001, 2005
STEPS = (
    "start",
    "leak_written",
    "leak_card",
    "leak_claimed",
    "leak_reply",
    "leak_answered",
    "leak_asked",
    "leak_closed",
    "lift_written",
    "lift_paged",
    "lift_again",
    "lift_claimed",
)


async def play(hands: Hands) -> AsyncIterator[str]:
    """Yield the name of each step once it is to be seen."""
    yield "start"
    hands.write(WANG, "厨房水管漏水,3-2-1501")
    await hands.reads(WANG, "已记下")
    yield "leak_written"
    card = await hands.reads(TEAM_CHAT, "漏水", button="接单")
    yield "leak_card"
    hands.press(ENGINEER, card, "接单")
    await hands.reads(WANG, "已由王工接手")
    yield "leak_claimed"
    hands.write(ENGINEER, "我现在过来,大约二十分钟到。", TEAM_CHAT, card)
    await hands.reads(WANG, "二十分钟")
    hands.write(ENGINEER, "// 上周同一户也报过", TEAM_CHAT, card)
    yield "leak_reply"
    hands.press(ENGINEER, card, "办结")
    question = await hands.reads(TEAM_CHAT, "做了什么")
    await hands.rest()
    hands.write(ENGINEER, "换了厨房角阀,试水半小时不漏。", TEAM_CHAT, question)
    await hands.reads(WANG, "换了厨房角阀")
    yield "leak_answered"
    hands.passes(hours=25)
    asked = await hands.reads(WANG, button="基本满意")
    yield "leak_asked"
    hands.press(WANG, asked, "满意")
    await hands.reads(WANG, "谢谢您告诉我们")
    yield "leak_closed"
    hands.write(WANG, "我被困在电梯里了,3栋2单元")
    await hands.reads(WANG, "不要扒门")
    yield "lift_written"
    await hands.reads(TEAM_CHAT, "🚨", button="接单")
    yield "lift_paged"
    hands.passes(minutes=1, seconds=1)
    again = await hands.reads(TEAM_CHAT, "第 1 次呼叫", button="接单")
    yield "lift_again"
    hands.press(COLLEAGUE, again, "接单")
    await hands.reads(WANG, "已由孙师傅接手")
    yield "lift_claimed"
