"""Times that people are likely to choose: later today, and the next half days in which somebody is there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from handlers import calendar
from handlers.desk import Estate
from handlers.texts import Sentence
from handlers.ticket import promised
from handlers.ticket.promised import When

_MOST, _TODAY, _FOR_OWNER = 6, 2, 3
_DAYS = 14
_NOON, _EVENING = 12, 18
_HOUR = timedelta(hours=1)
_SPOKEN_DAYS = 3


def offered(estate: Estate, now: datetime) -> list[When]:
    """Return at most six: two hours of today, then half days."""
    found = list(_today(estate, now))[:_TODAY]
    for half in _halves(estate, now):
        if len(found) == _MOST:
            break
        found.append(half)
    return found


def for_owner(estate: Estate, now: datetime) -> list[When]:
    """Return the three that an owner is offered: the last hour of today, and the next half days."""
    found = offered(estate, now)
    today = [when for when in found if when.until is None]
    return [*today[-1:], *(when for when in found if when.until is not None)][:_FOR_OWNER]


def label(estate: Estate, when: When, now: datetime) -> Sentence:
    """Return what a button says: 今天 16:00, 明天 上午."""
    if when.until is None:
        return promised.said(estate, when, now)
    local = when.at.astimezone(estate.zone)
    days = (local.date() - now.astimezone(estate.zone).date()).days
    if days < _SPOKEN_DAYS:
        day = Sentence(f"when.day_{days}")
    else:
        weekday, month = Sentence(f"weekdays.{local.isoweekday()}"), Sentence(f"months.{local.month}")
        day = Sentence("when.the_day", weekday=weekday, month=month, day=local.day)
    part = "morning" if local.hour < _NOON else "afternoon"
    return Sentence("when.half", day=day, part=Sentence(f"when.{part}"))


def _today(estate: Estate, now: datetime) -> Iterator[When]:
    """Yield every second full hour of today from an hour ahead on, while people are there."""
    local = now.astimezone(estate.zone)
    first = local.replace(minute=0, second=0, microsecond=0) + 2 * _HOUR
    for hour in range(first.hour, 24, 2):
        at = first.replace(hour=hour).astimezone(UTC)
        if first.date() == local.date() and calendar.is_open(estate, at):
            yield When(at)


def _halves(estate: Estate, now: datetime) -> Iterator[When]:
    """Yield mornings and afternoons from tomorrow on in which people are there for an hour at least."""
    midnight = now.astimezone(estate.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in range(1, _DAYS):
        day = midnight + timedelta(days=days)
        for begins, ends in ((0, _NOON), (_NOON, _EVENING)):
            there = calendar.open_within(
                estate, day.replace(hour=begins).astimezone(UTC), day.replace(hour=ends).astimezone(UTC)
            )
            if there is not None and there[1] - there[0] >= _HOUR:
                yield When(*there)
