"""Replies to a question of the desk: they are the answer to that very question."""

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff import doing, ending, false_alarm, noting, promising, questions, waiting
from handlers.ticket import moves
from handlers.ticket.actions import Action
from storage import questions as kept_questions
from storage.records import Question, QuestionId, QuestionState
from storage.work import Work

_CANCEL = frozenset({"取消", "cancel", "/cancel"})
_FOR_OWNER = frozenset({Action.progress, Action.answer})
_PRESSED = frozenset({Action.reclassify.value, Action.more.value})


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
    match Action(question.action):
        case Action.progress:
            doing.progress(desk, work, ticket, member, words)
        case Action.answer:
            doing.answer(desk, work, ticket, member, words, incoming.media)
        case Action.promise:
            promising.said(desk, work, ticket, member, question, words)
        case Action.wait_owner:
            waiting.for_owner(desk, work, ticket, member, words)
        case Action.wait_other:
            waiting.for_other(desk, work, ticket, member, words, question.chat)
        case Action.false_alarm:
            false_alarm.call_off(desk, work, ticket, member, words)
        case Action.merge:
            ending.merge(desk, work, ticket, member, words)
            _say(desk, work, question, incoming, "staff.kept")
        case Action.decline:
            ending.decline(desk, work, ticket, member, words)
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
