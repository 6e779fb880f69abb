"""Replies to a question of the desk: they are the answer to that very question."""

from collections.abc import Callable, Mapping
from functools import partial

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff import (
    answering,
    assigning,
    doing,
    ending,
    false_alarm,
    filling,
    footage_sheet,
    holding,
    noting,
    plain_words,
    promising,
    questions,
    reserving,
    revisiting,
    waiting,
)
from handlers.ticket import moves
from handlers.ticket.actions import OF_FOOTAGE, Action
from storage import questions as kept_questions
from storage.records import Question, QuestionId, QuestionState, Ticket
from storage.work import Work

_CANCEL = frozenset({"取消", "cancel", "/cancel"})
_FOR_OWNER = frozenset({Action.progress, Action.answer})
_READ_BY_OWNER = _FOR_OWNER | {Action.wait_owner, Action.promise, Action.false_alarm}
_PRESSED = frozenset(
    {
        Action.reclassify.value,
        Action.more.value,
        Action.what_it_was.value,
        Action.dispatch.value,
        Action.transfer.value,
        Action.about_person.value,
        Action.send_held.value,
    }
)

# What is done with the words alone.
_SIMPLY: Mapping[Action, Callable[[Desk, Work, Ticket, StaffMember, str], None]] = {
    Action.progress: doing.progress,
    Action.wait_owner: waiting.for_owner,
    Action.false_alarm: false_alarm.call_off,
    Action.decline: ending.decline,
    Action.hand_back: assigning.hand_back,
}

# Of these, what an owner reads as it is; an answer is held where it is known who reads it first.
_HELD = frozenset({Action.progress, Action.wait_owner, Action.decline})
# What needs the message they came in.
_WITH_MESSAGE: Mapping[Action, Callable[[Desk, Work, Ticket, StaffMember, Incoming], None]] = {
    Action.answer: answering.given,
    Action.close_reserved: reserving.close,
    **{action: partial(footage_sheet.said, action) for action in OF_FOOTAGE},
}


def received(desk: Desk, work: Work, incoming: Incoming, member: StaffMember, question_id: int) -> bool:
    """Take a reply to a question. Somebody else's reply, or one after it lapsed, is refused in words.

    False: it was answered before, and what follows for the owner (an album) is a reply like any other.
    """
    question = kept_questions.get(work, QuestionId(question_id))
    if question is None or question.user != member.user:
        raise Refused("refusal.not_your_question")
    if question.state is QuestionState.answered and Action(question.action) in _FOR_OWNER:
        return False
    if incoming.text.strip().casefold() in _CANCEL:
        if not questions.settle(work, question, "cancelled"):
            raise Refused("refusal.lapsed")
        _say(desk, work, question, incoming, "staff.cancelled")
        return True
    if question.action in _PRESSED:
        raise Refused("refusal.press_instead")
    if question.action != Action.answer.value and not incoming.text.strip():
        raise Refused("refusal.words_needed")
    _do(desk, work, incoming, member, question)
    return True


def _do(desk: Desk, work: Work, incoming: Incoming, member: StaffMember, question: Question) -> None:
    assert question.ticket is not None, "every question of staff is about a ticket"
    ticket = moves.get(work, question.ticket)
    questions.end(desk, work, ticket, question)
    words = incoming.text.strip()
    action = Action(question.action)
    if action in _READ_BY_OWNER:
        plain_words.refuse_invalid(ticket, words)
    if action in _HELD and holding.held(desk, work, ticket, member, incoming, action):
        return
    if action in _SIMPLY:
        _SIMPLY[action](desk, work, ticket, member, words)
    elif action in _WITH_MESSAGE:
        _WITH_MESSAGE[action](desk, work, ticket, member, incoming)
    else:
        _do_more(desk, work, incoming, member, question, ticket)


def _do_more(
    desk: Desk, work: Work, incoming: Incoming, member: StaffMember, question: Question, ticket: Ticket
) -> None:
    words = incoming.text.strip()
    match Action(question.action):
        case Action.fill_in:
            filling.said(desk, work, ticket, member, question, incoming)
        case Action.change_it:
            answering.change_wanted(desk, work, ticket, member, incoming, question.data["message"])
            _say(desk, work, question, incoming, "staff.kept")
        case Action.heard_words:
            revisiting.said(desk, work, ticket, member, question, incoming)
            _say(desk, work, question, incoming, "staff.kept")
        case Action.promise:
            promising.said(desk, work, ticket, member, question, words)
        case Action.wait_other:
            waiting.for_other(desk, work, ticket, member, words, question.chat)
        case Action.merge:
            ending.merge(desk, work, ticket, member, words)
            _say(desk, work, question, incoming, "staff.kept")
        case Action.note:
            noting.keep(desk, work, ticket, member, incoming, words)
            _say(desk, work, question, incoming, "staff.kept_as_note")
        case other:
            raise ValueError(f"no words answer {other}")


def _say(desk: Desk, work: Work, question: Question, incoming: Incoming, text: str) -> None:
    outgoing = languages.of_staff_chat(desk, work, question.chat).outgoing(text)
    speak.say(
        work,
        key=f"question:{question.id}:{text}",
        channel=question.channel,
        chat=question.chat,
        outgoing=speak.replying(outgoing, incoming.message),
        ticket=question.ticket,
    )
