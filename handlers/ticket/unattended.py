"""Open tickets whose assignee is not there: which may wait for them, and which are without a person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers.desk import Estate
from handlers.ticket import duty, paging, pending
from handlers.ticket.pending import Pending
from storage import duties
from storage.commitments import Shift
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


def to_hand_over(
    work: Work, estate: Estate, ones: Iterable[Pending], off_from: Mapping[str, datetime]
) -> list[Pending]:
    """Return those that may not wait for their assignee, who is off from the moment that `off_from` says.

    A ticket may wait when it is ordinary, they are on shift again within three days, and nothing of it is
    late when they go or falls due before they are back, a promised time included.
    """
    back = {user: duties.next_of(work, estate.key, user, since) for user, since in off_from.items()}
    held = ((one, one.ticket.assignee or "") for one in ones)
    return [one for one, user in held if user in off_from and not _stays(one, off_from[user], back[user])]


def is_back_soon(work: Work, estate: Estate, user: str, since: datetime) -> bool:
    """Tell whether somebody who goes off is on shift again within three days."""
    back = duties.next_of(work, estate.key, user, since)
    return back is not None and back.starts <= since + _BACK_WITHIN


def orphans(work: Work, estate: Estate, ones: Iterable[Pending]) -> list[Pending]:
    """Return those whose assignee went off shift without a hand-over, and that may not wait.

    Who is not on the rota these weeks (a manager, say) keeps theirs, and so does who claimed off shift.
    """
    ended = _last_ends(work, estate)
    soon = duty.planned(work, estate, work.now + _SOON)
    there = duty.on_shift(work, estate) | {shift.user for shift in soon}
    off_from = {user: ends for user, ends in ended.items() if user not in there}
    left = to_hand_over(work, estate, ones, off_from)
    return [one for one in left if _left_behind(one.ticket, ended)]


def waiting(work: Work, estate: Estate, ones: Sequence[Pending]) -> list[Pending]:
    """Return those that wait for a person: unclaimed, or left behind at the end of a shift."""
    left = {one.ticket.id for one in orphans(work, estate, ones)}
    return [one for one in ones if one.is_unclaimed or one.ticket.id in left]


def _stays(one: Pending, off_from: datetime, back: Shift | None) -> bool:
    if paging.cannot_wait(one.ticket) or back is None or back.starts > off_from + _BACK_WITHIN:
        return False
    due = one.next_due(off_from)
    return one.late_since(off_from) is None and (due is None or due >= back.starts)


def _left_behind(ticket: Ticket, ended: Mapping[str, datetime]) -> bool:
    return ticket.claimed_at is None or ticket.claimed_at < ended[ticket.assignee or ""]


def _last_ends(work: Work, estate: Estate) -> dict[str, datetime]:
    """Return when the last shift of everybody on the rota ended."""
    past = duties.between(work, estate.key, work.now - _ON_THE_ROTA, work.now)
    over = sorted((shift.ends, shift.user) for shift in past if shift.ends <= work.now)
    return {user: ends for ends, user in over}
