"""A ticket from its first moment: as what it is opened, and what everybody learns at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers import calendar, speak
from handlers.desk import Desk, Estate
from handlers.ticket import (
    alike,
    answerable,
    card,
    confiding,
    deadlines,
    evidence,
    grading,
    histories,
    incident,
    joining,
    moves,
    overnight,
    paging,
    receipt,
    rework,
    riser,
    sight,
    turns,
)
from handlers.ticket.lifecycle import Step
from handlers.ticket.severity import Why
from nlp.judgement import Alarm, Home, Matter
from storage import journal, messages, tickets
from storage.records import Message, NewTicket, Person, Priority, Ticket
from storage.work import Work


def as_new(
    person: Person,
    estate: Estate,
    matter: Matter,
    words: str,
    *,
    alarm: Alarm | None,
    text: str,
    now: datetime,
    data: dict[str, Any],
    media_alone: bool = False,
) -> NewTicket:
    """Return a matter as a ticket that came at `now`; `text` is the key of its receipt."""
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
        staff_chat=estate.group_of(team),
        team=team.key if team else None,
        home=spoken_home(matter.home),
        words=words,
        received_at=now,
        claim_due=dues.claim,
        answer_due=dues.answer,
        arrive_due=dues.arrive,
        done_due=dues.done,
        **riser.columns(matter.home),
        joins_until=now + timedelta(seconds=estate.policy.join_messages_s),
        data={"receipt": text}
        | incident.placed(matter.home)
        | ({card.MEDIA_ALONE: True} if media_alone else {})
        | data,
    )


def put(
    desk: Desk,
    work: Work,
    new: NewTicket,
    waiting: Sequence[Message],
    actor: str,
    facts: Mapping[str, str | int | None] | None = None,
) -> Ticket:
    """Open a ticket with these messages: its receipt, card and, for what cannot wait, its first page."""
    new = _with_receiver(desk, work, confiding.opened(desk, new))
    whys = grading.at_first(work, new)
    ticket = tickets.open(work, grading.opened(desk, new, whys))
    messages.attach(work, [message.id for message in waiting], ticket.id)
    labels = {
        "kind": ticket.kind,
        "category": ticket.category,
        "topic": ticket.topic,
        "urgency": ticket.urgency,
    }
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=histories.RECEIVED,
        actor=actor,
        facts=labels | dict(facts or {}) | histories.at_first(ticket),
        words=ticket.words,
    )
    ticket = alike.consider(desk, work, joining.join(desk, work, ticket))
    ticket = rework.note(desk, work, ticket)
    _announce(desk, work, ticket, whys)
    ticket = turns.begin(desk, work, moves.get(work, ticket.id))
    return joining.follow(desk, work, ticket)


def _with_receiver(desk: Desk, work: Work, new: NewTicket) -> NewTicket:
    """Make the clerk on duty answerable for what the desk takes in; what is confided waits for who claims."""
    if sight.KEY in new.data or new.receiver is not None:
        return new
    clerk = answerable.on_duty(work, desk.estates[new.estate])
    return replace(new, receiver=clerk.user if clerk else None)


def spoken_home(home: Home | None) -> str | None:
    """Return a typed home as it is said: 3-2-1501."""
    parts = [part for part in (home.building, home.unit, home.room) if part] if home else []
    return "-".join(parts) or None


def located(home: Home | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes of a ticket whose home is typed now; none where nothing of it is."""
    spoken = spoken_home(home)
    if spoken is None:
        return {}
    return {"home": spoken, "data": {**data, **incident.placed(home)}, **riser.columns(home)}


def _announce(desk: Desk, work: Work, ticket: Ticket, whys: Collection[Why]) -> None:
    ticket = evidence.heard(desk, work, ticket, ticket.words, ticket.received_at)
    speak.to_owner(
        work,
        ticket,
        "receipt",
        receipt.render(desk, work, ticket),
        priority=Priority.emergency if card.is_alarm(ticket) else Priority.receipt,
        role=speak.RECEIPT,
    )
    overnight.post(desk, work, ticket)
    deadlines.plan(desk, work, ticket)
    if paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
    confiding.announce(desk, work, ticket)
    ticket = grading.announce(desk, work, ticket, whys)
