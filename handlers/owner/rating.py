"""How an owner says whether it was solved: four presses or free words, once per closing."""

from dataclasses import replace
from datetime import datetime

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.refusals import Refused
from handlers.texts import Named, Sentence, Words
from handlers.ticket import (
    actions,
    card,
    closing,
    confiding,
    deadlines,
    duty,
    grading,
    incident,
    joining,
    leading,
    limits,
    membership,
    moves,
    revisit,
    sight,
    talking,
)
from handlers.ticket.actions import Action
from handlers.ticket.guards import MANAGER_FROM
from handlers.ticket.lifecycle import Move, Step, after
from handlers.ticket.severity import Why
from storage import messages
from storage.records import Message, MessageId, Ticket
from storage.work import Work

GOOD, FAIR, BAD, UNSOLVED = "good", "fair", "bad", "unsolved"
FORMER = "former"  # who had a matter before it was opened again
_BY_TOPIC = {"rating_good": GOOD, "rating_fair": FAIR, "rating_bad": BAD, "not_resolved": UNSOLVED}


def by_words(desk: Desk, work: Work, ticket: Ticket, topic: str, message: Message) -> bool:
    """Take free words as the rating they are; anything else is passed on as a remark by the caller."""
    choice = _BY_TOPIC.get(topic)
    if choice is None:
        return False
    rate(desk, work, ticket, choice, message)
    return True


def pressed(desk: Desk, work: Work, ticket: Ticket, choice: str, asked_round: str) -> Sentence:
    """Take a press on the question; one of an earlier closing, or a second one, changes nothing."""
    over = Step(ticket.step) not in (Step.answered, Step.revisiting) or closing.is_rated(ticket)
    if over or asked_round != str(ticket.reopened):
        raise Refused("refusal.rated")
    rate(desk, work, ticket, choice)
    return Sentence("toast.noted")


def rate(
    desk: Desk, work: Work, ticket: Ticket, choice: str, said: Message | None = None, *, heard: bool = False
) -> None:
    """Close as satisfied, or open again: to the lead when unsatisfied, to the same person when not solved.

    `heard`: one of the staff was told, who also says what it is about.
    """
    if choice == BAD:
        _unsatisfied(desk, work, ticket, said, heard=heard)
    elif choice == UNSOLVED:
        reopen(desk, work, ticket, said.text if said else None)
    else:
        _satisfied(desk, work, ticket, choice, said.text if said else None)


def reopen(desk: Desk, work: Work, ticket: Ticket, words: str | None) -> Ticket:
    """Open the same ticket again for the person who had it, if they are still there."""
    estate = _those_who_may(desk, work, ticket)
    member = estate.member(ticket.assignee)
    ticket = _open_again(desk, work, ticket, UNSOLVED, words, _from_third(estate, ticket) or member)
    _tell_owner(desk, work, ticket, "owner.reopened")
    return ticket


def chip(desk: Desk, work: Work, ticket: Ticket, action: Action) -> Sentence:
    """Take the reason of a bad rating; where it is somebody's manner, who had the matter sees it no more."""
    if ticket.data.get("bad_round") != ticket.reopened or ticket.data.get("reason_round") == ticket.reopened:
        raise Refused("refusal.rated")
    manner = action is Action.bad_attitude
    data = {**ticket.data, "reason_round": ticket.reopened}
    if manner and leading.can_be_told(speak.estate_of(desk, ticket)):
        data |= leading.about_manner(ticket)
    ticket = moves.amend(work, ticket, "bad_reason", "owner", facts={"reason": action.value}, data=data)
    reason = Sentence(f"buttons.{action.value}")
    thanked = languages.of_reporter(desk, work, ticket).outgoing("owner.why_told", reason=reason)
    speak.close(work, ticket, speak.WHY_BAD, ticket.channel, ticket.chat, thanked)
    key = f"bad_reason:{ticket.reopened}"
    if manner:
        ticket = confiding.about(desk, work, ticket, ticket.data.get(FORMER), "owner")
        leading.tell(
            desk, work, ticket, key, "staff.bad_reason", number=ticket.number, reason=reason, words=""
        )
        return Sentence("toast.noted")
    said = ticket.data.get(leading.BAD_WORDS)
    words = Words(card.as_shown(ticket, messages.get(work, MessageId(said)).text)) if said else ""
    outgoing = desk.texts.outgoing("staff.bad_reason", number=ticket.number, reason=reason, words=words)
    speak.to_group(desk, work, ticket, key, outgoing)
    return Sentence("toast.noted")


def _satisfied(desk: Desk, work: Work, ticket: Ticket, choice: str, words: str | None) -> None:
    step = after(Step(ticket.step), Move.close)
    if step is None:
        return
    ticket = closing.close(desk, work, ticket, "owner", rating=choice, said=words)
    revisit.stop(desk, work, ticket)
    card.refresh(desk, work, ticket)
    if speak.has_chat(ticket):  # others were thanked by whoever heard it
        texts = languages.of_reporter(desk, work, ticket)
        told = speak.worded(work, texts, ticket.channel, ticket.chat, Sentence("owner.rated"))
        speak.to_owner(work, ticket, f"rated:{ticket.reopened}", told)
    if words:
        outgoing = desk.texts.outgoing(
            "staff.rated", number=ticket.number, words=Words(card.as_shown(ticket, words))
        )
        speak.to_group(desk, work, ticket, f"rated:{ticket.reopened}", outgoing)


def _unsatisfied(desk: Desk, work: Work, ticket: Ticket, said: Message | None, *, heard: bool) -> None:
    estate = _those_who_may(desk, work, ticket)
    lead = _from_third(estate, ticket) or duty.lead_of(work, estate, ticket) or _first(estate, Role.manager)
    # They may be about a person's manner: the group reads them when the owner names another reason.
    hidden = said if leading.can_be_told(estate) else None
    words = said.text if said else None
    ticket = _open_again(desk, work, ticket, BAD, words, lead, hidden=hidden.id if hidden else None)
    if hidden:
        event, shown = f"bad_words:{ticket.reopened}", Words(card.as_shown(ticket, hidden.text))
        leading.tell(desk, work, ticket, event, "staff.bad_words", number=ticket.number, words=shown)
    _tell_owner(desk, work, ticket, "owner.reopened_to_lead")
    if not heard:
        _ask_why(desk, work, ticket)


def _ask_why(desk: Desk, work: Work, ticket: Ticket) -> None:
    texts = languages.of_reporter(desk, work, ticket)
    (line,) = actions.under_ticket(desk, work, ticket, actions.WHYS, texts=texts, chat=ticket.chat)
    outgoing = replace(texts.outgoing("owner.why_bad"), buttons=(line[:3], line[3:]))
    speak.to_owner(work, ticket, f"why_bad:{ticket.reopened}", outgoing, role=speak.WHY_BAD)


def _open_again(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    choice: str,
    words: str | None,
    member: StaffMember | None,
    *,
    hidden: MessageId | None = None,
) -> Ticket:
    revisit.stop(desk, work, ticket)
    if incident.is_joined(ticket):  # the event may be over; the clocks of this one run again
        ticket = joining.leave(desk, work, ticket)
    again = ticket.reopened + 1
    estate = speak.estate_of(desk, ticket)
    by = _speaks_by(estate, work.now)
    data = {**ticket.data, **limits.counted_from(work.now), FORMER: ticket.assignee}
    if choice == BAD:
        data |= {"bad_round": again, leading.BAD_WORDS: hidden}
    ticket = moves.move(
        work,
        ticket,
        Move.reopen if member else Move.reopen_unassigned,
        "owner",
        facts={"rating": choice, "round": again, "from": ticket.assignee},
        said=words,
        reopened=again,
        rating=choice,
        closed_at=None,
        assignee=member.user if member else None,
        claim_due=by,
        answer_due=by,
        answered_at=None,
        progress_at=None,
        **limits.afresh(estate, ticket, work.now),
        data=data,
    )
    ticket = grading.judge(desk, work, ticket, {Why.reopened})
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    outgoing = desk.texts.outgoing(
        f"staff.reopened_{choice}",
        number=ticket.number,
        who=Named(member.name, member.user) if member else Sentence("staff.team"),
        words=Words("" if hidden else card.as_shown(ticket, words or "")),
        times=again,
    )
    speak.to_group(desk, work, ticket, f"reopened:{again}", outgoing)
    talking.begin(desk, work, ticket)
    return ticket


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, text: str) -> None:
    """Tell who has it now and by when they speak; who reads no chat has just been spoken to."""
    if not speak.has_chat(ticket):
        return
    estate = speak.estate_of(desk, ticket)
    member = estate.member(ticket.assignee)
    outgoing = languages.of_reporter(desk, work, ticket).outgoing(
        text,
        number=ticket.number,
        who=member.name if member else Sentence("staff.team"),
        by=calendar.spoken(estate, _speaks_by(estate, work.now), work.now),
    )
    speak.to_owner(work, ticket, f"reopened:{ticket.reopened}", outgoing)


def _those_who_may(desk: Desk, work: Work, ticket: Ticket) -> Estate:
    """Return the estate with those of its roster who are there and may have the ticket."""
    estate = membership.present(work, speak.estate_of(desk, ticket))
    return replace(estate, staff=tuple(sight.of_audience(estate, ticket, estate.staff)))


def _speaks_by(estate: Estate, now: datetime) -> datetime:
    return calendar.after_business_minutes(estate, now, estate.policy.claim_min)


def _from_third(estate: Estate, ticket: Ticket) -> StaffMember | None:
    return _first(estate, Role.manager) if ticket.reopened + 1 >= MANAGER_FROM else None


def _first(estate: Estate, role: Role) -> StaffMember | None:
    return next((member for member in estate.staff if member.role is role), None)
