"""Matters and their life: opened once, changed only by compare-and-set on their version."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam, func, insert, or_, select, update

from storage import counters
from storage.conditions import one_of
from storage.records import NewTicket, PersonId, Ticket, TicketId
from storage.schema import ENDED, is_open
from storage.schema import tickets as table
from storage.statements import all_as, columns_of, first_as, values_of
from storage.work import Work

_COLUMNS = columns_of(table, Ticket)
_MOST_NEAR = 50
_FIXED = frozenset({"id", "estate", "number", "version"})
_CHANGEABLE = frozenset(column.name for column in table.columns) - _FIXED

_OPEN = insert(table).returning(*_COLUMNS)
_ALL = select(*_COLUMNS)
_GET = _ALL.where(table.c.id == bindparam("of_id"))
_THESE: BindParameter[int] = bindparam("these", expanding=True)
_GET_THESE = _ALL.where(table.c.id.in_(_THESE))
_BY_NUMBER = _ALL.where(table.c.estate == bindparam("of_estate"), table.c.number == bindparam("of_number"))
_ENDING_WITH = (
    _ALL.where(table.c.estate == bindparam("of_estate"), table.c.number.like(bindparam("of_end")))
    .order_by(table.c.id.desc())
    .limit(bindparam("most"))
)
_NEAR = (
    _ALL.where(
        table.c.estate == bindparam("of_estate"),
        table.c.received_at >= bindparam("since"),
        table.c.received_at <= bindparam("until"),
        table.c.id < bindparam("of_id"),
    )
    .order_by(table.c.received_at.desc())
    .limit(_MOST_NEAR)
)
_IN_RISER = _NEAR.where(
    table.c.riser == bindparam("of_riser"),
    or_(table.c.home == bindparam("of_home"), table.c.topic.in_(bindparam("topics", expanding=True))),
)
_IN_BUILDING = _NEAR.where(
    table.c.building == bindparam("of_building"), table.c.topic == bindparam("of_topic")
)
_OPEN_OF = _ALL.where(table.c.reporter == bindparam("of_person"), is_open).order_by(table.c.id.desc())
_CLOSED_OF = _ALL.where(
    table.c.reporter == bindparam("of_person"),
    one_of(table.c.step, *ENDED),
    table.c.closed_at >= bindparam("since"),
).order_by(table.c.closed_at.desc(), table.c.id.desc())


def open(work: Work, new: NewTicket) -> Ticket:  # noqa: A001 - read as tickets.open
    """Open a ticket under the next number of its estate and day: 261123-007."""
    values = values_of(new)
    day = f"{values.pop('local_date'):%y%m%d}"
    values["number"] = f"{day}-{counters.next(work, f'ticket:{new.estate}:{day}'):03d}"
    values["version"] = 1
    return Ticket(*work.connection.execute(_OPEN, values).one())


def get(work: Work, ticket: TicketId) -> Ticket | None:
    """Return a ticket as it stands now."""
    return first_as(Ticket, work.connection.execute(_GET, {"of_id": ticket}))


def these(work: Work, ids: Collection[int]) -> list[Ticket]:
    """Return tickets in the order of their ids as given; one that is missing is left out."""
    if not ids:
        return []
    found = all_as(Ticket, work.connection.execute(_GET_THESE, {"these": list(ids)}))
    known = {ticket.id: ticket for ticket in found}
    return [known[TicketId(one)] for one in ids if one in known]


def by_number(work: Work, estate: str, number: str) -> Ticket | None:
    """Return a ticket by the number people say."""
    return first_as(Ticket, work.connection.execute(_BY_NUMBER, {"of_estate": estate, "of_number": number}))


def ending_with(work: Work, estate: str, digits: str, most: int) -> list[Ticket]:
    """Return the tickets of any day with these digits after the date, newest first."""
    values = {"of_estate": estate, "of_end": f"%-{digits}", "most": most}
    return all_as(Ticket, work.connection.execute(_ENDING_WITH, values))


def open_of(work: Work, person: PersonId) -> list[Ticket]:
    """Return what a person reported and is not ended, newest first."""
    return all_as(Ticket, work.connection.execute(_OPEN_OF, {"of_person": person}))


def closed_of(work: Work, person: PersonId, since: datetime) -> list[Ticket]:
    """Return what a person reported and ended since then, the last one first."""
    return all_as(Ticket, work.connection.execute(_CLOSED_OF, {"of_person": person, "since": since}))


def change(work: Work, ticket: Ticket, **changes: Any) -> Ticket | None:
    """Write changes to exactly this version and return the next; None: it is stale, nothing is written."""
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        raise TypeError(f"a ticket has no changeable {', '.join(sorted(unknown))}")
    values = {f"new_{name}": value for name, value in changes.items()}
    values |= {"of_id": ticket.id, "of_version": ticket.version}
    return first_as(Ticket, work.connection.execute(_changing(tuple(changes)), values))


@cache
def _changing(names: tuple[str, ...]) -> Executable:
    """Build a change of these columns, once: building costs more than running."""
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    here = [table.c.id == bindparam("of_id"), table.c.version == bindparam("of_version")]
    return update(table).where(*here).values(new | {"version": table.c.version + 1}).returning(*_COLUMNS)


def in_step(work: Work, estate: str, steps: Collection[str]) -> list[Ticket]:
    """Return an estate's tickets in these steps, oldest first."""
    query = _ALL.where(table.c.estate == estate, table.c.step.in_(list(steps))).order_by(table.c.id)
    return all_as(Ticket, work.connection.execute(query))


def without_limits(work: Work, estate: str, steps: Collection[str]) -> list[Ticket]:
    """Return an estate's tickets in these steps with no time of arrival or completion, oldest first."""
    unlimited = [table.c.arrive_due.is_(None), table.c.done_due.is_(None)]
    query = _ALL.where(table.c.estate == estate, table.c.step.in_(list(steps)), *unlimited)
    return all_as(Ticket, work.connection.execute(query.order_by(table.c.id)))


def of_estate(work: Work, estate: str) -> list[Ticket]:
    """Return all tickets of an estate, oldest first."""
    return all_as(Ticket, work.connection.execute(_ALL.where(table.c.estate == estate).order_by(table.c.id)))


def received_since(work: Work, estate: str, since: datetime) -> list[Ticket]:
    """Return an estate's tickets that came at that moment or later, oldest first."""
    query = _ALL.where(table.c.estate == estate, table.c.received_at >= since).order_by(table.c.id)
    return all_as(Ticket, work.connection.execute(query))


def complaints_since(work: Work, estate: str, category: str | None, since: datetime) -> list[Ticket]:
    """Return the complaints of a category from that moment on that were seen to, oldest first."""
    alike = [table.c.estate == estate, table.c.received_at >= since, table.c.kind == "complaint"]
    seen_to = table.c.step.not_in(["withdrawn", "merged", "declined"])
    query = _ALL.where(*alike, table.c.category == category, seen_to).order_by(table.c.id)
    return all_as(Ticket, work.connection.execute(query))


def from_riser(work: Work, ticket: Ticket, since: datetime, topics: Collection[str]) -> list[Ticket]:
    """Return what came from that moment on and before a ticket from its home, newest first.

    From the line of homes that it is in also what was about one of the topics.
    """
    if ticket.riser is None:
        return []
    return _near(work, _IN_RISER, ticket, since, of_riser=ticket.riser, of_home=ticket.home, topics=[*topics])


def from_building(work: Work, ticket: Ticket, since: datetime) -> list[Ticket]:
    """Return what came from the same building about the same topic, as `from_riser` does."""
    if ticket.building is None:
        return []
    return _near(work, _IN_BUILDING, ticket, since, of_building=ticket.building, of_topic=ticket.topic)


def _near(work: Work, query: Executable, ticket: Ticket, since: datetime, **where: Any) -> list[Ticket]:
    before = {"until": ticket.received_at, "of_id": ticket.id}
    values = {"of_estate": ticket.estate, "since": since, **before, **where}
    return all_as(Ticket, work.connection.execute(query, values))


def received_counts(work: Work, estate: str, steps: Collection[str]) -> dict[str, int]:
    """Return for how many tickets in these steps each receiver is answerable."""
    query = (
        select(table.c.receiver, func.count())
        .where(table.c.estate == estate, table.c.step.in_(list(steps)), table.c.receiver.is_not(None))
        .group_by(table.c.receiver)
    )
    return {row[0]: row[1] for row in work.connection.execute(query)}


def counts(work: Work, estate: str | None = None) -> dict[str, int]:
    """Return how many tickets are in each step; over everything this takes a while: use a reader."""
    query = select(table.c.step, func.count().label("tickets")).group_by(table.c.step)
    if estate is not None:
        query = query.where(table.c.estate == estate)
    return {row.step: row.tickets for row in work.connection.execute(query)}
