"""Opening a ticket: number, receipt, card, and a page where it cannot wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from handlers.texts import Words
from handlers.ticket import actions, card, moves, paging
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from nlp.judgement import Alarm, Category, Home, Kind, Matter, Urgency
from storage import journal, messages, people, tickets, timers
from storage.records import Message, NewTicket, Person, Priority, Ticket
from storage.work import Work

_WORDS = 60
_NEEDS_HOME = frozenset({Kind.request, Kind.emergency})


def open_ticket(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate,
    waiting: Sequence[Message],
    matter: Matter,
    *,
    words: str | None = None,
    alarm: Alarm | None = None,
    text: str | None = None,
) -> Ticket:
    """Open a ticket with the waiting messages: its receipt, card and, for P0 and P1, its first page."""
    if words is None:
        words = "\n".join(message.text for message in waiting if message.text)
    new = _new(person, estate, matter, words, alarm, text or receipt_text(matter), work.now)
    ticket = tickets.open(work, new)
    messages.attach(work, [message.id for message in waiting], ticket.id)
    people.set_conversation(work, person.id, "idle", {})
    for kind in ("join", "ask", "suspect"):
        timers.cancel(work, kind, str(person.id))
    facts = {
        "kind": ticket.kind,
        "category": ticket.category,
        "topic": ticket.topic,
        "urgency": ticket.urgency,
    }
    journal.add(
        work, estate=estate.key, ticket=ticket.id, code="received", actor="owner", facts=facts, words=words
    )
    _announce(desk, work, ticket)
    return ticket


def _new(
    person: Person, estate: Estate, matter: Matter, words: str, alarm: Alarm | None, text: str, now: datetime
) -> NewTicket:
    return NewTicket(
        estate=estate.key,
        local_date=now.astimezone(estate.zone).date(),
        kind=matter.kind.value,
        category=matter.category.value if matter.category else None,
        topic=matter.topic,
        urgency=matter.urgency.value,
        mood=matter.mood.value,
        confidence=matter.confidence,
        alarm=alarm.value if alarm else None,
        step=Step.received.value,
        reporter=person.id,
        channel=person.channel,
        chat=person.chat,
        staff_chat=estate.chat_for(matter.topic),
        home=spoken_home(matter.home),
        words=words,
        received_at=now,
        claim_due=calendar.claim_due(estate, matter.urgency, now),
        answer_due=calendar.answer_due(estate, matter.urgency, now),
        joins_until=now + timedelta(seconds=estate.policy.join_messages_s),
        data={"receipt": text},
    )


def _announce(desk: Desk, work: Work, ticket: Ticket) -> None:
    speak.to_owner(
        work,
        ticket,
        "receipt",
        receipt(desk, work, ticket),
        priority=Priority.emergency if card.is_alarm(ticket) else Priority.receipt,
        role=speak.RECEIPT,
    )
    card.post(desk, work, ticket)
    if card.is_alarm(ticket) or ticket.urgency in (Urgency.P0.value, Urgency.P1.value):
        paging.start(desk, work, ticket)


def receipt(desk: Desk, work: Work, ticket: Ticket) -> Outgoing:
    """Return what the owner reads first: what was understood, the number, by when a person answers."""
    estate = speak.estate_of(desk, ticket)
    needs_home = ticket.home is None and ticket.kind in _NEEDS_HOME
    outgoing = desk.texts.outgoing(
        ticket.data["receipt"],
        number=ticket.number,
        words=Words(ticket.words).shortened(_WORDS)
        if ticket.words
        else desk.texts.plain("owner.media_words"),
        by=calendar.spoken(estate, ticket.answer_due, work.now) if ticket.answer_due else "",
        duty_phone=estate.duty_phone,
        hours=calendar.spoken_hours(estate),
        ask_home=desk.texts.plain("owner.ask_home") if needs_home else "",
    )
    if ticket.step != Step.received.value:
        return outgoing
    offered = [Action.not_an_emergency] if card.is_alarm(ticket) else [Action.withdraw]
    buttons = actions.under_ticket(desk, work, ticket, offered, chat=ticket.chat)
    return replace(outgoing, buttons=buttons)


def refresh_receipt(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Show the receipt as the matter is understood now, in place and silently."""
    speak.change(work, ticket, speak.RECEIPT, ticket.channel, ticket.chat, receipt(desk, work, ticket))


def receipt_text(matter: Matter) -> str:
    """Return the key of the receipt that fits the matter."""
    match matter.kind:
        case Kind.emergency:
            return "owner.receipt_emergency"
        case Kind.complaint:
            category = matter.category or Category.service
            return f"owner.receipt_{category.value}"
        case Kind.inquiry | Kind.suggestion | Kind.request:
            return f"owner.receipt_{matter.kind.value}"
        case _:
            return "owner.receipt_other"


def pass_on_praise(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], words: str
) -> None:
    """Thank the owner and let the staff read it; there is nothing to be done about praise."""
    messages.settle(work, [message.id for message in waiting])
    people.set_conversation(work, person.id, "idle", {})
    timers.cancel(work, "join", str(person.id))
    key = f"praise:{waiting[-1].id}"
    speak.say(
        work,
        key=f"{key}:owner",
        channel=person.channel,
        chat=person.chat,
        outgoing=desk.texts.outgoing("owner.praise"),
        priority=Priority.receipt,
    )
    speak.say(
        work,
        key=f"{key}:group",
        channel=desk.staff_channel,
        chat=estate.staff_chat,
        outgoing=desk.texts.outgoing("staff.praise", words=Words(words)),
    )
    journal.add(work, estate=estate.key, ticket=None, code="praise", actor="owner", facts={}, words=words)


def spoken_home(home: Home | None) -> str | None:
    """Return a typed home as it is said: 3-2-1501."""
    parts = [part for part in (home.building, home.unit, home.room) if part] if home else []
    return "-".join(parts) or None


def set_home(work: Work, ticket: Ticket, home: Home | None) -> Ticket:
    """Take a home that was typed later, unless the ticket has one; receipt and card show it."""
    spoken = spoken_home(home)
    if spoken is None or ticket.home is not None:
        return ticket
    return moves.amend(work, ticket, "home", "owner", home=spoken)
