"""One event that several owners tell of: the first ticket stands for it, each later one names it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers import speak
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Home
from storage import messages, tickets
from storage.records import Ticket, TicketId
from storage.work import Work

FIRST, COUNTED, PLACE = "incident", "counted", "place"
APART = "apart"  # somebody said that it is no part of an event
MERGED = "merged_into"  # in the data of a ticket that goes on as a part of another


@dataclass(frozen=True, slots=True)
class Size:
    """How much one event is: the homes that told of it, and what they wrote. Never added to each other."""

    homes: int
    messages: int


def placed(home: Home | None) -> dict[str, Any]:
    """Return what a ticket remembers of where it is: building and unit, as they were typed."""
    return {PLACE: [home.building, home.unit]} if home else {}


def place(ticket: Ticket) -> tuple[str | None, str | None]:
    """Return the building and the unit of a ticket, as far as they were said."""
    building, unit = ticket.data.get(PLACE, (None, None))
    return building, unit


def is_joined(ticket: Ticket) -> bool:
    """Tell whether it counts to an event that another ticket stands for."""
    return FIRST in ticket.data


def is_first(ticket: Ticket) -> bool:
    """Tell whether it stands for an event that others told of, too."""
    return bool(ticket.data.get(COUNTED))


def reports(ticket: Ticket) -> int:
    """Return how many tickets one stands for, itself among them."""
    return 1 + len(ticket.data.get(COUNTED, ()))


def is_folded(ticket: Ticket) -> bool:
    """Tell whether it has no card of its own: that of another ticket stands for it."""
    return speak.CARD_OF in ticket.data


def first_of(work: Work, ticket: Ticket) -> Ticket | None:
    """Return the ticket whose event this one counts to; None: it stands for itself."""
    return tickets.get(work, TicketId(ticket.data[FIRST])) if is_joined(ticket) else None


def counted(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return the tickets that count to the event of this one, in the order they came."""
    return tickets.these(work, ticket.data.get(COUNTED, ()))


def whole(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return all tickets of an event, the first one first; one that stands for itself is alone."""
    first = first_of(work, ticket) or ticket
    return [first, *counted(work, first)]


def told_with(work: Work, ticket: Ticket) -> list[Ticket]:
    """Return the tickets whose owners hear what is told at this one: it, and what is open and counts."""
    return [ticket, *(one for one in counted(work, ticket) if Step(one.step) in OPEN)]


def homes(told: Iterable[Ticket]) -> int:
    """Count the homes that tell of something: whoever gave no room counts for one of their own."""
    return len({_home(ticket) or f"person {ticket.reporter}" for ticket in told})


def size(work: Work, told: Iterable[Ticket]) -> Size:
    """Count what some tickets are together."""
    known = list(told)
    return Size(homes(known), messages.count_by_owners(work, [ticket.id for ticket in known]))


def uncovered(ticket: Ticket) -> dict[str, Any]:
    """Return what a ticket remembers when its own card is shown."""
    return {name: value for name, value in ticket.data.items() if name != speak.CARD_OF}


def without(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a ticket remembers when it belongs to no event any more, and has a card of its own."""
    return {name: value for name, value in data.items() if name not in (FIRST, COUNTED, speak.CARD_OF)}


def _home(ticket: Ticket) -> str | None:
    """Return a home that is told to its room; a building or a unit alone is many."""
    without_room = "-".join(part for part in place(ticket) if part)
    return ticket.home if ticket.home != without_room else None
