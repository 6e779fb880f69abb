"""What a file of an estate is written from, streamed: memory does not grow with the rows. Use a reader."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from storage.commitments import Promise
from storage.records import JournalRow, Ticket
from storage.schema import complaints, journal, promises, tickets
from storage.statements import columns_of
from storage.work import Work

# Rows that a cursor brings at a time.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Filed:
    """What the file of a complaint adds to its ticket; of anything else all of it is None."""

    nature: str | None
    cause: str | None
    outcome: str | None
    root_cause: str | None
    improvement: str | None
    training: str | None


_TICKET, _FILED = columns_of(tickets, Ticket), columns_of(complaints, Filed)
_REACHED = (
    select(func.min(journal.c.at))
    .where(
        journal.c.ticket == tickets.c.id,
        journal.c.code.in_(bindparam("codes", expanding=True)),
        journal.c.actor.not_in(["owner", "desk"]),
    )
    .correlate(tickets)
    .scalar_subquery()
)
_RECEIVED = (
    tickets.c.estate == bindparam("of_estate"),
    tickets.c.received_at >= bindparam("begin"),
    tickets.c.received_at < bindparam("end"),
)
_TICKETS = (
    select(*_TICKET, _REACHED, *_FILED)
    .outerjoin(complaints, complaints.c.ticket == tickets.c.id)
    .where(*_RECEIVED)
    .order_by(tickets.c.received_at, tickets.c.id)
)
_HAPPENED = (
    journal.c.estate == bindparam("of_estate"),
    journal.c.at >= bindparam("begin"),
    journal.c.at < bindparam("end"),
)
_JOURNAL = (
    select(tickets.c.number, *columns_of(journal, JournalRow))
    .outerjoin(tickets, tickets.c.id == journal.c.ticket)
    .where(*_HAPPENED)
    .order_by(journal.c.seq)
)
_PROMISED = (
    promises.c.estate == bindparam("of_estate"),
    promises.c.at >= bindparam("begin"),
    promises.c.at < bindparam("end"),
)
_PROMISES = (
    select(tickets.c.number, *columns_of(promises, Promise))
    .join(tickets, tickets.c.id == promises.c.ticket)
    .where(*_PROMISED)
    .order_by(promises.c.at, promises.c.id)
)
_COUNTS = (
    select(func.count()).select_from(tickets).where(*_RECEIVED),
    select(func.count()).select_from(journal).where(*_HAPPENED),
    select(func.count()).select_from(promises).where(*_PROMISED),
)


def received(
    work: Work, estate: str, reaching: Collection[str], begin: datetime, end: datetime
) -> Iterator[tuple[Ticket, datetime | None, Filed]]:
    """Give the tickets that were opened, each with when a person first reached its owner, and its file.

    `reaching` are the journal's codes of what reaches an owner.
    """
    width = len(_TICKET)
    for row in _streamed(work, _TICKETS, estate, begin, end, codes=list(reaching)):
        yield Ticket(*row[:width]), row[width], Filed(*row[width + 1 :])


def happened(
    work: Work, estate: str, begin: datetime, end: datetime
) -> Iterator[tuple[str | None, JournalRow]]:
    """Give the journal's rows, each with the number of the ticket it is about."""
    for number, *row in _streamed(work, _JOURNAL, estate, begin, end):
        yield number, JournalRow(*row)


def promised(work: Work, estate: str, begin: datetime, end: datetime) -> Iterator[tuple[str, Promise]]:
    """Give the times promised for this span, whatever became of them, each with its ticket's number."""
    for number, *row in _streamed(work, _PROMISES, estate, begin, end):
        yield number, Promise(*row)


def how_many(work: Work, estate: str, begin: datetime, end: datetime) -> int:
    """Return how many rows the three of them give in all."""
    values = {"of_estate": estate, "begin": begin, "end": end}
    return sum(work.connection.scalar(query, values) or 0 for query in _COUNTS)


def _streamed(
    work: Work, query: Select[Any], estate: str, begin: datetime, end: datetime, **more: Any
) -> Iterator[Any]:
    values = {"of_estate": estate, "begin": begin, "end": end, **more}
    yield from work.connection.execute(query, values, execution_options={"yield_per": _AT_A_TIME})
