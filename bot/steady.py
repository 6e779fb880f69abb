"""A clock that never goes back and never stands still, whatever somebody does to the clock of the machine."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from storage.database import utcnow


def since_boot() -> float:
    """Return seconds that nobody can set: they go on while the machine sleeps, where the system counts so."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Steady:
    """The machine's time as long as it goes on. Set back, this one goes at half speed until it agrees again.

    So what happened stays before what happens, and what was to wait a minute waits two at most, not an hour.
    A clock that is set forward is followed at once: what is due by the clock on the wall is due.
    """

    def __init__(
        self, wall: Callable[[], datetime] = utcnow, elapsed: Callable[[], float] = since_boot
    ) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._lock = threading.Lock()
        self._at, self._seen = wall(), elapsed()

    def __call__(self) -> datetime:
        """Return the time; any thread may ask."""
        with self._lock:
            wall, seen = self._wall(), self._elapsed()
            passed = timedelta(seconds=max(0.0, seen - self._seen))
            ahead = self._at + passed - wall
            self._at = max(wall, self._at + passed - min(ahead, passed / 2))
            self._seen = seen
            return self._at
