"""How fast all services together write, as the channel sees it."""

import time
from collections import defaultdict, deque

from bot.sandbox.limits import PACED, Limits
from bot.sandbox.server import Sandbox

# Messages come closer together than they left when this machine is busy; over so many seconds that hardly counts, while
# a budget that is not shared is exceeded three times over.
_LONG_S = 5.0
_SLACK_S = 1.0


class Meter(Limits):
    """Refuses nothing. `most` is the largest number of sends and edits in any span, by what is limited."""

    def __init__(self, pace: tuple[int, int, int]) -> None:
        super().__init__()
        second, chat_second, group_minute = pace
        long = _LONG_S + _SLACK_S
        self.sends = 0
        self.at_most = {
            "5_seconds": second * long,
            "5_seconds_of_a_chat": chat_second * long,
            "minute_of_a_group": group_minute * (60 + _SLACK_S) / 60,
        }
        self.most = dict.fromkeys(["second", "second_of_a_chat", *self.at_most], 0)
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def check(self, _bot: int, method: str, chat: str) -> None:
        """Count a call."""
        if not method.startswith(PACED) or method == "sendchataction":
            return
        self.sends += 1
        self._count("second", "", 1.0)
        self._count("5_seconds", "", _LONG_S)
        self._count("second_of_a_chat", chat, 1.0)
        self._count("5_seconds_of_a_chat", chat, _LONG_S)
        if chat.startswith("-"):
            self._count("minute_of_a_group", chat, 60.0)

    def over(self) -> list[str]:
        """Return which limits were not kept."""
        return [
            f"{self.most[span]} messages in one {span.replace('_', ' ')}"
            for span, most in self.at_most.items()
            if self.most[span] > most
        ]

    def _count(self, span: str, chat: str, seconds: float) -> None:
        now, seen = time.monotonic(), self._seen[span, chat]
        seen.append(now)
        while seen[0] <= now - seconds:
            seen.popleft()
        self.most[span] = max(self.most[span], len(seen))


def measure(sandbox: Sandbox, pace: tuple[int, int, int]) -> Meter:
    """Put a meter into the sandbox, for these limits a second, a chat's second and a group's minute."""
    meter = Meter(pace)
    sandbox.limits = sandbox.api.limits = meter
    return meter
