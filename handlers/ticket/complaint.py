"""The file of a complaint: what its codes mean, and how it is read. `handlers.ticket.filing` writes into it.

Who needs it reads `of(work, ticket)`, which is an empty file where nothing was written yet, and
`severity_of(ticket)`.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from handlers.desk import Severity
from nlp.judgement import Kind
from storage import complaints
from storage.complaints import Complaint
from storage.records import NewTicket, Ticket
from storage.work import Work

AGAIN = timedelta(days=30)


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


class Told(StrEnum):
    """How its owner got the answer."""

    bot = "bot"
    phone = "phone"
    visit = "visit"
    letter = "letter"


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


def is_repeat(ticket: Ticket | NewTicket, before: Iterable[Ticket]) -> bool:
    """Tell whether the same person or home complained of the same in the thirty days before."""
    return any(
        ticket.received_at - AGAIN <= one.received_at < ticket.received_at
        and one.topic == ticket.topic
        and (one.reporter == ticket.reporter or (ticket.home is not None and one.home == ticket.home))
        for one in before
    )


def of(work: Work, ticket: Ticket) -> Complaint:
    """Return the file of a ticket, an empty one where nothing was written yet."""
    return complaints.get(work, ticket.id) or Complaint(ticket.id)
