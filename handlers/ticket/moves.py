"""The only code that changes a ticket: compare-and-set, journal and timers in one unit."""

from collections.abc import Mapping
from typing import Any

from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import guards, histories
from handlers.ticket.lifecycle import HELD, TIMERS, Move, Step, after
from storage import journal, tickets, timers
from storage.errors import Stale
from storage.records import Ticket, TicketId
from storage.work import Work

DESK = "desk"


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
    """Take a ticket along one arrow. Refuses where the table has none, and what its guard does not let pass.

    See `amend` for Stale.
    """
    step = after(Step(ticket.step), what)
    if step is None:
        raise Refused("refusal.step", state=Sentence(f"steps.{ticket.step}"))
    guards.refuse_unless(work, ticket, what, actor)
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
    """Change what a ticket says, with a journal row that tells it. Raises Stale when it changed since.

    Whatever is worked on has exactly one assignee, and what nobody has claimed has none.
    """
    changed = tickets.change(work, ticket, **changes)
    if changed is None:
        raise Stale(f"ticket {ticket.id} is not at version {ticket.version} any more")
    before, now = Step(ticket.step), Step(changed.step)
    assert (changed.assignee is not None) >= (now in HELD), f"ticket {ticket.id} is {now} and nobody has it"
    assert changed.assignee is None or now is not Step.received, f"ticket {ticket.id} is had, and unclaimed"
    journal.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        code=code,
        actor=actor,
        facts={**(facts or {}), **histories.difference(ticket, changed)},
        words=said,
    )
    for kind, steps in TIMERS.items():
        if before in steps and now not in steps:
            timers.cancel(work, kind, str(ticket.id))
    return changed
