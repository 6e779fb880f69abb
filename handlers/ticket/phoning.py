"""An owner whom no message reaches: what they should have read becomes a call that somebody makes."""

from handlers import speak
from handlers.desk import Desk
from handlers.ticket import calls, moves
from handlers.ticket.calls import Reason
from storage import journal
from storage.commitments import Task
from storage.records import Ticket
from storage.work import Work


def undelivered(desk: Desk, work: Work, ticket: Ticket, key: str, words: str) -> None:
    """Let the staff tell the owner by phone what a message would have said; once per `key`.

    One call a ticket: what comes later is added to it. Without words they are asked to phone only.
    """
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=speak.UNDELIVERED,
        actor=moves.DESK,
        facts={"failure": "unreachable"},
    )
    added = [[key, words]] if words else []
    task = open_of(work, ticket)
    if task is None:
        calls.begin(desk, work, ticket, Reason.phone, {"undelivered": added})
    elif added and key not in dict(task.data["undelivered"]):
        calls.amend(desk, work, ticket, task, {"undelivered": task.data["undelivered"] + added})


def open_of(work: Work, ticket: Ticket) -> Task | None:
    """Return the call that is to tell an owner what did not reach them."""
    return calls.open_of(work, ticket, Reason.phone)
