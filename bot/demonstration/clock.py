"""The business clock of the demonstration: it runs, and can be moved forward."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Starts at the given moment (now, where none is given) and runs on from there."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = (start - datetime.now(UTC)) if start else timedelta()

    def now(self) -> datetime:
        """Return the business time."""
        return datetime.now(UTC) + self._ahead

    def forward(self, by: timedelta) -> None:
        """Let time pass; what falls due meanwhile happens at the next tick."""
        if by < timedelta():
            raise ValueError("time only goes forward")
        self._ahead += by
