"""How many events, homes and messages some days had where several told of one thing, and what that saved."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Estate
from handlers.ticket import incident, joining
from storage import reports, tickets
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Repeats:
    """Three numbers that are never added, and the reports that needed no handling of their own."""

    events: int = 0
    homes: int = 0
    messages: int = 0
    saved: int = 0


def of(work: Work, estate: Estate, begin: datetime, end: datetime) -> Repeats:
    """Count what joined an event in a time and had not left it by its end, from the journal alone."""
    rows = reports.events(work, estate.key, [joining.JOINED, joining.LEFT], begin, end)
    last = {row.ticket: row for row in rows}
    joined: dict[str, list[int]] = {}
    for ticket, row in last.items():
        if row.code == joining.JOINED:
            joined.setdefault(str(row.facts["first"]), []).append(ticket)
    sizes = []
    for number, ids in joined.items():
        first = tickets.by_number(work, estate.key, number)
        told = [*([first] if first else []), *tickets.these(work, ids)]
        sizes.append(incident.size(work, told))
    return Repeats(
        events=len(joined),
        homes=sum(size.homes for size in sizes),
        messages=sum(size.messages for size in sizes),
        saved=sum(map(len, joined.values())),
    )
