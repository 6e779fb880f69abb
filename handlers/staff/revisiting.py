"""What staff enter of the call or visit by which they heard how satisfied an owner is; never the assignee."""

from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming, in_lines
from handlers.refusals import Refused
from handlers.staff import casefile, questions
from handlers.staff.asked import Asked, answer
from handlers.texts import Named, Sentence
from handlers.ticket import (
    actions,
    closing,
    deciding,
    keeping,
    moves,
    private_calls,
    revisit,
    revisit_call,
    talking,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step
from handlers.ticket.private_calls import Reason, Way
from storage import tasks
from storage.commitments import Task, TaskId
from storage.records import Question, Ticket
from storage.work import Work

_VISIT = frozenset({"上门", "visit"})
_A_LINE = 3


def asked(desk: Desk, work: Work, it: Asked) -> None:
    """«回访 007 上门»: show privately what a call or visit may have come to; refuses the assignee."""
    ticket = it.ticket
    if ticket is None:
        raise Refused("refusal.number_needed")
    _refuse_unless_asked_after(ticket, it.member)
    task = revisit_call.by(desk, work, ticket, it.member)
    if it.rest.strip().casefold() in _VISIT:
        private_calls.by(work, task, Way.visit)
    private_calls.show(desk, work, ticket, task, it.member, it.incoming.key)
    if it.incoming.chat != it.member.user:
        answer(work, it, it.texts(desk, work).outgoing("staff.asked_privately"))


def visiting(work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take it that this revisit is made in person."""
    _refuse_unless_asked_after(ticket, member)
    private_calls.by(work, _task(work, arg), Way.visit)
    return Sentence("toast.by_visit")


def heard(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str) -> Sentence:
    """Keep that somebody asked, and whether they reached the owner; once a call, never by the assignee.

    The rating itself is taken by `handlers.presses`, as if its owner had given it in their chat.
    """
    task = _task(work, arg)
    if task.kind == Reason.talk:
        return _talked(desk, work, ticket, member, action, arg)
    _refuse_unless_asked_after(ticket, member)
    task = private_calls.settle(work, ticket, arg, member)
    facts = {"way": task.data["way"], "round": ticket.reopened}
    if action is Action.not_reached:
        ticket = moves.amend(work, ticket, revisit_call.MISSED, member.user, facts=facts)
        if not private_calls.again(desk, work, ticket, task):
            revisit.not_reached(desk, work, ticket)
        return Sentence("toast.noted")
    if ticket.step == Step.answered.value:  # they asked before the desk did
        ticket = moves.move(work, ticket, Move.ask, moves.DESK)
    ticket = moves.amend(work, ticket, revisit_call.REACHED, member.user, facts=facts)
    _ask_for_words(desk, work, ticket, member)
    if action is Action.heard_bad:
        _ask_why(desk, work, ticket, member)
    return Sentence("toast.noted")


def said(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, incoming: Incoming
) -> None:
    """Keep what the owner said, as whoever heard it wrote it down; it stays inside."""
    kept = keeping.keep(desk, work, incoming, casefile.ROLE, ticket=ticket.id, pending=False)
    facts = {"message": kept.id, "round": question.data["round"]}
    moves.amend(work, ticket, revisit_call.REMARK, member.user, facts=facts, said=kept.text)


def _talked(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str
) -> Sentence:
    if action not in (Action.talked, Action.not_reached):
        raise Refused("toast.done_already")
    deciding.refuse_others(desk, work, ticket, member)
    task = private_calls.settle(work, ticket, arg, member)
    return talking.heard(desk, work, ticket, member, task, reached=action is Action.talked)


def _task(work: Work, arg: str) -> Task:
    task = tasks.get(work, TaskId(int(arg or 0)))
    if task is None:
        raise Refused("refusal.unknown_button")
    return task


def _refuse_unless_asked_after(ticket: Ticket, member: StaffMember) -> None:
    if ticket.assignee == member.user:
        raise Refused("refusal.own_revisit", number=ticket.number)
    if Step(ticket.step) not in (Step.answered, Step.revisiting):
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if closing.is_rated(ticket):
        raise Refused("toast.done_already")


def _ask_for_words(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    data = {"round": ticket.reopened}
    question = questions.begin(desk, work, ticket, member, Action.heard_words, member.user, data)
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    who = Named(member.name, member.user)
    asking = texts.outgoing("staff.ask_heard_words", who=who, number=ticket.number)
    questions.put(desk, work, ticket, member.user, question, replace(asking, ask_reply=True), questions.ROLE)


def _ask_why(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    """Ask whoever heard it what the owner is dissatisfied with, as the owner is asked in their chat."""
    estate = speak.estate_of(desk, ticket)
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    made = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.heard_why,
            texts.button(why.value),
            member.user,
            why.value,
            ticket=ticket.id,
            user=member.user,
        )
        for why in actions.WHYS
    ]
    asking = replace(
        texts.outgoing("staff.ask_heard_why", number=ticket.number), buttons=in_lines(made, _A_LINE)
    )
    speak.say(
        work,
        key=f"{ticket.id}:heard_why:{ticket.reopened}:{member.user}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=asking,
        ticket=ticket.id,
        role=speak.INSIDE,
    )
