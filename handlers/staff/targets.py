"""Which message of the desk a reply is to, also when its sending was never recorded."""

from datetime import timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming
from handlers.refusals import Refused, TooEarly
from handlers.staff.notes import is_note
from handlers.ticket.actions import OF_FOOTAGE, OF_REVIEW, Action
from storage import buttons, links, outbox, questions
from storage.records import Link
from storage.work import Work

_ROLE, QUESTION = "followup", "question"
_IN_PRIVATE = frozenset(
    {
        Action.fill_in.value,
        Action.change_it.value,
        Action.heard_words.value,
        *(action.value for action in (*OF_FOOTAGE, *OF_REVIEW)),
        Action.close_reserved.value,
    }
)
# The record follows the sending by milliseconds; a reply older than this is to a message without one.
_RECORDED_WITHIN = timedelta(seconds=3)


def of_staff(desk: Desk, work: Work, incoming: Incoming) -> Link | None:
    """Return what staff reply to; None: it is no reply, or one to what the desk wrote to them as an owner."""
    user = incoming.sender.user if incoming.sender else ""
    if incoming.edited or not any(estate.member(user) for estate in desk.estates.values()):
        return None
    link = target(work, incoming)
    return None if link is None or link.role in speak.TO_OWNER_ROLES else link


def target(work: Work, incoming: Incoming) -> Link | None:
    """Return what the message replied to is; None: none of ours.

    A reply may come before our own record of what it replies to (TooEarly), and a message that was on its
    way when the service died has no record: its button tells the ticket. Where nothing does, refuses: words
    for an owner must not vanish.
    """
    if incoming.reply_to is None:
        return None
    link = links.by_message(work, incoming.channel, incoming.chat, incoming.reply_to)
    if link is not None:
        return link
    link = _by_button(work, incoming, incoming.reply_to)
    if link is None and incoming.reply_to_desk and incoming.chat_kind is ChatKind.group:
        fresh = work.now < incoming.at + _RECORDED_WITHIN
        if fresh and outbox.is_sending(work, incoming.channel, incoming.chat):
            raise TooEarly("a message to this chat is on its way")
        # On PostgreSQL each statement sees what is committed by then: perhaps it was recorded meanwhile.
        link = links.by_message(work, incoming.channel, incoming.chat, incoming.reply_to)
        if link is None and not is_note(incoming.text):
            raise Refused("refusal.unknown_message")
    return link


def asked_privately(desk: Desk, work: Work, incoming: Incoming) -> Link | None:
    """Return the question of a file that words of staff answer without being a reply to it; None: none.

    Who was asked in their own chat a moment ago and writes, answers; danger is never taken for an answer.
    """
    user = incoming.sender.user if incoming.sender else ""
    plain = incoming.chat == user and incoming.text and not (incoming.command or incoming.edited)
    if not plain or incoming.reply_to is not None or desk.screen(incoming.text) is not None:
        return None
    asked = questions.open_for(work, incoming.channel, incoming.chat, user)
    found = next((one for one in asked if one.action in _IN_PRIVATE), None)
    if found is None:
        return None
    return Link(incoming.channel, incoming.chat, "", found.ticket, QUESTION, found.id)


def _by_button(work: Work, incoming: Incoming, message: str) -> Link | None:
    pressable = buttons.by_token(work, incoming.reply_token) if incoming.reply_token else None
    if pressable is None or (pressable.channel, pressable.chat) != (incoming.channel, incoming.chat):
        return None
    return links.guess(work, Link(incoming.channel, incoming.chat, message, pressable.ticket, _ROLE, None))
