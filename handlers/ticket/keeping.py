"""Keeping what somebody wrote, as it was written."""

from dataclasses import replace

from handlers.desk import Desk
from handlers.messages import Incoming
from storage import messages
from storage.records import Message, MessageId, NewMessage, PersonId, TicketId
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


def keep_files(desk: Desk, work: Work, incoming: Incoming, ticket: TicketId) -> MessageId | None:
    """Store the files of staff that came with the answer to a question; None: there were none.

    Without their number there: such words are used as they were, whatever becomes of the message.
    """
    if not incoming.media:
        return None
    used = replace(incoming, message=None, album=None)
    return keep(desk, work, used, "staff", ticket=ticket, pending=False).id


def first_of(work: Work, incoming: Incoming) -> Message | None:
    """Return the first words of the message that an edit changes; of an album, whichever piece it is."""
    if incoming.message is None:
        return None
    found = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message)
    if found is not None or incoming.album is None:
        return found
    album = messages.of_album(work, incoming.channel, incoming.chat, incoming.album)
    return next((part for part in album if _piece(part, incoming) is not None), None)


def as_edited(first: Message, incoming: Incoming) -> str:
    """Return the words as an edit leaves them; those under the other pictures of an album stay."""
    words = incoming.text
    if _piece(first, incoming) is not None:
        pieces = {piece.get("message"): piece.get("caption", "") for piece in first.media}
        words = "\n".join(text for text in (pieces | {incoming.message: words}).values() if text)
    return words


def _piece(message: Message, incoming: Incoming) -> dict[str, str] | None:
    return next((piece for piece in message.media if piece.get("message") == incoming.message), None)
