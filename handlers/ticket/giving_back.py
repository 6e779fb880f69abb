"""A ticket somebody had waits for a claim again: its clocks begin anew, and people are called if needed."""

from typing import Any

from handlers import calendar, speak
from handlers.desk import Desk
from handlers.texts import Sentence
from handlers.ticket import card, deadlines, limits, moves, paging, promised, unasked
from handlers.ticket.lifecycle import Move
from nlp.judgement import Kind, Urgency
from storage.commitments import Promise
from storage.records import Ticket
from storage.work import Work


def give_back(desk: Desk, work: Work, ticket: Ticket, actor: str, said: str | None = None) -> Ticket:
    """Take a ticket from its assignee; the card offers it to everybody. `said`: why."""
    changes = again(desk, work, ticket)
    facts = {"from": ticket.assignee}
    ticket = moves.move(work, ticket, Move.return_, actor, facts=facts, said=said, assignee=None, **changes)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
    return ticket


def again(desk: Desk, work: Work, ticket: Ticket) -> dict[str, Any]:
    """Return the changes with which a ticket is to be claimed anew: a limit, and another round of pages."""
    estate = speak.estate_of(desk, ticket)
    claim_by = calendar.dues(
        estate, Kind(ticket.kind), Urgency(ticket.urgency), work.now, severity=ticket.severity
    ).claim
    data = {**paging.another_round(ticket, work.now), **limits.counted_from(work.now)}
    return limits.unpaused(estate, ticket, work.now) | {"claim_due": claim_by, "data": data}


def tell_of_promise(desk: Desk, work: Work, ticket: Ticket, promise: Promise) -> None:
    """Tell the owner that whoever was to come at the promised time will be another colleague."""
    told = Sentence(
        "owner.absence",
        number=ticket.number,
        promised=promised.said_later(speak.estate_of(desk, ticket), promised.of(promise), work.now),
    )
    unasked.say(desk, work, ticket, f"absence:{ticket.version}", told, must=True)
