"""What may be looked at beside the work: timers that wait, messages that are not out yet. Use a reader."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from storage.conditions import one_of
from storage.records import OutboxRow, Timer
from storage.schema import outbox, tasks, tickets, timers
from storage.statements import all_as, columns_of
from storage.work import Work

_TIMERS = (
    select(*columns_of(timers, Timer))
    .where(one_of(timers.c.state, "waiting"))
    .order_by(timers.c.due, timers.c.id)
    .limit(bindparam("most"))
)
_CALL = (
    select(tasks.c.id)
    .join(tickets, tickets.c.id == tasks.c.ticket)
    .where(
        tasks.c.ticket == outbox.c.ticket,
        tickets.c.chat == outbox.c.chat,
        tasks.c.kind == bindparam("call"),
    )
    .correlate(outbox)
)
_TOLD = and_(_CALL.exists(), ~_CALL.where(one_of(tasks.c.state, "open")).exists())
_UNSENT = (
    select(outbox.c.not_before, *columns_of(outbox, OutboxRow))
    .where(
        or_(
            one_of(outbox.c.state, "todo", "sending", "parked", "unknown"),
            and_(one_of(outbox.c.state, "unreachable"), ~_TOLD),
        )
    )
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


def unsent(work: Work, most: int, call: str | None = None) -> list[Unsent]:
    """Return what waits to be sent, or was given up for now or for good, the latest first.

    What did not reach whoever reported a matter is left out when a call of that kind has told them.
    """
    rows = work.connection.execute(_UNSENT, {"most": most, "call": call})
    return [Unsent(OutboxRow(*row[1:]), row[0]) for row in rows]
