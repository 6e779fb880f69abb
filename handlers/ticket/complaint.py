"""The file of a complaint: what its codes mean, and the only way to read it and to write into it.

Who needs it reads `of(work, ticket)`, which is an empty file where nothing was written yet, and
`severity_of(ticket)`; who changes it calls `write`, which leaves a journal row.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from handlers.ticket import moves
from nlp.judgement import Kind
from storage import complaints
from storage.complaints import Complaint
from storage.records import MessageId, Ticket
from storage.work import Work


class Capacity(StrEnum):
    """In which capacity somebody complains."""

    owner = "owner"
    family = "family"
    tenant = "tenant"
    proxy = "proxy"
    visitor = "visitor"
    shop = "shop"
    other = "other"


class Nature(StrEnum):
    """Whether contract, promise or norms cover it and the facts stand; only those who lead say invalid."""

    valid = "valid"
    invalid = "invalid"
    unclear = "unclear"


class Severity(StrEnum):
    """How serious a complaint is: 轻微, 重要, 重大."""

    minor = "minor"
    serious = "serious"
    major = "major"

    @property
    def rank(self) -> int:
        """Return how high it stands, from 0 on."""
        return list(Severity).index(self)


class Cause(StrEnum):
    """What it came from."""

    people = "people"
    process = "process"
    equipment = "equipment"
    contractor = "contractor"
    developer = "developer"
    third_party = "third_party"
    neighbours = "neighbours"
    misunderstanding = "misunderstanding"


class Outcome(StrEnum):
    """How far what was demanded was granted."""

    met = "met"
    partly = "partly"
    not_met = "not_met"


class Preventable(StrEnum):
    """Whether it could have been prevented."""

    yes = "yes"
    partly = "partly"
    no = "no"


def is_one(ticket: Ticket) -> bool:
    """Tell whether a ticket is a complaint, and so has a file."""
    return ticket.kind == Kind.complaint.value


def severity_of(ticket: Ticket) -> Severity | None:
    """Return how serious a complaint is, minor where nobody has said anything; None: it is none."""
    return Severity(ticket.severity or Severity.minor) if is_one(ticket) else None


def of(work: Work, ticket: Ticket) -> Complaint:
    """Return the file of a ticket, an empty one where nothing was written yet."""
    return complaints.get(work, ticket.id) or Complaint(ticket.id)


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
