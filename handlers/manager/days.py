"""Days of an estate, by its own clock."""

from datetime import UTC, date, datetime, time, timedelta

from handlers.desk import Estate

A_DAY = timedelta(days=1)


def moment_of(estate: Estate, day: date, clock: time) -> datetime:
    """Return a time of an estate's day: later where the clocks skip it, the first where it comes twice."""
    return datetime.combine(day, clock, estate.zone).astimezone(UTC)


def span_of(estate: Estate, first: date, last: date) -> tuple[datetime, datetime]:
    """Return when these days begin and end; a day of 23 or 25 hours is a day."""
    return moment_of(estate, first, time()), moment_of(estate, last + A_DAY, time())
