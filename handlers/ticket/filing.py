"""Writing into the file of a complaint: in one unit with its ticket, and with a row of the journal."""

from collections.abc import Mapping
from typing import Any

from handlers.ticket import moves
from storage import complaints
from storage.records import MessageId, Ticket
from storage.work import Work


def write(
    work: Work,
    ticket: Ticket,
    code: str,
    actor: str,
    changes: Mapping[str, Any],
    *,
    facts: Mapping[str, str | int | None] | None = None,
    said: str | None = None,
    message: MessageId | None = None,
    **of_ticket: Any,
) -> Ticket:
    """Write fields of `Complaint` into the file, with a journal row under `code`; see `moves.amend`.

    `said` are the words that were written, whose digest the journal keeps, and `message` the message they
    came in; `of_ticket` changes the ticket itself in the same row of the journal.
    """
    told: dict[str, str | int | None] = {**(facts or {}), "fields": " ".join(sorted(changes))}
    if message is not None:
        told["message"] = message
    ticket = moves.amend(work, ticket, code, actor, facts=told, said=said, **of_ticket)
    if changes:
        complaints.write(work, ticket.id, dict(changes))
    return ticket
