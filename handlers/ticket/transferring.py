"""«转派»: a ticket offered to a colleague or a team. Until somebody accepts, whoever has it keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate, StaffMember, Team
from handlers.messages import Outgoing
from handlers.refusals import Refused
from handlers.texts import Named, Value, Words
from handlers.ticket import actions, board, card, membership, moves, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import HELD, Step
from storage import timers
from storage.records import Ticket, Timer
from storage.work import Work

TIMER = "transfer"
_KEY = "transfer"
_WORDS = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """Who offers a ticket that `held` has, to whom or which team, where the offer stands, and until when."""

    number: str
    by: str
    held: str
    to: str | None
    team: str | None
    chat: str
    until: datetime

    @classmethod
    def of(cls, ticket: Ticket) -> Self | None:
        """Read what a ticket remembers; None: nobody is asked."""
        kept = ticket.data.get(_KEY)
        return None if kept is None else cls(**kept | {"until": datetime.fromisoformat(kept["until"])})

    def as_json(self) -> dict[str, Any]:
        """Return the form that a ticket keeps."""
        names = ("number", "by", "held", "to", "team", "chat")
        return {name: getattr(self, name) for name in names} | {"until": self.until.isoformat()}

    def is_for(self, member: StaffMember) -> bool:
        """Tell whether somebody may say yes or no to it."""
        return member.user == self.to if self.to else member.team == self.team

    @property
    def role(self) -> str:
        """Return what its message is, so that it can be changed."""
        return f"transfer/{self.number}"


def offer(desk: Desk, work: Work, ticket: Ticket, by: StaffMember, to: StaffMember | Team) -> Ticket:
    """Offer a ticket; an offer that was open lapses with that. It stands where they read it."""
    estate, ticket = speak.estate_of(desk, ticket), withdraw(desk, work, ticket)
    chat = to.chat if isinstance(to, Team) else chat_of(estate, ticket, to)
    made = Offer(
        number=str(ticket.version),
        by=by.user,
        held=ticket.assignee or "",
        to=None if isinstance(to, Team) else to.user,
        team=to.key if isinstance(to, Team) else None,
        chat=chat,
        until=work.now + timedelta(minutes=estate.policy.transfer_lapses_min),
    )
    facts = {"to": made.to, "team": made.team}
    data = {**ticket.data, _KEY: made.as_json()}
    ticket = moves.amend(work, ticket, "transfer_offered", by.user, facts=facts, data=data)
    timers.set(work, kind=TIMER, entity=str(ticket.id), occurrence=made.number, due=made.until)
    texts = languages.of_staff_chat(desk, work, chat)
    buttons = actions.under_ticket(
        desk,
        work,
        ticket,
        [Action.accept, Action.not_accept],
        texts=texts,
        chat=chat,
        user=made.to,
        arg=made.number,
    )
    asked = texts.outgoing(
        "staff.transfer",
        who=to.name if isinstance(to, Team) else Named(to.name, to.user),
        by=by.name,
        number=ticket.number,
        words=card.in_a_line(texts, ticket, _WORDS),
        home=Words(ticket.home or ""),
        until=calendar.spoken(estate, made.until, work.now),
    )
    _say(desk, work, ticket, made, replace(asked, buttons=buttons))
    return ticket


def answered(ticket: Ticket, member: StaffMember, number: str) -> Offer:
    """Return the offer that somebody answers. Refuses one that is over, or that is not theirs."""
    made = Offer.of(ticket)
    over = made is None or made.number != number or made.held != ticket.assignee
    if made is None or over or Step(ticket.step) not in HELD:
        raise Refused("toast.done_already")
    if not made.is_for(member):
        raise Refused("refusal.not_for_you")
    return made


def end(desk: Desk, work: Work, ticket: Ticket, code: str, actor: str, text: str, who: Value) -> Ticket:
    """Settle the open offer of a ticket, and show where it stood what became of it."""
    made = Offer.of(ticket)
    assert made is not None, "only an open offer ends"
    timers.cancel(work, TIMER, str(ticket.id))
    ticket = moves.amend(work, ticket, code, actor, data=_without(ticket))
    _change(desk, work, ticket, made, text, who)
    return ticket


def withdraw(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """End an open offer, where there is one, because the ticket goes another way."""
    if Offer.of(ticket) is None:
        return ticket
    return end(desk, work, ticket, "transfer_over", moves.DESK, "staff.transfer_over", "")


def lapse(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Let an offer lapse that nobody answered: whoever has the ticket keeps it, and reads so."""
    made = Offer.of(ticket)
    if made is None or made.number != timer.occurrence:
        return
    ticket = end(desk, work, ticket, "transfer_lapsed", moves.DESK, "staff.transfer_over", "")
    if ticket.assignee == made.held and Step(ticket.step) in HELD:
        told = desk.texts.outgoing(
            "staff.transfer_lapsed", who=card.assignee_name(desk, ticket), number=ticket.number
        )
        speak.to_group(desk, work, ticket, f"transfer:{made.number}:lapsed", told)


def moved(desk: Desk, work: Work, ticket: Ticket, team: Team | None, chat: str) -> Ticket:
    """Let a ticket stand in another group: its card there, and a line in the place of the one it had."""
    before = ticket.staff_chat
    if chat == before:
        return ticket
    key = team.key if team else None
    ticket = moves.amend(work, ticket, "moved", moves.DESK, facts={"team": key}, staff_chat=chat, team=key)
    card.gone(desk, work, ticket, before, team)
    board.soon(desk, work, before)
    card.refresh(desk, work, ticket)
    return ticket


def chat_of(estate: Estate, ticket: Ticket, member: StaffMember) -> str:
    """Return where somebody reads about a ticket: its group where they work in it, else a chat of theirs."""
    if sight.Confided.of(ticket):
        return member.user
    group = membership.group_of(estate, member)
    return ticket.staff_chat if ticket.staff_chat in (group, estate.staff_chat) else group


def _without(ticket: Ticket) -> dict[str, Any]:
    return {name: value for name, value in ticket.data.items() if name != _KEY}


def _say(desk: Desk, work: Work, ticket: Ticket, made: Offer, outgoing: Outgoing) -> None:
    in_group = made.chat == ticket.staff_chat
    speak.say(
        work,
        key=f"{ticket.id}:{made.role}",
        channel=desk.staff_channel,
        chat=made.chat,
        outgoing=replace(outgoing, reply_role=speak.CARD if in_group else None),
        ticket=ticket.id,
        role=made.role,
    )


def _change(desk: Desk, work: Work, ticket: Ticket, made: Offer, text: str, who: Value) -> None:
    texts = languages.of_staff_chat(desk, work, made.chat)
    outgoing = texts.outgoing(text, number=ticket.number, who=who)
    speak.change(work, ticket, made.role, desk.staff_channel, made.chat, outgoing)
