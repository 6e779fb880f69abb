"""What the clock tells the staff about tickets: in one message what comes together, and to who is there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.messages import Outgoing
from handlers.texts import Named, Sentence, Texts, Value, below
from handlers.ticket import away, card, duty, limits, membership, moves, paging, promised, sight
from handlers.ticket.away import Away
from handlers.ticket.lifecycle import Step
from storage import moved_chats, tasks, timers
from storage.commitments import Promise, Task
from storage.records import Ticket, TicketId, Timer
from storage.work import Work

TIMER = "notices"
_SILENT, _PROMISE, _CALL = "silent", "promise_missed", "call_missed"
_AWAY = "away"
_A_SECOND = timedelta(seconds=1)
_A_MINUTE = timedelta(minutes=1)
_LINES = 20
_WORDS = 20


class Level(StrEnum):
    """Whom a limit is told to: the assignee before it, the lead at it, the manager well after it."""

    remind = "remind"
    lead = "lead"
    manager = "manager"


def due(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    level: Level,
    dues: Mapping[str, datetime],
    missed: Away | None = None,
) -> None:
    """Tell of limits, `dues` by clock: at once what cannot wait, else while people are there.

    `missed`, here and below: it fell due while the service was not running.
    """
    item = {
        "ticket": ticket.id,
        "level": level.value,
        "dues": {clock: at.isoformat() for clock, at in dues.items()},
    }
    estate = speak.estate_of(desk, ticket)
    if paging.cannot_wait(ticket):
        key = f"{ticket.id}:due:{level.value}:{ticket.version}:{work.now.isoformat()}"
        for chat in [ticket.staff_chat, *_privately(work, estate, ticket, level)]:
            _say_one(desk, work, estate, chat, f"{key}:{chat}", (ticket, item))
    else:
        _collect(work, estate, f"{estate.key}|{ticket.staff_chat}", item, missed)


def silent(desk: Desk, work: Work, ticket: Ticket, missed: Away | None = None) -> None:
    """Remind the assignee that the owner has heard nothing for a while."""
    estate = speak.estate_of(desk, ticket)
    item = {"ticket": ticket.id, "level": _SILENT, "since": limits.last_word(ticket).isoformat()}
    if paging.cannot_wait(ticket):
        key = f"{ticket.id}:{_SILENT}:{work.now.isoformat()}"
        _say_one(desk, work, estate, ticket.staff_chat, key, (ticket, item))
    else:
        _collect(work, estate, f"{estate.key}|{ticket.staff_chat}|{ticket.assignee}", item, missed)


def promise_missed(desk: Desk, work: Work, ticket: Ticket, missed: Away, promise: Promise) -> None:
    """List a promised time that passed while the service was not running."""
    item = {"ticket": ticket.id, "level": _PROMISE, "since": promise.at.isoformat(), "id": promise.id}
    estate = speak.estate_of(desk, ticket)
    _collect(work, estate, f"{estate.key}|{ticket.staff_chat}", item, missed)


def call_missed(desk: Desk, work: Work, ticket: Ticket, missed: Away, task: Task) -> None:
    """List a call that was to be made while the service was not running."""
    item = {"ticket": ticket.id, "level": _CALL, "since": task.due.isoformat(), "id": task.id}
    estate = speak.estate_of(desk, ticket)
    _collect(work, estate, f"{estate.key}|{ticket.staff_chat}", item, missed)


def flush(desk: Desk, work: Work, timer: Timer) -> None:
    """Say what was collected for a group, and still is so: alone under its card, several as a list."""
    key, noted = timer.entity.split("|")[:2]
    chat = moved_chats.now(work, desk.staff_channel, noted)
    estate = desk.estates.get(key)
    if estate is None:
        return
    found = [(moves.get(work, TicketId(item["ticket"])), item) for item in timer.data["items"]]
    still = [
        (ticket, item)
        for ticket, item in found
        if _still_holds(work, ticket, item) and sight.chat_may_see(estate, chat, ticket)
    ]
    if still and _AWAY in timer.data["items"][0]:
        still.sort(key=lambda one: _first_due(*one))
        _say_list(desk, work, estate, chat, f"notices:{timer.id}", still)
    elif len(still) == 1:
        _say_one(desk, work, estate, chat, f"notices:{timer.id}", still[0])
    elif still:
        _say_list(desk, work, estate, chat, f"notices:{timer.id}", still)


_Item = tuple[Ticket, dict[str, Any]]


def _collect(work: Work, estate: Estate, entity: str, item: dict[str, Any], missed: Away | None) -> None:
    if missed is not None:
        # The whole group reads one list, once everything is caught up.
        chat = "|".join(entity.split("|")[:2])
        entity, item = f"{chat}|{_AWAY}", {**item, _AWAY: missed.as_json()}
        at = calendar.next_open(estate, missed.until + _A_MINUTE)
        if timers.collect(
            work, kind=TIMER, entity=entity, occurrence=missed.until.isoformat(), due=at, item=item
        ):
            return
    # The next whole second: what many tickets have to say after a standstill becomes one message.
    at = calendar.next_open(estate, work.now.replace(microsecond=0) + _A_SECOND)
    while not timers.collect(work, kind=TIMER, entity=entity, occurrence=at.isoformat(), due=at, item=item):
        at += _A_SECOND


def _still_holds(work: Work, ticket: Ticket, item: dict[str, Any]) -> bool:
    if item["level"] == _PROMISE:
        standing = promised.standing(work, ticket)
        return standing is not None and standing.id == item["id"]
    if item["level"] == _CALL:
        return any(task.id == item["id"] for task in tasks.open_of(work, ticket.id))
    if item["level"] == _SILENT:
        return Step(ticket.step) in limits.WORKED_ON and limits.last_word(ticket).isoformat() == item["since"]
    return bool(_open_dues(ticket, item))


def _first_due(ticket: Ticket, item: dict[str, Any]) -> tuple[int, str]:
    """Order what was left undone: what was promised first, silence last, and the oldest before the newer."""
    rank = [_PROMISE, _CALL, Level.manager.value, Level.lead.value, Level.remind.value, _SILENT]
    dues = [at.isoformat() for at in _open_dues(ticket, item).values()] if "dues" in item else [item["since"]]
    return rank.index(item["level"]), min(dues)


def _open_dues(ticket: Ticket, item: dict[str, Any]) -> dict[limits.Clock, datetime]:
    running = limits.running(ticket)
    return {clock: at for clock, at in running.items() if item["dues"].get(clock.value) == at.isoformat()}


def _say_one(desk: Desk, work: Work, estate: Estate, chat: str, key: str, one: _Item) -> None:
    ticket, item = one
    texts = languages.of_staff_chat(desk, work, chat)
    if item["level"] == _SILENT:
        outgoing = texts.outgoing(
            "staff.silent",
            who=card.assignee_name(desk, ticket),
            number=ticket.number,
            span=calendar.lasting(work.now - limits.last_word(ticket)),
        )
        outgoing = _with_receiver(texts, estate, ticket, outgoing)
    else:
        outgoing = _due_alone(work, texts, estate, chat, one)
    in_group = chat == ticket.staff_chat
    speak.say(
        work,
        key=key,
        channel=desk.staff_channel,
        chat=chat,
        outgoing=replace(outgoing, reply_role=speak.CARD if in_group else None),
        ticket=ticket.id,
        role="followup",
    )


def _due_alone(work: Work, texts: Texts, estate: Estate, chat: str, one: _Item) -> Outgoing:
    ticket, item = one
    dues = _open_dues(ticket, item)
    addressee = _addressee(work, estate, ticket, Level(item["level"]))
    in_group = chat == ticket.staff_chat
    shown = texts.outgoing(
        "staff.due_soon" if item["level"] == Level.remind.value else "staff.overdue",
        who=Named(addressee.name, addressee.user) if addressee and in_group else "",
        number=ticket.number,
        words=card.in_a_line(texts, ticket, _WORDS),
        clocks=_clocks(dues),
        due=calendar.spoken(estate, min(dues.values()), work.now),
        assignee="" if addressee and addressee.user == ticket.assignee else _has_it(estate, ticket),
    )
    return _with_receiver(texts, estate, ticket, shown)


def _say_list(desk: Desk, work: Work, estate: Estate, chat: str, key: str, items: Sequence[_Item]) -> None:
    texts = languages.of_staff_chat(desk, work, chat)
    first, kind = items[0]
    if _AWAY in kind:
        time = away.spoken(estate, Away.from_json(kind[_AWAY]), work.now)
        count = len({ticket.id for ticket, _ in items})
        shown = texts.outgoing("staff.away_list", time=time, count=count)
    elif kind["level"] == _SILENT:
        shown = texts.outgoing("staff.silent_list", who=card.assignee_name(desk, first))
    else:
        shown = texts.outgoing("staff.due_list", count=len(items))
    for ticket, item in items[:_LINES]:
        line = _line(desk, work, texts, estate, ticket, item)
        shown = below(shown, _with_receiver(texts, estate, ticket, line))
    if len(items) > _LINES:
        shown = below(shown, texts.outgoing("staff.more_lines", count=len(items) - _LINES))
    speak.say(work, key=key, channel=desk.staff_channel, chat=chat, outgoing=shown)


def _line(
    desk: Desk, work: Work, texts: Texts, estate: Estate, ticket: Ticket, item: dict[str, Any]
) -> Outgoing:
    words = card.in_a_line(texts, ticket, _WORDS)
    if item["level"] == _SILENT:
        span = calendar.lasting(work.now - limits.last_word(ticket))
        return texts.outgoing("staff.silent_line", number=ticket.number, words=words, span=span)
    if item["level"] in (_PROMISE, _CALL):
        return texts.outgoing(
            f"staff.{item['level']}_line",
            number=ticket.number,
            words=words,
            time=calendar.spoken(estate, datetime.fromisoformat(item["since"]), work.now),
            who=card.assignee_name(desk, ticket),
        )
    dues = _open_dues(ticket, item)
    addressee = _addressee(work, estate, ticket, Level(item["level"]))
    return texts.outgoing(
        "staff.due_soon_line" if item["level"] == Level.remind.value else "staff.overdue_line",
        number=ticket.number,
        words=words,
        clocks=_clocks(dues),
        due=calendar.spoken(estate, min(dues.values()), work.now),
        who=Named(addressee.name, addressee.user) if addressee else _has_it(estate, ticket),
    )


def _with_receiver(texts: Texts, estate: Estate, ticket: Ticket, shown: Outgoing) -> Outgoing:
    """Remind whoever is answerable as well, where somebody else does the work."""
    receiver = estate.member(ticket.receiver)
    if receiver is None or receiver.user == ticket.assignee:
        return shown
    return below(shown, texts.outgoing("staff.answerable", receiver=Named(receiver.name, receiver.user)))


def _addressee(work: Work, estate: Estate, ticket: Ticket, level: Level) -> StaffMember | None:
    """Return who is named: nobody off shift, unless it cannot wait; None: the whole group is meant."""
    if level is Level.remind:
        member = estate.member(ticket.assignee)
        if member and duty.is_on(work, estate, member.user):
            return member
        if member is None:
            return None
    if level is Level.manager:
        managers = sight.of_audience(estate, ticket, _managers(work, estate))
        if managers:
            return managers[0]
    lead = duty.lead_of(work, estate, ticket)
    there = lead is not None and (paging.cannot_wait(ticket) or duty.is_on(work, estate, lead.user))
    return lead if there else None


def _privately(work: Work, estate: Estate, ticket: Ticket, level: Level) -> list[str]:
    if level is Level.remind:
        return []
    lead = duty.lead_of(work, estate, ticket)
    chats = [lead.user] if lead else []
    if level is Level.manager:
        chats += [member.user for member in _managers(work, estate)]
        chats += [estate.manager_chat] if estate.manager_chat else []
    return [chat for chat in chats if sight.chat_may_see(estate, chat, ticket)]


def _managers(work: Work, estate: Estate) -> list[StaffMember]:
    away = duty.absent(work, estate, work.now)
    here = membership.present(work, estate).staff
    return [member for member in here if member.role is Role.manager and member.user not in away]


def _has_it(estate: Estate, ticket: Ticket) -> Value:
    member = estate.member(ticket.assignee)
    return member.name if member else Sentence("staff.nobody_yet")


def _clocks(dues: Mapping[limits.Clock, datetime]) -> Sentence:
    names = [Sentence(f"clocks.{clock.value}") for clock in dues]
    return reduce(lambda before, clock: Sentence("clocks.both", before=before, clock=clock), names)
