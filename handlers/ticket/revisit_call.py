"""The call or visit by which a person hears how satisfied an owner is: never whoever did the work."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import calendar, speak
from handlers.desk import Desk, StaffMember
from handlers.ticket import deciding, duty, membership, moves, private_calls, revisit_policy, sight
from handlers.ticket.private_calls import Reason
from storage.commitments import Task
from storage.records import Ticket
from storage.work import Work

REACHED, MISSED, REMARK = "revisited", "revisit_missed", "revisit_remark"
UNREACHABLE = "unreachable"


def begin(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask somebody to phone the owner, unless somebody is asked already, or all of it was in vain."""
    callers = who(desk, work, ticket)
    if callers and not is_open(work, ticket) and not is_given_up(ticket):
        due = _due(desk, work, ticket)
        private_calls.begin(desk, work, ticket, Reason.revisit, callers, due=due)


def by(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Task:
    """Return the open call about a ticket, or a new one of somebody who makes it by themselves."""
    found = private_calls.of(work, ticket, Reason.revisit)
    due = _due(desk, work, ticket)
    return found[0] if found else private_calls.keep(work, ticket, Reason.revisit, [member], due=due)


def who(desk: Desk, work: Work, ticket: Ticket) -> list[StaffMember]:
    """Return who is to make it: of what is grave those who decide, else who is answerable, else a lead.

    Nobody where only whoever did the work is left.
    """
    estate = membership.present(work, speak.estate_of(desk, ticket))
    here = sight.of_audience(estate, ticket, estate.staff)
    decide, lead = deciding.deciders(desk, work, ticket), duty.lead_of(work, estate, ticket)
    orders: list[Sequence[StaffMember]] = [decide, [one for one in here if one.leads]]
    if not revisit_policy.is_grave(ticket):
        receiver = [one for one in here if one.user == ticket.receiver]
        orders = [receiver, [lead] if lead else [], *orders, here]
    found = ([one for one in order if one.user != ticket.assignee] for order in orders)
    return next((those for those in found if those), [])


def is_open(work: Work, ticket: Ticket) -> bool:
    """Tell whether somebody is still to phone."""
    return bool(private_calls.of(work, ticket, Reason.revisit))


def give_up(work: Work, ticket: Ticket) -> Ticket:
    """Keep that the owner was tried as often as the estate wants, and not reached."""
    data = {**ticket.data, UNREACHABLE: ticket.reopened}
    return moves.amend(work, ticket, UNREACHABLE, moves.DESK, facts={"round": ticket.reopened}, data=data)


def is_given_up(ticket: Ticket) -> bool:
    """Tell whether nobody tries any more, since the last answer."""
    return ticket.data.get(UNREACHABLE) == ticket.reopened


def drop(work: Work, ticket: Ticket) -> None:
    """Give up the call once the owner has answered, or it is over."""
    private_calls.drop(work, ticket, Reason.revisit)


def _due(desk: Desk, work: Work, ticket: Ticket) -> datetime:
    estate = speak.estate_of(desk, ticket)
    return calendar.next_open(estate, work.now + timedelta(hours=estate.policy.revisit_call_h))
