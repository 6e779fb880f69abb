"""«改分类»: staff say what a matter is; it is judged anew from its receipt, and can be learned from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Button, in_lines
from handlers.refusals import Refused
from handlers.staff import questions
from handlers.texts import Named, Sentence, Texts
from handlers.ticket import (
    actions,
    by_hand,
    card,
    deadlines,
    evidence,
    grading,
    moves,
    paging,
    raising,
    receipt,
    rework,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Category, Kind, Urgency
from nlp.urgency import urgency as usual_urgency
from storage import corrections, timers
from storage import questions as kept_questions
from storage.records import Labels, QuestionId, Ticket
from storage.work import Work

# What a clerk chooses from, in the order of the buttons; a category means a complaint.
_SORTS: Mapping[str, Kind | Category] = {
    sort.value: sort
    for sort in (Kind.request, Kind.inquiry, Kind.suggestion, Kind.praise, *Category, Kind.other)
} | {Kind.emergency.value: Kind.emergency}
_NO_THING = frozenset({*(category.value for category in Category), "unclear"})
_A_LINE = 2


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str) -> Sentence:
    """Show the presser what the matter may be; refuses what is done, an emergency, and a second asking."""
    _refuse_unless_possible(ticket)
    question = questions.begin(desk, work, ticket, member, Action.reclassify, chat)
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing(
        "staff.ask_sort", who=Named(member.name, member.user), number=ticket.number, sort=_name_of(ticket)
    )
    buttons = _buttons(work, desk, ticket, member, texts, chat, question)
    questions.put(
        desk, work, ticket, chat, question, replace(outgoing, buttons=buttons), questions.role_of(question)
    )
    return Sentence("toast.choose")


def decide(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str, arg: str) -> Sentence:
    """Make of a ticket what was chosen. Refuses what is done, an emergency, and a question that is over."""
    number, _, code = arg.partition(":")
    if not number:
        return _heard(desk, work, ticket, member, code)
    question = kept_questions.get(work, QuestionId(int(number)))
    if question is None or code not in _SORTS:
        raise Refused("refusal.unknown_button")
    _refuse_unless_possible(ticket)
    said = _labels(ticket, _SORTS[code])
    if (said.kind, said.category) == (ticket.kind, ticket.category):
        return Sentence("toast.same_sort", sort=_name_of(ticket))
    questions.end(desk, work, ticket, question)
    before = _name_of(ticket)
    ticket = _change(desk, work, ticket, member, said)
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing(
        "staff.sorted", number=ticket.number, who=member.name, before=before, sort=_name_of(ticket)
    )
    speak.change(work, ticket, questions.role_of(question.id), desk.staff_channel, chat, outgoing)
    return Sentence("toast.resorted", sort=_name_of(ticket))


def _heard(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, code: str) -> Sentence:
    """Take what somebody says who has heard or seen it; who comes second corrects with «改分类»."""
    _refuse_unless_possible(ticket)
    if not card.is_media_alone(ticket):
        raise Refused("toast.done_already")
    ticket = _change(desk, work, ticket, member, _labels(ticket, _SORTS[code]))
    return Sentence("toast.resorted", sort=_name_of(ticket))


def _refuse_unless_possible(ticket: Ticket) -> None:
    if Step(ticket.step) not in OPEN:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if card.is_alarm(ticket):
        raise Refused("refusal.alarm_first")


def _change(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, said: Labels) -> Ticket:
    facts = corrections.facts_of(Labels(ticket.kind, ticket.category, ticket.topic), said)
    if said.kind == Kind.emergency.value:
        return raising.raise_again(
            desk, work, ticket, said.topic, Urgency.P0, corrections.CODE, actor=member.user, facts=facts
        )
    told, could_wait = ticket.answer_due, not paging.cannot_wait(ticket)
    changes = _judged(desk, ticket, said)
    ticket = moves.amend(work, ticket, corrections.CODE, member.user, facts=facts, **changes)
    ticket = rework.note(desk, work, grading.heard(desk, work, ticket, ticket.words))
    ticket = evidence.heard(desk, work, ticket, ticket.words, ticket.received_at)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if ticket.answer_due != told:
        receipt.refresh(desk, work, ticket)
    if not paging.cannot_wait(ticket):
        timers.cancel(work, paging.TIMER, str(ticket.id))
    elif could_wait and ticket.step == Step.received.value:
        paging.start(desk, work, ticket)
    return ticket


def _judged(desk: Desk, ticket: Ticket, said: Labels) -> dict[str, Any]:
    """Return the changes; the times run from the receipt, but those of a reopened matter from then."""
    urgency = usual_urgency(Kind(said.kind), None, ticket.words)
    changes: dict[str, Any] = {
        "kind": said.kind,
        "category": said.category,
        "topic": said.topic,
        "urgency": urgency.value,
        "data": {**ticket.data, "sorted": True},
    }
    if not ticket.reopened:
        estate = speak.estate_of(desk, ticket)
        dues = calendar.dues(estate, Kind(said.kind), urgency, ticket.received_at, severity=ticket.severity)
        changes |= by_hand.by_its_date(ticket, dues.as_changes())
    return changes


def _labels(ticket: Ticket, sort: Kind | Category) -> Labels:
    # What a matter is about (a lift, a card) stays; a complaint's topic is its category.
    if isinstance(sort, Category):
        return Labels(Kind.complaint.value, sort.value, sort.value)
    return Labels(sort.value, None, "general" if ticket.topic in _NO_THING else ticket.topic)


def _name_of(ticket: Ticket) -> Sentence:
    sort = ticket.category or ticket.kind
    return Sentence(f"sorts.{sort if sort in _SORTS else Kind.other.value}")


def _buttons(
    work: Work,
    desk: Desk,
    ticket: Ticket,
    member: StaffMember,
    texts: Texts,
    chat: str,
    question: QuestionId,
) -> tuple[tuple[Button, ...], ...]:
    estate = speak.estate_of(desk, ticket)
    made = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.this_sort,
            texts.plain(f"sorts.{code}"),
            chat,
            f"{question}:{code}",
            ticket=ticket.id,
            user=member.user,
        )
        for code in _SORTS
    ]
    return in_lines(made, _A_LINE)
