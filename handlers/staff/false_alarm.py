"""«误报»: the staff call an emergency off, with a reason, and the owner keeps the last word."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.ticket import calling_off, incident, joining
from storage.records import Priority, Ticket
from storage.work import Work


def call_off(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, reason: str) -> None:
    """Go on without the alarm; the owner is told how to raise it again. Refuses what is none any more.

    Who looked after the first ticket of an event looked after all of it: each owner has the last word.
    """
    if not calling_off.is_possible(ticket):
        raise Refused("refusal.no_emergency")
    if incident.is_joined(ticket):
        ticket = joining.leave(desk, work, ticket)
    for one in incident.whole(work, ticket):
        if calling_off.is_possible(one):
            _call_off(desk, work, one, member, reason)


def _call_off(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, reason: str) -> None:
    ticket = calling_off.call_off(desk, work, ticket, "false_alarm", member.user, reason)
    outgoing = languages.of_reporter(desk, work, ticket).outgoing(
        "owner.lowered_by_staff", number=ticket.number
    )
    speak.to_owner(work, ticket, f"lowered:{ticket.version}", outgoing, priority=Priority.emergency)
