"""The only code that changes a ticket: compare-and-set, journal and timers in one unit."""

from collections.abc import Mapping
from typing import Any

from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket.lifecycle import OPEN, Move, Step, after
from storage import journal, tickets, timers
from storage.errors import Stale
from storage.records import Ticket, TicketId
from storage.work import Work

DESK = "desk"
_OF_OPEN_ONES = ("deadline", "progress", "waiting_owner")


def get(work: Work, ticket: TicketId) -> Ticket:
    """Return a ticket that must exist."""
    found = tickets.get(work, ticket)
    assert found is not None, f"ticket {ticket} is referred to and missing"
    return found


def move(
    work: Work,
    ticket: Ticket,
    what: Move,
    actor: str,
    *,
    facts: Mapping[str, str | int | None] | None = None,
    said: str | None = None,
    **changes: Any,
) -> Ticket:
    """Take a ticket along one arrow. Refuses where the table has no such arrow; see `amend` for Stale."""
    step = after(Step(ticket.step), what)
    if step is None:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    return amend(work, ticket, what.value, actor, facts=facts, said=said, step=step.value, **changes)


def amend(
    work: Work,
    ticket: Ticket,
    code: str,
    actor: str,
    *,
    facts: Mapping[str, str | int | None] | None = None,
    said: str | None = None,
    **changes: Any,
) -> Ticket:
    """Change what a ticket says, with a journal row. Raises Stale when it changed since it was read."""
    changed = tickets.change(work, ticket, **changes)
    if changed is None:
        raise Stale(f"ticket {ticket.id} is not at version {ticket.version} any more")
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=code,
        actor=actor,
        facts=dict(facts or {}),
        words=said,
    )
    if changed.step != Step.received.value:
        timers.cancel(work, "page", str(ticket.id))
    if Step(changed.step) not in OPEN:
        for kind in _OF_OPEN_ONES:
            timers.cancel(work, kind, str(ticket.id))
    return changed
