"""Several estates on one bot: the owner says once which is theirs."""

from handlers import speak
from handlers.desk import Desk, Estate
from handlers.owner import intake, register
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import card, moves, promise, receipt
from handlers.ticket.lifecycle import Move, Step, after
from nlp.extract import masked
from storage import messages, people, tickets
from storage.records import Person, Priority, Ticket
from storage.work import Work


def choose(desk: Desk, work: Work, person: Person, key: str) -> Sentence:
    """Take a press on an estate's name, and take in what waited for it."""
    estate = desk.estates.get(key)
    if estate is None:
        raise Refused("refusal.unknown_button")
    settle(desk, work, person, estate)
    intake.flush(desk, work, person, estate)
    return Sentence("toast.noted")


def never_said(desk: Desk, work: Work, person: Person) -> None:
    """Show every estate's staff what waits for an answer that did not come; a later press still opens it."""
    waiting = messages.pending_of(work, person.id)
    if not waiting or register.estate_of(desk, person) is not None:
        return
    outgoing = desk.texts.outgoing(
        "staff.no_estate", who=Words(person.name), words=Words(masked(intake.joined(waiting)))
    )
    for estate in desk.estates.values():
        speak.say(
            work,
            key=f"no_estate:{waiting[-1].id}:{estate.key}",
            channel=desk.staff_channel,
            chat=estate.staff_chat,
            outgoing=outgoing,
        )


def named(desk: Desk, text: str) -> Estate | None:
    """Return the one estate whose name is in a text."""
    found = [estate for estate in desk.estates.values() if estate.name in text]
    return found[0] if len(found) == 1 else None


def settle(desk: Desk, work: Work, person: Person, estate: Estate) -> None:
    """Remember the estate. An emergency that went to all estates until then is the others' no more."""
    first = register.estate_of(desk, person) is None
    people.set_estate(work, person.id, estate.key)
    if people.conversation(work, person.id).state == register.ESTATE:
        people.set_conversation(work, person.id, intake.IDLE, {})
    if first:
        _take_back_elsewhere(desk, work, person, estate)


def _take_back_elsewhere(desk: Desk, work: Work, person: Person, estate: Estate) -> None:
    reported = tickets.open_of(work, person.id)
    here = [ticket for ticket in reported if ticket.estate == estate.key]
    for ticket in reported:
        if ticket.estate != estate.key and after(Step(ticket.step), Move.withdraw):
            words = [message.id for message in messages.of_ticket(work, ticket.id)]
            if here and words:
                messages.attach(work, words, here[0].id)
            _take_back(desk, work, ticket, estate)


def _take_back(desk: Desk, work: Work, ticket: Ticket, estate: Estate) -> None:
    facts = {"estate": estate.key}
    promise.void(work, ticket)
    ticket = moves.move(work, ticket, Move.withdraw, moves.DESK, facts=facts, closed_at=work.now)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    outgoing = desk.texts.outgoing("staff.other_estate", number=ticket.number, estate=estate.name)
    speak.to_group(desk, work, ticket, "other_estate", outgoing, priority=Priority.emergency)
