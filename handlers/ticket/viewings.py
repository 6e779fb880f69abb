"""Who looked at the footage of a matter: each with when, why, and for those from outside who allowed it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from handlers import calendar, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence, Value, Words
from handlers.ticket import deciding, leading, moves
from handlers.ticket.actions import Action
from handlers.ticket.footage import Footage
from storage import tasks
from storage.commitments import TaskId
from storage.records import Ticket
from storage.work import Work

_KEY = "views"
_WORDS = 200


class Viewer(StrEnum):
    """Who looks; the value is also the key of its name in `[viewers]`."""

    staff = "staff"
    owner = "owner"
    police = "police"


class State(StrEnum):
    """Where it stands; the value is also the key of its name in `[viewing_states]`."""

    asked = "asked"
    approved = "approved"
    refused = "refused"
    seen = "seen"


@dataclass(frozen=True, slots=True)
class Viewing:
    """A row of the log: `words` say who exactly and why, `by` entered it, `decided_by` allowed or refused it.

    `at` is when it was entered, and once it was seen when that was noted.
    """

    who: Viewer
    words: str
    by: str
    at: datetime
    state: State
    decided_by: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what a task keeps."""
        return {
            "who": self.who.value,
            "words": self.words,
            "by": self.by,
            "at": self.at.isoformat(),
            "state": self.state.value,
            "decided_by": self.decided_by,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        return cls(
            Viewer(kept["who"]),
            kept["words"],
            kept["by"],
            datetime.fromisoformat(kept["at"]),
            State(kept["state"]),
            kept["decided_by"],
        )


def of(work: Work, task: TaskId) -> list[Viewing]:
    """Return the log of a task, oldest first."""
    kept = tasks.get(work, task)
    return [Viewing.from_json(one) for one in kept.data.get(_KEY, ())] if kept else []


def told(estate: Estate, viewing: Viewing) -> dict[str, Value]:
    """Return what the line of one says."""
    by, decided_by = estate.member(viewing.by), estate.member(viewing.decided_by)
    own = viewing.who is Viewer.staff  # nobody has to allow it
    return {
        "at": calendar.spoken(estate, viewing.at, None),
        "who": Sentence(f"viewers.{viewing.who.value}"),
        "words": Words(viewing.words).on_one_line(_WORDS),
        "by": by.name if by else "–",
        "state": Sentence("viewing_states.looked")
        if own
        else Sentence(f"viewing_states.{viewing.state.value}", who=decided_by.name if decided_by else "–"),
    }


def enter(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, who: Viewer, words: str) -> Ticket:
    """Enter who looks at it and why. Of those from outside one who leads is asked, unless they enter it."""
    state = State.asked
    if who is Viewer.staff:
        state = State.seen
    elif member.leads:
        state = State.approved
    by = member.user if state is State.approved else None
    viewing = Viewing(who, words, member.user, work.now, state, by)
    ticket, n = _keep(work, ticket, None, viewing, member.user, said=words)
    if state is State.asked:
        leading.ask(
            desk,
            work,
            ticket,
            f"viewing:{_task(ticket)}:{n}",
            Sentence(
                "staff.viewing_asked", number=ticket.number, **told(speak.estate_of(desk, ticket), viewing)
            ),
            [Action.approve_view, Action.refuse_view],
            arg=str(n),
            role=speak.INSIDE,
        )
    elif state is State.approved:
        _tell(desk, work, ticket, member, n, viewing)
    return ticket


def decide(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, n: int, *, agreed: bool) -> None:
    """Take the word of one who leads on whether somebody from outside may look; refuses all others."""
    if not member.leads:
        raise Refused("refusal.leads_only")
    viewing = _get(work, ticket, n, State.asked)
    state = State.approved if agreed else State.refused
    viewing = replace(viewing, state=state, decided_by=member.user)
    ticket, _ = _keep(work, ticket, n, viewing, member.user)
    entered_by = speak.estate_of(desk, ticket).member(viewing.by)
    if entered_by is not None:
        _tell(desk, work, ticket, entered_by, n, viewing)


def seen(work: Work, ticket: Ticket, member: StaffMember, n: int) -> None:
    """Note that they have looked; refuses what nobody allowed, and a second time."""
    viewing = _get(work, ticket, n, State.approved)
    _keep(work, ticket, n, replace(viewing, state=State.seen, at=work.now), member.user)


def _tell(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, n: int, viewing: Viewing) -> None:
    """Tell whoever entered it what was decided, with a button to note the looking itself."""
    may = viewing.state is State.approved
    sentence = Sentence(
        "staff.viewing_decided", number=ticket.number, **told(speak.estate_of(desk, ticket), viewing)
    )
    event = f"viewing:{_task(ticket)}:{n}:{viewing.state.value}"
    deciding.tell(desk, work, ticket, event, sentence, [member], [Action.viewed] if may else [], arg=str(n))


def _get(work: Work, ticket: Ticket, n: int, state: State) -> Viewing:
    log = of(work, _task(ticket))
    if n >= len(log) or log[n].state is not state:
        raise Refused("toast.done_already")
    return log[n]


def _task(ticket: Ticket) -> TaskId:
    found = Footage.of(ticket)
    if found is None:
        raise Refused("refusal.no_footage", number=ticket.number)
    return found.task


def _keep(
    work: Work, ticket: Ticket, n: int | None, viewing: Viewing, actor: str, said: str | None = None
) -> tuple[Ticket, int]:
    """Write a row of the log, a new one where `n` is None, with its row of the journal; return its number."""
    task = tasks.get(work, _task(ticket))
    assert task is not None, "a ticket remembers a task that exists"
    log = list(task.data.get(_KEY, ()))
    n = len(log) if n is None else n
    log[n : n + 1] = [viewing.as_json()]
    tasks.note(work, task.id, {**task.data, _KEY: log})
    facts: dict[str, str | int | None] = {"viewer": viewing.who.value, "viewing": n, "task": task.id}
    ticket = moves.amend(work, ticket, f"footage_view_{viewing.state.value}", actor, facts=facts, said=said)
    return ticket, n
