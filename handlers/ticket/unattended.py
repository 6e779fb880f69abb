"""Open tickets whose assignee is not there: which may wait for them, and which are without a person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from handlers.desk import Estate
from handlers.ticket import duty, paging, pending
from handlers.ticket.pending import Pending
from storage import duties
from storage.records import Ticket
from storage.work import Work

# Whoever is not back by then hands over, whatever is due: an owner who writes should find somebody.
_BACK_WITHIN = timedelta(hours=72)
_ON_THE_ROTA = timedelta(days=14)
_SOON = timedelta(minutes=30)


def held_by(work: Work, estate: Estate, users: Collection[str]) -> list[Pending]:
    """Return what these people have, what cannot wait first."""
    if not users:
        return []
    held = [one for one in pending.of_estate(work, estate) if one.ticket.assignee in users]
    return sorted(held, key=lambda one: (one.ticket.urgency, one.ticket.id))


def stays(work: Work, estate: Estate, one: Pending, off_from: datetime) -> bool:
    """Tell whether a ticket may wait for its assignee, who is off from that moment on.

    It may when it is ordinary, they are on shift again within three days, and nothing of it is late then or
    falls due before that, a promised time included.
    """
    if paging.cannot_wait(one.ticket) or one.ticket.assignee is None:
        return False
    back = duties.next_of(work, estate.key, one.ticket.assignee, off_from)
    if back is None or back.starts > off_from + _BACK_WITHIN or one.late_since(off_from):
        return False
    due = one.next_due(off_from)
    return due is None or due >= back.starts


def orphans(work: Work, estate: Estate) -> list[Ticket]:
    """Return the open tickets whose assignee went off shift without a hand-over, and that may not wait.

    Who is not on the rota these weeks (a manager, say) keeps theirs, and so does who claimed off shift.
    """
    ended = _last_ends(work, estate)
    soon = duty.planned(work, estate, work.now + _SOON)
    there = duty.on_shift(work, estate) | {shift.user for shift in soon}
    return [
        one.ticket
        for one in held_by(work, estate, ended.keys() - there)
        if _left_behind(one.ticket, ended) and not stays(work, estate, one, ended[one.ticket.assignee or ""])
    ]


def waiting(work: Work, estate: Estate, ones: Iterable[Pending]) -> list[Pending]:
    """Return those that wait for a person: unclaimed, or left behind at the end of a shift."""
    left = {ticket.id for ticket in orphans(work, estate)}
    return [one for one in ones if one.is_unclaimed or one.ticket.id in left]


def _left_behind(ticket: Ticket, ended: Mapping[str, datetime]) -> bool:
    return ticket.claimed_at is None or ticket.claimed_at < ended[ticket.assignee or ""]


def _last_ends(work: Work, estate: Estate) -> dict[str, datetime]:
    """Return when the last shift of everybody on the rota ended."""
    past = duties.between(work, estate.key, work.now - _ON_THE_ROTA, work.now)
    over = sorted((shift.ends, shift.user) for shift in past if shift.ends <= work.now)
    return {user: ends for ends, user in over}
