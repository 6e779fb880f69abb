"""An owner urges: they always learn how it stands; whoever has it is told, and the third time the lead."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from handlers import calendar, languages, speak
from handlers.desk import Desk, StaffMember
from handlers.texts import Named, Sentence, Value, Words
from handlers.ticket import actions, card, duty, incident, leading, moves, paging, promised
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from storage.records import Message, Ticket
from storage.work import Work

_DATA = "urged"
_TO_THE_LEAD = 3
_WORDS = 200


class Effect(StrEnum):
    """What an urge does besides that the owner is told how it stands."""

    nothing = "nothing"
    reminds = "reminds"
    calls_the_lead = "calls_the_lead"


@dataclass(frozen=True, slots=True)
class Urges:
    """The urges of a ticket that had an effect since it was last opened."""

    times: int = 0
    last: datetime | None = None

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """Read what a ticket remembers."""
        kept = ticket.data.get(_DATA, {})
        if kept.get("round") != ticket.reopened:
            return cls()
        return cls(kept["times"], datetime.fromisoformat(kept["last"]))

    def next(self, now: datetime, cooldown_s: float) -> Effect:
        """Return what one more does: within the cool-down nothing, and each third goes to the lead."""
        if self.last is not None and now < self.last + timedelta(seconds=cooldown_s):
            return Effect.nothing
        return Effect.reminds if (self.times + 1) % _TO_THE_LEAD else Effect.calls_the_lead


def urge(desk: Desk, work: Work, ticket: Ticket, key: str, message: Message | None = None) -> None:
    """Take an urge about a ticket that is open, by a press or in words, which the staff always read.

    However many urge about one event, the staff are reminded as often as by one of them.
    """
    policy = speak.estate_of(desk, ticket).policy
    first = incident.first_of(work, ticket)
    about = first if first is not None and Step(first.step) in OPEN else ticket
    urges = Urges.of(about)
    cooldown = policy.urge_urgent_cooldown_s if paging.cannot_wait(about) else policy.urge_cooldown_s
    effect = urges.next(work.now, cooldown)
    if effect is not Effect.nothing:
        times = urges.times + 1
        kept = {"round": about.reopened, "times": times, "last": work.now.isoformat()}
        facts = {"times": times}
        about = moves.amend(work, about, "urged", "owner", facts=facts, data={**about.data, _DATA: kept})
        ticket = about if about.id == ticket.id else ticket
        _tell_staff(desk, work, about, key, times, message if about.id == ticket.id else None, effect)
    if message is not None and (effect is Effect.nothing or about.id != ticket.id):
        _show_words(desk, work, ticket, key, message)
    _tell_owner(desk, work, ticket, key, effect)


def _tell_staff(
    desk: Desk, work: Work, ticket: Ticket, key: str, times: int, message: Message | None, effect: Effect
) -> None:
    estate = speak.estate_of(desk, ticket)
    lead = duty.lead_of(work, estate, ticket) if effect is Effect.calls_the_lead else None
    hidden = message is not None and leading.is_about_manner(ticket)
    outgoing = desk.texts.outgoing(
        "staff.urged" if ticket.assignee else "staff.urged_unclaimed",
        number=ticket.number,
        times=times,
        who=card.assignee_name(desk, ticket),
        words=Words(card.as_shown(ticket, message.text)) if message and not hidden else "",
        lead=Named(lead.name, lead.user) if lead else "",
    )
    speak.to_group(desk, work, ticket, key, outgoing, role="followup", origin=message.id if message else None)
    if message is not None and hidden:
        _show_words(desk, work, ticket, key, message)
    if lead is not None:
        member = _assignee(desk, ticket)
        leading.tell_lead(
            desk,
            work,
            ticket,
            key,
            "staff.urged_lead",
            number=ticket.number,
            times=times,
            who=member.name if member else Sentence("staff.nobody_yet"),
            words=Words(card.shown_words(ticket)).shortened(_WORDS),
        )
    if ticket.step == Step.received.value and (
        paging.cannot_wait(ticket) or calendar.is_open(estate, work.now)
    ):
        paging.urged(desk, work, ticket, key, lead)


def _show_words(desk: Desk, work: Work, ticket: Ticket, key: str, message: Message) -> None:
    """Show the words without calling anybody: they were called a moment ago."""
    member = _assignee(desk, ticket)
    who: Value = member.name if member else Sentence("staff.nobody_yet")
    words = Words(card.as_shown(ticket, message.text))
    if leading.is_about_manner(ticket):
        leading.tell(desk, work, ticket, key, "staff.followup", who=who, words=words)
        return
    outgoing = desk.texts.outgoing("staff.followup", who=who, words=words)
    speak.to_group(desk, work, ticket, f"{key}:words", outgoing, role="followup", origin=message.id)


def _tell_owner(desk: Desk, work: Work, ticket: Ticket, key: str, effect: Effect) -> None:
    estate = speak.estate_of(desk, ticket)
    promise = promised.still_ahead(desk, work, ticket)
    by = "" if promise else calendar.still_ahead(estate, ticket.answer_due, work.now)
    sentence = Sentence(
        "owner.urged_again" if effect is Effect.nothing else "owner.urged",
        number=ticket.number,
        state=stands(desk, work, ticket),
        promised=promise,
        by=by,
        duty_phone="" if promise or by else estate.duty_phone,
    )
    texts = languages.of_reporter(desk, work, ticket)
    shown = speak.worded(work, texts, ticket.channel, ticket.chat, sentence)
    buttons = actions.under_ticket(desk, work, ticket, [Action.call_me], texts=texts, chat=ticket.chat)
    speak.to_owner(work, ticket, key, replace(shown, buttons=buttons))


def stands(desk: Desk, work: Work, ticket: Ticket) -> Sentence:
    """Say to an owner who has an open matter, and since when."""
    estate = speak.estate_of(desk, ticket)
    member = _assignee(desk, ticket)
    if member is None or ticket.claimed_at is None:
        since = calendar.spoken(estate, ticket.received_at, work.now)
        return Sentence("owner.stands_received", since=since)
    since = calendar.spoken(estate, ticket.claimed_at, work.now)
    if ticket.step == Step.claimed.value:
        return Sentence("owner.stands_claimed", since=since, staff=member.name)
    return Sentence(
        "owner.stands_working", since=since, staff=member.name, state=Sentence(f"owner_steps.{ticket.step}")
    )


def _assignee(desk: Desk, ticket: Ticket) -> StaffMember | None:
    return speak.estate_of(desk, ticket).member(ticket.assignee)
