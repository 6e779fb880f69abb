"""What the list of a review meeting is found from: bulk answers about some tickets of an estate."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Text, func, select, type_coerce

from storage.conditions import one_of
from storage.records import TicketId
from storage.schema import complaints, journal, promises
from storage.work import Work

_BROKEN = one_of(promises.c.state, "late", "missed")
_ASSIGNEE = "now_assignee"
_RATED = ("reopen", "reopen_unassigned", "close", "close_reserved")


@dataclass(frozen=True, slots=True)
class Filed:
    """What the file of a complaint says that brings it onto a list."""

    nature: str | None
    helpers: str | None


def broken_promises(work: Work, found: Collection[TicketId]) -> dict[TicketId, int]:
    """Return how many promised times each of some tickets was late for, or missed."""
    query = (
        select(promises.c.ticket, func.count())
        .where(promises.c.ticket.in_(list(found)), _BROKEN)
        .group_by(promises.c.ticket)
    )
    return {TicketId(ticket): count for ticket, count in work.connection.execute(query)}


def filed(work: Work, found: Collection[TicketId]) -> dict[TicketId, Filed]:
    """Return what the files of some tickets say."""
    query = select(complaints.c.ticket, complaints.c.nature, complaints.c.helpers).where(
        complaints.c.ticket.in_(list(found))
    )
    return {TicketId(row.ticket): Filed(row.nature, row.helpers) for row in work.connection.execute(query)}


def ratings(work: Work, found: Collection[TicketId]) -> Iterator[tuple[TicketId, str]]:
    """Give each rating that some tickets got, again and again."""
    query = select(journal.c.ticket, journal.c.facts).where(
        journal.c.ticket.in_(list(found)), one_of(journal.c.code, *_RATED)
    )
    for ticket, facts in work.connection.execute(query):
        if facts.get("rating"):
            yield TicketId(ticket), str(facts["rating"])


def assignees(work: Work, found: Collection[TicketId]) -> Iterator[tuple[TicketId, str]]:
    """Give everybody who ever had one of some tickets."""
    # Two months have tens of thousands of rows: few are worth reading as JSON.
    named = type_coerce(journal.c.facts, Text).contains(_ASSIGNEE)
    query = select(journal.c.ticket, journal.c.facts).where(journal.c.ticket.in_(list(found)), named)
    for ticket, facts in work.connection.execute(query):
        if facts.get(_ASSIGNEE):
            yield TicketId(ticket), str(facts[_ASSIGNEE])
