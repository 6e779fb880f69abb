"""Asking staff for the words a press needs; their reply to that very question is the answer."""

from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming, Media, Outgoing
from handlers.refusals import Refused
from handlers.staff import doing, false_alarm
from handlers.texts import Named, Sentence
from handlers.ticket import moves
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step, after
from storage import questions, timers
from storage.records import Priority, Question, QuestionId, QuestionState, Ticket
from storage.work import Work

TIMER = "question"
ROLE = "question"
_CANCEL = frozenset({"取消", "cancel", "/cancel"})
_NEEDS = {Action.progress: Move.progress, Action.answer: Move.answer}


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, chat: str) -> Sentence:
    """Ask the presser for words; refuses a step where they would be for nothing, and a second asking."""
    needed = _NEEDS.get(action)
    if needed is not None and after(Step(ticket.step), needed) is None:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if needed is not None and ticket.assignee != member.user:
        raise doing.not_yours(desk, ticket)
    question = begin(desk, work, ticket, member, action, chat)
    outgoing = languages.of_staff_chat(desk, work, chat).outgoing(
        f"staff.ask_{action.value}", who=Named(member.name, member.user), number=ticket.number
    )
    put(desk, work, ticket, chat, question, replace(outgoing, ask_reply=True), ROLE)
    return Sentence("toast.asked")


def begin(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, chat: str
) -> QuestionId:
    """Keep a question to somebody, and when it lapses. Refuses a second one about the same."""
    lapses = _lapses(desk, ticket)
    for asked in questions.open_for(work, desk.staff_channel, chat, member.user):
        same = asked.ticket == ticket.id and asked.action == action.value
        if same and work.now < asked.asked_at + lapses:
            raise Refused("refusal.asked_already")
    question = questions.ask(
        work,
        ticket=ticket.id,
        action=action.value,
        channel=desk.staff_channel,
        chat=chat,
        user=member.user,
        data={},
    )
    timers.set(work, kind=TIMER, entity=str(question), occurrence="lapse", due=work.now + lapses)
    return question


def put(
    desk: Desk, work: Work, ticket: Ticket, chat: str, question: QuestionId, outgoing: Outgoing, role: str
) -> None:
    """Queue the words of a question, as a reply to the ticket's card."""
    speak.say(
        work,
        key=f"question:{question}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=replace(outgoing, reply_role=speak.CARD),
        ticket=ticket.id,
        priority=Priority.receipt,
        role=role,
        origin=question,
    )


def end(desk: Desk, work: Work, ticket: Ticket, question: Question) -> None:
    """Take a question as answered. Refuses one that lapsed, or was settled before."""
    late = work.now >= question.asked_at + _lapses(desk, ticket)
    if late or not _settle(work, question, "answered"):
        raise Refused("refusal.lapsed")


def answered(desk: Desk, work: Work, incoming: Incoming, member: StaffMember, question_id: int) -> bool:
    """Take a reply to a question. Somebody else's reply, or one after it lapsed, is refused in words.

    False: it was answered before, and what follows for the owner (an album) is a reply like any other.
    """
    question = questions.get(work, QuestionId(question_id))
    if question is None or question.user != member.user:
        raise Refused("refusal.not_your_question")
    if question.state is QuestionState.answered and Action(question.action) in _NEEDS:
        return False
    if incoming.text.strip().casefold() in _CANCEL:
        if not _settle(work, question, "cancelled"):
            raise Refused("refusal.lapsed")
        _say(desk, work, question, incoming, "staff.cancelled")
        return True
    if question.action == Action.reclassify.value:
        raise Refused("refusal.press_instead")
    if question.action != Action.answer.value and not incoming.text.strip():
        raise Refused("refusal.words_needed")
    assert question.ticket is not None, "every question of staff is about a ticket"
    ticket = moves.get(work, question.ticket)
    end(desk, work, ticket, question)
    _do(desk, work, ticket, member, Action(question.action), incoming.text.strip(), incoming.media)
    return True


def is_question(role: str | None) -> bool:
    """Tell whether a message of ours is a question; one with buttons has a role of its own, to be edited."""
    return (role or "").partition("/")[0] == ROLE


def lapse(work: Work, question_id: int) -> None:
    """Close a question nobody answered; a late reply is then told so."""
    question = questions.get(work, QuestionId(question_id))
    if question is not None:
        questions.settle(work, question.id, "lapsed")


def _lapses(desk: Desk, ticket: Ticket) -> timedelta:
    return timedelta(minutes=speak.estate_of(desk, ticket).policy.question_lapses_min)


def _do(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    action: Action,
    words: str,
    media: tuple[Media, ...],
) -> None:
    if action is Action.progress:
        doing.progress(desk, work, ticket, member, words)
    elif action is Action.answer:
        doing.answer(desk, work, ticket, member, words, media)
    else:
        false_alarm.call_off(desk, work, ticket, member, words)


def _settle(work: Work, question: Question, state: str) -> bool:
    timers.cancel(work, TIMER, str(question.id))
    return questions.settle(work, question.id, state)


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
