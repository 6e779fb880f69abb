"""What may be looked at beside the work: timers that wait, messages that are not out yet. Use a reader."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.conditions import one_of
from storage.records import OutboxRow, Timer
from storage.schema import outbox, timers
from storage.statements import all_as, columns_of
from storage.work import Work

_TIMERS = (
    select(*columns_of(timers, Timer))
    .where(one_of(timers.c.state, "waiting"))
    .order_by(timers.c.due, timers.c.id)
    .limit(bindparam("most"))
)
_UNSENT = (
    select(outbox.c.not_before, *columns_of(outbox, OutboxRow))
    .where(one_of(outbox.c.state, "todo", "sending", "parked", "unknown", "unreachable"))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that is not out; `not_before` is when it is tried again, on the machine clock."""

    row: OutboxRow
    not_before: datetime | None


def waiting_timers(work: Work, most: int) -> list[Timer]:
    """Return what is still to happen, the next first; pausing after a failure counts too."""
    return all_as(Timer, work.connection.execute(_TIMERS, {"most": most}))


def unsent(work: Work, most: int) -> list[Unsent]:
    """Return what waits to be sent, or was given up for now or for good, the latest first."""
    rows = work.connection.execute(_UNSENT, {"most": most})
    return [Unsent(OutboxRow(*row[1:]), row[0]) for row in rows]
