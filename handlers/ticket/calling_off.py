"""An emergency that is none: pages stop, the matter stays."""

from handlers.desk import Desk
from handlers.ticket import card, moves, paging
from nlp.judgement import Kind, Urgency
from storage import timers
from storage.records import Ticket
from storage.work import Work


def call_off(
    desk: Desk, work: Work, ticket: Ticket, code: str, actor: str, reason: str | None = None
) -> Ticket:
    """Make an ordinary request of an emergency; its first urgency is kept, should the owner answer «危险»."""
    timers.cancel(work, paging.TIMER, str(ticket.id))
    data = {**ticket.data, "lowered": True, "urgency": ticket.urgency, "receipt": "owner.receipt_request"}
    ticket = moves.amend(
        work,
        ticket,
        code,
        actor,
        said=reason,
        kind=Kind.request.value,
        urgency=Urgency.P2.value,
        alarm=None,
        data=data,
    )
    card.refresh(desk, work, ticket)
    return ticket
