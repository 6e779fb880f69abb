"""The end of a shift: its open tickets in a list with «接班»; the lead is told what nobody takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from handlers import calendar, languages, speak, texts
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Button, Outgoing, in_lines
from handlers.refusals import Refused
from handlers.staff import claim, gaps
from handlers.texts import Sentence, Texts, Value, Words
from handlers.ticket import (
    actions,
    answerable,
    card,
    duty,
    incident,
    membership,
    moves,
    sight,
    unasked,
    unattended,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from handlers.ticket.pending import Pending
from storage import duties, promises, timers
from storage.records import Priority, Ticket, TicketId
from storage.work import Work

LATE = "handover_late"
_SINGLE_AT_MOST = 6
_LISTED = 20  # a list is one message, so that it can be changed in its place
_A_LINE = 3
_WORDS = 24


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of one group at the end of shifts: which tickets, and who had each."""

    ends: datetime
    chat: str
    held: tuple[tuple[TicketId, str], ...]

    def as_text(self) -> str:
        """Return the form that buttons and timers keep."""
        return " ".join([self.ends.isoformat(), self.chat, *(f"{n}:{user}" for n, user in self.held)])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `as_text` wrote."""
        ends, chat, *held = text.split(" ")
        pairs = (pair.split(":", 1) for pair in held)
        return cls(datetime.fromisoformat(ends), chat, tuple((TicketId(int(n)), user) for n, user in pairs))

    @property
    def role(self) -> str:
        """Return what the message is, so that it can be changed."""
        return f"handover/{self.ends.isoformat()}"


def announce(desk: Desk, work: Work, estate: Estate, ends: datetime) -> None:
    """List in each group what those have who go off at `ends`; also tell of a gap that begins then."""
    gaps.warn(desk, work, estate, max(work.now, ends))
    left: dict[str, list[Pending]] = {}
    off_from = dict.fromkeys(_going_off(work, estate, ends), ends)
    held = unattended.held_by(work, estate, off_from)
    for one in unattended.to_hand_over(work, estate, held, off_from):
        left.setdefault(one.ticket.staff_chat, []).append(one)
    long = [user for user in off_from if not unattended.is_back_soon(work, estate, user, ends)]
    for user in long:
        answerable.pass_on(desk, work, estate, user, "shift", going=long)
    late = timedelta(minutes=estate.policy.handover_late_min)
    for chat, ones in left.items():
        listed = Listed(ends, chat, tuple((one.ticket.id, one.ticket.assignee or "") for one in ones))
        kept = listed.as_text()
        timers.set(
            work,
            kind=LATE,
            entity=estate.key,
            occurrence=f"{ends.isoformat()}:{chat}",
            due=max(work.now, ends) + late,
            data={"list": kept},
        )
        speak.say(
            work,
            key=f"handover:{estate.key}:{ends.isoformat()}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=_render(desk, work, estate, listed),
            role=listed.role,
        )


def take(
    desk: Desk, work: Work, estate: Estate, member: StaffMember, kept: str, only: Ticket | None, key: str
) -> Sentence:
    """Become the assignee of what is left of a list, or of one ticket of it; the list then says who has what.

    Refuses those who go off themselves, those who are not on shift then, and what somebody took already.
    """
    listed = Listed.from_text(kept)
    _refuse_unless_next(work, estate, member, listed)
    left = [
        ticket
        for ticket in _left(work, listed)
        if (only is None or ticket.id == only.id) and ticket.assignee != member.user
    ]
    if not left:
        raise Refused("toast.done_already")
    left = [ticket for ticket in left if sight.of_audience(estate, ticket, [member])]
    theirs = [ticket for ticket in left if ticket.team == member.team or not estate.is_contractor(member)]
    if not theirs:
        raise Refused("refusal.other_team")
    for ticket in theirs:
        _hand_over(desk, work, moves.get(work, ticket.id), member)
    speak.change_list(
        work, key, listed.role, desk.staff_channel, listed.chat, _render(desk, work, estate, listed)
    )
    return Sentence("toast.handed_over", count=len(theirs))


def late(desk: Desk, work: Work, estate: Estate, kept: str) -> None:
    """Tell the lead what is still with people who are gone."""
    listed = Listed.from_text(kept)
    here = {shift.user for shift in duty.planned(work, estate, work.now)}
    left = [ticket for ticket in _left(work, listed) if ticket.assignee not in here]
    by_lead: dict[str, list[Ticket]] = {}
    for ticket in left:
        lead = duty.lead_of(work, estate, ticket)
        chats = [lead.user] if lead else membership.present(work, estate).managing_chats
        for chat in (one for one in chats if sight.chat_may_see(estate, one, ticket)):
            by_lead.setdefault(chat, []).append(ticket)
    for chat, tickets in by_lead.items():
        catalogue = languages.of_staff_chat(desk, work, chat)
        shown = catalogue.outgoing(
            "staff.handover_late", clock=_clock(estate, listed.ends), count=len(tickets)
        )
        for ticket in tickets[:_LISTED]:
            shown = texts.below(shown, _line(work, estate, ticket, catalogue))
        speak.say(
            work,
            key=f"handover_late:{estate.key}:{listed.ends.isoformat()}:{listed.chat}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=shown,
            priority=Priority.receipt,
        )


def _going_off(work: Work, estate: Estate, ends: datetime) -> list[str]:
    """Return whose shift ends then, and who is not on the next one or, long after, there again."""
    ending = {
        shift.user
        for shift in duties.between(work, estate.key, ends - timedelta(microseconds=1), ends)
        if shift.ends == ends
    }
    return sorted(ending - _on_at(work, estate, ends))


def _on_at(work: Work, estate: Estate, ends: datetime) -> frozenset[str]:
    return frozenset(shift.user for shift in duty.planned(work, estate, max(work.now, ends)))


def _left(work: Work, listed: Listed) -> list[Ticket]:
    """Return the tickets of a list that are where they were."""
    found = ((moves.get(work, number), had) for number, had in listed.held)
    return [ticket for ticket, had in found if Step(ticket.step) in OPEN and ticket.assignee == had]


def _refuse_unless_next(work: Work, estate: Estate, member: StaffMember, listed: Listed) -> None:
    if member.leads:
        return
    then = _on_at(work, estate, listed.ends)
    if member.user in _going_off(work, estate, listed.ends):
        raise Refused("refusal.going_off")
    if then and member.user not in duty.on_shift(work, estate) | then:
        raise Refused("refusal.not_on_shift")


def _hand_over(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> None:
    """Hand a ticket over with what counts to its event; such a one may be in the list, too."""
    if ticket.assignee == member.user:
        return
    event = [one.id for one in incident.told_with(work, ticket) if one.assignee == ticket.assignee]
    claim.take_over(desk, work, ticket, member, "handed_over")
    for one in (moves.get(work, number) for number in event):
        told = Sentence("owner.handed_over", number=one.number, staff=member.name)
        unasked.say(desk, work, one, f"handed_over:{one.version}", told, must=False)


def _render(desk: Desk, work: Work, estate: Estate, listed: Listed) -> Outgoing:
    catalogue = languages.of_staff_chat(desk, work, listed.chat)
    every = [moves.get(work, number) for number, _had in listed.held]
    here = sight.shown_in(estate, listed.chat, every)
    left = {ticket.id for ticket in _left(work, listed)} & {ticket.id for ticket in here}
    shown = catalogue.outgoing("staff.handover", clock=_clock(estate, listed.ends), count=len(here))
    for ticket in here[:_LISTED]:
        line = (
            _line(work, estate, ticket, catalogue)
            if ticket.id in left
            else catalogue.outgoing(
                "staff.handover_taken", number=ticket.number, state=_state(estate, ticket)
            )
        )
        shown = texts.below(shown, line)
    more = len(here) - _LISTED
    if more > 0:
        shown = texts.below(shown, catalogue.outgoing("staff.handover_more", count=more))
    return replace(shown, buttons=_buttons(desk, work, estate, listed, left, catalogue)) if left else shown


def _line(work: Work, estate: Estate, ticket: Ticket, catalogue: Texts) -> Outgoing:
    promise = promises.open_of(work, ticket.id)
    one = Pending(ticket, promise)
    since = one.late_since(work.now)
    due: Value = Sentence("staff.is_late") if since else ""
    coming = one.next_due(work.now)
    if not since and coming:
        due = calendar.spoken(estate, coming, work.now)
    return catalogue.outgoing(
        "staff.handover_line",
        number=ticket.number,
        home=Words(ticket.home or ""),
        words=card.in_a_line(catalogue, ticket, _WORDS),
        state=_state(estate, ticket),
        promised=calendar.spoken(estate, promise.at, work.now) if promise else "",
        due=due,
    )


def _state(estate: Estate, ticket: Ticket) -> Sentence:
    state = Sentence(f"steps.{ticket.step}")
    member = estate.member(ticket.assignee)
    return Sentence("staff.state_of", state=state, who=member.name) if member else state


def _buttons(
    desk: Desk, work: Work, estate: Estate, listed: Listed, left: set[TicketId], catalogue: Texts
) -> tuple[tuple[Button, ...], ...]:
    kept = listed.as_text()
    whole = actions.of_estate(
        desk, work, estate, Action.take_shift, catalogue.button("take_shift"), listed.chat, kept
    )
    if not 1 < len(left) <= _SINGLE_AT_MOST:
        return ((whole,),)
    single: Sequence[Button] = [
        actions.of_estate(
            desk,
            work,
            estate,
            Action.take_one,
            catalogue.plain("staff.take_one", number=ticket.number[-3:]),
            listed.chat,
            kept,
            ticket=ticket.id,
        )
        for ticket in _left(work, listed)
        if ticket.id in left
    ]
    return (whole,), *in_lines(single, _A_LINE)


def _clock(estate: Estate, moment: datetime) -> str:
    return f"{moment.astimezone(estate.zone):%H:%M}"
