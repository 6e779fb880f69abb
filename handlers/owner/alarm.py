"""An emergency that is known: opened, added to, and taken back when it was none."""

from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.owner import intake, opening, register
from handlers.texts import Sentence, Words
from handlers.ticket import calling_off, card, confiding, joining, late, whole
from nlp.judgement import Alarm, Kind, Urgency
from storage import messages, tickets
from storage.records import Message, Person, Priority, Ticket
from storage.work import Work

_RECENT = timedelta(minutes=30)


def open_with_all(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate | None,
    topic: str,
    urgency: Urgency,
    alarm: Alarm,
) -> None:
    """Open the emergency with all that waits. Unknown estate: every estate is paged, then we ask."""
    waiting = messages.pending_of(work, person.id)
    lead = desk.judge(intake.joined(waiting)).lead
    matter = replace(lead, kind=Kind.emergency, category=None, topic=topic, urgency=urgency)
    for known in [estate] if estate else list(desk.estates.values()):
        opening.open_ticket(desk, work, person, known, waiting, matter, alarm=alarm)
    if estate is None:
        register.ask_estate(desk, work, person, f"estate:alarm:{waiting[-1].id}")


def add(desk: Desk, work: Work, ticket: Ticket, message: Message) -> None:
    messages.attach(work, [message.id], ticket.id)
    ticket = confiding.reconsider(desk, work, ticket, message.text)
    ticket = opening.set_home(work, ticket, desk.judge(message.text).lead.home)
    card.refresh(desk, work, ticket)
    outgoing = desk.texts.outgoing(
        "staff.followup",
        who=card.assignee_name(desk, ticket),
        words=Words(card.as_shown(ticket, message.text)),
    )
    outgoing = late.noted(desk, desk.texts, ticket, outgoing, message)
    speak.to_group(
        desk,
        work,
        ticket,
        f"followup:{message.id}",
        outgoing,
        priority=Priority.emergency,
        role="followup",
        origin=message.id,
    )
    whole.pass_on(desk, work, ticket, message)
    card.show_media(desk, work, ticket, message)
    joining.reconsider(desk, work, ticket, message.text)


def tell_all(desk: Desk, work: Work, person: Person, message: Message) -> bool:
    """Add words to every emergency of a person whose estate nobody knows; False: there is none."""
    alarms = recent(work, person)
    for ticket in alarms:
        add(desk, work, ticket, message)
    return bool(alarms)


def take_back(desk: Desk, work: Work, ticket: Ticket) -> Sentence:
    """The owner takes the alarm back: no more pages, the matter stays, the staff read who said so."""
    if not calling_off.is_possible(ticket):
        return Sentence("toast.done_already")
    ticket = joining.leave(desk, work, ticket)
    ticket = calling_off.call_off(desk, work, ticket, "not_an_emergency", "owner")
    speak.to_owner(
        work,
        ticket,
        f"lowered:{ticket.version}",
        languages.of_reporter(desk, work, ticket).outgoing("owner.lowered_by_owner", number=ticket.number),
    )
    speak.to_group(
        desk,
        work,
        ticket,
        f"lowered:{ticket.version}",
        desk.texts.outgoing("staff.lowered_by_owner", number=ticket.number),
        priority=Priority.emergency,
    )
    return Sentence("toast.noted")


def recent(work: Work, person: Person, topic: str | None = None) -> list[Ticket]:
    recent = work.now - _RECENT
    return [
        ticket
        for ticket in tickets.open_of(work, person.id)
        if calling_off.is_possible(ticket) and topic in (None, ticket.topic) and ticket.received_at >= recent
    ]
