"""What a story does on the phones, and what it waits to see there."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.demonstration.roster import MANAGER_CHAT, OWNERS, STAFF, STAFF_CHAT, TEAM_CHAT
from bot.demonstration.stage import ZONE, Stage
from bot.sandbox.view import Shown

_PATIENCE_S = 30.0


class Hands:
    """Writes and presses for people. It reads only what came after it began, or was changed since."""

    def __init__(self, stage: Stage, pause_s: float) -> None:
        self._stage = stage
        self._box = stage.sandbox
        self._pause_s = pause_s
        self.owner: int | None = None  # who wrote last: their phone is the one to look at
        self._ends = {
            chat: self._end(chat) for chat in (*OWNERS, *STAFF, TEAM_CHAT, STAFF_CHAT, MANAGER_CHAT)
        }

    async def rest(self) -> None:
        """Wait a moment, as somebody who reads before they answer."""
        await asyncio.sleep(self._pause_s / 2)

    def write(self, person: int, text: str, chat: int | None = None, to: Shown | None = None) -> None:
        """Write in a chat, as a reply where one is meant."""
        if person in OWNERS:
            self.owner = person
        self._box.people.write(person, text, chat=chat, reply_to=to.id if to else None)

    def somebody(self, number: int, name: str, text: str) -> None:
        """Let somebody who has no part of their own write to the desk."""
        self._box.add_person(name, number=number, about=name)
        self._box.people.write(number, text)

    def press(self, person: int, message: Shown, label: str) -> None:
        """Press a button; staff press in their group."""
        self._box.people.press(
            person, message.id, label=label, chat=message.chat if message.chat < 0 else None
        )

    async def reads(self, chat: int, contains: str = "", button: str = "") -> Shown:
        """Wait for the desk's words. Raises TimeoutError where it is silent."""
        return await self._box.message(
            chat, contains, button=button, after=self._ends.get(chat, 0), timeout_s=_PATIENCE_S
        )

    async def shows(self, chat: int, contains: str) -> Shown:
        """Wait until a message of a chat says so, old or new, and return it."""

        def found() -> Shown | None:
            return next((one for one in self._box.messages(chat) if contains in one.text), None)

        await self._box.until(lambda: found() is not None, _PATIENCE_S)
        shown = found()
        assert shown is not None, "it was there a moment ago"
        return shown

    async def changes(self, message: Shown) -> None:
        """Wait until a message no longer stands there as it was."""
        await self._box.until(lambda: message not in self._box.messages(message.chat), _PATIENCE_S)

    def expects_news(self, chat: int) -> None:
        """Read only what comes into a chat after this moment."""
        self._ends[chat] = self._end(chat)

    def passes(self, **time: float) -> None:
        """Let time pass."""
        self._stage.clock.forward(timedelta(**time))

    def until(self, clock: str) -> None:
        """Let time pass until the estate's clock next shows this, such as 09:05."""
        now = self._stage.clock.now().astimezone(ZoneInfo(ZONE))
        hour, _, minute = clock.partition(":")
        then = now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        self._stage.clock.forward(then - now if then > now else then + timedelta(days=1) - now)

    def _end(self, chat: int) -> int:
        return max((message.id for message in self._box.messages(chat)), default=0)
