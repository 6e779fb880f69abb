"""The file of a complaint: what the eight steps of its treatment have found, one row a ticket.

Changed by `handlers.ticket.complaint` only, in one unit with its ticket, whose version guards both.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage.case_tables import complaints as table
from storage.records import TicketId
from storage.statements import Insert, columns_of, first_as
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Complaint:
    """The file of a ticket as the table keeps it: codes, words, users of the staff channel, moments.

    `handlers.ticket.complaint` says what the codes mean. How serious it is stands on the ticket.
    """

    ticket: TicketId
    capacity: str | None = None
    principal: str | None = None
    place: str | None = None
    demand: str | None = None
    households: int | None = None
    nature: str | None = None
    nature_reason: str | None = None
    judged_by: str | None = None
    judged_at: datetime | None = None
    proposed: str | None = None
    proposed_why: str | None = None
    investigator: str | None = None
    investigated_at: datetime | None = None
    findings: str | None = None
    evidence: str | None = None
    cause: str | None = None
    helpers: str | None = None
    plan: str | None = None
    prevention: str | None = None
    cost: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    way: str | None = None
    outcome: str | None = None
    outcome_reason: str | None = None
    party: str | None = None
    help: str | None = None
    read_by: str | None = None
    root_cause: str | None = None
    preventable: str | None = None
    improvement: str | None = None
    training: str | None = None
    knowledge: str | None = None
    review: str | None = None
    summed_up_by: str | None = None
    summed_up_at: datetime | None = None


_COLUMNS = columns_of(table, Complaint)
_GET = select(*_COLUMNS).where(table.c.ticket == bindparam("of_ticket"))


def get(work: Work, ticket: TicketId) -> Complaint | None:
    """Return the file of a ticket; None: nothing was ever written into it."""
    return first_as(Complaint, work.connection.execute(_GET, {"of_ticket": ticket}))


def write(work: Work, ticket: TicketId, changes: dict[str, Any]) -> Complaint:
    """Write these columns of a ticket's file, which begins with the first of them; return it."""
    put = Insert(table, on=["ticket"], returning=_COLUMNS, update=tuple(changes))
    row = put.run(work, {"ticket": ticket, **changes})
    assert row is not None, "a row that is there takes the changes"
    return Complaint(*row)
