"""Opening a ticket: number, receipt, card, and a page where it cannot wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.messages import Media, Outgoing
from handlers.owner import appointment, register
from handlers.texts import Sentence, Words
from handlers.ticket import card, deadlines, incident, joining, late, moves, paging, receipt
from handlers.ticket.lifecycle import Step
from nlp.judgement import Alarm, Home, Matter
from storage import journal, messages, people, tickets, timers
from storage.records import Message, NewTicket, Person, Priority, Ticket
from storage.work import Work


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
    answer_by: datetime | None = None,
    media_alone: bool = False,
) -> Ticket:
    """Open a ticket with the waiting messages: its receipt, card and, for what cannot wait, its first page.

    `answer_by`: a person speaks to the owner sooner than the matter itself would ask for.
    """
    if words is None:
        words = "\n".join(message.text for message in waiting if message.text)
    text = text or receipt.text_for(matter)
    new = _new(person, estate, matter, words, alarm, text, work.now, media_alone=media_alone)
    new = replace(new, data=new.data | late.of(*waiting))
    if answer_by is not None:
        new = replace(new, answer_due=answer_by)
    ticket = tickets.open(work, new)
    messages.attach(work, [message.id for message in waiting], ticket.id)
    stop_waiting(work, person)
    facts = {
        "kind": ticket.kind,
        "category": ticket.category,
        "topic": ticket.topic,
        "urgency": ticket.urgency,
    }
    journal.add(
        work, estate=estate.key, ticket=ticket.id, code="received", actor="owner", facts=facts, words=words
    )
    ticket = joining.join(desk, work, ticket)
    _announce(desk, work, ticket)
    return joining.follow(desk, work, ticket)


def stop_waiting(work: Work, person: Person) -> None:
    """End the window and the question of somebody whose words all have a ticket now."""
    # Where something else still waits, a suspicion above all, its question and its time stay.
    if messages.pending_of(work, person.id):
        return
    people.set_conversation(work, person.id, people.IDLE, {})
    for kind in ("join", "ask", "suspect"):
        timers.cancel(work, kind, str(person.id))


def _new(
    person: Person,
    estate: Estate,
    matter: Matter,
    words: str,
    alarm: Alarm | None,
    text: str,
    now: datetime,
    *,
    media_alone: bool,
) -> NewTicket:
    team = estate.team_for(matter.topic)
    dues = calendar.dues(estate, matter.kind, matter.urgency, now, media_alone=media_alone)
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
        staff_chat=team.chat if team else estate.staff_chat,
        team=team.key if team else None,
        home=spoken_home(matter.home),
        words=words,
        received_at=now,
        claim_due=dues.claim,
        answer_due=dues.answer,
        arrive_due=dues.arrive,
        done_due=dues.done,
        joins_until=now + timedelta(seconds=estate.policy.join_messages_s),
        data={"receipt": text}
        | incident.placed(matter.home)
        | ({card.MEDIA_ALONE: True} if media_alone else {})
        | appointment.wished_in(estate, words, now),
    )


def _announce(desk: Desk, work: Work, ticket: Ticket) -> None:
    speak.to_owner(
        work,
        ticket,
        "receipt",
        receipt.render(desk, work, ticket),
        priority=Priority.emergency if card.is_alarm(ticket) else Priority.receipt,
        role=speak.RECEIPT,
    )
    card.post(desk, work, ticket)
    deadlines.plan(desk, work, ticket)
    if paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)


def pass_on_praise(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], words: str
) -> None:
    """Thank the owner and let the staff read it; there is nothing to be done about praise."""
    messages.settle(work, [message.id for message in waiting])
    stop_waiting(work, person)
    key = f"praise:{waiting[-1].id}"
    register.talk(desk, work, person, f"{key}:owner", Sentence("owner.praise"))
    speak.say(
        work,
        key=f"{key}:group",
        channel=desk.staff_channel,
        chat=estate.staff_chat,
        outgoing=desk.texts.outgoing("staff.praise", words=Words(words)),
    )
    files = tuple(Media.from_json(file) for message in waiting for file in message.media)
    if files:
        speak.say(
            work,
            key=f"{key}:files",
            channel=desk.staff_channel,
            chat=estate.staff_chat,
            outgoing=Outgoing(text="", media=files),
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
    data = {**ticket.data, **incident.placed(home)}
    return moves.amend(work, ticket, "home", "owner", home=spoken, data=data)
