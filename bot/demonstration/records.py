"""What the desk's database holds for the one who looks, read at one moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.ticket.calls import Reason
from handlers.ticket.lifecycle import FINISHED, OPEN, Step
from storage import absentees, inbox, journal, looks, messages, outbox, people, questions, tickets
from storage.looks import Unsent
from storage.records import JournalRow, Person, PersonId, QuestionId, Ticket, TicketId, Timer
from storage.work import Work

CHANNEL = "telegram"
_LISTED = 30
_TIMERS = 500
_UNSENT = 200
# What leads to nothing that people read, or to nothing while no matter is open.
_HOUSEKEEPING = frozenset({"board", "notices", "duty_gap", "handover_late"})
_WITH_OPEN_TICKETS = "handover"
_ABOUT_A_PERSON = frozenset({"join", "ask", "suspect", "estate"})
_ABOUT_A_QUESTION = frozenset({"question", "which"})


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one moment. `listed` are the tickets to choose from, newest first; `chosen` is shown."""

    everything: Sequence[Ticket]
    listed: Sequence[Ticket]
    chosen: Ticket | None
    journals: Mapping[TicketId, Sequence[JournalRow]]
    timers: Sequence[Timer]
    meant: Mapping[int, tuple[str | None, TicketId | None]]
    unsent: Sequence[Unsent]
    resting: Mapping[str, datetime]
    closed: Collection[str]
    parked_inbox: int
    parked: int
    pending: str

    def journal_of(self, ticket: Ticket) -> Sequence[JournalRow]:
        """Return a listed ticket's history, oldest first."""
        return self.journals.get(ticket.id, ())

    def timers_of(self, ticket: Ticket) -> list[Timer]:
        """Return what waits about a ticket, the next first."""
        return [timer for timer in self.timers if self.meant[timer.id][1] == ticket.id]

    def timers_about(self, user: str) -> list[Timer]:
        """Return what waits about a person's words that are no ticket yet."""
        return [timer for timer in self.timers if self.meant[timer.id] == (user, None)]

    def about(self, timer: Timer) -> str | None:
        """Return whom a timer is about, by the channel's id."""
        return self.meant[timer.id][0]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose phone is in front, an owner's or not, which chat is open on it, which ticket was chosen."""

    user: str
    chat: str
    ticket: int | None
    owner: bool


def read(work: Work, estate: str, asked: Asked) -> Records:
    """Read everything the panel shows; changes nothing."""
    everything = tickets.of_estate(work, estate)
    person = people.by_user(work, CHANNEL, asked.user)
    listed = _listed(everything, asked, person)
    journals = {ticket.id: journal.of_ticket(work, ticket.id) for ticket in listed}
    timers = to_come(work, everything)
    came, goes = inbox.counts(work), outbox.counts(work)
    parked_inbox = came.get("parked", 0)
    return Records(
        everything=everything,
        listed=listed,
        chosen=_chosen(listed, journals, asked),
        journals=journals,
        timers=timers,
        meant={timer.id: _meant(work, timer) for timer in timers},
        unsent=looks.unsent(work, _UNSENT, Reason.phone),
        resting=outbox.resting(work, CHANNEL),
        closed=absentees.closed_to_desk(work, CHANNEL),
        parked_inbox=parked_inbox,
        parked=parked_inbox + goes.get("parked", 0) + goes.get("unknown", 0),
        pending=_pending(work, person) if asked.owner else "",
    )


def to_come(work: Work, everything: Sequence[Ticket]) -> list[Timer]:
    """Return what will happen by itself and is worth telling, the next first."""
    going_on = any(Step(ticket.step) in OPEN for ticket in everything)
    hidden = _HOUSEKEEPING if going_on else _HOUSEKEEPING | {_WITH_OPEN_TICKETS}
    return [timer for timer in looks.waiting_timers(work, _TIMERS) if timer.kind not in hidden]


def _listed(everything: Sequence[Ticket], asked: Asked, person: Person | None) -> list[Ticket]:
    """Return an owner's own tickets, or for staff those of the group that is open, else all."""
    if asked.owner:
        found = [ticket for ticket in everything if person is not None and ticket.reporter == person.id]
    else:
        found = [ticket for ticket in everything if ticket.staff_chat == asked.chat] or list(everything)
    return found[::-1][:_LISTED]


def _chosen(
    listed: Sequence[Ticket], journals: Mapping[TicketId, Sequence[JournalRow]], asked: Asked
) -> Ticket | None:
    """Return the ticket that was asked for, else the last one this person touched, else the newest open."""
    wanted = next((ticket for ticket in listed if ticket.id == asked.ticket), None)
    if wanted is not None:
        return wanted
    if not asked.owner:
        touched = [
            (row.at, row.seq, ticket)
            for ticket in listed
            for row in journals[ticket.id]
            if row.actor == asked.user and Step(ticket.step) not in FINISHED
        ]
        if touched:
            return max(touched, key=lambda found: found[:2])[2]
    newest_open = next((ticket for ticket in listed if Step(ticket.step) in OPEN), None)
    return newest_open or next(iter(listed), None)


def _meant(work: Work, timer: Timer) -> tuple[str | None, TicketId | None]:
    """Return the person and the ticket a timer is about."""
    if timer.kind in _ABOUT_A_PERSON:
        return people.get(work, PersonId(int(timer.entity))).user, None
    if timer.kind in _ABOUT_A_QUESTION:
        question = questions.get(work, QuestionId(int(timer.entity)))
        return (question.user, question.ticket) if question else (None, None)
    return None, TicketId(int(timer.entity)) if timer.entity.isdigit() else None


def _pending(work: Work, person: Person | None) -> str:
    """Return the words of a person that wait to be joined, as the desk will judge them."""
    waiting = messages.pending_of(work, person.id) if person else []
    return "\n".join(message.text for message in waiting if message.text)
