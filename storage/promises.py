"""Times that people gave owners: one open a ticket, each settled once."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage.commitments import Promise, PromiseId, PromiseState
from storage.conditions import one_of
from storage.records import TicketId
from storage.schema import promises as table
from storage.statements import all_as, columns_of, first_as
from storage.work import Work

_COLUMNS = columns_of(table, Promise)
_ALL = select(*_COLUMNS)
_OPEN = one_of(table.c.state, "open")
_MAKE = insert(table).returning(*_COLUMNS)
_OPEN_OF = _ALL.where(table.c.ticket == bindparam("of_ticket"), _OPEN)
_ALL_OPEN = _ALL.where(table.c.estate == bindparam("of_estate"), _OPEN)
_OF_TICKET = _ALL.where(table.c.ticket == bindparam("of_ticket")).order_by(table.c.id)
_BETWEEN = _ALL.where(
    table.c.estate == bindparam("of_estate"), table.c.at >= bindparam("begin"), table.c.at < bindparam("end")
).order_by(table.c.at, table.c.id)


def make(
    work: Work,
    *,
    estate: str,
    ticket: TicketId,
    at: datetime,
    until: datetime | None,
    made_by: str,
    confirmed_at: datetime | None,
    reason: str | None,
) -> Promise:
    """Keep a time for a ticket that has no open one."""
    values = {
        "estate": estate,
        "ticket": ticket,
        "at": at,
        "until": until,
        "made_by": made_by,
        "made_at": work.now,
        "confirmed_at": confirmed_at,
        "state": PromiseState.open,
        "settled_at": None,
        "reason": reason,
    }
    return Promise(*work.connection.execute(_MAKE, values).one())


def open_of(work: Work, ticket: TicketId) -> Promise | None:
    """Return the time that stands for a ticket."""
    return first_as(Promise, work.connection.execute(_OPEN_OF, {"of_ticket": ticket}))


def all_open(work: Work, estate: str) -> dict[TicketId, Promise]:
    """Return what stands in an estate, by ticket."""
    found = all_as(Promise, work.connection.execute(_ALL_OPEN, {"of_estate": estate}))
    return {promise.ticket: promise for promise in found}


def of_ticket(work: Work, ticket: TicketId) -> list[Promise]:
    """Return every time a ticket was given, in the order they were given."""
    return all_as(Promise, work.connection.execute(_OF_TICKET, {"of_ticket": ticket}))


def between(work: Work, estate: str, begin: datetime, end: datetime) -> list[Promise]:
    """Return an estate's promises for a time, whatever became of them, in the order they fall due."""
    values = {"of_estate": estate, "begin": begin, "end": end}
    return all_as(Promise, work.connection.execute(_BETWEEN, values))


def confirm(work: Work, promise: PromiseId) -> bool:
    """Note that the assignee said it holds; False: it was noted before, or it is not open any more."""
    change = (
        update(table)
        .where(table.c.id == promise, _OPEN, table.c.confirmed_at.is_(None))
        .values(confirmed_at=work.now)
    )
    return bool(work.connection.execute(change).rowcount)


def settle(work: Work, promise: PromiseId, state: PromiseState) -> bool:
    """Say what became of an open promise; False: it was settled before."""
    change = update(table).where(table.c.id == promise, _OPEN).values(state=state, settled_at=work.now)
    return bool(work.connection.execute(change).rowcount)
