"""«撤回»: for a minute whoever wrote to an owner can take it back; the words stay in the record."""

from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Outgoing
from handlers.refusals import Refused
from handlers.staff import holding
from handlers.texts import Sentence
from handlers.ticket import actions, moves, sight
from handlers.ticket.actions import Action
from storage import journal, links, messages, outbox, timers, withdrawn
from storage.records import (
    Delivery,
    Message,
    MessageId,
    NewOutbox,
    OutboxRow,
    Priority,
    QuestionState,
    Ticket,
)
from storage.work import Work

TIMER = "recall"
ROLE = "recalled"  # of what takes messages away at the owner's
_CODE = "recalled"
_OVER = "over"
_OF_REPLIES = (speak.STAFF_WORDS, speak.OWNER)


def arrived(desk: Desk, work: Work, row: OutboxRow, ticket: Ticket, message: Message) -> None:
    """Mark a reply that has reached the owner; for a while the mark lets its writer take it back.

    Of what came in several parts only the last is known, so that nothing of it is taken back.
    """
    texts, seconds = languages.of_staff_chat(desk, work, message.chat), _seconds(desk, ticket)
    mark = replace(texts.outgoing("staff.arrived"), reply_to=message.message)
    if seconds and "#" not in row.dedupe_key:
        buttons = actions.under_ticket(
            desk, work, ticket, [Action.recall], texts=texts, chat=message.chat, arg=str(message.id)
        )
        mark = replace(mark, buttons=buttons)
        due = work.now + timedelta(seconds=seconds)
        timers.set(work, kind=TIMER, entity=str(message.id), occurrence=_OVER, due=due)
    speak.say(
        work,
        key=f"arrived:{row.id}",
        channel=message.channel,
        chat=message.chat,
        outgoing=mark,
        ticket=ticket.id,
        role=_mark(message.id),
    )


def pressed(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take back what somebody wrote to the owner. Refuses all others, and once the time is over."""
    message = messages.get(work, MessageId(int(arg)))
    if message.ticket != ticket.id or _writer(work, ticket, message) != member.user:
        raise Refused("refusal.not_for_you")
    if is_recalled(work, ticket, message.id):
        raise Refused("toast.done_already")
    waiting = timers.waiting(work, TIMER, arg, _OVER)
    if waiting is None or work.now >= waiting.due:
        raise Refused("refusal.too_late_to_recall")
    timers.cancel(work, TIMER, arg)
    question = holding.of_message(work, message, member.user)
    if question is not None:
        holding.close(desk, work, question, QuestionState.cancelled, "staff.held_kept")
    facts = {"message": message.id}
    journal.add(work, estate=ticket.estate, ticket=ticket.id, code=_CODE, actor=member.user, facts=facts)
    withdrawn.cancel_keyed(work, speak.key_of_reply(ticket, message.id))
    _erase(work, ticket, message.id, "")
    return Sentence("toast.recalling")


def came_late(work: Work, row: OutboxRow, ticket: Ticket, message: MessageId) -> bool:
    """Take away what was on its way while it was taken back; False: it was not taken back."""
    if not is_recalled(work, ticket, message):
        return False
    _erase(work, ticket, message, f":{row.id}")
    return True


def is_recalled(work: Work, ticket: Ticket, message: MessageId) -> bool:
    """Tell whether a reply was taken back."""
    rows = journal.of_ticket(work, ticket.id)
    return any(row.code == _CODE and row.facts.get("message") == message for row in rows)


def done(desk: Desk, work: Work, ticket: Ticket, message: MessageId, text: str) -> None:
    """Say in the place of the mark what became of it: «已撤回», or that it did not work."""
    _change_mark(desk, work, ticket, messages.get(work, message), text)


def over(desk: Desk, work: Work, number: int) -> None:
    """Take the button away once the time is over, unless what it stands for was taken back."""
    message = messages.get(work, MessageId(number))
    ticket = moves.get(work, message.ticket) if message.ticket is not None else None
    if ticket is not None and _stands(work, ticket, message) and not is_recalled(work, ticket, message.id):
        _change_mark(desk, work, ticket, message, "staff.arrived")


def _writer(work: Work, ticket: Ticket, message: Message) -> str | None:
    told = (row for row in journal.of_ticket(work, ticket.id) if row.code == "told_owner")
    return next((row.actor for row in told if row.facts.get("message") == message.id), None)


def _erase(work: Work, ticket: Ticket, message: MessageId, again: str) -> None:
    """Take everything away that the owner has of a reply; what is away already is none of it."""
    shown = [
        link.message
        for link in withdrawn.messages(work, ticket.id)
        if (link.chat, link.origin) == (ticket.chat, message) and link.role in _OF_REPLIES
    ]
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{ticket.id}:{ROLE}:{message}{again}",
            channel=ticket.channel,
            chat=ticket.chat,
            ticket=ticket.id,
            klass=Delivery.edit,  # done twice it is done once
            priority=Priority.receipt,
            body=Outgoing(text="", erases=tuple(shown)).as_json(),
            role=ROLE,
            origin=message,
        ),
    )


def _change_mark(desk: Desk, work: Work, ticket: Ticket, message: Message, text: str) -> None:
    if not sight.chat_may_see(speak.estate_of(desk, ticket), message.chat, ticket):
        return  # what stood there was taken back
    outgoing = languages.of_staff_chat(desk, work, message.chat).outgoing(text)
    speak.change(work, ticket, _mark(message.id), message.channel, message.chat, outgoing, again=f":{text}")


def _stands(work: Work, ticket: Ticket, message: Message) -> bool:
    """Tell whether the mark was shown: a change of one that was not would be sent as a message of its own."""
    mark = links.latest(work, message.channel, message.chat, ticket.id, _mark(message.id))
    return mark is not None


def _mark(message: MessageId) -> str:
    return f"arrived/{message}"


def _seconds(desk: Desk, ticket: Ticket) -> float:
    return speak.estate_of(desk, ticket).policy.recall_s
