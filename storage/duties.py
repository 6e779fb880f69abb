"""Who is on duty and who is away: shifts and absences, half open in time (the end is not in them)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.commitments import Absence, Shift, ShiftId
from storage.schema import absences as absence_table
from storage.schema import shifts as table
from storage.statements import Insert, all_as, columns_of, first_as
from storage.work import Work

_KEY = ["estate", "user", "starts"]
_SHIFTS = select(*columns_of(table, Shift)).where(table.c.estate == bindparam("of_estate"))
_BETWEEN = _SHIFTS.where(table.c.ends > bindparam("after"), table.c.starts < bindparam("before")).order_by(
    table.c.starts, table.c.id
)
_NEXT_OF = (
    _SHIFTS.where(table.c.user == bindparam("of_user"), table.c.starts >= bindparam("since"))
    .order_by(table.c.starts)
    .limit(1)
)
_ANY = select(table.c.id).where(table.c.estate == bindparam("of_estate")).limit(1)
_ADD = Insert(table, on=_KEY, returning=[table.c.id])
_ABSENCES = (
    select(*columns_of(absence_table, Absence))
    .where(
        absence_table.c.estate == bindparam("of_estate"),
        absence_table.c.ends > bindparam("after"),
        absence_table.c.starts < bindparam("before"),
    )
    .order_by(absence_table.c.starts, absence_table.c.id)
)
_AWAY = Insert(absence_table, on=_KEY, returning=[absence_table.c.id], update=["ends"])


def add(work: Work, estate: str, user: str, team: str | None, starts: datetime, ends: datetime) -> bool:
    """Plan a shift; False: the person has one that starts then, and it stays as it is."""
    values = {"estate": estate, "user": user, "team": team, "starts": starts, "ends": ends}
    return _ADD.run(work, values) is not None


def drop(work: Work, shifts: Collection[ShiftId]) -> None:
    """Take shifts out of the plan."""
    for shift in shifts:
        work.connection.execute(delete(table).where(table.c.id == shift))


def between(work: Work, estate: str, begins: datetime, ends: datetime) -> list[Shift]:
    """Return the shifts of which some part lies in a span, the earliest first."""
    values = {"of_estate": estate, "after": begins, "before": ends}
    return all_as(Shift, work.connection.execute(_BETWEEN, values))


def next_of(work: Work, estate: str, user: str, since: datetime) -> Shift | None:
    """Return the first shift of a person that begins at this moment or later."""
    values = {"of_estate": estate, "of_user": user, "since": since}
    return first_as(Shift, work.connection.execute(_NEXT_OF, values))


def are_planned(work: Work, estate: str) -> bool:
    """Tell whether an estate plans shifts at all."""
    return work.connection.scalar(_ANY, {"of_estate": estate}) is not None


def away(work: Work, estate: str, user: str, starts: datetime, ends: datetime) -> None:
    """Keep that somebody is away; the same beginning again changes the end."""
    _AWAY.run(work, {"estate": estate, "user": user, "starts": starts, "ends": ends})


def absences(work: Work, estate: str, begins: datetime, ends: datetime) -> list[Absence]:
    """Return the absences of which some part lies in a span, the earliest first."""
    values = {"of_estate": estate, "after": begins, "before": ends}
    return all_as(Absence, work.connection.execute(_ABSENCES, values))


def back(work: Work, absence: Absence) -> None:
    """Forget an absence: the person is there after all."""
    work.connection.execute(
        delete(absence_table).where(
            absence_table.c.estate == absence.estate,
            absence_table.c.user == absence.user,
            absence_table.c.starts == absence.starts,
        )
    )
