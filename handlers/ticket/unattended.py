"""Open tickets whose assignee is not there: which may wait for them, and which are without a person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers.desk import Estate
from handlers.ticket import duty, paging
from handlers.ticket.lifecycle import OPEN, Step
from storage import duties, promises, tickets
from storage.records import Ticket
from storage.work import Work

# Whoever is not back by then hands over, whatever is due: an owner who writes should find somebody.
_BACK_WITHIN = timedelta(hours=72)
_ON_THE_ROTA = timedelta(days=14)
_SOON = timedelta(minutes=30)


def held_by(work: Work, estate: Estate, users: Collection[str]) -> list[Ticket]:
    """Return the open tickets of these people, what cannot wait first."""
    steps = [step.value for step in OPEN - {Step.received}]
    found = [ticket for ticket in tickets.in_step(work, estate.key, steps) if ticket.assignee in users]
    return sorted(found, key=lambda ticket: (ticket.urgency, ticket.id))


def stays(work: Work, estate: Estate, ticket: Ticket, off_from: datetime) -> bool:
    """Tell whether a ticket may wait for its assignee, who is off from that moment on.

    It may when it is ordinary, they are on shift again within three days, and nothing of it falls due, and no
    promised time comes, before that.
    """
    if paging.cannot_wait(ticket) or ticket.assignee is None:
        return False
    back = duties.next_of(work, estate.key, ticket.assignee, off_from)
    if back is None or back.starts > off_from + _BACK_WITHIN:
        return False
    return all(moment >= back.starts for moment in _moments(work, ticket))


def orphans(work: Work, estate: Estate) -> list[Ticket]:
    """Return the open tickets whose assignee went off shift without a hand-over, and that may not wait.

    Who is not on the rota these weeks (a manager, say) keeps theirs, and so does who claimed off shift.
    """
    ended = _last_ends(work, estate)
    there = duty.on_shift(work, estate) | {
        shift.user for shift in duty.planned(work, estate, work.now + _SOON)
    }
    off = ended.keys() - there
    return [
        ticket
        for ticket in held_by(work, estate, off)
        if _left_behind(ticket, ended) and not stays(work, estate, ticket, ended[ticket.assignee or ""])
    ]


def _left_behind(ticket: Ticket, ended: dict[str, datetime]) -> bool:
    return ticket.claimed_at is None or ticket.claimed_at < ended[ticket.assignee or ""]


def _last_ends(work: Work, estate: Estate) -> dict[str, datetime]:
    """Return when the last shift of everybody on the rota ended."""
    past = duties.between(work, estate.key, work.now - _ON_THE_ROTA, work.now)
    ended: dict[str, datetime] = {}
    for shift in past:
        if shift.ends <= work.now:
            ended[shift.user] = max(shift.ends, ended.get(shift.user, shift.ends))
    return ended


def _moments(work: Work, ticket: Ticket) -> list[datetime]:
    promise = promises.open_of(work, ticket.id)
    due = [ticket.answer_due, ticket.done_due, promise.at if promise else None]
    return [moment for moment in due if moment is not None]
