"""Somebody is away, or left: their open tickets wait for a claim again, and each group reads one list."""

from collections.abc import Sequence
from datetime import datetime

from handlers import languages, speak, texts
from handlers.desk import Desk, Estate, StaffMember
from handlers.refusals import Refused
from handlers.staff import gaps
from handlers.texts import Sentence
from handlers.ticket import (
    answerable,
    card,
    giving_back,
    membership,
    moves,
    promised,
    roster,
    transferring,
    unattended,
)
from handlers.ticket.pending import Pending
from storage.records import Ticket
from storage.work import Work

_WORDS = 24
Span = tuple[datetime, datetime | None]  # None: for good, as far as anybody knows


def begins(desk: Desk, work: Work, estate: Estate, user: str) -> None:
    """Give back what somebody has, if they are away now; what cannot wait is paged about anew."""
    absence = roster.absence_now(work, estate, user)
    member = estate.member(user)
    if absence is None or member is None:
        return
    span = roster.spoken_span(estate, absence.starts, absence.ends, work.now)
    head, event = Sentence("staff.returned", who=member.name, span=span), absence.starts.isoformat()
    answerable.pass_on(desk, work, estate, user, "absence")
    held = unattended.held_by(work, estate, {user})
    _give_all_back(desk, work, estate, held, head, f"{user}:{event}", (absence.starts, absence.ends))
    gaps.warn(desk, work, estate, work.now)


def left(desk: Desk, work: Work, estate: Estate, member: StaffMember, user: str) -> Sentence:
    """Give back what somebody has who left their group, as one of those who lead asks for.

    Refuses everybody else, and where they are back or have nothing any more.
    """
    if not member.leads:
        raise Refused("refusal.lead_returns")
    gone = estate.member(user)
    held = unattended.held_by(work, estate, {user})
    if gone is None or membership.present(work, estate).member(user) is not None or not held:
        raise Refused("toast.done_already")
    head = Sentence("staff.returned_of_left", who=gone.name)
    answerable.pass_on(desk, work, estate, user, "left")
    held = unattended.held_by(work, estate, {user})
    _give_all_back(desk, work, estate, held, head, f"{user}:left", (work.now, None))
    return Sentence("toast.returned", count=len(held))


def _give_all_back(
    desk: Desk, work: Work, estate: Estate, held: Sequence[Pending], head: Sentence, event: str, away: Span
) -> None:
    back: dict[str, list[Ticket]] = {}
    for one in held:
        ticket = _give_back(desk, work, one, away)
        back.setdefault(ticket.staff_chat, []).append(ticket)
    for chat, tickets in back.items():
        _list(desk, work, estate, chat, tickets, head, event)


def _give_back(desk: Desk, work: Work, one: Pending, away: Span) -> Ticket:
    ticket = giving_back.give_back(desk, work, transferring.withdraw(desk, work, one.ticket), moves.DESK)
    promise = one.promise
    begins, ends = away
    if promise is not None and begins <= promise.at and (ends is None or promise.at < ends):
        giving_back.tell_of_promise(desk, work, ticket, promise)
    return ticket


def _list(
    desk: Desk, work: Work, estate: Estate, chat: str, tickets: list[Ticket], head: Sentence, event: str
) -> None:
    catalogue = languages.of_staff_chat(desk, work, chat)
    shown = catalogue.outgoing(head.key, **head.values, count=len(tickets))
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
        key=f"absence:{estate.key}:{event}:{work.now.isoformat()}:{chat}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=shown,
    )
