"""Reports that may be one event: put before the staff once, who decide with a press; folded until they do.

What was reported of late is kept in a timer, one for each matter and place, which ends by itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Outgoing
from handlers.refusals import Refused
from handlers.texts import Sentence, Value, Words, below
from handlers.ticket import actions, card, event_words, incident, joining, moves, paging, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Kind, Urgency
from storage import tickets, timers
from storage.errors import Stale
from storage.records import Priority, Ticket, TicketId, Timer, TimerId
from storage.work import Work

TIMER = "alike"
_TICKETS, _PLACE, _ASKED, _APART, _TOLD = "tickets", "place", "asked", "apart", "told"
_KNOWN_FOR = timedelta(hours=24)
_UNDECIDED_FOR = timedelta(minutes=30)
_URGENT_UNDECIDED_FOR = timedelta(minutes=10)
_NUMBERS, _LINES, _WORDS = 12, 5, 30
# What neighbours may share though nobody else notices it. Papers, fees and complaints are each home's own.
_SHARED = frozenset(
    {"plumbing", "drain", "electric", "lift", "door_window", "access", "cleaning", "utilities"}
)
_KINDS = frozenset({Kind.request.value, Kind.inquiry.value})


def consider(desk: Desk, work: Work, ticket: Ticket, *, new: bool = True) -> Ticket:
    """Join a report to an event that is known, or note it with others that may be one with it.

    A `new` one has no card yet, and gets none while another one's may stand for it.
    """
    matter = _matter(desk, work, ticket)
    if matter is None:
        return ticket
    group = _group_of(desk, work, ticket, matter)
    if not new and incident.is_folded(ticket) and (group is None or ticket.id not in group.data[_TICKETS]):
        ticket = joining.unfold(desk, work, ticket)  # it is somewhere else, as is known now
    if group is None:
        _begin(desk, work, ticket, matter)
        return ticket
    _note(work, group, ticket)
    noted = _noted(work, group)
    event = next((one for one in noted if incident.is_first(one)), None)
    if event is not None:
        timers.move(work, TIMER, group.entity, group.occurrence, work.now + _KNOWN_FOR)
        return _to_known(desk, work, event, ticket, new=new)
    if group.data[_ASKED]:
        ticket = _fold(work, ticket, noted) if new else ticket
        _show(desk, work, group)
    elif not group.data[_APART] and _are_many(desk, matter, noted):
        ticket = _fold(work, ticket, noted) if new else ticket
        _ask(desk, work, group, noted)
    return ticket


def decided(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str, *, is_one: bool
) -> Sentence:
    """Let what was proposed be one event, or not, as somebody of the staff says. Refuses a second answer."""
    kept = timers.get(work, TimerId(int(arg)))
    group = kept and timers.waiting(work, TIMER, kept.entity, kept.occurrence)
    if group is None or not group.data[_ASKED]:
        raise Refused("toast.done_already")
    noted = _noted(work, group)
    if is_one and len(noted) > 1:
        joining.together(desk, work, noted, member.user)
        lasts = _KNOWN_FOR
    else:
        _part(desk, work, noted, member.user)
        lasts = timedelta(minutes=speak.estate_of(desk, ticket).policy.event_within_min)
    timers.move(work, TIMER, group.entity, group.occurrence, work.now + lasts)
    _close(desk, work, group, "staff.alike_one" if is_one else "staff.alike_not", noted, member)
    _amend(work, group, **{_ASKED: None, _APART: not is_one})
    return Sentence("toast.noted")


def lapse(desk: Desk, work: Work, timer: Timer) -> None:
    """Let everything stand for itself where nobody decided; what was only noted is forgotten."""
    noted = _noted(work, timer) if timer.data[_ASKED] else []
    if noted:
        _part(desk, work, noted, moves.DESK)
        _close(desk, work, timer, "staff.alike_undecided", noted)


def leave(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Take a ticket that is about to be confided out of what may be one event: no question tells of it."""
    if incident.is_folded(ticket):
        ticket = moves.amend(work, ticket, "unfolded", moves.DESK, data=incident.uncovered(ticket))
    for group in timers.of_kind(work, TIMER):
        if ticket.id in group.data[_TICKETS]:
            _without(desk, work, group, ticket)
    return ticket


def _without(desk: Desk, work: Work, group: Timer, ticket: Ticket) -> None:
    _amend(work, group, **{_TICKETS: [one for one in group.data[_TICKETS] if one != ticket.id]})
    if group.data[_ASKED] == ticket.id:  # the question goes with its card
        _part(desk, work, _noted(work, group), moves.DESK)
        _amend(work, group, **{_ASKED: None, _APART: True})
    elif group.data[_ASKED]:
        _show(desk, work, group)


def _matter(desk: Desk, work: Work, ticket: Ticket) -> str | None:
    """Return what may be an event of many; None: it is private, a complaint, or about one life."""
    if Step(ticket.step) not in OPEN or ticket.data.get(incident.APART) or sight.Confided.of(ticket):
        return None
    if sight.is_unnamed(ticket) or not speak.estate_of(desk, ticket).policy.event_homes:
        return None
    if ticket.urgency == Urgency.P0.value or not joining.is_known_estate(desk, work, ticket):
        return None
    outage = card.is_alarm(ticket) and ticket.topic == joining.OUTAGE
    noticed = event_words.noticed_by_all(ticket.words)
    if noticed and (outage or ticket.kind in _KINDS):
        return noticed
    shared = ticket.kind == Kind.request.value and ticket.topic in _SHARED
    return ticket.topic if shared else None


def _group_of(desk: Desk, work: Work, ticket: Ticket, matter: str) -> Timer | None:
    """Return the reports that this one may be one with: those of its place, or the only ones there are."""
    groups = timers.all_waiting(work, TIMER, _entity(desk, ticket, matter))
    building, unit = incident.place(ticket)
    noticed = matter in event_words.SEEN_BY_MANY
    for group in groups:
        of, unit_of = group.data[_PLACE]
        if building is not None and building == of:
            by_unit = matter == "lift" and None not in (unit, unit_of)
            if not by_unit or unit == unit_of:
                return group
    if noticed and len(groups) == 1 and None in (building, groups[0].data[_PLACE][0]):
        return groups[0]
    return None


def _begin(desk: Desk, work: Work, ticket: Ticket, matter: str) -> None:
    if incident.place(ticket)[0] is None and matter not in event_words.SEEN_BY_MANY:
        return
    data: dict[str, Any] = {
        _PLACE: list(incident.place(ticket)),
        _TICKETS: [ticket.id],
        _ASKED: None,
        _APART: False,
        _TOLD: 0,
    }
    within = timedelta(minutes=speak.estate_of(desk, ticket).policy.event_within_min)
    occurrence, due = str(ticket.id), work.now + within
    timers.set(
        work, kind=TIMER, entity=_entity(desk, ticket, matter), occurrence=occurrence, due=due, data=data
    )


def _note(work: Work, group: Timer, ticket: Ticket) -> None:
    ids, place = group.data[_TICKETS], group.data[_PLACE]
    noted = {
        _TICKETS: ids if ticket.id in ids else [*ids, ticket.id],
        _PLACE: [known or said for known, said in zip(place, incident.place(ticket), strict=True)],
    }
    if noted != {_TICKETS: ids, _PLACE: place}:
        _amend(work, group, **noted)


def _noted(work: Work, group: Timer) -> list[Ticket]:
    """Return what was noted and may still be one event; what joined one is there as its first ticket.

    What was opened again is about its own home.
    """
    found = tickets.these(work, group.data[_TICKETS])
    firsts = (incident.first_of(work, one) or one for one in found)
    going_on = (one for one in firsts if Step(one.step) in OPEN and not one.reopened)
    known = {one.id: one for one in going_on if not one.data.get(incident.APART)}
    building = group.data[_PLACE][0]
    return [one for one in known.values() if incident.place(one)[0] in (None, building)]


def _are_many(desk: Desk, matter: str, noted: Sequence[Ticket]) -> bool:
    policy = speak.estate_of(desk, noted[0]).policy
    noticed = matter in event_words.SEEN_BY_MANY
    return incident.homes(noted) >= (policy.event_homes_noticed if noticed else policy.event_homes)


def _to_known(desk: Desk, work: Work, first: Ticket, ticket: Ticket, *, new: bool) -> Ticket:
    """Join a report to an event that is one, unless it may be more, or nobody would be called about it."""
    if incident.is_joined(ticket) or ticket.id == first.id or ticket.step != Step.received.value:
        return ticket
    theirs = {one.reporter for one in incident.whole(work, first)}
    silent = paging.cannot_wait(ticket) and not _is_seen_to(first)
    if ticket.reporter in theirs or silent or event_words.tells_more(ticket.words, ticket.topic):
        return ticket
    if not joining.is_one(first, ticket, alone=True) or not joining.is_looked_after(desk, work, first):
        return ticket
    if new:
        return joining.join_to(desk, work, first, ticket)
    joining.together(desk, work, [first, ticket], moves.DESK)
    return moves.get(work, ticket.id)


def _is_seen_to(ticket: Ticket) -> bool:
    return ticket.step != Step.received.value or paging.cannot_wait(ticket)


def _fold(work: Work, ticket: Ticket, noted: Sequence[Ticket]) -> Ticket:
    """Let the card of another stand for it, unless it cannot wait and nobody is called about that one."""
    shown = [one for one in noted if one.id != ticket.id and not incident.is_folded(one)]
    called = [one for one in shown if _is_seen_to(one)] if paging.cannot_wait(ticket) else shown
    if not called or incident.is_joined(ticket) or card.is_alarm(ticket):
        return ticket
    data = {**ticket.data, speak.CARD_OF: called[0].id}
    return moves.amend(work, ticket, "folded", moves.DESK, facts={"under": called[0].number}, data=data)


def _ask(desk: Desk, work: Work, group: Timer, noted: Sequence[Ticket]) -> None:
    urgent = any(paging.cannot_wait(one) for one in noted)
    wait = _URGENT_UNDECIDED_FOR if urgent else _UNDECIDED_FOR
    lead = next(one for one in noted if not incident.is_folded(one))
    timers.move(work, TIMER, group.entity, group.occurrence, work.now + wait)
    _amend(work, group, **{_ASKED: lead.id})
    outgoing = _question(desk, work, group, lead)
    speak.to_group(desk, work, lead, _role(group), outgoing, priority=Priority.receipt, role=_role(group))


def _show(desk: Desk, work: Work, group: Timer) -> None:
    """Show the question as it is now: with one more home."""
    lead = moves.get(work, TicketId(group.data[_ASKED]))
    _change(desk, work, group, lead, _question(desk, work, group, lead))


def _close(
    desk: Desk,
    work: Work,
    group: Timer,
    text: str,
    noted: Sequence[Ticket],
    member: StaffMember | None = None,
) -> None:
    lead = moves.get(work, TicketId(group.data[_ASKED]))
    values = {**_told(work, lead, noted), "who": member.name if member else ""}
    texts = languages.of_staff_chat(desk, work, lead.staff_chat)
    _change(desk, work, group, lead, texts.outgoing(text, **values))


def _change(desk: Desk, work: Work, group: Timer, lead: Ticket, outgoing: Outgoing) -> None:
    times = group.data[_TOLD] + 1
    _amend(work, group, **{_TOLD: times})
    again = f":{times}"
    speak.change(work, lead, _role(group), desk.staff_channel, lead.staff_chat, outgoing, again=again)


def _question(desk: Desk, work: Work, group: Timer, lead: Ticket) -> Outgoing:
    noted = _noted(work, group)
    texts = languages.of_staff_chat(desk, work, lead.staff_chat)
    shown = texts.outgoing("staff.alike", **_told(work, lead, noted))
    folded = [one for one in noted if incident.is_folded(one)]
    for one in folded[-_LINES:]:
        line = texts.outgoing(
            "staff.alike_line",
            number=_short(lead, one),
            home=Words(one.home) if one.home else Sentence("staff.no_home"),
            words=card.in_a_line(texts, one, _WORDS),
        )
        shown = below(shown, line)
    buttons = actions.under_ticket(
        desk,
        work,
        lead,
        [Action.one_event, Action.not_one],
        texts=texts,
        chat=lead.staff_chat,
        arg=str(group.id),
    )
    return replace(shown, buttons=buttons)


def _told(work: Work, lead: Ticket, noted: Sequence[Ticket]) -> dict[str, Value]:
    numbers = "、".join(_short(lead, one) for one in noted[:_NUMBERS])
    size = incident.size(work, noted)
    more = "…" if len(noted) > _NUMBERS else ""
    return {"numbers": numbers + more, "homes": size.homes, "messages": size.messages}


def _short(lead: Ticket, one: Ticket) -> str:
    """Return the end of a number, where the day is that of the card it is told under."""
    day, _, end = one.number.rpartition("-")
    return end if lead.number.startswith(day) else one.number


def _part(desk: Desk, work: Work, noted: Sequence[Ticket], actor: str) -> None:
    for one in noted:
        if incident.is_folded(one):
            joining.unfold(desk, work, one)
    _say_apart(work, noted, actor)


def _say_apart(work: Work, noted: Sequence[Ticket], actor: str) -> None:
    for one in noted:
        now = moves.get(work, one.id)
        moves.amend(work, now, "apart", actor, data={**now.data, incident.APART: True})


def _amend(work: Work, group: Timer, **changes: Any) -> None:
    """Change what is kept, in `group` as well."""
    group.data.update(changes)
    now = timers.waiting(work, TIMER, group.entity, group.occurrence)
    if now is not None and not timers.amend(work, now, group.data):
        raise Stale(f"what may be one event with {group.occurrence} has changed")


def _entity(desk: Desk, ticket: Ticket, matter: str) -> str:
    # Contractors see what is their own: that is put before nobody else, and nothing else before them.
    team = speak.estate_of(desk, ticket).team(ticket.team)
    return f"{ticket.estate}|{matter}|{team.key if team and team.contractor else ''}"


def _role(group: Timer) -> str:
    return f"{TIMER}/{group.occurrence}"
