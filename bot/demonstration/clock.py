"""The business clock of the demonstration: it runs, and can be moved forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class MovableClock:
    """Starts at the given moment, else so far ahead of the machine's clock, and runs on from there."""

    def __init__(self, start: datetime | None = None, *, ahead: timedelta = timedelta()) -> None:
        self._ahead = (start - datetime.now(UTC)) if start else ahead
        self._listeners: list[Callable[[], None]] = []

    @property
    def ahead(self) -> timedelta:
        """Return how far this clock is ahead of the machine's."""
        return self._ahead

    def now(self) -> datetime:
        """Return the business time."""
        return datetime.now(UTC) + self._ahead

    def forward(self, by: timedelta) -> None:
        """Let time pass; what falls due meanwhile happens at the next tick."""
        if by < timedelta():
            raise ValueError("time only goes forward")
        self._ahead += by
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock was moved."""
        self._listeners.append(listener)
