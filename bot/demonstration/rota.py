"""The sample estate's rota: by day most of the staff, by night one engineer and one of the guards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.desk import Estate
from handlers.ticket import roster
from handlers.ticket.roster import Planned
from storage.database import Database
from storage.units import Clock

_BY_DAY, _BY_NIGHT = ("2001", "2002", "2003", "2005", "2006", "2007"), ("2008", "2009")
_DAY_BEGINS, _NIGHT_BEGINS = timedelta(hours=8), timedelta(hours=20)
_DAYS = 60


def lay(url: str, estate: Estate, now: Clock) -> None:
    """Plan two months from yesterday on; what is planned already stays."""
    database = Database.open(url, create=True, now=now)
    try:
        database.write_now(lambda work: roster.lay(work, estate, _shifts(estate, work.now)))
    finally:
        database.close()


def _shifts(estate: Estate, now: datetime) -> Iterator[Planned]:
    today = now.astimezone(estate.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for n in range(-1, _DAYS):
        midnight = today + timedelta(days=n)
        day, night = midnight + _DAY_BEGINS, midnight + _NIGHT_BEGINS
        for users, starts, ends in ((_BY_DAY, day, night), (_BY_NIGHT, night, day + timedelta(days=1))):
            for member in estate.staff:
                if member.user in users:
                    yield roster.shift_of(member, starts, ends)
