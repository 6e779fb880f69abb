"""The questions of «约时间»: what is known so far, and the buttons that fit what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Self

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Button, in_lines
from handlers.staff import questions, slots
from handlers.texts import Named, Sentence, Texts, Value
from handlers.ticket import actions, promised
from handlers.ticket.actions import Action
from handlers.ticket.promised import When
from storage.records import Question, QuestionId, Ticket
from storage.work import Work

_A_LINE = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a new time so far."""

    reason: str = ""
    when: When | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form that a question keeps."""
        return {"reason": self.reason, "when": self.when.code() if self.when else ""}

    @classmethod
    def of(cls, question: Question) -> Self:
        """Read what `as_json` wrote."""
        when = question.data["when"]
        return cls(question.data["reason"], When.of_code(when) if when else None)


def for_slot(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, chat: str, text: str, known: Known
) -> None:
    """Ask for a time: one of the likely ones, the owner's choice, or words."""
    estate = speak.estate_of(desk, ticket)

    def lines(texts: Texts, button: Callable[[Action, str, str], Button]) -> Sequence[Sequence[Button]]:
        times = [
            button(Action.this_time, texts.said(label), when.code())
            for when, label in _offered(estate, ticket, work.now)
        ]
        pick = button(Action.let_owner_pick, texts.button(Action.let_owner_pick.value), "")
        return [*in_lines(times, _A_LINE), [pick]]

    _put(desk, work, ticket, member, chat, text, known, lines)


def whether(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    chat: str,
    known: Known,
    when: When,
    **values: Value,
) -> None:
    """Read a time back that may mean another one."""

    def lines(texts: Texts, button: Callable[[Action, str, str], Button]) -> Sequence[Sequence[Button]]:
        return [[button(Action.confirm_time, texts.button(Action.confirm_time.value), when.code())]]

    _put(desk, work, ticket, member, chat, "read_back", known, lines, **values)


def in_words(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    chat: str,
    text: str,
    known: Known,
    **values: Value,
) -> None:
    """Ask for words: a reason, or a reason and a time."""
    _put(desk, work, ticket, member, chat, text, known, None, **values)


def close(desk: Desk, work: Work, ticket: Ticket, question: Question, text: str, **values: Value) -> None:
    """Put what came of it in the place of a question with buttons, and under one without."""
    texts = languages.of_staff_chat(desk, work, question.chat)
    outgoing = texts.outgoing(f"staff.{text}", number=ticket.number, **values)
    if question.data["has_buttons"]:
        speak.change(
            work, ticket, questions.role_of(question.id), desk.staff_channel, question.chat, outgoing
        )
        return
    speak.say(
        work,
        key=f"question:{question.id}:{text}",
        channel=desk.staff_channel,
        chat=question.chat,
        outgoing=replace(outgoing, reply_role=speak.CARD),
        ticket=ticket.id,
    )


def _offered(estate: Estate, ticket: Ticket, now: datetime) -> list[tuple[When, Sentence]]:
    """Return the likely times, first of all the one that the owner asked for."""
    labels = {when: slots.label(estate, when, now) for when in slots.offered(estate, now)}
    wish = promised.wish_of(ticket)
    if wish is None or wish.ends <= now:
        return list(labels.items())
    return list(({wish: promised.said(estate, wish, now)} | labels).items())


def _put(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    chat: str,
    text: str,
    known: Known,
    lines: Callable[[Texts, Callable[[Action, str, str], Button]], Sequence[Sequence[Button]]] | None,
    **values: Value,
) -> None:
    data = known.as_json() | {"has_buttons": lines is not None}
    question = questions.begin(desk, work, ticket, member, Action.promise, chat, data)
    texts = languages.of_staff_chat(desk, work, chat)
    who = Named(member.name, member.user)
    outgoing = texts.outgoing(f"staff.{text}", who=who, number=ticket.number, **values)
    if lines is None:
        questions.put(desk, work, ticket, chat, question, replace(outgoing, ask_reply=True), questions.ROLE)
        return
    button = partial(_button, desk, work, ticket, member, chat, question)
    buttons = tuple(tuple(line) for line in lines(texts, button))
    questions.put(
        desk, work, ticket, chat, question, replace(outgoing, buttons=buttons), questions.role_of(question)
    )


def _button(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    chat: str,
    question: QuestionId,
    action: Action,
    label: str,
    code: str,
) -> Button:
    estate, arg = speak.estate_of(desk, ticket), f"{question}:{code}"
    return actions.of_estate(desk, work, estate, action, label, chat, arg, ticket=ticket.id, user=member.user)
