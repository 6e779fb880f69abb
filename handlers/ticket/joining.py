"""When one more owner tells of the same event: who joins it, what follows for them, and how they leave it.

Who is wrongly called once too often loses a minute. So what may be another event is called about anew.
"""

from datetime import timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.ticket import (
    card,
    claiming,
    event_words,
    incident,
    membership,
    moves,
    paging,
    promise,
    raising,
    sight,
)
from handlers.ticket.lifecycle import OPEN, Move, Step
from nlp.judgement import Urgency
from storage import people, tickets
from storage.records import Ticket
from storage.work import Work

WITHIN = timedelta(minutes=30)
_OUTAGE, _LIFT = "outage", "lift_trapped"
# What many people see of one event. What befalls one person is never somebody else's.
_SEEN_BY_MANY = frozenset({"fire", "gas", "flood", "falling", "natural", _OUTAGE, _LIFT})


def join(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Count a new ticket to the event it tells of; one that tells of none, or of more, stands for itself."""
    first = _event_of(desk, work, ticket)
    if first is None:
        return ticket
    data = {**ticket.data, incident.FIRST: first.id}
    ticket = moves.amend(work, ticket, "same_event", moves.DESK, facts={"first": first.number}, data=data)
    _count(desk, work, first, [*first.data.get(incident.COUNTED, ()), ticket.id])
    return ticket


def follow(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Let one that joined be where its event is: somebody has it, or nobody came for long."""
    first = incident.first_of(work, ticket)
    if first is None:
        return ticket
    member = speak.estate_of(desk, first).member(first.assignee)
    if first.step != Step.received.value and member is not None:
        return claiming.take(desk, work, ticket, member)
    if first.paged >= paging.PHONE_AFTER:
        paging.please_phone(desk, work, ticket)
    return ticket


def reconsider(desk: Desk, work: Work, ticket: Ticket, words: str) -> Ticket:
    """Call people about one that joined, where later words tell of people in need or of another place."""
    first = incident.first_of(work, ticket)
    if first is None or Step(ticket.step) not in OPEN:
        return ticket
    if event_words.tells_more(words, ticket.topic) or not _is_one(first, ticket, alone=True):
        return _call_about(desk, work, leave(desk, work, ticket))
    return ticket


def leave(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Take a ticket out of its event. Where it was the first, the next one is called about in its place."""
    first, others = incident.first_of(work, ticket), incident.counted(work, ticket)
    if first is None and not others:
        return ticket
    ticket = moves.amend(work, ticket, "stands_alone", moves.DESK, data=incident.without(ticket.data))
    if first is not None:
        _count(desk, work, first, [one for one in first.data.get(incident.COUNTED, ()) if one != ticket.id])
    else:
        _hand_on(desk, work, ticket, others)
    return ticket


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
        and _is_looked_after(desk, work, one)
    ]
    same = [one for one in firsts if _is_one(one, ticket, alone=len(firsts) == 1)]
    return min(same, key=lambda one: incident.place(one) != incident.place(ticket), default=None)


def _may_be_one(desk: Desk, work: Work, ticket: Ticket) -> bool:
    known = len(desk.estates) == 1 or people.get(work, ticket.reporter).estate is not None
    for_many = card.is_alarm(ticket) and ticket.topic in _SEEN_BY_MANY
    return known and for_many and not sight.Confided.of(ticket)


def _is_looked_after(desk: Desk, work: Work, first: Ticket) -> bool:
    """Tell whether people are still called about it, or somebody who is there has it."""
    here = membership.present(work, speak.estate_of(desk, first))
    return first.step == Step.received.value or here.member(first.assignee) is not None


def _is_one(first: Ticket, ticket: Ticket, *, alone: bool) -> bool:
    """Tell whether two tickets are about one place; `alone`: there is no other event this could be."""
    (building, unit), (other, other_unit) = incident.place(first), incident.place(ticket)
    if building is None or other is None:
        # An outage that is called about a little later hurts nobody. A fire somewhere may be a second one.
        return alone and ticket.topic == _OUTAGE
    if building != other:
        return False
    if ticket.topic == _LIFT and event_words.lifts(first.words) != event_words.lifts(ticket.words):
        return False
    return ticket.topic == _OUTAGE or None in (unit, other_unit) or unit == other_unit


def _count(desk: Desk, work: Work, first: Ticket, counted: list[int]) -> None:
    data = {**first.data, incident.COUNTED: counted}
    first = moves.amend(work, first, "counts", moves.DESK, facts={"others": len(counted)}, data=data)
    card.refresh(desk, work, first)


def _hand_on(desk: Desk, work: Work, gone: Ticket, others: list[Ticket]) -> None:
    """Let the next one stand for the event, with the time that was promised for it; the rest count to it."""
    going_on = [one for one in others if Step(one.step) in OPEN]
    if not going_on:
        return
    following = going_on[1:]
    data = incident.without(going_on[0].data) | {incident.COUNTED: [one.id for one in following]}
    first = moves.amend(work, going_on[0], "stands_alone", moves.DESK, data=data)
    for one in following:
        data = {**one.data, incident.FIRST: first.id}
        moves.amend(work, one, "same_event", moves.DESK, facts={"first": first.number}, data=data)
    promise.hand_on(desk, work, gone, _raise(desk, work, first))


def _call_about(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Call people about a ticket that had left its event; who came for the event may not come for this."""
    if ticket.step == Step.claimed.value:
        facts = {"from": ticket.assignee}
        ticket = moves.move(work, ticket, Move.return_, moves.DESK, facts=facts, assignee=None)
    return _raise(desk, work, ticket)


def _raise(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    return raising.raise_again(desk, work, ticket, ticket.topic, Urgency(ticket.urgency), "stands_for_itself")
