"""What follows when a message has arrived, or cannot: ✅ for the staff, or a word to phone instead."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk
from handlers.ticket import callback, moves
from storage import journal, messages
from storage.records import Delivery, MessageId, OutboxRow
from storage.work import Work


def sent(desk: Desk, work: Work, row: OutboxRow) -> None:
    """Mark a staff reply that reached the owner, as a reply to it in the group."""
    if row.role != speak.STAFF_WORDS or row.origin is None or row.ticket is None:
        return
    written = messages.get(work, MessageId(row.origin))
    speak.say(
        work,
        key=f"arrived:{row.id}",
        channel=written.channel,
        chat=written.chat,
        outgoing=replace(
            languages.of_staff_chat(desk, work, written.chat).outgoing("staff.arrived"),
            reply_to=written.message,
        ),
        ticket=row.ticket,
    )


def failed(desk: Desk, work: Work, row: OutboxRow, failure: str) -> None:
    """Note it in the journal, and tell the group to phone the owner; once a round and kind of failure."""
    if row.role == callback.NUMBER and row.ticket is not None:
        callback.not_given(desk, work, moves.get(work, row.ticket), row.id)
    if row.role not in speak.TO_OWNER_ROLES or row.ticket is None:
        return
    if row.klass is Delivery.edit and failure != "unreachable":
        return  # the first version has arrived
    ticket = moves.get(work, row.ticket)
    if row.chat != ticket.chat:
        return
    facts = {"failure": failure}
    journal.add(
        work, estate=ticket.estate, ticket=ticket.id, code=speak.UNDELIVERED, actor=moves.DESK, facts=facts
    )
    text = "staff.unreachable" if failure == "unreachable" else "staff.not_arrived"
    outgoing = desk.texts.outgoing(text, number=ticket.number)
    speak.to_group(desk, work, ticket, f"failed:{failure}:{ticket.reopened}", outgoing)
