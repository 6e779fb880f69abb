"""Ends aside: «合并» of two tickets that are one matter, and «不受理» with an explanation for the owner."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import finding
from handlers.texts import Sentence, Words
from handlers.ticket import (
    card,
    conversation,
    incident,
    joining,
    moves,
    paging,
    promise,
    receipt,
    sight,
    unasked,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Move, Step
from nlp.judgement import Kind
from storage import messages
from storage.records import Ticket
from storage.work import Work


def offered(ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return which of the two somebody may do with a ticket; an alarm is first called off."""
    if Step(ticket.step) not in OPEN or card.is_alarm(ticket):
        return []
    found = [Action.merge] if member.leads or ticket.assignee == member.user else []
    # Whether a complaint is one is judged in its file, and its owner gets an answer.
    if member.leads and ticket.kind != Kind.complaint.value:
        found.append(Action.decline)
    return found


def merge(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, number: str) -> None:
    """End a ticket as a part of another one of the same owner; those of two owners become one event.

    Refuses itself, what is done, and between owners what is private or a complaint: each gets an answer.
    """
    estate = speak.estate_of(desk, ticket)
    into = finding.the_open_one(finding.meant(work, [(estate, member)], number.strip(" #＃")))
    if sight.Confided.of(into) != sight.Confided.of(ticket):
        raise Refused("refusal.merge", number=into.number)
    if into.id == ticket.id or incident.is_joined(ticket):
        raise Refused("refusal.merge", number=into.number)
    if Step(into.step) not in OPEN:
        raise Refused("refusal.step", state=Sentence(f"steps.{into.step}"))
    if into.reporter != ticket.reporter:
        _make_one_event(desk, work, ticket, into, member)
        return
    promise.void(work, ticket)
    facts = {"into": into.number}
    data = {**ticket.data, incident.MERGED: into.id}
    ticket = moves.move(
        work, ticket, Move.merge, member.user, facts=facts, closed_at=work.now, paused_at=None, data=data
    )
    into = moves.amend(work, into, "merged_here", member.user, facts={"from": ticket.number})
    _show_ended(desk, work, ticket)
    words = Words(card.shown_words(ticket))
    told = desk.texts.outgoing("staff.merged", number=into.number, other=ticket.number, words=words)
    speak.to_group(desk, work, into, f"merged:{ticket.id}", told)
    theirs = (one for one in messages.of_ticket(work, ticket.id) if one.direction == "owner")
    card.show_media(desk, work, into, *theirs)
    for_owner = Sentence("owner.merged", number=ticket.number, into=into.number)
    unasked.say(desk, work, into, f"merged:{ticket.id}", for_owner, must=True)


def _make_one_event(desk: Desk, work: Work, ticket: Ticket, into: Ticket, member: StaffMember) -> None:
    """Let the tickets of two owners be one event: each keeps its own words, files and history."""
    private = (one for one in (ticket, into) if sight.Confided.of(one) or sight.is_unnamed(one))
    if any(private) or Kind.complaint.value in (ticket.kind, into.kind):
        raise Refused("refusal.merge", number=into.number)
    first = joining.together(desk, work, [ticket, incident.first_of(work, into) or into], member.user)
    told = desk.texts.outgoing("staff.together", number=ticket.number, into=into.number, who=member.name)
    speak.to_group(desk, work, first, f"together:{ticket.id}:{ticket.version}", told)


def decline(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: str) -> None:
    """End a ticket that is not taken on; its owner reads why. Refuses all but those who lead."""
    if Action.decline not in offered(ticket, member):
        raise Refused("refusal.leads_only")
    promise.void(work, ticket)
    ticket = moves.move(
        work,
        ticket,
        Move.decline,
        member.user,
        said=words,
        answer=words,
        answered_at=work.now,
        closed_at=work.now,
        paused_at=None,
    )
    _show_ended(desk, work, ticket)
    told = Sentence("owner.declined", number=ticket.number, staff=member.name, words=Words(words))
    unasked.say(desk, work, ticket, f"declined:{ticket.version}", told, must=True, role=speak.ANSWER)
    group = desk.texts.outgoing("staff.declined", number=ticket.number, who=member.name)
    speak.to_group(desk, work, ticket, "declined", group)
    conversation.person_spoke(desk, work, ticket)


def _show_ended(desk: Desk, work: Work, ticket: Ticket) -> None:
    paging.over(desk, work, ticket)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
