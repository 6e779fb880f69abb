"""Planning who is on duty: shifts and absences, and the times at which something follows from them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import calendar
from handlers.desk import Estate, StaffMember
from handlers.texts import Sentence, Value
from storage import duties, timers
from storage.commitments import Absence, Shift, ShiftId
from storage.work import Work

HANDOVER, ABSENCE = "handover", "absence"
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift that is to be."""

    user: str
    team: str | None
    starts: datetime
    ends: datetime


def shift_of(member: StaffMember, starts: datetime, ends: datetime) -> Planned:
    """Return a shift of somebody in the team they are of."""
    return Planned(member.user, member.team, starts, ends)


def lay(work: Work, estate: Estate, shifts: Iterable[Planned]) -> None:
    """Plan shifts, and the hand-over at the end of each; the same shift twice is harmless."""
    before = timedelta(minutes=estate.policy.handover_min)
    for shift in shifts:
        duties.add(work, estate.key, shift.user, shift.team, shift.starts, shift.ends)
        if shift.ends > work.now:
            ends = shift.ends.isoformat()
            timers.set(
                work,
                kind=HANDOVER,
                entity=estate.key,
                occurrence=ends,
                due=shift.ends - before,
                data={"ends": ends},
            )


def beginning(
    work: Work, estate: Estate, begins: datetime, ends: datetime, teams: Collection[str | None]
) -> list[ShiftId]:
    """Return the shifts of some teams that begin in a span."""
    return [shift.id for shift in _beginning(work, estate, begins, ends) if shift.team in teams]


def replace(work: Work, estate: Estate, gone: Collection[ShiftId], shifts: Iterable[Planned]) -> None:
    """Plan these shifts instead of those."""
    duties.drop(work, gone)
    lay(work, estate, shifts)


def overlapping(
    work: Work, estate: Estate, new: Planned, but: Collection[ShiftId] = frozenset()
) -> Shift | None:
    """Return a shift the same person has at a part of that time, leaving out `but`."""
    planned = duties.between(work, estate.key, new.starts, new.ends)
    return next((shift for shift in planned if shift.user == new.user and shift.id not in but), None)


def cancel(work: Work, estate: Estate, user: str, begins: datetime, ends: datetime) -> int:
    """Take out the shifts of somebody that begin in a span, and absences in it; return how many went."""
    shifts = [shift.id for shift in _beginning(work, estate, begins, ends) if shift.user == user]
    absences = [
        absence for absence in duties.absences(work, estate.key, begins, ends) if absence.user == user
    ]
    duties.drop(work, shifts)
    for absence in absences:
        duties.back(work, absence)
    return len(shifts) + len(absences)


def away(work: Work, estate: Estate, user: str, starts: datetime, ends: datetime) -> None:
    """Keep that somebody will be away, and let what follows happen when it begins."""
    duties.away(work, estate.key, user, starts, ends)
    timers.set(
        work,
        kind=ABSENCE,
        entity=estate.key,
        occurrence=f"{user}:{starts.isoformat()}:{work.now.isoformat()}",
        due=max(starts, work.now),
        data={"user": user},
    )


def absence_now(work: Work, estate: Estate, user: str) -> Absence | None:
    """Return the absence that somebody is in."""
    now = duties.absences(work, estate.key, work.now, work.now + timedelta(microseconds=1))
    return next((absence for absence in now if absence.user == user), None)


def spoken_span(estate: Estate, begins: datetime, ends: datetime, now: datetime) -> Sentence:
    """Say from when to when: 明天 08:00–20:00, 今天 20:00–明天 08:00; a day ends at 24:00."""
    last = ends.astimezone(estate.zone)
    midnight = (last.hour, last.minute) == (0, 0)
    day = (ends - _A_MINUTE if midnight else ends).astimezone(estate.zone).date()
    said: Value = f"{last:%H:%M}" if not midnight else "24:00"
    if day != begins.astimezone(estate.zone).date():
        said = calendar.spoken(estate, ends - _A_MINUTE if midnight else ends, now)
    return Sentence("when.span", begins=calendar.spoken(estate, begins, now), ends=said)


def _beginning(work: Work, estate: Estate, begins: datetime, ends: datetime) -> list[Shift]:
    return [shift for shift in duties.between(work, estate.key, begins, ends) if shift.starts >= begins]
