"""返修: a repair that comes again from the same home within a month after it was done, for the figures."""

from handlers.desk import Desk
from handlers.ticket import moves, nearby
from storage.records import Ticket
from storage.work import Work

CODE, NO_MORE = "rework", "no_rework"  # the journal's codes; `of` is the number of the former one
_OF = "rework_of"


def note(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Note whether a ticket is one, whenever its home or its matter has become known; twice is harmless."""
    former, noted = nearby.redone(desk, work, ticket), ticket.data.get(_OF)
    if former is None and noted is not None:
        data = {name: value for name, value in ticket.data.items() if name != _OF}
        return moves.amend(work, ticket, NO_MORE, moves.DESK, data=data)
    if former is None or former.id == noted:
        return ticket
    data = {**ticket.data, _OF: former.id}
    return moves.amend(work, ticket, CODE, moves.DESK, facts={"of": former.number}, data=data)


def is_one(ticket: Ticket) -> bool:
    """Tell whether a ticket is noted as one."""
    return _OF in ticket.data
