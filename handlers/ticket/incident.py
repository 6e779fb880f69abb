"""One event that several owners tell of: the first ticket is called about, each later one names it."""

from collections.abc import Mapping
from typing import Any

from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Home
from storage import tickets
from storage.records import Ticket, TicketId
from storage.work import Work

FIRST, COUNTED, PLACE = "incident", "counted", "place"
MERGED = "merged_into"  # in the data of a ticket that goes on as a part of another


def placed(home: Home | None) -> dict[str, Any]:
    """Return what a ticket remembers of where it is: building and unit, as they were typed."""
    return {PLACE: [home.building, home.unit]} if home else {}


def place(ticket: Ticket) -> tuple[str | None, str | None]:
    """Return the building and the unit of a ticket, as far as they were said."""
    building, unit = ticket.data.get(PLACE, (None, None))
    return building, unit


def is_joined(ticket: Ticket) -> bool:
    """Tell whether it counts to an event that another ticket is called about."""
    return FIRST in ticket.data


def first_of(work: Work, ticket: Ticket) -> Ticket | None:
    """Return the ticket whose event this one counts to; None: it stands for itself."""
    return tickets.get(work, TicketId(ticket.data[FIRST])) if is_joined(ticket) else None


def counted(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that count to the event of this one, in the order they came."""
    found = (tickets.get(work, TicketId(number)) for number in ticket.data.get(COUNTED, ()))
    return [one for one in found if one is not None]


def whole(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return all tickets of an event, the first one first; one that stands for itself is alone."""
    first = first_of(work, ticket) or ticket
    return [first, *counted(work, first)]


def told_with(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return the tickets whose owners hear what is told at this one: it, and what is open and counts."""
    return [ticket, *(one for one in counted(work, ticket) if Step(one.step) in OPEN)]


def without(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a ticket remembers when it belongs to no event any more."""
    return {name: value for name, value in data.items() if name not in (FIRST, COUNTED)}
