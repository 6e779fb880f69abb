"""«打电话给我»: a person phones by a time; the number is masked in the group, whole for the assignee."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from handlers.texts import Sentence, Words
from handlers.ticket import actions, card, leading, moves, paging, promised, receipt
from handlers.ticket.actions import Action
from nlp.extract import PhoneKind, masked, phones
from storage import messages, tasks, timers
from storage.commitments import Task, TaskId
from storage.records import Message, OutboxId, Ticket
from storage.work import Work

TIMER = "callback"
NUMBER = "callback_number"
RECEIPT, RECEIPT_ASKS = card.RECEIPTS_OF_CALLS
_KIND = "callback"
_OF_PEOPLE = frozenset({PhoneKind.mobile, PhoneKind.landline})


def due(estate: Estate, now: datetime, *, urgent: bool) -> datetime:
    """Return by when a person phones: at once, or within so much opening time."""
    return now if urgent else calendar.after_business_minutes(estate, now, estate.policy.callback_min)


def number_in(text: str) -> str | None:
    """Return the first number of a text at which somebody can be phoned."""
    found = next((phone for phone in phones(text) if phone.kind in _OF_PEOPLE), None)
    if found is None:
        return None
    return f"{found.number}-{found.extension}" if found.extension else found.number


def open_of(work: Work, ticket: Ticket) -> Task | None:
    """Return the call that the owner of a ticket waits for."""
    return next((task for task in tasks.open_of(work, ticket.id) if task.kind == _KIND), None)


def as_shown(work: Work, ticket: Ticket, words: str) -> str:
    """Return later words of the owner as the group reads them: whoever phones has the number privately."""
    return card.as_shown(ticket, words) if open_of(work, ticket) is None else masked(words)


def begin(desk: Desk, work: Work, ticket: Ticket, words: str = "", *, asked: bool = False) -> Task:
    """Ask the staff to phone the owner by a time; `words` are those that wished for it.

    `asked`: the owner was asked for a number already.
    """
    estate = speak.estate_of(desk, ticket)
    urgent = paging.cannot_wait(ticket)
    by = due(estate, work.now, urgent=urgent)
    number = next(filter(None, map(number_in, _words_of(work, ticket))), None)
    data = {"phone": number, "words": words, "asked": asked}
    made = tasks.add(work, estate=ticket.estate, ticket=ticket.id, kind=_KIND, due=by, data=data)
    # Whoever is told this very moment has let nobody wait yet.
    patience = timedelta(seconds=estate.policy.urge_urgent_cooldown_s if urgent else 0)
    timers.set(work, kind=TIMER, entity=str(made), occurrence="late", due=by + patience)
    task = _get(work, made)
    speak.to_group(desk, work, ticket, f"callback:{made}", _shown(desk, work, ticket, task), role=_role(made))
    give_number(desk, work, ticket)
    return task


def told(desk: Desk, work: Work, ticket: Ticket, task: Task) -> Outgoing:
    """Tell the owner when they are phoned; a number that nobody knows is asked for once."""
    estate = speak.estate_of(desk, ticket)
    by = calendar.still_ahead(estate, task.due, work.now)
    when = Sentence("owner.before", by=by) if by else Sentence("owner.soon")
    number, asked = task.data["phone"], task.data["asked"]
    if not (number or asked):
        tasks.amend(work, task.id, {**task.data, "asked": True})
    key = "owner.callback" if number else "owner.callback_waits" if asked else "owner.callback_asks"
    sentence = Sentence(
        key, number=ticket.number, when=when, phone=number or "", duty_phone=estate.duty_phone
    )
    texts = languages.of_reporter(desk, work, ticket)
    return speak.worded(work, texts, ticket.channel, ticket.chat, sentence)


def heard(desk: Desk, work: Work, ticket: Ticket, message: Message) -> Task | None:
    """Take the number to call, or another one, from what the owner wrote; None: nothing new."""
    task, number = open_of(work, ticket), number_in(message.text)
    if task is None or number in (None, task.data["phone"]):
        return None
    tasks.amend(work, task.id, {**task.data, "phone": number})
    data = {**ticket.data, "receipt": RECEIPT} if ticket.data["receipt"] == RECEIPT_ASKS else ticket.data
    ticket = moves.amend(work, ticket, "number_told", "owner", data=data)
    task = _get(work, task.id)
    receipt.refresh(desk, work, ticket)
    _refresh(desk, work, ticket, task)
    give_number(desk, work, ticket)
    return task


def give_number(desk: Desk, work: Work, ticket: Ticket, again: str = "") -> bool:
    """Send the assignee the whole number, in their own chat; False: there is no call, number or assignee."""
    task = open_of(work, ticket)
    if task is None or not task.data["phone"] or ticket.assignee is None:
        return False
    texts = languages.of_user(desk, work, desk.staff_channel, ticket.assignee)
    return speak.say(
        work,
        key=f"{ticket.id}:number:{task.data['phone']}:{ticket.assignee}{again}",
        channel=desk.staff_channel,
        chat=ticket.assignee,
        outgoing=texts.outgoing("staff.callback_number", number=ticket.number, phone=task.data["phone"]),
        ticket=ticket.id,
        role=NUMBER,
    )


def not_given(desk: Desk, work: Work, ticket: Ticket, sending: OutboxId) -> None:
    """Tell the assignee in the group how to get the number that could not be sent, once a sending."""
    outgoing = desk.texts.outgoing(
        "staff.number_not_sent", who=card.assignee_name(desk, ticket), number=ticket.number
    )
    speak.to_group(desk, work, ticket, f"number_not_sent:{sending}", outgoing)


def settle(desk: Desk, work: Work, ticket: Ticket, task: TaskId, by: str, name: str) -> bool:
    """Take a call as made by one of the staff; the owner is told nothing. False: it was settled before."""
    if not tasks.done(work, task, by):
        return False
    timers.cancel(work, TIMER, str(task))
    ticket = moves.amend(work, ticket, "called_back", by)
    estate = speak.estate_of(desk, ticket)
    at = calendar.spoken(estate, work.now, work.now)
    outgoing = desk.texts.outgoing("staff.called_back", number=ticket.number, who=name, at=at)
    speak.change(work, ticket, _role(task), desk.staff_channel, ticket.staff_chat, outgoing)
    return True


def overdue(desk: Desk, work: Work, task_id: TaskId) -> None:
    """Tell the lead, once, of a call that nobody made; nobody needs one of a matter that ended since."""
    task = tasks.get(work, task_id)
    if task is None or task.ticket is None:
        return
    ticket = moves.get(work, task.ticket)
    if ticket.closed_at is not None and ticket.closed_at >= task.created_at:
        tasks.drop(work, task_id)
    elif open_of(work, ticket) == task:
        text, key = "staff.callback_late", f"callback_late:{task.id}"
        who, by = (
            card.assignee_name(desk, ticket),
            calendar.spoken(speak.estate_of(desk, ticket), task.due, work.now),
        )
        lead = promised.lead(desk, work, ticket)
        outgoing = desk.texts.outgoing(text, lead=lead, number=ticket.number, who=who, by=by)
        speak.to_group(desk, work, ticket, key, outgoing)
        leading.tell_lead(desk, work, ticket, key, text, lead="", number=ticket.number, who=who, by=by)


def _words_of(work: Work, ticket: Ticket) -> list[str]:
    newest_first = [message.text for message in reversed(messages.of_ticket(work, ticket.id))]
    return [*newest_first, ticket.words]


def _get(work: Work, task_id: TaskId) -> Task:
    task = tasks.get(work, task_id)
    assert task is not None, f"task {task_id} was just written"
    return task


def _role(task: TaskId) -> str:
    return f"{_KIND}/{task}"


def _refresh(desk: Desk, work: Work, ticket: Ticket, task: Task) -> None:
    outgoing = _shown(desk, work, ticket, task)
    speak.change(work, ticket, _role(task.id), desk.staff_channel, ticket.staff_chat, outgoing)


def _shown(desk: Desk, work: Work, ticket: Ticket, task: Task) -> Outgoing:
    number = task.data["phone"]
    by = calendar.still_ahead(speak.estate_of(desk, ticket), task.due, work.now)
    outgoing = desk.texts.outgoing(
        "staff.callback",
        number=ticket.number,
        who=card.assignee_name(desk, ticket),
        phone=masked(number) if number else Sentence("staff.no_phone"),
        words=Words(masked(task.data["words"])),
        by=by,
    )
    offered = [Action.called_back, Action.show_phone] if number else [Action.called_back]
    buttons = actions.under_ticket(
        desk, work, ticket, offered, texts=desk.texts, chat=ticket.staff_chat, arg=str(task.id)
    )
    return replace(outgoing, buttons=buttons)
