"""`/note`: words for colleagues, kept with a ticket from anywhere."""

from dataclasses import replace

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff.asked import Asked, answer
from handlers.texts import Words
from handlers.ticket import keeping
from storage.records import Ticket
from storage.work import Work


def note(desk: Desk, work: Work, asked: Asked) -> None:
    """Keep words with the ticket that was named or replied to."""
    ticket = asked.ticket
    if ticket is None:
        raise Refused("refusal.number_needed")
    if not asked.rest:
        raise Refused("refusal.words_needed")
    keep(desk, work, ticket, asked.member, asked.incoming, asked.rest)
    answer(work, asked, asked.texts(desk, work).outgoing("staff.noted", number=ticket.number))


def keep(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming, words: str) -> None:
    """Keep the words; its group reads what was noted elsewhere."""
    kept = keeping.keep(desk, work, replace(incoming, text=words), "note", ticket=ticket.id, pending=False)
    if incoming.chat != ticket.staff_chat:
        told = desk.texts.outgoing("staff.note", who=member.name, words=Words(words))
        speak.to_group(desk, work, ticket, f"note:{kept.id}", told, role=speak.NOTE)
