"""Somebody whom no message reaches, or who reads no chat: what they should have read becomes a call."""

from handlers import speak
from handlers.desk import Desk
from handlers.ticket import calls, moves
from handlers.ticket.calls import Reason
from storage import journal
from storage.commitments import Task
from storage.records import Ticket, Timer
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
    _call(desk, work, ticket, Reason.phone, [[key, words]] if words else [])


def tell(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Let the staff tell somebody who reads no chat what a message would have said; one call a ticket."""
    words = timer.data["words"] or desk.texts.plain("staff.no_words")
    _call(desk, work, ticket, Reason.by_phone, [[timer.occurrence, words]])


def _call(desk: Desk, work: Work, ticket: Ticket, reason: Reason, added: list[list[str]]) -> None:
    task = calls.open_of(work, ticket, reason)
    if task is None:
        calls.begin(desk, work, ticket, reason, {"undelivered": added})
    elif any(key not in dict(task.data["undelivered"]) for key, _ in added):
        calls.amend(desk, work, ticket, task, {"undelivered": task.data["undelivered"] + added})


def open_of(work: Work, ticket: Ticket) -> Task | None:
    """Return the call that is to tell an owner what did not reach them."""
    return calls.open_of(work, ticket, Reason.phone)
