"""How fast a bot may write: over all, to one person, to one group."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Self

# For emergencies: of a group's messages a minute, and of the bot's a second one in so many.
KEPT_FREE_IN_GROUPS = 3
KEPT_FREE_OF_BOT = 10
_MINUTE_S = 60.0
# Two messages may come closer together on their way than they left; the channel counts arrivals.
_MARGIN_S = 0.05


class Window:
    """At most `count` in any span of `period_s`.

    It remembers the moments themselves: a burst is free, and yet no span is ever exceeded.
    """

    def __init__(self, count: int, period_s: float, taken: Iterable[float] = ()) -> None:
        self.count = count
        self.period_s = period_s
        self._taken = deque(taken)

    @classmethod
    def per_second(cls, rate: float) -> Self:
        """Return the window for a rate; under 1 a second it is one in a longer time."""
        return cls(max(1, math.floor(rate)), max(1.0, 1 / rate) + _MARGIN_S)

    @classmethod
    def per_minute(cls, rate: float) -> Self:
        """Return the window for a rate a minute."""
        return cls(max(1, math.floor(rate)), max(1.0, 1 / rate) * _MINUTE_S + _MARGIN_S)

    def copy(self) -> Self:
        """Return a window that goes its own way from here."""
        return type(self)(self.count, self.period_s, self._taken)

    def emptied(self) -> Self:
        """Return a window of this size in which nothing was taken."""
        return type(self)(self.count, self.period_s)

    def wait(self, now: float, kept_free: int = 0) -> float:
        """Return the seconds until one more may be taken, leaving `kept_free` for others."""
        allowed = max(1, self.count - kept_free)
        if len(self._taken) < allowed:
            return 0.0
        return max(0.0, self._taken[-allowed] + self.period_s - now)

    def left(self, now: float, kept_free: int) -> int:
        """Return how many more may be taken within the span that ends now, leaving `kept_free` for others."""
        counting = sum(at + self.period_s > now for at in self._taken)
        return max(0, max(1, self.count - kept_free) - counting)

    def take(self, at: float) -> None:
        """Count one, allowed or not; it may come after a later one."""
        later = 0
        while later < len(self._taken) and self._taken[-1 - later] > at:
            later += 1
        self._taken.insert(len(self._taken) - later, at)
        while self._taken[0] + self.period_s <= self._taken[-1]:
            self._taken.popleft()

    def idle(self, now: float) -> bool:
        """Tell whether nothing counts any more."""
        return not self._taken or self._taken[-1] + self.period_s <= now


class Pacing:
    """All windows of one bot. Edits count like messages; groups are the chats with a negative id.

    A group has two windows: its own, and the one that every chat has.
    """

    def __init__(
        self,
        *,
        per_second: float,
        chat_per_second: float,
        group_per_minute: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.clock = clock
        self._bot = Window.per_second(per_second)
        self._chat = Window.per_second(chat_per_second)
        self._group = Window.per_minute(group_per_minute)
        self._chats: dict[str, tuple[Window, ...]] = {}

    def plan(self) -> "Pacing":
        """Return a copy with the clock held still: what is taken there is not taken here."""
        now = self.clock()
        for chat, windows in list(self._chats.items()):
            if all(window.idle(now) for window in windows):
                del self._chats[chat]
        chats = {chat: tuple(one.copy() for one in windows) for chat, windows in self._chats.items()}
        return self._with(lambda: now, self._bot.copy(), chats)

    @property
    def longest_s(self) -> float:
        """Return after how many seconds a message counts no more, unless it went to a group."""
        return max(self._bot.period_s, self._chat.period_s)

    @property
    def longest_of_groups_s(self) -> float:
        """Return after how many seconds a message to a group counts no more."""
        return max(self.longest_s, self._group.period_s)

    def emptied(self, now: float) -> "Pacing":
        """Return what would be here if nothing had been sent, with the clock held still at a moment."""
        return self._with(lambda: now, self._bot.emptied(), {})

    def going_on(self, clock: Callable[[], float]) -> "Pacing":
        """Return the same, with a clock that goes."""
        return self._with(clock, self._bot, self._chats)

    def take(self, chat: str, at: float | None = None) -> None:
        """Count one message or edit to the chat, now or at a moment before."""
        at = self.clock() if at is None else at
        self._bot.take(at)
        for window in self._chats.setdefault(chat, self._fresh(chat)):
            window.take(at)

    def wait(self, chat: str, *, emergency: bool) -> float:
        """Return the seconds until this chat may be written to."""
        return max(self.bot_wait(emergency=emergency), self._chat_wait(chat, emergency=emergency))

    def bot_wait(self, *, emergency: bool) -> float:
        """Return the seconds until the bot may write at all; some room is left for emergencies alone."""
        return self._bot.wait(self.clock(), 0 if emergency else self._bot.count // KEPT_FREE_OF_BOT)

    def room(self, chat: str) -> int:
        """Return how many ordinary messages a group may be sent within the minute; 0: none can go now."""
        if self.wait(chat, emergency=False) > 0:
            return 0
        windows = self._chats.get(chat) or self._fresh(chat)
        return windows[-1].left(self.clock(), KEPT_FREE_IN_GROUPS)

    def full(self, *, emergency: bool) -> dict[str, float]:
        """Return the chats that may not be written to now, with the seconds each still waits."""
        waits = {chat: self._chat_wait(chat, emergency=emergency) for chat in self._chats}
        return {chat: wait for chat, wait in waits.items() if wait > 0}

    def _with(
        self, clock: Callable[[], float], bot: Window, chats: dict[str, tuple[Window, ...]]
    ) -> "Pacing":
        copy = Pacing(per_second=1, chat_per_second=1, group_per_minute=1, clock=clock)
        copy._bot, copy._chat, copy._group, copy._chats = bot, self._chat, self._group, chats
        return copy

    def _chat_wait(self, chat: str, *, emergency: bool) -> float:
        now, kept_free = self.clock(), 0 if emergency else KEPT_FREE_IN_GROUPS
        every, *group = self._chats.get(chat) or self._fresh(chat)
        return max([every.wait(now), *(window.wait(now, kept_free) for window in group)])

    def _fresh(self, chat: str) -> tuple[Window, ...]:
        return (self._chat.copy(), self._group.copy()) if _is_group(chat) else (self._chat.copy(),)


def _is_group(chat: str) -> bool:
    return chat.startswith("-")
