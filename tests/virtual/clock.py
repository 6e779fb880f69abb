"""Time of the week: it stands still while something happens, and jumps to whatever happens next."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """Business time and machine time in one: both stand still together and jump together."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def jump(self, to: datetime) -> None:
        """Go forward; a moment that is past already is no jump."""
        self.at = max(self.at, to.astimezone(self.at.tzinfo))

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Agenda:
    """What people are going to do, by moment; at one moment in the order in which they decided."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[tuple[datetime, int, Callable[[], object]]] = []
        self._decided = 0

    def at(self, moment: datetime, act: Callable[[], object]) -> None:
        self._decided += 1
        heapq.heappush(self._entries, (max(moment, self._clock.at), self._decided, act))

    def within(self, seconds: float, act: Callable[[], object]) -> None:
        self.at(self._clock.at + timedelta(seconds=seconds), act)

    def next(self) -> datetime | None:
        return self._entries[0][0] if self._entries else None

    def due(self) -> Callable[[], object] | None:
        """Take the next act whose moment has come."""
        if self._entries and self._entries[0][0] <= self._clock.at:
            return heapq.heappop(self._entries)[2]
        return None
