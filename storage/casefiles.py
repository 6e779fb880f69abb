"""What else is kept of a ticket beside its rows: the words that were sent about it, for its dossier."""

from sqlalchemy import select

from storage.records import TicketId
from storage.schema import outbox
from storage.work import Work


def sent_words(work: Work, ticket: TicketId) -> list[str]:
    """Return somebody's words in messages about a ticket, oldest first. It looks through all: a reader."""
    bodies = select(outbox.c.body).where(outbox.c.ticket == ticket).order_by(outbox.c.id)
    return [
        body["text"][start:end]
        for body in work.connection.scalars(bodies)
        for start, end in body.get("verbatim", ())
    ]
