"""Somebody is away: their open tickets wait for a claim again, and each group reads one list."""

from handlers import calendar, languages, speak, texts
from handlers.desk import Desk, Estate
from handlers.staff import gaps
from handlers.texts import Sentence
from handlers.ticket import card, deadlines, limits, moves, paging, promised, roster, unasked, unattended
from handlers.ticket.lifecycle import Move
from handlers.ticket.pending import Pending
from nlp.judgement import Kind, Urgency
from storage.commitments import Absence
from storage.records import Ticket
from storage.work import Work

_WORDS = 24


def begins(desk: Desk, work: Work, estate: Estate, user: str) -> None:
    """Give back what somebody has, if they are away now; what cannot wait is paged about anew."""
    absence = roster.absence_now(work, estate, user)
    member = estate.member(user)
    if absence is None or member is None:
        return
    back: dict[str, list[Ticket]] = {}
    for one in unattended.held_by(work, estate, {user}):
        ticket = _give_back(desk, work, estate, one, absence)
        back.setdefault(ticket.staff_chat, []).append(ticket)
    for chat, tickets in back.items():
        _list(desk, work, estate, chat, tickets, member.name, absence)
    gaps.warn(desk, work, estate, work.now)


def _give_back(desk: Desk, work: Work, estate: Estate, one: Pending, absence: Absence) -> Ticket:
    ticket = one.ticket
    again = {
        "claim_due": calendar.dues(estate, Kind(ticket.kind), Urgency(ticket.urgency), work.now).claim,
        "data": {**paging.another_round(ticket, work.now), **limits.counted_from(work.now)},
    }
    ticket = moves.move(
        work,
        ticket,
        Move.return_,
        moves.DESK,
        facts={"from": ticket.assignee},
        assignee=None,
        **limits.unpaused(estate, ticket, work.now) | again,
    )
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
    promise = one.promise
    if promise is not None and absence.starts <= promise.at < absence.ends:
        told = Sentence(
            "owner.absence",
            number=ticket.number,
            promised=promised.said_later(estate, promised.of(promise), work.now),
        )
        unasked.say(desk, work, ticket, f"absence:{ticket.version}", told, must=True)
    return ticket


def _list(
    desk: Desk, work: Work, estate: Estate, chat: str, tickets: list[Ticket], name: str, absence: Absence
) -> None:
    catalogue = languages.of_staff_chat(desk, work, chat)
    shown = catalogue.outgoing(
        "staff.returned",
        who=name,
        span=roster.spoken_span(estate, absence.starts, absence.ends, work.now),
        count=len(tickets),
    )
    for ticket in tickets:
        line = catalogue.outgoing(
            "staff.returned_line",
            number=ticket.number,
            words=card.in_a_line(catalogue, ticket, _WORDS),
            promised=promised.still_ahead(desk, work, ticket),
        )
        shown = texts.below(shown, line)
    speak.say(
        work,
        key=f"absence:{estate.key}:{absence.user}:{absence.starts.isoformat()}:{work.now.isoformat()}:{chat}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=shown,
    )
