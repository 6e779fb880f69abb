"""A ticket that waits for its owner: nothing falls due, they are asked once, and it ends as not reached."""

from datetime import timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.texts import Sentence
from handlers.ticket import card, deadlines, limits, moves, unasked
from handlers.ticket.lifecycle import Move, Step
from storage import timers
from storage.records import Ticket
from storage.work import Work

TIMER = "waiting_owner"
_ASKED = "owner_asked"


def pause(desk: Desk, work: Work, ticket: Ticket, actor: str, words: str) -> Ticket:
    """Wait for the owner: the limits stand still until there is a word of them, or of the assignee."""
    ticket = moves.move(work, ticket, Move.wait_owner, actor, said=words, paused_at=work.now)
    deadlines.plan(desk, work, ticket)
    _look_again(desk, work, ticket)
    card.refresh(desk, work, ticket)
    return ticket


def resume(desk: Desk, work: Work, ticket: Ticket, actor: str) -> Ticket:
    """Go on with the work, whoever it waited for; the limits have as much time left as before."""
    ticket = moves.move(
        work, ticket, Move.resume, actor, **limits.unpaused(speak.estate_of(desk, ticket), ticket, work.now)
    )
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    return ticket


def fall_due(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask the owner once, and after the same time again close as not reached; what goes on is left alone."""
    if ticket.step != Step.waiting_owner.value or ticket.paused_at is None:
        return
    since = ticket.paused_at.isoformat()
    if ticket.data.get(_ASKED) == since:
        _close(desk, work, ticket)
        return
    ticket = moves.amend(work, ticket, "owner_asked", moves.DESK, data={**ticket.data, _ASKED: since})
    days = speak.estate_of(desk, ticket).policy.waiting_owner_days
    told = Sentence("owner.still_waiting", number=ticket.number, days=f"{days:g}")
    unasked.say(desk, work, ticket, f"still_waiting:{since}", told, must=True)
    _look_again(desk, work, ticket)


def _close(desk: Desk, work: Work, ticket: Ticket) -> None:
    ticket = moves.move(
        work,
        ticket,
        Move.close,
        moves.DESK,
        facts={"rating": None, "outcome": "not_reached"},
        closed_at=work.now,
        paused_at=None,
    )
    card.refresh(desk, work, ticket)
    told = Sentence("owner.not_reached", number=ticket.number)
    unasked.say(desk, work, ticket, f"not_reached:{ticket.version}", told, must=True)


def _look_again(desk: Desk, work: Work, ticket: Ticket) -> None:
    days = speak.estate_of(desk, ticket).policy.waiting_owner_days
    if days:
        timers.rearm(work, kind=TIMER, entity=str(ticket.id), due=work.now + timedelta(days=days))
