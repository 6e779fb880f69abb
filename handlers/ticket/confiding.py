"""Confiding a matter to those who lead: from its first words, or once later words or a lead say so.

What stood in groups before becomes a line without words; what waited to be sent there is cancelled.
"""

from dataclasses import replace
from typing import Any

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.texts import Words
from handlers.ticket import (
    actions,
    alike,
    board,
    card,
    deadlines,
    giving_back,
    incident,
    joining,
    membership,
    moves,
    paging,
    pointing,
    receipt,
    several,
    sight,
    topics,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Move, Step
from handlers.ticket.sight import Confided
from nlp import discretion
from nlp.discretion import SELF_HARM, Matter
from nlp.judgement import Category, Kind, Urgency
from storage import messages, withdrawn
from storage.records import Link, MessageId, NewTicket, OutboxRow, Priority, Ticket
from storage.work import Work

STUB = "stub"
_WORDS = 200
_URGENT = frozenset({Urgency.P0.value, Urgency.P1.value})
_SURE = 0.6
_FILES = "followup"
_ORDINARY = "receipt_before"  # what the receipt said while the matter was everybody's
_OPENED_UP = "opened_up"


def opened(desk: Desk, new: NewTicket) -> NewTicket:
    """Return a matter that is about to be opened, confided where its words say so."""
    estate = desk.estates[new.estate]
    known = Confided(tuple(new.data.get(sight.KEY, {}).get("about", ())))
    confided = _judged(estate, new, new.words, known)
    data = dict(new.data)
    if Matter.whisper in discretion.sensitive(new.words):
        data |= {sight.UNNAMED: True}
    if not confided:
        return replace(new, data=data)
    data = _with_receipt(confided.kept_in(data), new, confided)
    return replace(new, staff_chat=sight.place(estate, confided), team=None, data=data)


def announce(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell everybody who may see a confided matter, each privately, unless they are called about it."""
    if not Confided.of(ticket) or ticket.step != Step.received.value or paging.cannot_wait(ticket):
        return
    estate = membership.present(work, speak.estate_of(desk, ticket))
    for member in sight.audience(estate, Confided.of(ticket)):
        if member.user == ticket.staff_chat:
            continue
        texts = languages.of_staff_chat(desk, work, member.user)
        told = texts.outgoing(
            "staff.confided_to_you",
            number=ticket.number,
            words=Words(card.shown_words(ticket)).shortened(_WORDS),
        )
        (line,) = actions.under_ticket(
            desk, work, ticket, [Action.claim, Action.details], texts=texts, chat=member.user
        )
        speak.say(
            work,
            key=f"{ticket.id}:confided:{ticket.version}:{member.user}",
            channel=desk.staff_channel,
            chat=member.user,
            outgoing=replace(told, buttons=(line,)),
            ticket=ticket.id,
            priority=Priority.receipt,
            role=f"page/confided{ticket.version}",
        )


def reconsider(desk: Desk, work: Work, ticket: Ticket, words: str) -> Ticket:
    """Confide a ticket whose owner's later words say what the first did not; never the other way."""
    estate, before = speak.estate_of(desk, ticket), Confided.of(ticket)
    if Matter.whisper in discretion.sensitive(words) and not ticket.data.get(sight.UNNAMED):
        ticket = moves.amend(work, ticket, "unnamed", "owner", data={**ticket.data, sight.UNNAMED: True})
    confided = _judged(estate, ticket, words, before)
    return ticket if confided == before else hide(desk, work, ticket, confided, "owner")


def hide(desk: Desk, work: Work, ticket: Ticket, confided: Confided, actor: str) -> Ticket:
    """Confide a ticket that was everybody's, or was about others: who may not handle it has it no more."""
    estate = speak.estate_of(desk, ticket)
    may = {member.user for member in sight.audience(estate, confided)}
    changes: dict[str, Any] = {"staff_chat": sight.place(estate, confided), "team": None}
    if incident.is_joined(ticket) or incident.counted(work, ticket):
        ticket = joining.leave(desk, work, ticket)
    ticket = alike.leave(desk, work, ticket)
    data = _with_receipt(confided.kept_in(ticket.data), ticket, confided)
    if ticket.receiver not in may:
        changes["receiver"] = None
    facts = {"about": " ".join(confided.about) or None, "sensitive": int(confided.sensitive)}
    before = ticket.staff_chat
    if Step(ticket.step) in HELD and ticket.assignee not in may:
        changes |= {"assignee": None} | giving_back.again(desk, work, replace(ticket, data=data))
        facts |= {"from": ticket.assignee}
        ticket = moves.amend(work, ticket, "confided", actor, facts=facts)
        ticket = moves.move(work, ticket, Move.return_, moves.DESK, facts={"from": facts["from"]}, **changes)
    else:
        ticket = moves.amend(work, ticket, "confided", actor, facts=facts, data=data, **changes)
    take_back(desk, work, ticket)
    _shown_anew(desk, work, ticket, before)
    announce(desk, work, ticket)
    return ticket


def about(desk: Desk, work: Work, ticket: Ticket, user: str | None, actor: str) -> Ticket:
    """Keep a ticket from somebody whom it turns out to be about, unless nobody would be left to see it.

    Once it is about others, somebody who leads always sees it: they have it because of what went before.
    """
    before = Confided.of(ticket)
    if user is None or user in before.about:
        return ticket
    confided = replace(before, about=(*before.about, user))
    estate = speak.estate_of(desk, ticket)
    left = sight.audience(estate, confided)
    may_be_read = left or sight.place(estate, confided) != sight.NOBODYS
    leads_left = not before.about or any(member.leads for member in left)
    return hide(desk, work, ticket, confided, actor) if may_be_read and leads_left else ticket


def open_up(desk: Desk, work: Work, ticket: Ticket, actor: str) -> Ticket:
    """Let a ticket be everybody's after all: its card comes into the group of the team that has its topic."""
    estate, before = speak.estate_of(desk, ticket), ticket.staff_chat
    team = estate.team_for(ticket.topic)
    ticket = moves.amend(
        work,
        ticket,
        "opened_up",
        actor,
        staff_chat=estate.group_of(team),
        team=team.key if team else None,
        data=Confided().kept_in(ticket.data)
        | {_OPENED_UP: True, "receipt": ticket.data.get(_ORDINARY, ticket.data["receipt"])},
    )
    card.gone(desk, work, ticket, before, team)
    _shown_anew(desk, work, ticket, before)
    return ticket


def take_back(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Leave no words of a confided ticket where they may not be seen; tell its readers of files."""
    estate = speak.estate_of(desk, ticket)
    for chat in withdrawn.chats_waited_for(work, desk.staff_channel, ticket.id):
        if _is_barred(estate, ticket, chat):
            withdrawn.cancel(work, desk.staff_channel, chat, ticket.id)
    topics.take_back(desk, work, ticket)
    several.take_back(desk, work, ticket)
    files, seen = 0, set[tuple[str, str, int | None]]()
    for link in withdrawn.messages(work, ticket.id):
        if link.channel != desk.staff_channel or not _is_barred(estate, ticket, link.chat):
            continue
        is_second = (link.chat, link.role or "", link.origin) in seen and link.origin is not None
        seen.add((link.chat, link.role or "", link.origin))
        if is_second or _is_file(work, link):
            files += 1
        else:
            _stub(desk, work, ticket, link)
    if files:
        told = desk.texts.outgoing("staff.files_stay", number=ticket.number, count=files)
        speak.to_group(desk, work, ticket, f"files_stay:{ticket.version}", told)


def came_late(desk: Desk, work: Work, row: OutboxRow) -> None:
    """Make a line without words of what was on its way to a group while the matter was confided."""
    if row.ticket is None or row.channel != desk.staff_channel or row.role in speak.TO_OWNER_ROLES:
        return
    ticket = moves.get(work, row.ticket)
    if Confided.of(ticket) and _is_barred(speak.estate_of(desk, ticket), ticket, row.chat):
        for link in withdrawn.messages(work, ticket.id):
            if (link.chat, link.role) == (row.chat, row.role) and not row.body.get("media"):
                _stub(desk, work, ticket, link)


def _judged(estate: Estate, ticket: Ticket | NewTicket, words: str, before: Confided) -> Confided:
    """Return what words add to what was known; a danger that others must see to stays everybody's."""
    found = discretion.sensitive(words)
    grave = Matter.life in found or (ticket.topic == SELF_HARM and _OPENED_UP not in ticket.data)
    can_wait = ticket.alarm is None and ticket.urgency not in _URGENT
    sensitive = before.sensitive or grave or (can_wait and bool(found))
    about = [*before.about, *(member.user for member in _about(estate, ticket, words))]
    return Confided(tuple(dict.fromkeys(about)), sensitive)


def _about(estate: Estate, ticket: Ticket | NewTicket, words: str) -> list[StaffMember]:
    found = pointing.at(estate, words)
    if ticket.category == Category.neighbours.value:
        # 老王 is a neighbour far more often than somebody of the staff.
        return [member for member in found if member.name in words]
    surely = ticket.kind == Kind.complaint.value and ticket.confidence >= _SURE
    return found or (pointing.named(estate, words) if surely else [])


def _with_receipt(data: dict[str, Any], ticket: Ticket | NewTicket, confided: Confided) -> dict[str, Any]:
    """Let the receipt say who sees the matter; one about a danger or a call keeps what it says."""
    before = data["receipt"]
    if ticket.topic == SELF_HARM:
        text = "owner.receipt_self_harm"
    elif ticket.alarm is not None or before in card.RECEIPTS_OF_CALLS:
        return data
    else:
        text = "owner.receipt_about_person" if confided.about else "owner.receipt_sensitive"
    return {**data, _ORDINARY: data.get(_ORDINARY, before), "receipt": text}


def _is_barred(estate: Estate, ticket: Ticket, chat: str) -> bool:
    return chat != ticket.chat and not sight.chat_may_see(estate, chat, ticket)


def _is_file(work: Work, link: Link) -> bool:
    """Tell whether a message is an owner's file, whose words cannot be changed."""
    if link.role != _FILES or link.origin is None:
        return False
    return not messages.get(work, MessageId(link.origin)).text


def _is_stub(link: Link) -> bool:
    return (link.role or "").startswith(f"{STUB}/")


def _stub(desk: Desk, work: Work, ticket: Ticket, link: Link) -> None:
    if _is_stub(link):
        return
    # The card keeps its role, so that it is a card again when the matter is everybody's after all.
    role = speak.CARD if link.role == speak.CARD else f"{STUB}/{link.message}"
    withdrawn.rename(work, link, role)
    outgoing = languages.of_staff_chat(desk, work, link.chat).outgoing("staff.confided")
    speak.change(work, ticket, role, link.channel, link.chat, outgoing, again=":stub")


def _shown_anew(desk: Desk, work: Work, ticket: Ticket, before: str) -> None:
    board.soon(desk, work, before)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    if ticket.step == Step.received.value and paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)
