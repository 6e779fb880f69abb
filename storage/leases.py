"""Leases: of several services one at a time has something for itself, and it can be told from the next.

Whoever has a lease keeps it by saying so in time. Who was held up longer than that may think it still has it:
so what it does for the lease asks in the same transaction, and does not count when another has it by now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Executable, bindparam, select, update

from storage.schema import leases as table
from storage.statements import Insert, columns_of, first_as
from storage.work import Work

NAME = table.name  # what the bell rings for


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has what, as the `fence`-th holder, and until when of the machine's time unless it says so anew."""

    name: str
    holder: str
    fence: int
    until: datetime


_COLUMNS = columns_of(table, Lease)
_MAKE = Insert(table, on=["name"], returning=[table.c.name])
_TAKE = (
    update(table)
    .where(table.c.name == bindparam("of_name"), table.c.until <= bindparam("machine_now"))
    .values(
        holder=bindparam("new_holder"),
        fence=table.c.fence + 1,
        until=bindparam("new_until", type_=table.c.until.type),
    )
    .returning(*_COLUMNS)
)
_MINE = [
    table.c.name == bindparam("of_name"),
    table.c.holder == bindparam("of_holder"),
    table.c.fence == bindparam("of_fence"),
]
_KEEP = (
    update(table)
    .where(*_MINE)
    .values(until=bindparam("new_until", type_=table.c.until.type))
    .returning(*_COLUMNS)
)
# The fence grows here too, so that nothing counts any more that was begun before.
_RELEASE = (
    update(table)
    .where(*_MINE)
    .values(until=bindparam("new_until", type_=table.c.until.type), fence=table.c.fence + 1)
    .returning(*_COLUMNS)
)
_OF = select(*_COLUMNS).where(table.c.name == bindparam("of_name"))


def take(work: Work, name: str, holder: str, lasts: timedelta) -> Lease | None:
    """Take a lease that nobody has, or nobody kept in time; None: another service has it."""
    _MAKE.run(work, {"name": name, "holder": "", "fence": 0, "until": work.machine_now})
    until = work.machine_now + lasts
    values = {"of_name": name, "machine_now": work.machine_now, "new_holder": holder, "new_until": until}
    return first_as(Lease, work.connection.execute(_TAKE, values))


def keep(work: Work, lease: Lease, lasts: timedelta) -> bool:
    """Keep a lease for so long from now, and everybody else out until the commit; False: it is lost."""
    return _moved(work, _KEEP, lease, work.machine_now + lasts) is not None


def release(work: Work, lease: Lease) -> None:
    """Let another service have it at once; nothing happens when one has it."""
    if _moved(work, _RELEASE, lease, work.machine_now) is not None:
        work.wake(NAME)


def of(work: Work, name: str) -> Lease | None:
    """Return who had it last; it may have ended."""
    return first_as(Lease, work.connection.execute(_OF, {"of_name": name}))


def _moved(work: Work, statement: Executable, lease: Lease, until: datetime) -> Lease | None:
    mine = {"of_name": lease.name, "of_holder": lease.holder, "of_fence": lease.fence}
    return first_as(Lease, work.connection.execute(statement, {**mine, "new_until": until}))
