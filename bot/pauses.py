"""When to leave the channel alone altogether: it cannot be reached, or it asked several chats to wait."""

import time
from collections.abc import Callable

from bot.backoff import jittered

# One chat that is told to wait says nothing about the others; this many at once do.
CHATS_THAT_STOP_ALL = 3


class Pauses:
    """The breaker of one bot. After a pause one message tries alone; when it arrives, all may follow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._failures = 0
        self._slow: dict[str, float] = {}

    def remaining(self) -> float:
        """Return the seconds for which nothing but an emergency may be tried."""
        return max(0.0, self._until - self._clock())

    def room(self, most: int) -> int:
        """Return how many messages may be on their way at once."""
        if self.remaining() > 0:
            return 0
        return 1 if self._failures else most

    def answered(self) -> None:
        """Note that the channel answered, whatever it said."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the channel could not be reached; several at once count as one failure."""
        if self.remaining() == 0:
            self._failures += 1
            self._until = self._clock() + jittered(self._failures)

    def slowed(self, chat: str, wait_s: float) -> None:
        """Note that the channel wants this chat left alone for so long."""
        now = self._clock()
        self._slow = {known: until for known, until in self._slow.items() if until > now}
        self._slow[chat] = now + wait_s
        if len(self._slow) >= CHATS_THAT_STOP_ALL:
            self._until = max(self._until, now + wait_s)
