"""Asking afterwards whether it was really solved, reminding once, and closing without inventing a rating."""

from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import in_lines
from handlers.texts import Sentence, Value
from handlers.ticket import (
    actions,
    card,
    closing,
    incident,
    moves,
    receipt,
    revisit_call,
    revisit_policy,
    unasked,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step
from storage import timers
from storage.records import Delivery, Priority, Ticket
from storage.work import Work

ASK, REMIND, CLOSE = "revisit", "revisit_remind", "revisit_close"
_RATINGS = (Action.good, Action.fair, Action.bad, Action.unsolved)
_THUMBS = (Action.thumb_up, Action.thumb_down)
_WORDS = 60


def plan(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Set the time to ask, or ask at once where the estate wants that."""
    wait = revisit_policy.wait_h(speak.estate_of(desk, ticket).policy, ticket)
    if wait == 0:
        ask(desk, work, ticket)
    else:
        _set(work, ticket, ASK, wait)


def ask(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask the reporter, once per answer, or close what is not in the sample.

    A ticket that is not answered any more is left alone. Who reads no chat is phoned, and a manager phones
    about what is gravest without waiting for silence; of one event, about its first ticket.
    """
    if ticket.step != Step.answered.value:
        return
    policy = speak.estate_of(desk, ticket).policy
    if not revisit_policy.is_asked(policy, ticket):
        ticket = closing.close_unasked(work, ticket)
        card.refresh(desk, work, ticket)
        return
    ticket = moves.move(work, ticket, Move.ask, moves.DESK)
    card.refresh(desk, work, ticket)
    if speak.has_chat(ticket):
        _say(desk, work, ticket, speak.REVISIT, must=True)
        if not revisit_policy.is_thumbs(ticket):
            _set(work, ticket, REMIND, policy.revisit_remind_h)
    _set(work, ticket, CLOSE, policy.revisit_close_h)
    by_manager = revisit_policy.is_managers(ticket) and not incident.is_joined(ticket)
    if by_manager or not speak.has_chat(ticket):
        revisit_call.begin(desk, work, ticket)


def remind(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask a second and last time; nobody is asked what is closed a moment later."""
    closes = timers.waiting(work, CLOSE, str(ticket.id), str(ticket.reopened))
    is_late = closes is not None and closes.due <= work.now
    if ticket.step == Step.revisiting.value and not is_late:
        _say(desk, work, ticket, speak.REMINDER, must=False)
        if revisit_policy.is_phoned(ticket) and not closing.is_waiting(ticket):
            revisit_call.begin(desk, work, ticket)


def close_unrated(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Close where nobody answered: 未评价 or unreachable, never a rating.

    What is grave stays as long as somebody is still to phone about it.
    """
    if ticket.step != Step.revisiting.value:
        return
    if revisit_policy.is_grave(ticket) and revisit_call.is_open(work, ticket):
        return
    outcome = revisit_call.UNREACHABLE if revisit_call.is_given_up(ticket) else None
    ticket = closing.close(desk, work, ticket, moves.DESK, rating=None, outcome=outcome)
    stop(desk, work, ticket)
    card.refresh(desk, work, ticket)


def not_reached(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Take it that nobody will reach the owner any more; what is past its time closes with that."""
    ticket = revisit_call.give_up(work, ticket)
    if timers.waiting(work, CLOSE, str(ticket.id), str(ticket.reopened)) is None:
        close_unrated(desk, work, ticket)


def stop(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask and remind no more; what was asked loses its buttons."""
    for kind in (ASK, REMIND, CLOSE):
        timers.cancel(work, kind, str(ticket.id))
    revisit_call.drop(work, ticket)
    texts = languages.of_reporter(desk, work, ticket)
    for role in (speak.REVISIT, speak.REMINDER):
        asked = texts.outgoing(_text(ticket, role), **_values(ticket))
        speak.close(work, ticket, role, ticket.channel, ticket.chat, asked)


def _say(desk: Desk, work: Work, ticket: Ticket, role: str, *, must: bool) -> None:
    choices = _THUMBS if revisit_policy.is_thumbs(ticket) else _RATINGS
    texts = languages.of_reporter(desk, work, ticket)
    (line,) = actions.under_ticket(
        desk, work, ticket, choices, texts=texts, chat=ticket.chat, arg=str(ticket.reopened)
    )
    unasked.say(
        desk,
        work,
        ticket,
        f"{role}:{ticket.reopened}",
        Sentence(_text(ticket, role), **_values(ticket)),
        must=must,
        buttons=in_lines(line, 2),
        priority=Priority.survey,
        klass=Delivery.at_most_once,
        role=role,
    )


def _text(ticket: Ticket, role: str) -> str:
    return "owner.revisit_thumbs" if revisit_policy.is_thumbs(ticket) else f"owner.{role}"


def _values(ticket: Ticket) -> dict[str, Value]:
    return {"number": ticket.number, "words": receipt.quoted(ticket, _WORDS)}


def _set(work: Work, ticket: Ticket, kind: str, hours: float) -> None:
    due = work.now + timedelta(hours=hours)
    timers.set(work, kind=kind, entity=str(ticket.id), occurrence=str(ticket.reopened), due=due)
