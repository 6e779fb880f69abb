"""Doing the work: progress the owner reads, and the answer that ends it."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.messages import Media, Outgoing
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import (
    card,
    complaint,
    conversation,
    deadlines,
    filing,
    incident,
    joining,
    limits,
    moves,
    promise,
    receipt,
    revisit,
    unasked,
)
from handlers.ticket.lifecycle import OPEN, Move, Step, after
from nlp.judgement import Kind
from storage.records import MessageId, Ticket
from storage.work import Work

_DONE = frozenset({Kind.request.value, Kind.emergency.value})


def progress(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: str) -> None:
    """Tell the owner how it stands, and everybody who told of the same event. Only the assignee may."""
    only_assignee(desk, ticket, member)
    for one in incident.told_with(work, ticket):
        if one.id == ticket.id or after(Step(one.step), Move.progress):
            _progress(desk, work, one, member, words)


def _progress(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: str) -> None:
    estate = speak.estate_of(desk, ticket)
    changes = limits.unpaused(estate, ticket, work.now)
    if promise.worked_on(desk, work, ticket):
        changes |= limits.after_arrival(estate, ticket, work.now)
    ticket = moves.move(work, ticket, Move.progress, member.user, said=words, **changes)
    card.refresh(desk, work, ticket)
    told = Sentence("owner.progress", number=ticket.number, staff=member.name, words=Words(words))
    event = f"progress:{ticket.version}"
    unasked.say(desk, work, ticket, event, told, must=True, counts=False, role=speak.PROGRESS)
    ticket = conversation.person_spoke(desk, work, ticket)
    deadlines.plan(desk, work, ticket)


def answer(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    words: str,
    media: tuple[Media, ...],
    message: MessageId | None = None,
) -> None:
    """Tell the owner what was done, in words or a photo, and plan the revisit. Only the assignee may.

    The answer to an event is that of everybody who told of it. `message`: where its files are kept.
    """
    only_assignee(desk, ticket, member)
    for one in incident.counted(work, ticket):
        if after(Step(one.step), Move.answer):
            _answer(desk, work, one, member, words, media)
        elif Step(one.step) in OPEN:
            deadlines.plan(desk, work, joining.leave(desk, work, one))
    _answer(desk, work, moves.get(work, ticket.id), member, words, media, message)


def _answer(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    member: StaffMember,
    words: str,
    media: tuple[Media, ...],
    message: MessageId | None = None,
) -> None:
    promise.came(desk, work, ticket)
    unpaused = limits.unpaused(speak.estate_of(desk, ticket), ticket, work.now)
    ticket = moves.move(
        work,
        ticket,
        Move.answer,
        member.user,
        facts={"message": message} if message is not None else None,
        said=words,
        answer=words or None,
        answered_at=work.now,
        **unpaused,
    )
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    ticket = _note_way(work, ticket, member)
    said = Words(words) if words else Sentence("owner.see_photo")
    text = "owner.answered" if ticket.kind in _DONE else "owner.replied"
    told, event = (
        Sentence(text, number=ticket.number, staff=member.name, words=said),
        f"answered:{ticket.version}",
    )
    unasked.say(desk, work, ticket, event, told, must=True, role=speak.ANSWER)
    if media:
        files = Outgoing(text="", media=media)
        unasked.say(desk, work, ticket, f"{event}:0", files, must=True, counts=False)
    revisit.plan(desk, work, ticket)


def _note_way(work: Work, ticket: Ticket, member: StaffMember) -> Ticket:
    """Write into the file of a complaint how its owner got the answer, unless somebody said otherwise."""
    if not complaint.is_one(ticket) or complaint.of(work, ticket).way is not None:
        return ticket
    way = (complaint.Told.bot if speak.has_chat(ticket) else complaint.Told.phone).value
    return filing.write(work, ticket, "answer_way", member.user, {"way": way}, facts={"way": way})


def not_yours(desk: Desk, ticket: Ticket) -> Refused:
    """Return the refusal that says who may do this."""
    if ticket.assignee is None:
        return Refused("refusal.not_claimed", number=ticket.number)
    return Refused("refusal.not_yours", number=ticket.number, who=card.assignee_name(desk, ticket))


def only_assignee(desk: Desk, ticket: Ticket, member: StaffMember) -> None:
    """Refuse everybody else."""
    if ticket.assignee != member.user:
        raise not_yours(desk, ticket)
