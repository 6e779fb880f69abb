"""How a ticket finds its assignee: grabbed, dispatched, or in turn; and how much one person holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember, Way
from handlers.refusals import Refused
from handlers.texts import Words
from handlers.ticket import actions, card, duty, incident, membership, moves, paging, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Step
from storage import settings, tickets, timers
from storage.records import Ticket, Timer
from storage.work import Work

TIMER = "turn"
_WORDS = 200


def way(estate: Estate, ticket: Ticket) -> Way:
    """Return how its kind of ticket finds its assignee; what cannot wait or is confided is grabbed."""
    if paging.cannot_wait(ticket) or sight.Confided.of(ticket):
        return Way.grab
    return estate.way_for(ticket.category, ticket.topic)


def begin(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Give a new ticket to the next in turn, where that is how it is done and somebody is on shift."""
    is_anothers = incident.is_joined(ticket) or incident.is_folded(ticket)
    if is_anothers or way(speak.estate_of(desk, ticket), ticket) is not Way.rota:
        return ticket
    return _to_next(desk, work, ticket, ())


def fall_due(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Let the turn pass on from somebody who did not claim in time; after a round anybody may claim."""
    turn = card.turn_of(ticket)
    if turn is None or ticket.step != Step.received.value or timer.occurrence != _occurrence(turn):
        return
    _to_next(desk, work, ticket, tuple(turn["had"]))


def refuse_claim(work: Work, estate: Estate, member: StaffMember, ticket: Ticket) -> None:
    """Refuse a claim of what is dispatched, is another's turn, or of somebody whose hands are full.

    Those who lead are refused nothing of it.
    """
    if member.leads:
        return
    how, turn = way(estate, ticket), card.turn_of(ticket)
    if how is Way.dispatch:
        raise Refused("refusal.is_dispatched", number=ticket.number)
    if how is Way.rota and turn is not None and turn["user"] not in (None, member.user):
        other = estate.member(turn["user"])
        raise Refused("refusal.not_your_turn", number=ticket.number, who=other.name if other else "")
    refuse_if_full(work, estate, member, ticket)


def refuse_if_full(work: Work, estate: Estate, member: StaffMember, ticket: Ticket) -> None:
    """Refuse one more ticket for somebody who holds as many as the estate lets one person hold."""
    if member.user in full(work, estate, ticket):
        raise Refused("refusal.full", count=estate.load_cap)


def full(work: Work, estate: Estate, ticket: Ticket) -> frozenset[str]:
    """Return who holds as many as one person may; nobody where the ticket cannot wait for that.

    One event is one, however many owners told of it.
    """
    if not estate.load_cap or paging.cannot_wait(ticket):
        return frozenset()
    held = tickets.in_step(work, estate.key, [step.value for step in HELD])
    counts = Counter(one.assignee or "" for one in held if not incident.is_joined(one))
    return frozenset(user for user, count in counts.items() if count >= estate.load_cap)


def _to_next(desk: Desk, work: Work, ticket: Ticket, had: tuple[str, ...]) -> Ticket:
    estate = membership.present(work, speak.estate_of(desk, ticket))
    member = _next(work, estate, ticket, had)
    data = {**ticket.data, card.TURN: {"user": member.user if member else None, "had": list(had)}}
    if member is None:
        ticket = moves.amend(work, ticket, "turn_over", moves.DESK, data=data)
        card.refresh(desk, work, ticket)
        return ticket
    turn: dict[str, Any] = {"user": member.user, "had": [*had, member.user]}
    data = {**ticket.data, card.TURN: turn}
    ticket = moves.amend(work, ticket, "turn", moves.DESK, facts={"to": member.user}, data=data)
    settings.put(work, _last_of(estate, ticket), member.user)
    due = work.now + timedelta(minutes=estate.policy.turn_min)
    timers.set(work, kind=TIMER, entity=str(ticket.id), occurrence=_occurrence(turn), due=due)
    card.refresh(desk, work, ticket)
    texts = languages.of_staff_chat(desk, work, member.user)
    told = texts.outgoing(
        "staff.your_turn",
        number=ticket.number,
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        until=calendar.spoken(estate, due, work.now),
    )
    pressable = actions.under_ticket(desk, work, ticket, [Action.claim], texts=texts, chat=member.user)
    speak.say(
        work,
        key=f"{ticket.id}:turn:{_occurrence(turn)}",
        channel=desk.staff_channel,
        chat=member.user,
        outgoing=replace(told, buttons=pressable),
        ticket=ticket.id,
        role=f"{paging.TIMER}/turn{len(had)}",
    )
    return ticket


def _next(work: Work, estate: Estate, ticket: Ticket, had: tuple[str, ...]) -> StaffMember | None:
    """Return who follows on whoever had the last turn, in the order of the roster: on shift, hands free."""
    on = {shift.user: shift.team for shift in duty.planned(work, estate, work.now)}
    busy = full(work, estate, ticket)
    able = [
        one
        for one in estate.staff
        if one.user in on
        and one.role in (Role.staff, Role.lead)
        and (ticket.team is None or on[one.user] == ticket.team)
        and one.user not in had
        and sight.may_handle(estate, one, ticket)
        and one.user not in busy
    ]
    last = settings.get(work, _last_of(estate, ticket))
    order = [one.user for one in estate.staff]
    at = order.index(last) + 1 if last in order else 0
    return min(able, key=lambda one: (order.index(one.user) - at) % len(order), default=None)


def _last_of(estate: Estate, ticket: Ticket) -> str:
    return f"turn:{estate.key}:{ticket.team or ''}"


def _occurrence(turn: Mapping[str, Any]) -> str:
    return f"{len(turn['had'])}:{turn['user']}"
