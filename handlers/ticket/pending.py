"""What waits for people: open tickets with the times that still bind, and which have passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Estate, StaffMember
from handlers.ticket.lifecycle import OPEN, Step
from storage import promises, tickets
from storage.records import Promise, Ticket
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Pending:
    """An open ticket, and the time its owner was given."""

    ticket: Ticket
    promise: Promise | None

    @property
    def is_unclaimed(self) -> bool:
        """Tell whether nobody has it."""
        return self.ticket.step == Step.received.value

    @property
    def promised_until(self) -> datetime | None:
        """Return when the promise is broken unless somebody was there."""
        return None if self.promise is None else self.promise.until or self.promise.at

    def late_since(self, now: datetime) -> datetime | None:
        """Return since when something is late: the claim, the answer, the arrival, the end or the promise."""
        return min((due for due in self.dues() if due <= now), default=None)

    def next_due(self, now: datetime) -> datetime | None:
        """Return what passes next."""
        return min((due for due in self.dues() if due > now), default=None)

    def dues(self) -> Iterator[datetime]:
        """Give every time by which something must have happened that has not."""
        ticket = self.ticket
        dues = (
            (ticket.claim_due, not self.is_unclaimed),
            (ticket.answer_due, ticket.progress_at is not None),
            (ticket.arrive_due, ticket.arrived_at is not None),
            (ticket.done_due, ticket.paused_at is not None),
            (self.promised_until, ticket.arrived_at is not None),
        )
        yield from (due for due, is_met in dues if due is not None and not is_met)


def of_estate(work: Work, estate: Estate, chat: str | None = None) -> list[Pending]:
    """Return what is open in an estate, or only what belongs to one of its chats, oldest first."""
    promised = promises.all_open(work, estate.key)
    steps = [step.value for step in OPEN]
    return [
        Pending(ticket, promised.get(ticket.id))
        for ticket in tickets.in_step(work, estate.key, steps)
        if chat in (None, ticket.staff_chat)
    ]


def chat_seen_by(estate: Estate, member: StaffMember, chat: str) -> str | None:
    """Return the chat whose matters are listed in a chat; None: those of the whole estate.

    In a group of staff they are its own; contractors see those of their team only.
    """
    if chat in {estate.staff_chat, *(team.chat for team in estate.teams)}:
        return chat
    team = estate.team(member.team)
    return team.chat if team is not None and team.contractor else None
