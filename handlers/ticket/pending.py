"""What waits for people: open tickets with the times that still bind, and which have passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from handlers.desk import Estate, StaffMember
from handlers.ticket import incident, limits, promised
from handlers.ticket.lifecycle import OPEN, Step
from storage import promises, tickets
from storage.commitments import Promise
from storage.records import Ticket
from storage.work import Work

_PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Due:
    """By when something must have happened; `what` is a limit of the ticket, or the promise."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """An open ticket, and the time its owner was given."""

    ticket: Ticket
    promise: Promise | None

    @property
    def is_unclaimed(self) -> bool:
        """Tell whether nobody has it."""
        return self.ticket.step == Step.received.value

    def late(self, now: datetime) -> Due | None:
        """Return what is late, the longest: a limit, or the time the owner was given."""
        return min((due for due in self.dues() if due.at <= now), key=attrgetter("at"), default=None)

    def late_since(self, now: datetime) -> datetime | None:
        """Return since when something is late."""
        due = self.late(now)
        return due.at if due else None

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next of them passes."""
        return min((due.at for due in self.dues() if due.at > now), default=None)

    def dues(self) -> Iterator[Due]:
        """Give every time by which something must have happened that has not."""
        for clock, at in limits.running(self.ticket).items():
            yield Due(clock.value, at)
        if self.promise is not None and not promised.is_in_question(self.ticket, self.promise):
            yield Due(_PROMISE, self.promise.until or self.promise.at)


def of_estate(work: Work, estate: Estate, chat: str | None = None) -> list[Pending]:
    """Return what is open in an estate, or only what belongs to one of its chats, oldest first.

    What counts to an event is seen to with its first ticket, unless its owner was given a time of their own.
    Whoever shows it to somebody asks `sight` as well.
    """
    standing = promises.all_open(work, estate.key)
    steps = [step.value for step in OPEN]
    return [
        Pending(ticket, standing.get(ticket.id))
        for ticket in tickets.in_step(work, estate.key, steps)
        if chat in (None, ticket.staff_chat) and (not incident.is_joined(ticket) or ticket.id in standing)
    ]


def chat_seen_by(estate: Estate, member: StaffMember, chat: str) -> str | None:
    """Return the chat whose matters are listed in a chat; None: those of the whole estate.

    In a group of staff they are its own; contractors see those of their team only.
    """
    if chat == estate.head_office_chat or chat in estate.working_chats:
        return chat
    team = estate.team(member.team)
    return team.chat if team is not None and team.contractor else None
