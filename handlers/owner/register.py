"""Who writes, from which estate; and what anybody may ask the desk: help, my tickets, a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import calendar, languages, speak, texts
from handlers.desk import Desk, Estate
from handlers.messages import Button, Incoming, Outgoing
from handlers.texts import Sentence, Texts, Value
from handlers.ticket import actions, promised, receipt
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from storage import people, tickets, timers
from storage.records import Person, Priority, Ticket
from storage.work import Work

ESTATE = "estate"
_LISTED = 10
_URGED = 3
_WORDS = 30


def person_of(work: Work, incoming: Incoming) -> Person:
    """Return the person behind a private message or press, known from now on."""
    sender = incoming.sender
    assert sender is not None, "the router passes on only messages with a sender"
    return people.seen(
        work,
        channel=incoming.channel,
        user=sender.user,
        chat=incoming.chat,
        name=sender.name,
        language=sender.language,
    )


def estate_of(desk: Desk, person: Person) -> Estate | None:
    """Return the person's estate; with several and none chosen yet, None."""
    return desk.estates.get(person.estate or "") or desk.only_estate


def ask_estate(desk: Desk, work: Work, person: Person, key: str) -> None:
    """Ask which estate this is about, and not again for a while; what was written waits for the answer."""
    estates = list(desk.estates.values())
    conversation = people.conversation(work, person.id)
    patience = timedelta(minutes=estates[0].policy.question_lapses_min)
    asked = datetime.fromisoformat(conversation.data["at"]) if conversation.state == ESTATE else None
    if asked is not None and work.now < asked + patience:
        return
    people.set_conversation(work, person.id, ESTATE, {"at": work.now.isoformat()})
    timers.set(work, kind=ESTATE, entity=str(person.id), occurrence=key, due=work.now + patience)
    buttons = actions.for_person(
        desk,
        work,
        person,
        [(Action.this_estate, estate.key) for estate in estates],
        labels=[estate.name for estate in estates],
    )
    question = languages.of_person(desk, person).outgoing("owner.which_estate")
    answer(work, person, key, replace(question, buttons=buttons))


def answer(work: Work, person: Person, key: str, outgoing: Outgoing) -> None:
    """Say something to a person that belongs to no ticket."""
    speak.say(
        work, key=key, channel=person.channel, chat=person.chat, outgoing=outgoing, priority=Priority.receipt
    )


def talk(desk: Desk, work: Work, person: Person, key: str, sentence: Sentence) -> None:
    """Say something kind that nobody needs: never in the words that were said last, rather nothing."""
    texts = languages.of_person(desk, person)
    fresh = speak.freshly(work, texts, person.channel, person.chat, sentence)
    if fresh is not None:
        answer(work, person, key, fresh)


def greet(desk: Desk, work: Work, person: Person, key: str) -> None:
    """Say what this is and how to use it: the automatic desk, never a person's name."""
    outgoing = languages.of_person(desk, person).outgoing(
        "owner.start", estate=_name(desk, person), how_to_switch=languages.how_to_switch(desk, person)
    )
    answer(work, person, key, outgoing)


def help_(desk: Desk, work: Work, person: Person, key: str) -> None:
    """Say what an owner can do here."""
    estate = estate_of(desk, person)
    outgoing = languages.of_person(desk, person).outgoing(
        "owner.help",
        hours=calendar.spoken_hours(estate) if estate else "",
        duty_phone=estate.duty_phone if estate else "",
        how_to_switch=languages.how_to_switch(desk, person),
    )
    answer(work, person, key, outgoing)


def mine(desk: Desk, work: Work, person: Person, key: str) -> None:
    """List what the person reported and is not finished yet, newest first."""
    catalogue = languages.of_person(desk, person)
    open_tickets = tickets.open_of(work, person.id)
    if not open_tickets:
        answer(work, person, key, catalogue.outgoing("owner.my_nothing"))
        return
    shown = catalogue.outgoing("owner.my_head", count=len(open_tickets))
    for ticket in open_tickets[:_LISTED]:
        shown = texts.below(shown, _line(desk, work, ticket, catalogue))
    answer(work, person, key, replace(shown, buttons=_urging(work, open_tickets, catalogue)))


def state_of(ticket: Ticket) -> Sentence:
    """Say where a ticket stands in words for its owner."""
    return Sentence(f"owner_steps.{ticket.step}")


def _urging(work: Work, listed: Sequence[Ticket], catalogue: Texts) -> tuple[tuple[Button, ...], ...]:
    """Return a button to urge for each of the newest that somebody still works on."""
    waited_for = [ticket for ticket in listed if Step(ticket.step) in OPEN][:_URGED]
    label = catalogue.button(Action.urge.value)
    line = tuple(
        actions.for_reporter(
            work, ticket, Action.urge, label if len(listed) == 1 else f"{label} {ticket.number[-3:]}"
        )
        for ticket in waited_for
    )
    return (line,) if line else ()


def _line(desk: Desk, work: Work, ticket: Ticket, catalogue: Texts) -> Outgoing:
    estate = speak.estate_of(desk, ticket)
    time = promised.still_ahead(desk, work, ticket)
    has_other_words = time or ticket.answered_at
    return catalogue.outgoing(
        "owner.my_line",
        number=ticket.number,
        words=receipt.quoted(ticket, _WORDS),
        state=state_of(ticket),
        promised=time,
        due="" if has_other_words else calendar.still_ahead(estate, ticket.answer_due, work.now),
    )


def _name(desk: Desk, person: Person) -> Value:
    estate = estate_of(desk, person)
    return estate.name if estate else Sentence("owner.some_estate")
