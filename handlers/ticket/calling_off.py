"""An emergency that is none: pages stop, the matter stays."""

from handlers import calendar, speak
from handlers.desk import Desk
from handlers.ticket import card, deadlines, limits, moves, paging, receipt
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Kind, Urgency
from storage import timers
from storage.records import Ticket
from storage.work import Work


def is_possible(ticket: Ticket) -> bool:
    """Tell whether there is an alarm that is not over."""
    return card.is_alarm(ticket) and Step(ticket.step) in OPEN


def call_off(
    desk: Desk, work: Work, ticket: Ticket, code: str, actor: str, reason: str | None = None
) -> Ticket:
    """Make an ordinary request of an emergency, with the time of one; what is one event stays one.

    Its first urgency is kept, should the owner answer «危险».
    """
    estate = speak.estate_of(desk, ticket)
    timers.cancel(work, paging.TIMER, str(ticket.id))
    data = {
        **ticket.data,
        **limits.counted_from(ticket.received_at),
        "lowered": True,
        "urgency": ticket.urgency,
        "receipt": "owner.receipt_request",
    }
    ticket = moves.amend(
        work,
        ticket,
        code,
        actor,
        said=reason,
        kind=Kind.request.value,
        urgency=Urgency.P2.value,
        alarm=None,
        **calendar.dues(estate, Kind.request, Urgency.P2, ticket.received_at).as_changes(),
        data=data,
    )
    deadlines.plan(desk, work, ticket)
    paging.over(desk, work, ticket)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    return ticket
