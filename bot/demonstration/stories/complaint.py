"""A major complaint from first word to summing up, its file kept in the clerk's private chat."""

from collections.abc import AsyncIterator

from bot.demonstration.roster import STAFF_CHAT
from bot.demonstration.stories.hands import Hands
from bot.sandbox.view import Shown

LI, CLERK, MANAGER = 3002, 2002, 2004
STEPS = (
    "complaint_start",
    "complaint_received",
    "complaint_claimed",
    "complaint_judged",
    "complaint_investigated",
    "complaint_planned",
    "complaint_agreed",
    "complaint_to_read",
    "complaint_answered",
    "complaint_revisited",
    "complaint_summed_up",
    "complaint_dossier",
)
_WORDS = "孩子昨天被小区松掉的瓷砖砸伤了,送医缝了三针,我要投诉你们,5-1-802"
_ANSWER = "孩子好些了吗?外墙松动的瓷砖今天已全部拆除,5栋南侧围挡。医药费由保险公司核定,我周五前告诉您。"


async def play(hands: Hands) -> AsyncIterator[str]:
    """Yield the name of each step once it is to be seen."""
    hands.until("09:05")
    yield "complaint_start"
    hands.write(LI, _WORDS)
    await hands.reads(LI, "已记下")
    card = await hands.reads(STAFF_CHAT, "瓷砖", button="接单")
    await hands.reads(MANAGER, "投诉级别:重大")
    yield "complaint_received"
    hands.press(CLERK, card, "接单")
    await hands.reads(LI, "已由小陈接手")
    yield "complaint_claimed"
    for part in (_looked_into, _planned, _answered, _summed_up):
        async for step in part(hands, card):
            yield step


async def _looked_into(hands: Hands, card: Shown) -> AsyncIterator[str]:
    hands.press(CLERK, card, "更多")
    more = await hands.reads(STAFF_CHAT, button="档案")
    await hands.rest()
    hands.expects_news(CLERK)
    hands.press(CLERK, more, "档案")
    await _writes(hands, "诉求", "赔医药费,把松的瓷砖都处理掉")
    await _chooses(hands, "有效")
    await _writes(hands, "定性理由", "外墙属公共部位,由我们维护")
    yield "complaint_judged"
    await _writes(hands, "调查结果", "5栋南侧外墙三处空鼓,当天两人在场看到")
    await _writes(hands, "证据", "现场照片四张,病历和票据")
    await _chooses(hands, "设备")
    yield "complaint_investigated"


async def _planned(hands: Hands, card: Shown) -> AsyncIterator[str]:
    await _writes(hands, "方案", "当天拆除松动瓷砖并围挡,上门看望孩子")
    await _writes(hands, "预防措施", "全小区外墙敲检一遍,每年一次")
    hands.expects_news(MANAGER)
    await _writes(hands, "费用", "医药费由保险公司核定,外墙检修约两万元")
    plan = await hands.reads(MANAGER, card.text[:10], button="同意方案")
    yield "complaint_planned"
    hands.press(MANAGER, plan, "同意方案")
    await hands.reads(CLERK, "的方案赵经理已同意")
    yield "complaint_agreed"


async def _answered(hands: Hands, _: Shown) -> AsyncIterator[str]:
    hands.expects_news(MANAGER)
    await _chooses(hands, "部分满足")
    await _writes(hands, "没满足的原因", "赔多少要等保险公司核定")
    file = await hands.reads(CLERK, button="办结")
    hands.expects_news(CLERK)
    hands.press(CLERK, file, "办结")
    question = await hands.reads(CLERK, "做了什么")
    await hands.rest()
    hands.write(CLERK, _ANSWER, to=question)
    answer = await hands.reads(MANAGER, button="可以发出")
    yield "complaint_to_read"
    hands.press(MANAGER, answer, "可以发出")
    await hands.reads(LI, "孩子好些了吗")
    yield "complaint_answered"


async def _summed_up(hands: Hands, card: Shown) -> AsyncIterator[str]:
    hands.expects_news(CLERK)
    hands.passes(hours=25)
    asked = await hands.reads(LI, button="基本满意")
    hands.press(LI, asked, "满意")
    told = await hands.reads(CLERK, "还要总结", button="档案")
    yield "complaint_revisited"
    hands.press(CLERK, told, "档案")
    await _writes(hands, "根本原因", "外墙多年没有敲检")
    await _chooses(hands, "能")
    await _writes(hands, "改进措施", "敲检列入年度计划")
    for _ in range(3):
        await _chooses(hands, "没有")
    yield "complaint_summed_up"
    hands.expects_news(MANAGER)
    hands.write(MANAGER, f"/dossier {card.text[:10]}")
    await hands.reads(MANAGER, "的档案")
    yield "complaint_dossier"


async def _writes(hands: Hands, item: str, words: str) -> None:
    """Give the file in the clerk's private chat the words that it asks for next."""
    file = await hands.reads(CLERK, button=f"填写{item}")
    await hands.rest()
    hands.expects_news(CLERK)
    hands.press(CLERK, file, f"填写{item}")
    question = await hands.reads(CLERK, "请回复本条")
    await hands.rest()
    hands.write(CLERK, words, to=question)


async def _chooses(hands: Hands, label: str) -> None:
    """Press what the file asks to be chosen next."""
    file = await hands.reads(CLERK, button=label)
    await hands.rest()
    hands.press(CLERK, file, label)
    await hands.changes(file)
