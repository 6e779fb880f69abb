"""Writing into the file of a complaint: what staff choose and write in private, and what it causes."""

import re
from dataclasses import replace
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, Severity, StaffMember
from handlers.messages import Incoming
from handlers.refusals import Refused
from handlers.staff import casefile, questions
from handlers.texts import Named, Sentence, Words
from handlers.ticket import (
    card,
    closing,
    complaint,
    deciding,
    eight_steps,
    filing,
    grading,
    keeping,
    moves,
    responsibility,
)
from handlers.ticket import severity as rules
from handlers.ticket.actions import Action
from handlers.ticket.complaint import Nature
from handlers.ticket.eight_steps import Item, Kept, Stage
from handlers.ticket.lifecycle import Move, Step, after
from storage import questions as kept_questions
from storage.complaints import Complaint
from storage.records import MessageId, Question, QuestionState, Ticket
from storage.work import Work

CODE = "filed"
_NUMBER = re.compile(r"[0-9]{1,4}")
_WORDS = 400
_MOVES = {Stage.investigate: Move.investigate, Stage.plan: Move.plan}


def fill_in(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, name: str, incoming: Incoming
) -> Sentence:
    """Ask for an item: by buttons in the place of the file, or in words. What was asked before is dropped."""
    item = eight_steps.BY_NAME[name]
    _refuse_unless_open(desk, work, ticket, member, item)
    if item.kept is Kept.choice:
        casefile.choices_of(desk, work, ticket, member, item, incoming.key)
        return Sentence("toast.choose")
    for asked in kept_questions.open_for(work, desk.staff_channel, member.user, member.user):
        if asked.action == Action.fill_in.value:
            questions.settle(work, asked, QuestionState.cancelled)
    data = {"item": name}
    question = questions.begin(desk, work, ticket, member, Action.fill_in, member.user, data)
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    ask = Sentence(f"asks.{name}")
    who = Named(member.name, member.user)
    outgoing = texts.outgoing("staff.file_question", who=who, number=ticket.number, ask=ask)
    asking = replace(outgoing, ask_reply=True)
    questions.put(desk, work, ticket, member.user, question, asking, questions.ROLE)
    return Sentence("toast.asked")


def said(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, question: Question, incoming: Incoming
) -> None:
    """Take the words for an item, which are kept as they were written, and show the file anew."""
    ticket = in_words(desk, work, ticket, member, eight_steps.BY_NAME[question.data["item"]], incoming)
    casefile.show_anew(desk, work, ticket, member, incoming.key)


def in_words(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item, incoming: Incoming
) -> Ticket:
    """Write the words of a message as an item."""
    words = incoming.text.strip()
    value: str | int = words
    if item.kept is Kept.number:
        found = _NUMBER.search(words)
        if found is None:
            raise Refused("refusal.number_unread")
        value = int(found.group())
    kept = keeping.keep(desk, work, incoming, casefile.ROLE, ticket=ticket.id, pending=False)
    return write(desk, work, ticket, member, item, value, said=kept.text, message=kept.id)


def chosen(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str, incoming: Incoming
) -> Sentence:
    """Take a choice, and show the file with what comes next in its place."""
    name, _, code = arg.partition(":")
    item = eight_steps.BY_NAME[name]
    toast = choose(desk, work, ticket, member, item, code)
    casefile.refresh(desk, work, moves.get(work, ticket.id), member, incoming.key)
    return toast


def choose(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item, code: str) -> Sentence:
    """Write a choice; how serious it is goes its own way. Only those who lead say that it is invalid."""
    _refuse_unless_open(desk, work, ticket, member, item)
    if item.name == "severity":
        return grading.said(desk, work, ticket, member, Severity(code))
    if item.name == "nature" and code == Nature.invalid.value and not member.leads:
        raise Refused("refusal.lead_says_invalid")
    ticket = write(desk, work, ticket, member, item, code)
    if code == Nature.invalid.value:
        _propose_whose(desk, work, ticket)
    return Sentence("toast.noted")


def _propose_whose(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Write into the explanation what the estate's own file says, where nobody has written anything yet."""
    estate, file = speak.estate_of(desk, ticket), complaint.of(work, ticket)
    proposed = responsibility.proposed(estate, ticket, work.now.astimezone(estate.zone).date())
    missing = {name: words for name, words in proposed.items() if not getattr(file, name)}
    if missing:
        filing.write(work, ticket, CODE, moves.DESK, missing)


def nothing_there(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, name: str, incoming: Incoming
) -> Sentence:
    """Take it that there is nothing to say about an item."""
    item = eight_steps.BY_NAME[name]
    ticket = write(desk, work, ticket, member, item, eight_steps.NONE)
    casefile.refresh(desk, work, ticket, member, incoming.key)
    return Sentence("toast.noted")


def agree_plan(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Take a manager's word that the plan is good; whoever has the complaint learns of it."""
    deciding.refuse_others(desk, work, ticket, member)
    if not eight_steps.awaits_manager(ticket, complaint.of(work, ticket)):
        raise Refused("toast.done_already")
    changes = {"approved_by": member.user, "approved_at": work.now}
    ticket = filing.write(work, ticket, "plan_agreed", member.user, changes)
    tell_assignee(desk, work, ticket, "staff.plan_was_agreed", who=member.name)
    return Sentence("toast.noted")


def tell_assignee(desk: Desk, work: Work, ticket: Ticket, text: str, *, who: str, words: str = "") -> None:
    """Tell whoever has a complaint, privately, what was decided, with a way into its file."""
    has_it = speak.estate_of(desk, ticket).member(ticket.assignee)
    if has_it is not None:
        sentence = Sentence(text, number=ticket.number, who=who, words=Words(words))
        deciding.tell(desk, work, ticket, f"{text}:{ticket.version}", sentence, [has_it], [Action.file])


def write(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    item: Item,
    value: str | int,
    *,
    said: str | None = None,
    message: MessageId | None = None,
) -> Ticket:
    """Write one item, with the steps of the ticket and the decisions that follow from it."""
    _refuse_unless_open(desk, work, ticket, member, item)
    move = _MOVES.get(item.stage)
    if move is not None and after(Step(ticket.step), move) is not None:
        ticket = moves.move(work, ticket, move, member.user)
        card.refresh(desk, work, ticket)
    file = complaint.of(work, ticket)
    changes: dict[str, Any] = {item.name: value, **_by_whom(item, file, member, work)}
    facts = {"item": item.name, "value": value if item.kept is not Kept.words else None}
    ticket = filing.write(work, ticket, CODE, member.user, changes, facts=facts, said=said, message=message)
    if item.name == "households" and isinstance(value, int):
        ticket = grading.judge(desk, work, ticket, rules.of_homes(value))
    if item.name in eight_steps.OF_PLAN:
        _ask_manager(desk, work, ticket)
    if item.stage is Stage.sum_up:
        ticket = closing.complete(desk, work, ticket)
    return ticket


def _by_whom(item: Item, file: Complaint, member: StaffMember, work: Work) -> dict[str, Any]:
    """Return who did a step and when; a plan that is changed is agreed to anew."""
    if item.name == "nature":
        return {"judged_by": member.user, "judged_at": work.now}
    if item.stage is Stage.investigate:
        return {"investigator": member.user, "investigated_at": work.now}
    if item.name in eight_steps.OF_PLAN and file.approved_by not in (None, member.user):
        return {"approved_by": None, "approved_at": None}
    if item.stage is Stage.sum_up:
        return {"summed_up_by": member.user, "summed_up_at": work.now}
    return {}


def _ask_manager(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask for the agreement to the plan of a major complaint, as soon as all of it is there."""
    file = complaint.of(work, ticket)
    gaps = {item.name for item in eight_steps.missing(Move.answer, ticket, file)}
    if gaps & eight_steps.OF_PLAN or not eight_steps.awaits_manager(ticket, file):
        return
    sentence = Sentence(
        "staff.plan_to_agree",
        number=ticket.number,
        who=card.assignee_name(desk, ticket),
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        plan=Words(file.plan or "").shortened(_WORDS),
        prevention=Words(file.prevention or "").shortened(_WORDS),
        cost=Words(file.cost or "").shortened(_WORDS),
    )
    choices = [Action.agree_plan, Action.change_it, Action.file]
    deciding.ask(desk, work, ticket, f"plan:{ticket.version}", sentence, choices)


def _refuse_unless_open(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, item: Item) -> None:
    """Refuse what is over, and everybody but the assignee, those who lead, and whoever takes a new one in."""
    if not complaint.is_one(ticket):
        raise Refused("refusal.no_complaint", number=ticket.number)
    if not eight_steps.is_open(item, ticket):
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    theirs = ticket.assignee in (None, member.user) or ticket.receiver == member.user
    if not (theirs or member.leads or member in deciding.deciders(desk, work, ticket)):
        raise Refused("refusal.not_yours", number=ticket.number, who=card.assignee_name(desk, ticket))
