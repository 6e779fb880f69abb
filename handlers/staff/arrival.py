"""«已到场»: the assignee is there."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import doing
from handlers.texts import Sentence
from handlers.ticket import card, conversation, deadlines, incident, limits, moves, promise, promised, unasked
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step, after
from storage.records import Ticket
from storage.work import Work


def offered(ticket: Ticket) -> list[Action]:
    """Return the button where somebody is to come: for P0 and P1, for repairs, and where it was promised."""
    is_work = promised.way(ticket) != promised.ANSWER
    awaited = is_work or ticket.arrive_due is not None or limits.agreed_time(ticket) is not None
    possible = after(Step(ticket.step), Move.arrive) is not None
    return [Action.arrived] if awaited and possible and ticket.arrived_at is None else []


def arrived(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Note that the assignee is there, settle what was promised, tell the owner. Refuses a second time.

    Whoever told of the same event is told, too.
    """
    doing.only_assignee(desk, ticket, member)
    if ticket.arrived_at is not None:
        raise Refused("toast.done_already")
    for one in incident.told_with(work, ticket):
        if one.id == ticket.id or (one.arrived_at is None and after(Step(one.step), Move.arrive)):
            _arrived(desk, work, one, member)
    at = f"{work.now.astimezone(speak.estate_of(desk, ticket).zone):%H:%M}"
    return Sentence("toast.arrived", number=ticket.number, at=at)


def _arrived(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    estate = speak.estate_of(desk, ticket)
    promise.came(desk, work, ticket)
    changes = limits.unpaused(estate, ticket, work.now) | limits.after_arrival(estate, ticket, work.now)
    ticket = moves.move(work, ticket, Move.arrive, member.user, arrived_at=work.now, **changes)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    told = Sentence("owner.arrived", number=ticket.number, staff=member.name)
    unasked.say(desk, work, ticket, f"arrived:{ticket.version}", told, must=False, live=True)
    conversation.person_spoke(desk, work, ticket)
