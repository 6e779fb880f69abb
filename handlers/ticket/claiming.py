"""What a claim causes at one ticket: the card, the calls and the owner learn of it."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.texts import Moment, Sentence
from handlers.ticket import actions, calls, card, deadlines, incident, moves, paging, unasked, whole
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move
from nlp.discretion import SELF_HARM
from storage.records import Ticket
from storage.work import Work


def take(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, *, by: StaffMember | None = None
) -> Ticket:
    """Give a received ticket to somebody; its owner is told. `by`: who dispatched it to them."""
    ticket = moves.move(
        work,
        ticket,
        Move.claim,
        (by or member).user,
        assignee=member.user,
        receiver=ticket.receiver or member.user,
        claimed_at=work.now,
        data=ticket.data if incident.is_joined(ticket) else incident.uncovered(ticket),
    )
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    paging.over(desk, work, ticket)
    _tell_owner(desk, work, ticket, member)
    calls.give_number(desk, work, ticket)
    whole.give(desk, work, ticket)
    return ticket


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    alarm, joined = card.is_alarm(ticket), incident.is_joined(ticket)
    text = "owner.claimed_emergency" if alarm else "owner.claimed"
    told = Sentence(
        "owner.claimed_care" if alarm and ticket.topic == SELF_HARM else text,
        number=ticket.number,
        staff=member.name,
        by="" if alarm or ticket.answer_due is None or joined else Moment(ticket.answer_due),
        duty_phone=speak.estate_of(desk, ticket).duty_phone,
    )
    texts = languages.of_reporter(desk, work, ticket)
    urge = actions.under_ticket(desk, work, ticket, [Action.urge], texts=texts, chat=ticket.chat)
    unasked.say(desk, work, ticket, f"claimed:{ticket.version}", told, must=False, buttons=urge)
