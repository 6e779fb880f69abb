"""Telegram's pace, off unless asked for: so many messages a second, a chat, a group's minute."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import too_many_requests

PACED = ("send", "copy", "forward", "edit")


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits Telegram's FAQ names: 30 a second in all, 1 a chat, 20 a minute in a group; edits count."""

    a_second: int = 30
    a_chat_second: int = 1
    a_group_minute: int = 20


class Limits:
    """Sliding windows; a call over the limit is refused with 429 and is not counted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.pace: Pace | None = None
        self._clock = clock
        self._taken: dict[tuple[int, str], deque[float]] = defaultdict(deque)

    def turn_on(self, *, a_second: int = 30, a_chat_second: int = 1, a_group_minute: int = 20) -> None:
        self.pace = Pace(a_second, a_chat_second, a_group_minute)

    def turn_off(self) -> None:
        self.pace = None
        self._taken.clear()

    def check(self, bot: int, method: str, chat: str) -> None:
        if self.pace is None or not method.startswith(PACED) or method == "sendchataction":
            return
        windows = [((bot, ""), self.pace.a_second, 1.0), ((bot, chat), self.pace.a_chat_second, 1.0)]
        if chat.startswith("-"):
            windows.append(((bot, f"{chat}/minute"), self.pace.a_group_minute, 60.0))
        now = self._clock()
        wait_s = max(self._wait(key, most, span, now) for key, most, span in windows)
        if wait_s > 0:
            raise too_many_requests(math.ceil(wait_s))
        for key, _, _ in windows:
            self._taken[key].append(now)

    def _wait(self, key: tuple[int, str], most: int, span: float, now: float) -> float:
        taken = self._taken[key]
        while taken and taken[0] <= now - span:
            taken.popleft()
        return taken[-most] + span - now if len(taken) >= most else 0.0
