"""What a person has to do beside the ticket itself, such as to phone back; settled once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.commitments import Task, TaskId, TaskState
from storage.conditions import one_of
from storage.records import TicketId
from storage.schema import tasks as table
from storage.statements import all_as, columns_of, first_as
from storage.work import Work

_COLUMNS = columns_of(table, Task)
_OPEN = one_of(table.c.state, "open")
_ADD = insert(table).returning(table.c.id)
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_OPEN_OF = (
    select(*_COLUMNS).where(table.c.ticket == bindparam("of_ticket"), _OPEN).order_by(table.c.due, table.c.id)
)
_OPEN_OF_KIND = (
    select(*_COLUMNS)
    .where(table.c.estate == bindparam("of_estate"), table.c.kind == bindparam("of_kind"), _OPEN)
    .order_by(table.c.due, table.c.id)
)
_SETTLE = update(table).where(table.c.id == bindparam("of_id"), _OPEN)


def add(
    work: Work, *, estate: str, ticket: TicketId | None, kind: str, due: datetime, data: dict[str, Any]
) -> TaskId:
    """Keep something to be done by `due`."""
    values = {
        "estate": estate,
        "ticket": ticket,
        "kind": kind,
        "data": data,
        "due": due,
        "created_at": work.now,
        "state": TaskState.open,
    }
    number: int = work.connection.execute(_ADD, values).scalar_one()
    return TaskId(number)


def get(work: Work, task: TaskId) -> Task | None:
    """Return a task, whatever its state."""
    return first_as(Task, work.connection.execute(_GET, {"of_id": task}))


def open_of(work: Work, ticket: TicketId) -> list[Task]:
    """Return what is to be done about a ticket, the most pressing first."""
    return all_as(Task, work.connection.execute(_OPEN_OF, {"of_ticket": ticket}))


def open_of_kind(work: Work, estate: str, kind: str) -> list[Task]:
    """Return what is to be done of one kind in an estate, the most pressing first."""
    return all_as(Task, work.connection.execute(_OPEN_OF_KIND, {"of_estate": estate, "of_kind": kind}))


def note(work: Work, task: TaskId, data: dict[str, Any]) -> None:
    """Change what is kept about a task, open or settled."""
    work.connection.execute(update(table).where(table.c.id == task).values(data=data))


def amend(work: Work, task: TaskId, data: dict[str, Any]) -> bool:
    """Change what is kept about an open task; False: it is settled."""
    return bool(work.connection.execute(_SETTLE.values(data=data), {"of_id": task}).rowcount)


def done(work: Work, task: TaskId, by: str) -> bool:
    """Take an open task as done by somebody; False: it was settled before."""
    settled = _SETTLE.values(state=TaskState.done, done_at=work.now, done_by=by)
    return bool(work.connection.execute(settled, {"of_id": task}).rowcount)


def drop(work: Work, task: TaskId) -> bool:
    """Give up an open task that nobody needs to do any more; False: it was settled before."""
    settled = _SETTLE.values(state=TaskState.dropped, done_at=work.now)
    return bool(work.connection.execute(settled, {"of_id": task}).rowcount)
