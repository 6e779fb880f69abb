"""Promising an owner a time, and what becomes of it: kept, late, missed, moved, or void."""

from datetime import datetime, timedelta

from handlers import languages, speak
from handlers.desk import Desk, Policy
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import card, deadlines, grading, incident, moves, promised, receipt, unasked
from handlers.ticket.lifecycle import HELD, Step
from handlers.ticket.promised import When
from handlers.ticket.severity import Why
from storage import journal, links, messages, promises, timers
from storage.commitments import Promise, PromiseState
from storage.records import MessageId, Ticket
from storage.work import Work

REMIND, CONFIRM, OWNER, LATE = "promise_remind", "promise_confirm", "promise_owner", "promise_late"
TIMERS = (REMIND, CONFIRM, OWNER, LATE)
BY_OWNER = "owner"
_BROKEN = frozenset({PromiseState.late, PromiseState.missed, PromiseState.moved})
_TOO_MANY = 2
_WORDS = 30


def make(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    at: datetime,
    until: datetime | None,
    by: str,
    reason: str | None = None,
) -> Ticket:
    """Promise the owner a time, tell them, and remind of it; `by` a user of the staff, or `BY_OWNER`.

    A time for an event is told to everybody whose ticket counts to it.
    A time that stood before is moved, or missed if it is over; void where the owner did not want it any more.
    Refuses a time that is over, the same time twice, and a ticket that nobody is working on.
    """
    when = When(at, until)
    old = current(work, ticket)
    _refuse_unless_possible(work, ticket, when, old)
    state = _state_of_left(work, ticket, old) if old else None
    if old and state:
        _settle(work, ticket, old, state)
    data = {
        name: kept for name, kept in ticket.data.items() if name not in (promised.IN_QUESTION, promised.WISH)
    }
    facts = {"at": at.isoformat(), "until": until.isoformat() if until else None}
    ticket = moves.amend(work, ticket, "promised", by, facts=facts, said=reason, data=data)
    policy = speak.estate_of(desk, ticket).policy
    no_reminder = policy.promise_remind_min == 0 or _remind_at(policy, when) <= work.now
    promise = promises.make(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        at=at,
        until=until,
        made_by=by,
        confirmed_at=work.now if no_reminder else None,
        reason=reason,
    )
    _plan(work, ticket, policy, promise)
    ticket = deadlines.agreed(desk, work, ticket, when.ends)
    card.refresh(desk, work, ticket)
    _end_asking(desk, work, ticket, when)
    for one in incident.told_with(work, ticket):
        receipt.refresh(desk, work, one)
        _tell_owner(desk, work, one, promise, old if state in _BROKEN else None)
    return count_broken(desk, work, ticket)


def current(work: Work, ticket: Ticket) -> Promise | None:
    """Return the promise that stands."""
    return promises.open_of(work, ticket.id)


def came(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Settle what stands, if anything does: somebody is there, or it is done; in time, or late."""
    promise = current(work, ticket)
    if promise is None:
        return
    if work.now <= late_from(speak.estate_of(desk, ticket).policy, promised.of(promise)):
        state = PromiseState.kept
    else:
        state = PromiseState.void if promised.is_in_question(ticket, promise) else PromiseState.late
    _settle(work, ticket, promise, state)
    _tell_lead_of_two(desk, work, ticket)


def count_broken(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Tell the lead of two times that were not kept, and take a complaint more seriously for it.

    Where a time is given anew or passes: what somebody answers at last is not held up by it.
    """
    if not _tell_lead_of_two(desk, work, ticket):
        return ticket
    return grading.judge(desk, work, moves.get(work, ticket.id), {Why.breach})


def worked_on(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Take progress as coming, from where the reminder falls due on; earlier it is only news, and False."""
    promise = current(work, ticket)
    if promise is None:
        return False
    remind_at = _remind_at(speak.estate_of(desk, ticket).policy, promised.of(promise))
    if work.now >= remind_at:
        came(desk, work, ticket)
    return work.now >= remind_at


def void(work: Work, ticket: Ticket) -> None:
    """Let nobody be expected any more: the matter is over. A time that has passed by then was missed."""
    promise = current(work, ticket)
    if promise:
        _settle(work, ticket, promise, _state_when_over(work, ticket, promise))


def hand_on(desk: Desk, work: Work, ticket: Ticket, to: Ticket) -> None:
    """Let the next ticket of an event keep the time that stands for it: its owner was told of it, too."""
    promise = promised.standing(work, ticket)
    if promise is None or promised.is_in_question(ticket, promise) or Step(to.step) not in HELD:
        return
    when = promised.of(promise)
    if when.ends <= work.now:
        return
    facts = {"at": promise.at.isoformat(), "until": promise.until.isoformat() if promise.until else None}
    to = moves.amend(work, to, "promised", moves.DESK, facts=facts)
    kept = promises.make(
        work,
        estate=to.estate,
        ticket=to.id,
        at=promise.at,
        until=promise.until,
        made_by=promise.made_by,
        confirmed_at=promise.confirmed_at,
        reason=promise.reason,
    )
    _plan(work, to, speak.estate_of(desk, to).policy, kept)
    card.refresh(desk, work, deadlines.agreed(desk, work, to, when.ends))


def confirm(work: Work, ticket: Ticket, promise: Promise) -> bool:
    """Note that the assignee will be there; False: they said so before, or it does not stand any more."""
    timers.cancel(work, CONFIRM, str(ticket.id))
    return promises.confirm(work, promise.id)


def questioned(desk: Desk, work: Work, ticket: Ticket, wish: When | None) -> Ticket:
    """Remember what the owner would like; a time that stands does not suit: nobody is blamed for it."""
    standing = promised.standing(work, ticket)
    data = dict(ticket.data)
    if standing is not None:
        data[promised.IN_QUESTION] = standing.id
    if wish is not None:
        data[promised.WISH] = wish.code()
    facts = {"at": wish.at.isoformat()} if wish else {}
    ticket = moves.amend(work, ticket, "time_wished", BY_OWNER, facts=facts, data=data)
    card.refresh(desk, work, ticket)
    return ticket


def late_from(policy: Policy, when: When) -> datetime:
    """Return the moment after which nobody came in time."""
    return when.ends + timedelta(minutes=policy.promise_grace_min)


def _refuse_unless_possible(work: Work, ticket: Ticket, when: When, old: Promise | None) -> None:
    if Step(ticket.step) not in HELD:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    if when.ends <= work.now:
        raise Refused("refusal.time_past")
    if old and promised.of(old) == when and not promised.is_in_question(ticket, old):
        raise Refused("toast.done_already")


def _state_of_left(work: Work, ticket: Ticket, old: Promise) -> PromiseState:
    over = _state_when_over(work, ticket, old)
    moved = over is PromiseState.void and not promised.is_in_question(ticket, old)
    return PromiseState.moved if moved else over


def _state_when_over(work: Work, ticket: Ticket, promise: Promise) -> PromiseState:
    passed = promised.of(promise).ends < work.now and not promised.is_in_question(ticket, promise)
    return PromiseState.missed if passed else PromiseState.void


def _settle(work: Work, ticket: Ticket, promise: Promise, state: PromiseState) -> None:
    promises.settle(work, promise.id, state)
    for kind in TIMERS:
        timers.cancel(work, kind, str(ticket.id))
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=f"promise_{state.value}",
        actor=moves.DESK,
        facts={"at": promise.at.isoformat()},
    )


def _remind_at(policy: Policy, when: When) -> datetime:
    return when.at - timedelta(minutes=policy.promise_remind_min)


def _plan(work: Work, ticket: Ticket, policy: Policy, promise: Promise) -> None:
    when = promised.of(promise)
    dues = {LATE: late_from(policy, when)}
    if promise.confirmed_at is None:
        dues[REMIND] = _remind_at(policy, when)
    # Nobody has failed to confirm who was not asked before.
    if promise.confirmed_at is None and 0 < policy.promise_confirm_min < policy.promise_remind_min:
        dues[CONFIRM] = when.at - timedelta(minutes=policy.promise_confirm_min)
    if policy.promise_owner_h and when.at - work.now >= timedelta(hours=policy.promise_owner_made_h):
        dues[OWNER] = when.at - timedelta(hours=policy.promise_owner_h)
    for kind, due in dues.items():
        if due > work.now:
            timers.set(work, kind=kind, entity=str(ticket.id), occurrence=str(promise.id), due=due)


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, promise: Promise, broken: Promise | None) -> None:
    estate, when = speak.estate_of(desk, ticket), promised.of(promise)
    first = min(promise.at, broken.at) if broken else promise.at
    time = promised.said_later(estate, when, work.now)
    if broken:
        sentence = Sentence(
            "owner.promise_moved",
            number=ticket.number,
            words=receipt.quoted(ticket, _WORDS),
            old=promised.said_later(estate, promised.of(broken), work.now),
            time=time,
            reason=Words(promise.reason or ""),
        )
    else:
        key = f"owner.promised_{promised.way(ticket)}"
        sentence = Sentence(key, number=ticket.number, staff=promised.staff(desk, ticket), time=time)
    unasked.say(
        desk,
        work,
        ticket,
        f"promised:{promise.id}",
        sentence,
        must=True,
        live=promised.cannot_wait(estate, first, work.now),
        counts=promise.made_by != BY_OWNER,
    )


def _end_asking(desk: Desk, work: Work, ticket: Ticket, when: When) -> None:
    """Take the buttons from the owner's last wish and from the last times offered: a time is promised."""
    time = promised.said(speak.estate_of(desk, ticket), when, work.now)
    chat, role = ticket.staff_chat, speak.WISH
    shown = links.latest(work, desk.staff_channel, chat, ticket.id, role)
    wish = links.by_message(work, desk.staff_channel, chat, shown) if shown else None
    if wish is not None and wish.origin is not None:
        words = Words(card.as_shown(ticket, messages.get(work, MessageId(wish.origin)).text))
        who = card.assignee_name(desk, ticket)
        outgoing = desk.texts.outgoing(
            "staff.wish_settled", number=ticket.number, who=who, time=time, words=words
        )
        speak.change(work, ticket, role, desk.staff_channel, chat, outgoing)
    texts = languages.of_reporter(desk, work, ticket)
    outgoing = texts.outgoing("owner.offer_settled", number=ticket.number, time=time)
    speak.close(work, ticket, speak.OFFER, ticket.channel, ticket.chat, outgoing)


def _tell_lead_of_two(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell the lead once of two times that were not kept, one that is late now included; False: fewer."""
    policy = speak.estate_of(desk, ticket).policy
    broken = [
        promise
        for promise in promises.of_ticket(work, ticket.id)
        if promise.state in _BROKEN or _is_late(work, policy, ticket, promise)
    ]
    if len(broken) < _TOO_MANY:
        return False
    outgoing = desk.texts.outgoing(
        "staff.promises_broken",
        lead=promised.lead(desk, work, ticket),
        number=ticket.number,
        times=len(broken),
        who=card.assignee_name(desk, ticket),
    )
    speak.to_group(desk, work, ticket, "promises_broken", outgoing)
    return True


def _is_late(work: Work, policy: Policy, ticket: Ticket, promise: Promise) -> bool:
    is_open = promise.state is PromiseState.open and not promised.is_in_question(ticket, promise)
    return is_open and work.now >= late_from(policy, promised.of(promise))
