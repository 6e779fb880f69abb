"""Asking staff for the words a press needs: a question stays until it is answered, taken back or lapses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Outgoing
from handlers.refusals import Refused
from handlers.staff import doing, targets
from handlers.texts import Named, Sentence
from handlers.ticket import incident
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import RULES, Move, Rule, Step, Who, after
from storage import questions, timers
from storage.records import Priority, Question, QuestionId, Ticket
from storage.work import Work

TIMER = "question"
ROLE = targets.QUESTION
NEEDS = {
    Action.progress: Move.progress,
    Action.answer: Move.answer,
    Action.wait_owner: Move.wait_owner,
    Action.wait_other: Move.wait_other,
    Action.merge: Move.merge,
    Action.decline: Move.decline,
}


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, chat: str) -> Sentence:
    """Ask the presser for words; refuses a step where they would be for nothing, and a second asking."""
    needed = NEEDS.get(action)
    if needed is not None and after(Step(ticket.step), needed) is None:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if needed is not None:
        _refuse_unless_theirs(desk, ticket, member, RULES[needed])
    question = begin(desk, work, ticket, member, action, chat)
    outgoing = languages.of_staff_chat(desk, work, chat).outgoing(
        f"staff.ask_{action.value}",
        who=Named(member.name, member.user),
        number=ticket.number,
        others=len(incident.counted(work, ticket)) or "",
    )
    put(desk, work, ticket, chat, question, replace(outgoing, ask_reply=True), ROLE)
    return Sentence("toast.asked")


def begin(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    action: Action,
    chat: str,
    data: dict[str, Any] | None = None,
) -> QuestionId:
    """Keep a question to somebody, and when it lapses. Refuses a second one about the same."""
    patience = lapses(desk, ticket)
    for asked in questions.open_for(work, desk.staff_channel, chat, member.user):
        same = asked.ticket == ticket.id and asked.action == action.value
        if same and work.now < asked.asked_at + patience:
            raise Refused("refusal.asked_already")
    question = questions.ask(
        work,
        ticket=ticket.id,
        action=action.value,
        channel=desk.staff_channel,
        chat=chat,
        user=member.user,
        data=data or {},
    )
    timers.set(work, kind=TIMER, entity=str(question), occurrence="lapse", due=work.now + patience)
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
    late = work.now >= question.asked_at + lapses(desk, ticket)
    if late or not settle(work, question, "answered"):
        raise Refused("refusal.lapsed")


def settle(work: Work, question: Question, state: str) -> bool:
    """Close a question in this state; False: it was closed before."""
    timers.cancel(work, TIMER, str(question.id))
    return questions.settle(work, question.id, state)


def role_of(question: QuestionId) -> str:
    """Return what the message of a question with buttons is, so that it can be changed."""
    return f"{ROLE}/{question}"


def is_question(role: str | None) -> bool:
    """Tell whether a message of ours is a question; one with buttons has a role of its own, to be edited."""
    return (role or "").partition("/")[0] == ROLE


def lapse(work: Work, question_id: int) -> Question | None:
    """Close a question nobody answered, and return it; a late reply is then told so."""
    question = questions.get(work, QuestionId(question_id))
    lapsed = question is not None and questions.settle(work, question.id, "lapsed")
    return question if lapsed else None


def _refuse_unless_theirs(desk: Desk, ticket: Ticket, member: StaffMember, rule: Rule) -> None:
    if Who.assignee in rule.who and ticket.assignee == member.user:
        return
    if Who.lead not in rule.who:
        raise doing.not_yours(desk, ticket)
    if not member.leads:
        raise Refused("refusal.leads_only")


def lapses(desk: Desk, ticket: Ticket) -> timedelta:
    """Return for how long a question waits."""
    return timedelta(minutes=speak.estate_of(desk, ticket).policy.question_lapses_min)
