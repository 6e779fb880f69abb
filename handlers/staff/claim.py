"""Claiming: one winner, and everybody else is told who was first."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.texts import Moment, Sentence
from handlers.ticket import actions, callback, card, deadlines, moves, paging, unasked
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step
from storage.records import Ticket
from storage.work import Work


def claim(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Ticket:
    """Take a received ticket. Refuses when somebody has it, with the name; the owner is told."""
    if ticket.step != Step.received.value:
        raise _who_has_it(desk, ticket)
    ticket = moves.move(
        work,
        ticket,
        Move.claim,
        member.user,
        assignee=member.user,
        receiver=ticket.receiver or member.user,
        claimed_at=work.now,
    )
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    paging.over(desk, work, ticket)
    _tell_owner(desk, work, ticket, member)
    callback.give_number(desk, work, ticket)
    return ticket


def take_over(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, code: str = "taken_over"
) -> Ticket:
    """Become the assignee of a ticket a colleague has, or had; the journal keeps, as `code`, from whom."""
    if ticket.assignee == member.user:
        return ticket
    if ticket.step == Step.received.value:
        return claim(desk, work, ticket, member)
    facts = {"from": ticket.assignee}
    ticket = moves.amend(work, ticket, code, member.user, facts=facts, assignee=member.user)
    card.refresh(desk, work, ticket)
    callback.give_number(desk, work, ticket)
    return ticket


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    alarm = card.is_alarm(ticket)
    told = Sentence(
        "owner.claimed_emergency" if alarm else "owner.claimed",
        number=ticket.number,
        staff=member.name,
        by="" if alarm or ticket.answer_due is None else Moment(ticket.answer_due),
        duty_phone=speak.estate_of(desk, ticket).duty_phone,
    )
    texts = languages.of_reporter(desk, work, ticket)
    urge = actions.under_ticket(desk, work, ticket, [Action.urge], texts=texts, chat=ticket.chat)
    unasked.say(desk, work, ticket, f"claimed:{ticket.version}", told, must=False, buttons=urge)


def _who_has_it(desk: Desk, ticket: Ticket) -> Refused:
    if ticket.assignee is None:
        return Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    return Refused("refusal.claimed", number=ticket.number, who=card.assignee_name(desk, ticket))
