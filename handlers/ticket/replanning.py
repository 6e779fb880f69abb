"""What an estate says about time is another than at the last start: what was planned by it follows.

Rest days are read as they are today, also for what was planned before: if only they changed, nothing moves.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers import calendar, quiet
from handlers.desk import Desk, Estate, Policy
from handlers.ticket import away, by_hand, card, deadlines, limits, moves, notices, receipt, unasked
from handlers.ticket.lifecycle import OPEN
from nlp.judgement import Kind, Urgency
from storage import settings, tickets, timers
from storage.records import Ticket, TicketId, Timer
from storage.work import Work

_SPANS = ("hours", "rest_hours", "quiet_hours")
_A_MINUTE = timedelta(minutes=1)
# Each waits for an opening; its entity begins with the key of the estate.
_AT_OPENING = (notices.TIMER, away.RETURNED)


def follow(desk: Desk, work: Work) -> None:
    """Plan anew for every estate with another zone, other hours or other numbers; twice is harmless."""
    for estate in desk.estates.values():
        name, now = f"times:{estate.key}", _kept(estate)
        before = settings.get(work, name)
        if before == now:
            continue
        settings.put(work, name, now)
        if before is not None:
            _follow(desk, work, _as_of(estate, before), estate)


def _follow(desk: Desk, work: Work, before: Estate, estate: Estate) -> None:
    for ticket in tickets.in_step(work, estate.key, [step.value for step in OPEN]):
        deadlines.plan(desk, work, _with_limits_of_today(desk, work, before, estate, ticket))
    for timer in timers.of_kind(work, unasked.TIMER):
        if moves.get(work, TicketId(int(timer.entity))).estate == estate.key:
            _move(work, timer, before, estate, quiet.ends)
    for kind in _AT_OPENING:
        for timer in timers.of_kind(work, kind):
            if timer.entity.split("|")[0] == estate.key:
                _move(work, timer, before, estate, calendar.next_open)


def _with_limits_of_today(desk: Desk, work: Work, before: Estate, estate: Estate, ticket: Ticket) -> Ticket:
    """Give the limits that the rules of then gave by today's; what people set, or a pause moved, stays.

    By when a person answers was told to the owner: that is never put off.
    """
    then, today = _limits(before, ticket), _limits(estate, ticket)
    changes = {name: today[name] for name, due in then.items() if getattr(ticket, name) == due != today[name]}
    answer = changes.get("answer_due")
    if answer is not None and answer > then["answer_due"]:
        del changes["answer_due"]
    if not changes:
        return ticket
    ticket = moves.amend(work, ticket, "limits_set", moves.DESK, **changes)
    card.refresh(desk, work, ticket)
    if "answer_due" in changes:
        receipt.refresh(desk, work, ticket)
    return ticket


def _limits(estate: Estate, ticket: Ticket) -> dict[str, Any]:
    kind, urgency, began = Kind(ticket.kind), Urgency(ticket.urgency), limits.began(ticket)
    media_alone = card.is_media_alone(ticket)
    dues = calendar.dues(estate, kind, urgency, began, severity=ticket.severity, media_alone=media_alone)
    return by_hand.by_its_date(ticket, dues.as_changes())


def _move(
    work: Work,
    timer: Timer,
    before: Estate,
    estate: Estate,
    next_time: Callable[[Estate, datetime], datetime],
) -> None:
    """Let what waits for the end of a pause wait for the end that it has today, be that earlier or later."""
    waits = next_time(before, timer.due - _A_MINUTE) == timer.due
    due = next_time(estate, work.now if waits else max(timer.due, work.now))
    if due != timer.due:
        timers.move(work, timer.kind, timer.entity, timer.occurrence, due)


def _kept(estate: Estate) -> str:
    spans = {name: getattr(estate, name) for name in _SPANS}
    return json.dumps({"zone": estate.zone.key, **spans, "policy": asdict(estate.policy)}, sort_keys=True)


def _as_of(estate: Estate, kept: str) -> Estate:
    """Return an estate as it was; a number that there was none of then has its default."""
    then = json.loads(kept)
    known = {field.name for field in fields(Policy)} & then["policy"].keys()
    policy = Policy(**{name: _numbers(then["policy"][name]) for name in known})
    spans: dict[str, Any] = {name: _spans(then[name]) for name in _SPANS}
    return replace(estate, zone=ZoneInfo(then["zone"]), policy=policy, **spans)


def _numbers(kept: Any) -> Any:
    return tuple(kept) if isinstance(kept, list) else kept


def _spans(kept: list[list[int]] | None) -> tuple[tuple[int, ...], ...] | None:
    return None if kept is None else tuple(map(tuple, kept))
