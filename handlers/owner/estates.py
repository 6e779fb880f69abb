"""Several estates on one bot: the owner says once which is theirs."""

from handlers.desk import Desk
from handlers.owner import intake
from handlers.ticket import card, moves
from handlers.ticket.lifecycle import Move, Step, after
from storage import people, tickets
from storage.records import Person
from storage.work import Work


def choose(desk: Desk, work: Work, person: Person, key: str) -> str:
    """Remember the estate, take in what waited, and take alarms back from the other estates."""
    estate = desk.estates[key]
    people.set_estate(work, person.id, key)
    for ticket in tickets.open_of(work, person.id):
        if ticket.estate != key and after(Step(ticket.step), Move.withdraw):
            facts = {"estate": key}
            moved = moves.move(desk, work, ticket, Move.withdraw, moves.DESK, facts=facts, closed_at=work.now)
            card.refresh(desk, work, moved)
    intake.flush(desk, work, person, estate)
    return desk.texts.plain("toast.noted")
