"""A story that plays by itself on the phones: a leak up to «满意», and people shut in a lift."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.demonstration.roster import TEAM_CHAT
from bot.demonstration.stage import Stage
from bot.demonstration.wording import Wording
from bot.sandbox.view import Shown

WANG, ENGINEER, COLLEAGUE = 3001, 2001, 2005
_PAUSE_S = 4.0
_PATIENCE_S = 30.0
_STEPS = (
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
    "done",
)


class Story:
    """Plays the story once at a time; `changed` is called when there is something new to tell."""

    def __init__(self, stage: Stage, changed: Callable[[], None], *, pause_s: float = _PAUSE_S) -> None:
        self._stage = stage
        self._changed = changed
        self._pause_s = pause_s
        self._playing: asyncio.Task[None] | None = None
        self._step = ""

    @property
    def playing(self) -> asyncio.Task[None] | None:
        """Return the story under way."""
        return self._playing if self._playing and not self._playing.done() else None

    def told(self, words: Wording) -> dict[str, Any]:
        """Return what is being told now."""
        said = words.say(f"story.{self._step}") if self._step else ""
        n = _STEPS.index(self._step) if self._step in _STEPS else 0
        return {"playing": self.playing is not None, "words": said, "n": n, "of": len(_STEPS) - 1}

    def play(self) -> None:
        """Begin, unless it is under way."""
        if self.playing is None:
            self._playing = asyncio.create_task(self._play())

    async def stop(self) -> None:
        """Stop where it is; the phones stay as they are."""
        if playing := self.playing:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing
            self._say("stopped")

    async def _play(self) -> None:
        try:
            async for step in self._steps():
                self._say(step)
                await asyncio.sleep(self._pause_s)
        except (TimeoutError, LookupError):
            self._say("stuck")
        else:
            self._say("done")
        # The button changes when the task is over, which is after its last word.
        asyncio.get_running_loop().call_soon(self._changed)

    def _say(self, step: str) -> None:
        self._step = step
        self._changed()

    async def _steps(self) -> AsyncIterator[str]:
        yield "start"
        async for step in self._leak():
            yield step
        async for step in self._lift():
            yield step

    async def _leak(self) -> AsyncIterator[str]:
        people, here = self._stage.sandbox.people, _Marks(self._stage)
        people.write(WANG, "厨房水管漏水,3-2-1501")
        await here.reads(WANG, "已记下")
        yield "leak_written"
        card = await here.reads(TEAM_CHAT, "漏水", button="接单")
        yield "leak_card"
        people.press(ENGINEER, card.id, label="接单", chat=TEAM_CHAT)
        await here.reads(WANG, "已由王工接手")
        yield "leak_claimed"
        people.write(ENGINEER, "我现在过来,大约二十分钟到。", chat=TEAM_CHAT, reply_to=card.id)
        await here.reads(WANG, "二十分钟")
        people.write(ENGINEER, "// 上周同一户也报过", chat=TEAM_CHAT, reply_to=card.id)
        yield "leak_reply"
        people.press(ENGINEER, card.id, label="办结", chat=TEAM_CHAT)
        question = await here.reads(TEAM_CHAT, "做了什么")
        await asyncio.sleep(self._pause_s / 2)
        people.write(ENGINEER, "换了厨房角阀,试水半小时不漏。", chat=TEAM_CHAT, reply_to=question.id)
        await here.reads(WANG, "换了厨房角阀")
        yield "leak_answered"
        self._stage.clock.forward(timedelta(hours=25))
        asked = await here.reads(WANG, button="基本满意")
        yield "leak_asked"
        people.press(WANG, asked.id, label="满意")
        await here.reads(WANG, "谢谢您告诉我们")
        yield "leak_closed"

    async def _lift(self) -> AsyncIterator[str]:
        people, here = self._stage.sandbox.people, _Marks(self._stage)
        people.write(WANG, "我被困在电梯里了,3栋2单元")
        await here.reads(WANG, "不要扒门")
        yield "lift_written"
        await here.reads(TEAM_CHAT, "🚨", button="接单")
        yield "lift_paged"
        self._stage.clock.forward(timedelta(minutes=1, seconds=1))
        again = await here.reads(TEAM_CHAT, "第 1 次呼叫", button="接单")
        yield "lift_again"
        people.press(COLLEAGUE, again.id, label="接单", chat=TEAM_CHAT)
        await here.reads(WANG, "已由孙师傅接手")
        yield "lift_claimed"


class _Marks:
    """Where each chat ended when a part of the story began: only what came after belongs to it."""

    def __init__(self, stage: Stage) -> None:
        self._box = stage.sandbox
        self._ends = {chat: self._end(chat) for chat in (WANG, TEAM_CHAT)}

    def _end(self, chat: int) -> int:
        return max((message.id for message in self._box.messages(chat)), default=0)

    async def reads(self, chat: int, contains: str = "", button: str = "") -> Shown:
        """Wait for the desk's words. Raises TimeoutError where it is silent."""
        return await self._box.message(
            chat, contains, button=button, after=self._ends[chat], timeout_s=_PATIENCE_S
        )
