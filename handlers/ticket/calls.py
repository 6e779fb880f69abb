"""Calls that the staff have to make: masked in the group, the number whole for the assignee, settled once."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing, units
from handlers.texts import Sentence, Words, below
from handlers.ticket import actions, away, by_hand, card, leading, moves, notices, paging, promised
from handlers.ticket.actions import Action
from nlp.extract import PhoneKind, masked, phones
from storage import messages, tasks, timers
from storage.commitments import Task, TaskId
from storage.records import OutboxId, Ticket
from storage.work import Work

TIMER = "callback"
NUMBER = "callback_number"
_OF_PEOPLE = frozenset({PhoneKind.mobile, PhoneKind.landline})
# Of undelivered words, so that all stay one message: UTF-16 units of all together, characters of one.
_SHOWN_AT_MOST = 3000
_OF_ONE = 1500


class Reason(StrEnum):
    """Why somebody phones; also the kind of the task, and the key of what the group reads."""

    callback = "callback"  # the owner wants to be called
    phone = "phone"  # messages do not reach the owner
    by_phone = "by_phone"  # they reported it by phone or in person, and read no chat


_DONE = {
    Reason.callback: Action.called_back,
    Reason.phone: Action.phoned,
    Reason.by_phone: Action.phoned,
}


def due(estate: Estate, now: datetime, *, urgent: bool) -> datetime:
    """Return by when a person phones: at once, or within so much opening time."""
    return now if urgent else calendar.after_business_minutes(estate, now, estate.policy.callback_min)


def number_in(text: str) -> str | None:
    """Return the first number of a text at which somebody can be phoned."""
    found = next((phone for phone in phones(text) if phone.kind in _OF_PEOPLE), None)
    if found is None:
        return None
    return f"{found.number}-{found.extension}" if found.extension else found.number


def open_of(work: Work, ticket: Ticket, reason: Reason) -> Task | None:
    """Return the call of this kind that is still to be made about a ticket."""
    return next((task for task in tasks.open_of(work, ticket.id) if task.kind == reason), None)


def begin(desk: Desk, work: Work, ticket: Ticket, reason: Reason, data: dict[str, Any]) -> Task:
    """Ask the staff to phone the owner by a time, at the number that was written last."""
    estate = speak.estate_of(desk, ticket)
    urgent = paging.cannot_wait(ticket)
    by = due(estate, work.now, urgent=urgent)
    data = {"phone": written_number(work, ticket), **data}
    made = tasks.add(work, estate=ticket.estate, ticket=ticket.id, kind=reason, due=by, data=data)
    # Whoever is told this very moment has let nobody wait yet.
    patience = timedelta(seconds=estate.policy.urge_urgent_cooldown_s if urgent else 0)
    timers.set(work, kind=TIMER, entity=str(made), occurrence="late", due=by + patience)
    task = get(work, made)
    speak.to_group(desk, work, ticket, f"callback:{made}", _shown(desk, work, ticket, task), role=_role(task))
    give_number(desk, work, ticket)
    return task


def amend(desk: Desk, work: Work, ticket: Ticket, task: Task, data: dict[str, Any]) -> Task:
    """Change what is known about an open call, in the group too."""
    tasks.amend(work, task.id, {**task.data, **data})
    task = get(work, task.id)
    outgoing = _shown(desk, work, ticket, task)
    # Not every change of a call is one of the ticket, whose version tells changes apart otherwise.
    again = f":{len(task.data.get('undelivered', ()))}"
    speak.change(work, ticket, _role(task), desk.staff_channel, ticket.staff_chat, outgoing, again=again)
    return task


def number_of(work: Work, ticket: Ticket) -> str | None:
    """Return at which number the owner of a ticket is to be phoned, where somebody is to phone."""
    calls = (open_of(work, ticket, reason) for reason in Reason)
    number: str | None = next((task.data["phone"] for task in calls if task and task.data["phone"]), None)
    return number or by_hand.phone_of(ticket)


def give_number(desk: Desk, work: Work, ticket: Ticket, again: str = "") -> bool:
    """Send the assignee the whole number, in their own chat; False: there is no call, number or assignee.

    Of somebody who reads no chat it is sent without a call too.
    """
    number = number_of(work, ticket)
    if number is None or ticket.assignee is None:
        return False
    texts = languages.of_user(desk, work, desk.staff_channel, ticket.assignee)
    return speak.say(
        work,
        key=f"{ticket.id}:number:{number}:{ticket.assignee}{again}",
        channel=desk.staff_channel,
        chat=ticket.assignee,
        outgoing=texts.outgoing("staff.callback_number", number=ticket.number, phone=number),
        ticket=ticket.id,
        role=NUMBER,
    )


def not_given(desk: Desk, work: Work, ticket: Ticket, sending: OutboxId) -> None:
    """Tell the assignee in the group how to get the number that could not be sent, once a sending."""
    outgoing = desk.texts.outgoing(
        "staff.number_not_sent", who=card.assignee_name(desk, ticket), number=ticket.number
    )
    speak.to_group(desk, work, ticket, f"number_not_sent:{sending}", outgoing)


def settle(desk: Desk, work: Work, ticket: Ticket, task_id: TaskId, by: str, name: str) -> bool:
    """Take a call as made by one of the staff; the owner is told nothing. False: it was settled before."""
    if not tasks.done(work, task_id, by):
        return False
    timers.cancel(work, TIMER, str(task_id))
    ticket = moves.amend(work, ticket, "called_back", by)
    estate, task = speak.estate_of(desk, ticket), get(work, task_id)
    at = calendar.spoken(estate, work.now, work.now)
    done = _DONE[Reason(task.kind)]
    outgoing = desk.texts.outgoing(f"staff.{done.value}", number=ticket.number, who=name, at=at)
    speak.change(work, ticket, _role(task), desk.staff_channel, ticket.staff_chat, outgoing)
    return True


def overdue(desk: Desk, work: Work, task_id: TaskId) -> None:
    """Tell the lead, once, of a call that nobody made; nobody needs one of a matter that ended since."""
    task = tasks.get(work, task_id)
    if task is None or task.ticket is None or task not in tasks.open_of(work, task.ticket):
        return
    ticket = moves.get(work, task.ticket)
    if ticket.closed_at is not None and ticket.closed_at >= task.created_at:
        tasks.drop(work, task_id)
        return
    missed = away.missed(work, task.due)
    if missed is not None:
        notices.call_missed(desk, work, ticket, missed, task)
        return
    text, key = f"staff.{task.kind}_late", f"callback_late:{task.id}"
    who, by = (
        card.assignee_name(desk, ticket),
        calendar.spoken(speak.estate_of(desk, ticket), task.due, work.now),
    )
    lead = promised.lead(desk, work, ticket)
    outgoing = desk.texts.outgoing(text, lead=lead, number=ticket.number, who=who, by=by)
    speak.to_group(desk, work, ticket, key, outgoing)
    leading.tell_lead(desk, work, ticket, key, text, lead="", number=ticket.number, who=who, by=by)


def get(work: Work, task_id: TaskId) -> Task:
    """Return a call that must exist."""
    task = tasks.get(work, task_id)
    assert task is not None, f"task {task_id} is referred to and missing"
    return task


def written_number(work: Work, ticket: Ticket) -> str | None:
    """Return the number that was written last about a ticket, if any."""
    return next(filter(None, map(number_in, _words_of(work, ticket))), None)


def _words_of(work: Work, ticket: Ticket) -> list[str]:
    newest_first = [message.text for message in reversed(messages.of_ticket(work, ticket.id))]
    return [*newest_first, ticket.words]


def _role(task: Task) -> str:
    return f"callback/{task.id}"


def _shown(desk: Desk, work: Work, ticket: Ticket, task: Task) -> Outgoing:
    number = task.data["phone"]
    cannot_call = task.kind == Reason.by_phone and not number
    outgoing = desk.texts.outgoing(
        "staff.tell_otherwise" if cannot_call else f"staff.{task.kind}",
        number=ticket.number,
        who=card.assignee_name(desk, ticket),
        phone=masked(number) if number else Sentence("staff.no_phone"),
        words=Words(masked(task.data.get("words", ""))),
        by=calendar.still_ahead(speak.estate_of(desk, ticket), task.due, work.now),
    )
    outgoing = _with_undelivered(desk, outgoing, [words for _, words in task.data.get("undelivered", ())])
    done = _DONE[Reason(task.kind)]
    offered = [done, Action.show_phone] if number else [done]
    buttons = actions.under_ticket(
        desk, work, ticket, offered, texts=desk.texts, chat=ticket.staff_chat, arg=str(task.id)
    )
    return replace(outgoing, buttons=buttons)


def _with_undelivered(desk: Desk, outgoing: Outgoing, undelivered: list[str]) -> Outgoing:
    """Add what did not reach the owner, oldest first; what one message cannot hold is only counted."""
    shown: list[Words] = []
    room = _SHOWN_AT_MOST
    for words in reversed(undelivered):
        one = Words(masked(words)).shortened(_OF_ONE)
        room -= units(one.text)
        if room < 0:
            break
        shown.insert(0, one)
    if len(shown) < len(undelivered):
        more = desk.texts.outgoing("staff.phone_more", count=len(undelivered) - len(shown))
        outgoing = below(outgoing, more)
    for piece in shown:
        outgoing = below(outgoing, desk.texts.outgoing("staff.phone_words", words=piece))
    return outgoing
