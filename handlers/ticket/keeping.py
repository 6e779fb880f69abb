"""Keeping what somebody wrote, as it was written."""

from handlers.desk import Desk
from handlers.messages import Incoming
from storage import messages
from storage.records import Message, NewMessage, PersonId, TicketId
from storage.work import Work


def keep(
    desk: Desk,
    work: Work,
    incoming: Incoming,
    direction: str,
    *,
    person: PersonId | None = None,
    ticket: TicketId | None = None,
    pending: bool,
) -> Message:
    """Store a message; a pending one waits until something is done with it.

    A place gets its words in the language of the group, which reads them.
    """
    new = NewMessage(
        ticket=ticket,
        person=person,
        direction=direction,
        text=desk.texts.words_of(incoming),
        media=[file.as_json() for file in incoming.media],
        channel=incoming.channel,
        chat=incoming.chat,
        message=incoming.message,
        reply_to=incoming.reply_to,
        album=incoming.album,
        at=incoming.at,
        pending=pending,
    )
    return messages.get(work, messages.store(work, new))
