"""Ways to look at a stretch of time: by owner, by ticket, by hour; the database is asked only what no chat can tell."""

from collections import defaultdict
from datetime import datetime, timedelta

from tests.virtual import ledger
from tests.virtual.chats import Line
from tests.virtual.lived import Lived
from tests.virtual.place import FIRST_OWNER, ZONE
from tests.virtual.reading import number_in, staff_key

QUIET = (21 * 60, 8 * 60 + 30)
OPENS, CLOSES = 8, 20


def owners(lived: Lived) -> dict[str, list[Line]]:
    """Return what happened in each owner's chat."""
    chats: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lived.chats.log:
        if not line.chat.startswith("-") and int(line.chat) >= FIRST_OWNER:
            chats[line.chat].append(line)
    return chats


def urgent(lived: Lived, *pages: str) -> frozenset[str]:
    """Return the numbers of the tickets that people were called about, by one of these pages or any."""
    wanted = pages or ("staff.alarm_page", "staff.urgent_page")
    return frozenset(number_in(one.text) for one in lived.chats.log if staff_key(one.text) in wanted)


def cannot_wait(lived: Lived) -> frozenset[str]:
    """Return the numbers of what is urgent now, or people were called about: of an event only the first is."""
    found = ledger.rows(lived.file, "SELECT number FROM tickets WHERE urgency IN ('P0', 'P1')")
    return frozenset(row["number"] for row in found) | urgent(lived)


def ordinary(lived: Lived) -> frozenset[str]:
    """Return the numbers of all others that can wait, too: of an event, people are called about one."""
    found = ledger.rows(lived.file, "SELECT number FROM tickets WHERE urgency NOT IN ('P0', 'P1')")
    return frozenset(row["number"] for row in found) - urgent(lived)


def is_quiet(at: datetime) -> bool:
    """Tell whether owners sleep."""
    local = at.astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    return minute >= QUIET[0] or minute < QUIET[1]


def open_hours(start: datetime, end: datetime) -> timedelta:
    """Return how much of a span lies in the hours in which people answer."""
    total, at = timedelta(), start.astimezone(ZONE)
    while at < end:
        opens, closes = (at.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (OPENS, CLOSES))
        total += max(timedelta(), min(end, closes) - max(at, opens))
        at = opens.replace(hour=0) + timedelta(days=1)
    return total
