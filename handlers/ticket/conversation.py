"""Who is talking with the owner about a ticket: while a person is, the desk keeps still."""

from datetime import datetime, timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.ticket import card
from handlers.ticket.lifecycle import OPEN, Step
from storage import tickets
from storage.errors import Stale
from storage.records import Ticket
from storage.work import Work

_WANTED, _SPOKE, _ADDED = "person_wanted", "person_spoke_at", "added_at"


def ask_for_person(work: Work, ticket: Ticket) -> Ticket:
    """Remember that the owner wants a person: the desk adds nothing until the matter is done."""
    return _remember(work, ticket, _WANTED, "yes")


def person_spoke(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Remember when a person last wrote to the owner; the first word meets a limit, and the card the next."""
    is_first = ticket.progress_at is None
    ticket = _remember(work, ticket, _SPOKE, work.now.isoformat(), progress_at=work.now)
    if is_first:
        card.refresh(desk, work, ticket)
    return ticket


def is_with_a_person(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell whether the desk should keep still: a person was asked for, or wrote a moment ago."""
    if Step(ticket.step) not in OPEN:
        return False
    if _WANTED in ticket.data:
        return True
    spoke = ticket.data.get(_SPOKE)
    still = timedelta(minutes=speak.estate_of(desk, ticket).policy.silent_after_human_min)
    return spoke is not None and work.now < datetime.fromisoformat(spoke) + still


def begins_to_add(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell whether the owner adds something after a while: what follows at once is not answered again."""
    still = timedelta(minutes=speak.estate_of(desk, ticket).policy.just_wrote_min)
    step, _, last = ticket.data.get(_ADDED, "").partition("@")
    here = f"{ticket.step}:{ticket.reopened}"
    if step == here and last and work.now < datetime.fromisoformat(last) + still:
        return False
    _remember(work, ticket, _ADDED, f"{here}@{work.now.isoformat()}")
    return True


def _remember(work: Work, ticket: Ticket, what: str, value: str, **changes: datetime) -> Ticket:
    changed = tickets.change(work, ticket, data={**ticket.data, what: value}, **changes)
    if changed is None:
        raise Stale(f"ticket {ticket.id} is not at version {ticket.version} any more")
    return changed
