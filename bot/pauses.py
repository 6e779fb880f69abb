"""When to leave the channel alone altogether: it cannot be reached, or it is in trouble."""

import time
from collections.abc import Callable

from bot.backoff import jittered

# With an emergency waiting it is asked this often, so that this goes out within 5 s of the channel's return.
URGENT_S = 3.0


class Pauses:
    """The breaker of one bot.

    After a failure no message is sent, because each that meets silence spends one of its two chances. A
    question that harms nobody is asked instead, now and then, until it is answered; then one message tries
    alone, and when it is answered too, all may follow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._asked = 0.0
        self._ask_at: float | None = None
        self._slow: dict[str, float] = {}

    @property
    def closed_off(self) -> bool:
        """Tell whether nothing may be sent before a question was answered."""
        return self._ask_at is not None

    def room(self, most: int) -> int:
        """Return how many messages may be on their way at once, emergencies apart."""
        if self.closed_off:
            return 0
        return 1 if self._failures else most

    def answered(self) -> None:
        """Note that the channel answered a message, whatever it said."""
        self._failures, self._ask_at = 0, None

    def failed(self) -> None:
        """Note that a message was not answered; of several at once the first closes the channel off."""
        if not self.closed_off:
            self._ask_later()

    def asks_in(self, *, urgent: bool) -> float | None:
        """Return the seconds until the next question; 0 or less: now. None: there is nothing to ask."""
        if self._ask_at is None:
            return None
        at = min(self._ask_at, self._asked + URGENT_S) if urgent else self._ask_at
        return at - self._clock()

    def asked(self) -> None:
        """Note that a question was asked; unless it is answered, the next comes later than this one did."""
        self._ask_later()

    def heard(self) -> None:
        """Note that a question was answered: a message may try."""
        self._ask_at = None

    def slowed(self, chat: str, wait_s: float) -> None:
        """Note that the channel wants this chat left alone for so long."""
        now = self._clock()
        self._slow = {known: until for known, until in self._slow.items() if until > now}
        self._slow[chat] = max(now + wait_s, self._slow.get(chat, 0.0))

    def rests(self, chat: str) -> float:
        """Return the seconds for which this chat is to be left alone; storage may not know it yet."""
        return max(0.0, self._slow.get(chat, 0.0) - self._clock())

    def _ask_later(self) -> None:
        self._failures += 1
        self._asked = self._clock()
        self._ask_at = self._asked + jittered(self._failures)
