"""Tickets at a glance: where, what and when, for looking over many of them. Use a reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.records import PersonId, TicketId
from storage.schema import tickets as table
from storage.statements import columns_of
from storage.work import Work

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Glance:
    """What tells one ticket from its like; `building` and `riser` as in a ticket."""

    id: TicketId
    kind: str
    category: str | None
    topic: str
    reporter: PersonId
    home: str | None
    building: str | None
    riser: str | None
    received_at: datetime


_RECEIVED = (
    select(*columns_of(table, Glance))
    .where(
        table.c.estate == bindparam("of_estate"),
        table.c.received_at >= bindparam("begin"),
        table.c.received_at < bindparam("end"),
        table.c.step.not_in(["withdrawn", "declined"]),
    )
    .order_by(table.c.received_at, table.c.id)
)


def received(work: Work, estate: str, begin: datetime, end: datetime) -> Iterator[Glance]:
    """Give the tickets that were opened and came to something, oldest first."""
    values = {"of_estate": estate, "begin": begin, "end": end}
    for row in work.connection.execute(_RECEIVED, values, execution_options={"yield_per": _AT_A_TIME}):
        yield Glance(*row)
