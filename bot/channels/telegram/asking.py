"""What is asked of the Bot API, whatever library sends it."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from bot.channels.telegram.writing import Call

# Returns what the Bot API answered, or a SendFailed.
Ask = Callable[[Call], Awaitable[Any]]

CONNECT_S = 5.0
WRITE_S = 5.0
POOL_S = 1.0
# More than all that is asked side by side, so that a poll never waits behind what is sent.
CONNECTIONS = 100
# For longer than this a way may have been closed by what stands between, and what is sent on it is lost.
IDLE_S = 5.0


def field(answer: Any, name: str) -> Any:
    """Return a field of an answer; None when the answer is a refusal or has no such field."""
    return answer.get(name) if isinstance(answer, dict) else None


class ServerClock:
    """How far the clock of a server is ahead of ours, from the date in its answers.

    The date is of whole seconds and the way takes time, so all that is known is a span; zero is in it mostly.
    """

    def __init__(self) -> None:
        self._asked_at = time.time()
        self.ahead_s = 0.0

    def asked(self) -> None:
        """Note that a question leaves now."""
        self._asked_at = time.time()

    def says(self, date: str) -> None:
        """Note the date of an answer that comes in now; an unreadable one says nothing."""
        try:
            there = parsedate_to_datetime(date).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return
        least, most = there - time.time(), there + 1 - self._asked_at
        self.ahead_s = max(least, 0.0) or min(most, 0.0)


class Driver(Protocol):
    """A library that talks to the Bot API: how a thing is asked, never what, nor what the answer means.

    Raises `failing.Trouble` and nothing else. Nothing is asked over the network before the first call.
    """

    clock: ServerClock

    async def ask(self, call: Call, total_s: float) -> Any:
        """Return the answer's `result` as it came, read as JSON and no further; `Made` is uploaded.

        The caller waits for `total_s`; a library's own patience must not be shorter.
        """
        ...

    async def download(self, path: str, total_s: float) -> bytes:
        """Return the bytes of the file that getFile gave this path for."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
