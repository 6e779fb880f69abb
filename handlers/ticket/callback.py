"""«打电话给我»: a person phones by a time, and the owner is told when and asked once for the number."""

from handlers import calendar, languages, speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.texts import Sentence
from handlers.ticket import calls, card, moves, receipt
from handlers.ticket.calls import Reason
from storage import tasks
from storage.commitments import Task
from storage.records import Message, Ticket
from storage.work import Work

RECEIPT, RECEIPT_ASKS = card.RECEIPTS_OF_CALLS


def open_of(work: Work, ticket: Ticket) -> Task | None:
    """Return the call that the owner of a ticket waits for."""
    return calls.open_of(work, ticket, Reason.callback)


def begin(desk: Desk, work: Work, ticket: Ticket, words: str = "", *, asked: bool = False) -> Task:
    """Ask the staff to phone the owner by a time; `words` are those that wished for it.

    `asked`: the owner was asked for a number already.
    """
    return calls.begin(desk, work, ticket, Reason.callback, {"words": words, "asked": asked})


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
    task, number = open_of(work, ticket), calls.number_in(message.text)
    if task is None or number in (None, task.data["phone"]):
        return None
    data = {**ticket.data, "receipt": RECEIPT} if ticket.data["receipt"] == RECEIPT_ASKS else ticket.data
    ticket = moves.amend(work, ticket, "number_told", "owner", data=data)
    task = calls.amend(desk, work, ticket, task, {"phone": number})
    receipt.refresh(desk, work, ticket)
    calls.give_number(desk, work, ticket)
    return task
