"""Claiming: one winner, and everybody else is told who was first."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import calls, card, claiming, incident, moves, turns, whole
from handlers.ticket.lifecycle import HELD, Step
from storage.records import Ticket
from storage.work import Work


def claim(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Ticket:
    """Take a received ticket. Refuses when somebody has it, with the name; the owner is told.

    Who claims one ticket of an event has all of it.
    """
    if ticket.step != Step.received.value:
        raise _who_has_it(desk, ticket)
    turns.refuse_claim(work, speak.estate_of(desk, ticket), member, ticket)
    for one in incident.whole(work, ticket):
        if one.id != ticket.id and one.step == Step.received.value:
            claiming.take(desk, work, one, member)
    return claiming.take(desk, work, ticket, member)


def too_late(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> Sentence | None:
    """Return what is told to who claims what somebody has, and show the card anew, once a `key`.

    None: nobody has it. If it was taken long since, the card still offers it because an edit was lost.
    """
    if Step(ticket.step) not in HELD:
        return None
    card.refresh(desk, work, ticket, again=f":{key}")
    if ticket.assignee == member.user:
        return Sentence("toast.claimed", number=ticket.number)
    return _who_has_it(desk, ticket).sentence


def take_over(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    code: str = "taken_over",
    *,
    by: StaffMember | None = None,
) -> Ticket:
    """Become the assignee of a ticket a colleague has, or had, and of what counts to it and is theirs, too.

    The journal keeps, as `code`, from whom; `by`: who of those who lead decided it.
    """
    if ticket.assignee == member.user:
        return ticket
    if ticket.step == Step.received.value:
        return claim(desk, work, ticket, member)
    for one in incident.told_with(work, ticket)[1:]:
        if one.assignee == ticket.assignee:
            _take_over(desk, work, one, member, code, by or member)
    return _take_over(desk, work, ticket, member, code, by or member)


def _take_over(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, code: str, by: StaffMember
) -> Ticket:
    facts = {"from": ticket.assignee}
    ticket = moves.amend(work, ticket, code, by.user, facts=facts, assignee=member.user)
    card.refresh(desk, work, ticket)
    calls.give_number(desk, work, ticket)
    whole.give(desk, work, ticket)
    return ticket


def _who_has_it(desk: Desk, ticket: Ticket) -> Refused:
    if ticket.assignee is None:
        return Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    return Refused("refusal.claimed", number=ticket.number, who=card.assignee_name(desk, ticket))
