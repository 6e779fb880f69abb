"""When one more owner tells of the same event: who joins it, what follows for them, and how they leave it.

Who is wrongly called once too often loses a minute. So what may be another event is called about anew.
"""

from collections.abc import Sequence
from datetime import timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.ticket import (
    card,
    claiming,
    deadlines,
    event_words,
    incident,
    membership,
    moves,
    paging,
    promise,
    raising,
    receipt,
    sight,
    turns,
)
from handlers.ticket.lifecycle import OPEN, Move, Step
from nlp.judgement import Urgency
from storage import messages, people, tickets, timers
from storage.records import Ticket
from storage.work import Work

WITHIN = timedelta(minutes=30)
JOINED, LEFT = "same_event", "stands_alone"  # codes of the journal
OUTAGE, _LIFT = "outage", "lift_trapped"
# What many people see of one event. What befalls one person is never somebody else's.
_SEEN_BY_MANY = frozenset({"fire", "gas", "flood", "falling", "natural", OUTAGE, _LIFT})


def join(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Count a new ticket to the event it tells of; one that tells of none, or of more, stands for itself."""
    first = _event_of(desk, work, ticket)
    return ticket if first is None else join_to(desk, work, first, ticket)


def join_to(desk: Desk, work: Work, first: Ticket, ticket: Ticket) -> Ticket:
    """Count a new ticket, which has no card yet, to an event: the first's card stands for it.

    Where life may be in danger every report is read at once, and has a card of its own.
    """
    folded = {} if ticket.urgency == Urgency.P0.value else {speak.CARD_OF: first.id}
    data = {**ticket.data, incident.FIRST: first.id, **folded}
    ticket = moves.amend(work, ticket, JOINED, moves.DESK, facts={"first": first.number}, data=data)
    _count(desk, work, first, [*first.data.get(incident.COUNTED, ()), ticket.id])
    return ticket


def together(desk: Desk, work: Work, alike: Sequence[Ticket], actor: str) -> Ticket:
    """Let open tickets be one event, as somebody decided, and return the one that stands for it.

    Those whose owners somebody has already keep them; nobody is called about the others any more.
    """
    first = min(alike, key=_stands_first)
    others = {other.id: other for one in alike for other in incident.whole(work, one) if other.id != first.id}
    for one in others.values():
        _count_to(desk, work, first, one, actor)
    first = _count(desk, work, first, list(others))
    for one in incident.counted(work, first):
        card.refresh(desk, work, one)
        receipt.refresh(desk, work, one)
        follow(desk, work, one)
    return first


def follow(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Let one that joined be where its event is: somebody has it, or nobody came for long."""
    first = incident.first_of(work, ticket)
    if first is None or ticket.step != Step.received.value:
        return ticket
    member = speak.estate_of(desk, first).member(first.assignee)
    if first.step != Step.received.value and member is not None:
        return claiming.take(desk, work, ticket, member)
    if first.paged >= paging.PHONE_AFTER:
        paging.please_phone(desk, work, ticket)
    return ticket


def reconsider(desk: Desk, work: Work, ticket: Ticket, words: str) -> Ticket:
    """Let one that joined stand for itself where later words tell of people in need or of another place."""
    first = incident.first_of(work, ticket)
    if first is None or Step(ticket.step) not in OPEN:
        return ticket
    if event_words.tells_more(words, ticket.topic) or not is_one(first, ticket, alone=True):
        return stand_alone(desk, work, ticket)
    return ticket


def stand_alone(desk: Desk, work: Work, ticket: Ticket, actor: str = moves.DESK) -> Ticket:
    """Take a ticket out of its event for good: it is seen to by itself, and called about if it cannot wait.

    Whoever came for an emergency may not come for this one: it waits for a claim again.
    """
    joined = incident.is_joined(ticket)
    ticket = leave(desk, work, ticket)
    ticket = moves.amend(work, ticket, "apart", actor, data={**ticket.data, incident.APART: True})
    if joined and card.is_alarm(ticket):
        return _call_about(desk, work, ticket)
    return unfold(desk, work, ticket)


def leave(desk: Desk, work: Work, ticket: Ticket, *, over: bool = False) -> Ticket:
    """Take a ticket out of its event. Where it was the first, the next one stands for it in its place.

    `over`: nothing is to be done about it any more, so that it needs no card either.
    """
    first, others = incident.first_of(work, ticket), incident.counted(work, ticket)
    if first is None and not others:
        return ticket
    facts = {"left": first.number if first else ticket.number}
    data = incident.without(ticket.data)
    data |= {speak.CARD_OF: ticket.data[speak.CARD_OF]} if over and incident.is_folded(ticket) else {}
    ticket = moves.amend(work, ticket, LEFT, moves.DESK, facts=facts, data=data)
    if first is not None:
        _count(desk, work, first, [one for one in first.data.get(incident.COUNTED, ()) if one != ticket.id])
    else:
        _hand_on(desk, work, ticket, others)
    return ticket


def unfold(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Give a ticket a card of its own, and let it be claimed and called about like every other."""
    if incident.is_folded(ticket):
        ticket = moves.amend(work, ticket, "unfolded", moves.DESK, data=incident.uncovered(ticket))
    card.refresh(desk, work, ticket)
    card.show_media(desk, work, ticket, *messages.of_ticket(work, ticket.id))
    receipt.refresh(desk, work, ticket)
    deadlines.plan(desk, work, ticket)
    if ticket.step != Step.received.value:
        return ticket
    if paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
        return ticket
    return turns.begin(desk, work, ticket)


def is_one(first: Ticket, ticket: Ticket, *, alone: bool) -> bool:
    """Tell whether two tickets are about one place; `alone`: there is no other event this could be."""
    noticed, other_noticed = (event_words.noticed_by_all(one.words) for one in (first, ticket))
    if noticed and other_noticed and noticed != other_noticed:
        return False
    (building, unit), (other, other_unit) = incident.place(first), incident.place(ticket)
    if building is None or other is None:
        # An outage that is called about a little later hurts nobody. A fire somewhere may be a second one.
        return alone and (ticket.topic == OUTAGE or noticed == other_noticed in event_words.SEEN_BY_MANY)
    if building != other:
        return False
    if event_words.lifts(first.words) != event_words.lifts(ticket.words) and ticket.topic == _LIFT:
        return False
    whole_building = ticket.topic == OUTAGE or noticed in event_words.OF_BUILDINGS
    return whole_building or None in (unit, other_unit) or unit == other_unit


def is_known_estate(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell whether it is known in which of several estates its owner lives."""
    return len(desk.estates) == 1 or people.get(work, ticket.reporter).estate is not None


def is_looked_after(desk: Desk, work: Work, first: Ticket) -> bool:
    """Tell whether people are still called about it, or somebody who is there has it."""
    here = membership.present(work, speak.estate_of(desk, first))
    return first.step == Step.received.value or here.member(first.assignee) is not None


def _stands_first(ticket: Ticket) -> tuple[bool, bool, bool, int]:
    """Order by what the event should be seen by: an event that is one, an emergency, what somebody has."""
    waits = ticket.step == Step.received.value
    return not incident.is_first(ticket), not card.is_alarm(ticket), waits, ticket.id


def _event_of(desk: Desk, work: Work, ticket: Ticket) -> Ticket | None:
    if not _may_be_one(desk, work, ticket) or event_words.tells_more(ticket.words, ticket.topic):
        return None
    recent = tickets.received_since(work, ticket.estate, work.now - WITHIN)
    firsts = [
        one
        for one in recent
        if one.id != ticket.id
        and (one.topic, one.urgency) == (ticket.topic, ticket.urgency)
        and one.reporter != ticket.reporter
        and Step(one.step) in OPEN
        and not incident.is_joined(one)
        and _may_be_one(desk, work, one)
        and is_looked_after(desk, work, one)
    ]
    same = [one for one in firsts if is_one(one, ticket, alone=len(firsts) == 1)]
    return min(same, key=lambda one: incident.place(one) != incident.place(ticket), default=None)


def _may_be_one(desk: Desk, work: Work, ticket: Ticket) -> bool:
    for_many = card.is_alarm(ticket) and ticket.topic in _SEEN_BY_MANY
    return is_known_estate(desk, work, ticket) and for_many and not sight.Confided.of(ticket)


def _count_to(desk: Desk, work: Work, first: Ticket, ticket: Ticket, actor: str) -> None:
    data = {**incident.without(ticket.data), incident.FIRST: first.id}
    data |= {speak.CARD_OF: first.id} if incident.is_folded(ticket) else {}
    ticket = moves.amend(work, ticket, JOINED, actor, facts={"first": first.number}, data=data)
    timers.cancel(work, paging.TIMER, str(ticket.id))
    deadlines.plan(desk, work, ticket)
    if ticket.step == Step.received.value:
        paging.over(desk, work, ticket)


def _count(desk: Desk, work: Work, first: Ticket, counted: list[int]) -> Ticket:
    """Let these count to an event. The row says how much it is, by tickets, homes and messages."""
    data = {**first.data, incident.COUNTED: counted}
    size = incident.size(work, [first, *tickets.these(work, counted)])
    facts = {"others": len(counted), "homes": size.homes, "messages": size.messages}
    first = moves.amend(work, first, "counts", moves.DESK, facts=facts, data=data)
    card.refresh(desk, work, first)
    return first


def _hand_on(desk: Desk, work: Work, gone: Ticket, others: list[Ticket]) -> None:
    """Let the next one stand for the event, with the time that was promised for it; the rest count to it."""
    going_on = [one for one in others if Step(one.step) in OPEN]
    if not going_on:
        return
    following = going_on[1:]
    data = incident.without(going_on[0].data) | {incident.COUNTED: [one.id for one in following]}
    first = moves.amend(work, going_on[0], LEFT, moves.DESK, facts={"left": gone.number}, data=data)
    for one in following:
        data = {**one.data, incident.FIRST: first.id}
        data |= {speak.CARD_OF: first.id} if incident.is_folded(one) else {}
        moves.amend(work, one, JOINED, moves.DESK, facts={"first": first.number}, data=data)
    first = unfold(desk, work, first) if not card.is_alarm(first) else _raise(desk, work, first)
    promise.hand_on(desk, work, gone, first)


def _call_about(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Call people about a ticket that had left its event; who came for the event may not come for this."""
    if ticket.step == Step.claimed.value:
        facts = {"from": ticket.assignee}
        ticket = moves.move(work, ticket, Move.return_, moves.DESK, facts=facts, assignee=None)
    return _raise(desk, work, ticket)


def _raise(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    return raising.raise_again(desk, work, ticket, ticket.topic, Urgency(ticket.urgency), "stands_for_itself")
