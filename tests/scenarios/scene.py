"""Short words for what people do and read in a scenario."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.demonstration.stage import STAFF_CHAT, Stage
from bot.sandbox.view import Shown
from storage import inbox, outbox, timers
from storage.database import Database

WANG, CHEN, LEAD, MANAGER = 2001, 2002, 2003, 2004
OWNER, NEIGHBOUR, STRANGER = 3001, 3002, 3003
ESTATE = Path(__file__).with_name("estate.toml").read_text(encoding="utf-8")
MONDAY_TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


@dataclass
class Scene:
    """A running desk, and the hands and eyes of everybody on the other side."""

    stage: Stage

    @property
    def box(self):
        return self.stage.sandbox

    def write(self, person: int, text: str, chat: int | None = None, reply_to: Shown | None = None) -> int:
        return self.box.people.write(person, text, chat=chat, reply_to=reply_to.id if reply_to else None)

    def press(self, person: int, message: Shown, label: str) -> str:
        group = message.chat if message.chat < 0 else None
        return self.box.people.press(person, message.id, label=label, chat=group)

    async def reads(self, chat: int, contains: str = "", **wanted: Any) -> Shown:
        return await self.box.message(chat, contains, timeout_s=10, **wanted)

    async def chooses(self, person: int, card: Shown, label: str) -> str:
        """Press a button of the card, or the one behind «更多» where it is not on the card."""
        if label in [button for line in self.now(card).buttons for button in line]:
            return self.press(person, card, label)
        after = self.box.messages(card.chat)[-1].id
        self.press(person, card, "更多")
        return self.press(person, await self.reads(card.chat, "还可以", button=label, after=after), label)

    async def toast(self, press: str) -> str:
        return await self.box.toast(press, timeout_s=10)

    def texts(self, chat: int) -> list[str]:
        return [message.text for message in self.box.messages(chat) if message.is_bot]

    def passes(self, **time: float) -> None:
        self.stage.clock.forward(timedelta(**time))

    async def card(self, contains: str = "", chat: int = STAFF_CHAT) -> Shown:
        return await self.reads(chat, contains, button="接单")

    def now(self, message: Shown) -> Shown:
        return next(m for m in self.box.messages(message.chat) if m.id == message.id)

    async def becomes(self, message: Shown, contains: str) -> Shown:
        await self.box.until(lambda: contains in self.now(message).text, 10)
        return self.now(message)

    async def reported(self, text: str = "厨房水管漏水,3-2-1501", owner: int = OWNER) -> Shown:
        """Let an owner report something ordinary; return its card."""
        self.write(owner, text)
        return await self.card(text.split("\n", maxsplit=1)[0][:20])

    async def claimed(self, text: str = "厨房水管漏水,3-2-1501", by: int = WANG, owner: int = OWNER) -> Shown:
        card = await self.reported(text, owner)
        self.press(by, card, "接单")
        return await self.becomes(card, "已接单")

    async def answered(self, words: str = "换了角阀。", by: int = WANG, owner: int = OWNER) -> Shown:
        card = await self.claimed(by=by, owner=owner)
        await self.answers(card, words, by)
        return card

    async def answers(self, card: Shown, words: str, by: int = WANG) -> None:
        after = self.box.messages(STAFF_CHAT)[-1].id
        self.press(by, card, "办结")
        question = await self.reads(STAFF_CHAT, "做了什么", after=after)
        await self.quiet()  # nobody answers before the desk has noted that its question was sent
        self.write(by, words, STAFF_CHAT, question)
        await self.becomes(card, "已办结")

    async def answers_complaint(self, card: Shown, words: str, by: int = WANG) -> None:
        """Say in one press what a minor complaint was, then what was done."""
        after = self.box.messages(STAFF_CHAT)[-1].id
        self.press(by, card, "办结")
        self.press(by, await self.reads(STAFF_CHAT, button="有效·满足", after=after), "有效·满足")
        question = await self.reads(STAFF_CHAT, "做了什么?请回复", after=after)
        await self.quiet()
        self.write(by, words, STAFF_CHAT, question)
        await self.becomes(card, "已办结")

    async def asked(self, owner: int = OWNER, after: int = 0) -> Shown:
        """Let the time of the revisit come; return the question."""
        self.passes(hours=25)
        return await self.reads(owner, button="基本满意", after=after)

    async def quiet(self) -> None:
        """Wait until everything that came in or fell due is done, and everything that goes out is sent."""
        database = Database.open(self.stage.database, now=self.stage.clock.now)
        try:
            async with asyncio.timeout(10):
                while self.box.world.bot().updates.pending() or not database.read_now(_idle):
                    await asyncio.sleep(0.02)
        finally:
            database.close()

    async def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        database = Database.open(self.stage.database)
        try:
            return database.read_now(lambda work: (inbox.counts(work), outbox.counts(work)))
        finally:
            database.close()


def _idle(work) -> bool:
    waiting = {**inbox.counts(work), **{f"out_{k}": v for k, v in outbox.counts(work).items()}}
    due = timers.next_due(work)
    nothing_due = due is None or due > work.now
    return nothing_due and not any(
        waiting.get(state) for state in ("todo", "doing", "out_todo", "out_sending")
    )
