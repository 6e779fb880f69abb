"""What follows when a message has arrived, or cannot: ✅ for the staff, or a word to phone instead."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk
from handlers.staff import recalling
from handlers.ticket import calls, confiding, moves, phoning, whole
from storage import journal, messages, people
from storage.records import Delivery, MessageId, OutboxRow, Ticket
from storage.work import Work

_OF_REPLIES = (speak.STAFF_WORDS, speak.OWNER, recalling.ROLE)


def sent(desk: Desk, work: Work, row: OutboxRow) -> None:
    """Mark a staff reply that reached the owner, or its new words, as a reply to it in the group.

    What was on its way to a group while its matter was confided loses its words there.
    """
    confiding.came_late(desk, work, row)
    if row.role in _OF_REPLIES and row.origin is not None and row.ticket is not None:
        _reply_arrived(desk, work, row, moves.get(work, row.ticket), MessageId(row.origin))


def _reply_arrived(desk: Desk, work: Work, row: OutboxRow, ticket: Ticket, message: MessageId) -> None:
    if row.role == recalling.ROLE:
        recalling.done(desk, work, ticket, message, "staff.recalled")
        return
    if recalling.came_late(work, row, ticket, message) or row.role != speak.STAFF_WORDS:
        return
    written = messages.get(work, message)
    if row.klass is not Delivery.edit:
        recalling.arrived(desk, work, row, ticket, written)
        return
    texts = languages.of_staff_chat(desk, work, written.chat)
    outgoing = replace(texts.outgoing("staff.corrected"), reply_to=written.message)
    speak.say(
        work,
        key=f"arrived:{row.id}",
        channel=written.channel,
        chat=written.chat,
        outgoing=outgoing,
        ticket=ticket.id,
    )


def failed(desk: Desk, work: Work, row: OutboxRow, failure: str) -> None:
    """Note it in the journal, and let the group phone the owner; a doubt is told once a round."""
    if row.role == calls.NUMBER and row.ticket is not None:
        calls.not_given(desk, work, moves.get(work, row.ticket), row.id)
    if row.role == whole.ROLE and row.ticket is not None:
        whole.not_given(desk, work, moves.get(work, row.ticket))
    if row.role == recalling.ROLE and row.ticket is not None and row.origin is not None:
        ticket, message = moves.get(work, row.ticket), MessageId(row.origin)
        recalling.done(desk, work, ticket, message, "staff.not_recalled")
    if failure == "unreachable":
        people.lost(work, row.channel, row.chat)
    if row.role not in speak.TO_OWNER_ROLES or row.ticket is None:
        return
    ticket = moves.get(work, row.ticket)
    if row.chat != ticket.chat:
        return
    is_change = row.klass is Delivery.edit  # of which the first version has arrived
    if failure == "unreachable":
        phoning.undelivered(desk, work, ticket, row.dedupe_key, _words(desk, row))
    elif not is_change:
        _doubt(desk, work, ticket, failure)


def _words(desk: Desk, row: OutboxRow) -> str:
    """Return what the owner should have read; a change is none of the staff's words unless they made it."""
    if row.klass is Delivery.edit and row.role != speak.STAFF_WORDS:
        return ""
    return row.body["text"] or desk.texts.plain("staff.no_words")


def _doubt(desk: Desk, work: Work, ticket: Ticket, failure: str) -> None:
    facts = {"failure": failure}
    journal.add(
        work, estate=ticket.estate, ticket=ticket.id, code=speak.UNDELIVERED, actor=moves.DESK, facts=facts
    )
    outgoing = desk.texts.outgoing("staff.not_arrived", number=ticket.number)
    speak.to_group(desk, work, ticket, f"failed:{failure}:{ticket.reopened}", outgoing)
