"""Things that are to happen at a moment of the business clock: kept, fired once, never dropped."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from storage.conditions import one_of
from storage.lanes import backoff
from storage.records import Timer, TimerId, TimerState
from storage.schema import timers as table
from storage.statements import Insert, all_as, columns_of, first_as
from storage.work import Work

_COLUMNS = columns_of(table, Timer)
_WAITING = one_of(table.c.state, "waiting")
_READY = or_(table.c.not_before.is_(None), table.c.not_before <= bindparam("machine_now"))
_SET = Insert(table, on=["kind", "entity", "occurrence"], returning=[table.c.id])
_NEXT = Insert(
    table,
    on=["kind", "entity", "occurrence"],
    returning=[table.c.id],
    update=["due", "state", "attempts", "not_before", "error"],
)
_DUE = (
    select(*_COLUMNS)
    .where(_WAITING, table.c.due <= bindparam("now"), _READY)
    .order_by(table.c.due, table.c.id)
    .limit(bindparam("most"))
)
_WAITING_OF = (
    select(*_COLUMNS)
    .where(table.c.kind == bindparam("of_kind"), table.c.entity == bindparam("of_entity"), _WAITING)
    .order_by(table.c.due, table.c.id)
)
_CANCEL = (
    update(table)
    .where(table.c.kind == bindparam("of_kind"), table.c.entity == bindparam("of_entity"), _WAITING)
    .values(state=TimerState.cancelled)
)
# What another service has in hand just now is passed by: it is still due if that comes to nothing.
_FREE = (
    select(table.c.id)
    .where(table.c.id == bindparam("of_id"), table.c.due <= bindparam("now"), _WAITING, _READY)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_FIRE = update(table).where(table.c.id == _FREE).values(state=TimerState.fired).returning(*_COLUMNS)
_OF_KIND = select(*_COLUMNS).where(table.c.kind == bindparam("of_kind"), _WAITING).order_by(table.c.id)
_WAITS = select(*_COLUMNS).where(
    table.c.kind == bindparam("of_kind"),
    table.c.entity == bindparam("of_entity"),
    table.c.occurrence == bindparam("of_occurrence"),
    _WAITING,
)
_PARKED = select(*_COLUMNS).where(one_of(table.c.state, "parked")).order_by(table.c.id)
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_NEXT_DUE = select(func.min(table.c.due)).where(_WAITING, _READY)


def set(  # noqa: A001 - read as timers.set
    work: Work, *, kind: str, entity: str, occurrence: str, due: datetime, data: dict[str, Any] | None = None
) -> bool:
    """Let something happen once at `due`; False: this occurrence exists, waiting or not."""
    values = {"kind": kind, "entity": entity, "occurrence": occurrence, "due": due, "data": data or {}}
    if _SET.run(work, values | {"state": TimerState.waiting}) is None:
        return False
    _tell(work, due)
    return True


def rearm(work: Work, *, kind: str, entity: str, due: datetime) -> None:
    """Let something happen to an entity at `due` and at no other moment, as often as it is said anew."""
    values = {"kind": kind, "entity": entity, "occurrence": "next", "due": due, "data": {}}
    _NEXT.run(work, values | {"state": TimerState.waiting, "attempts": 0, "not_before": None, "error": None})
    _tell(work, due)


def collect(
    work: Work, *, kind: str, entity: str, occurrence: str, due: datetime, item: dict[str, Any]
) -> bool:
    """Let something happen once to all items that are collected until then; False: it has happened."""
    if set(work, kind=kind, entity=entity, occurrence=occurrence, due=due, data={"items": [item]}):
        return True
    here = [table.c.kind == kind, table.c.entity == entity, table.c.occurrence == occurrence, _WAITING]
    data = work.connection.scalar(select(table.c.data).where(*here).with_for_update())
    if data is None:
        return False
    change = update(table).where(*here).values(data={"items": [*data["items"], item]})
    return bool(work.connection.execute(change).rowcount)


def move(work: Work, kind: str, entity: str, occurrence: str, due: datetime) -> bool:
    """Let a waiting timer fire at another moment; False: it is not waiting."""
    change = (
        update(table)
        .where(table.c.kind == kind, table.c.entity == entity, table.c.occurrence == occurrence, _WAITING)
        .values(due=due)
    )
    _tell(work, due)
    return bool(work.connection.execute(change).rowcount)


def waiting(work: Work, kind: str, entity: str, occurrence: str) -> Timer | None:
    """Return a timer that has not fired yet."""
    values = {"of_kind": kind, "of_entity": entity, "of_occurrence": occurrence}
    return first_as(Timer, work.connection.execute(_WAITS, values))


def amend(work: Work, timer: Timer, data: dict[str, Any]) -> bool:
    """Change what a waiting timer carries; False: it changed since it was read, or waits no more."""
    change = (
        update(table).where(table.c.id == timer.id, table.c.data == timer.data, _WAITING).values(data=data)
    )
    return bool(work.connection.execute(change).rowcount)


def cancel(work: Work, kind: str, entity: str) -> int:
    """Let nothing waiting of this kind happen to this entity; return how many were cancelled."""
    return work.connection.execute(_CANCEL, {"of_kind": kind, "of_entity": entity}).rowcount


def all_waiting(work: Work, kind: str, entity: str) -> list[Timer]:
    """Return what is still to happen of this kind to this entity, in the order it falls due."""
    return all_as(Timer, work.connection.execute(_WAITING_OF, {"of_kind": kind, "of_entity": entity}))


def of_kind(work: Work, kind: str) -> list[Timer]:
    """Return everything of this kind that is still to happen; looks through all that waits."""
    return all_as(Timer, work.connection.execute(_OF_KIND, {"of_kind": kind}))


def due(work: Work, limit: int) -> list[Timer]:
    """Return what should have happened by now and is not pausing after a failure, the oldest first."""
    values = {"now": work.now, "machine_now": work.machine_now, "most": limit}
    return all_as(Timer, work.connection.execute(_DUE, values))


def next_due(work: Work) -> datetime | None:
    """Return when the next timer is due, on the business clock; pausing ones do not count."""
    found: datetime | None = work.connection.scalar(_NEXT_DUE, {"machine_now": work.machine_now})
    return found


def fired(work: Work, timer: TimerId) -> Timer | None:
    """Take a timer to fire it in this unit, and return it with what it carries by now.

    None: another one fires it or has, or since it was read it was cancelled or put off.
    """
    values = {"of_id": timer, "now": work.now, "machine_now": work.machine_now}
    return first_as(Timer, work.connection.execute(_FIRE, values))


def failed(work: Work, timer: TimerId, error: str, park_after: int = 5, before: int | None = None) -> bool:
    """Let a timer whose unit failed wait 1, 2, 4, 8 s of machine time, or park it. True: parked.

    `before`: its attempts when it was read. Where another service has noted a failure since, that is enough.
    """
    query = select(table.c.attempts).where(table.c.id == timer, _WAITING).with_for_update()
    attempts = work.connection.scalar(query)
    if attempts is None or before not in (None, attempts):
        return False
    attempts += 1
    parked = attempts >= park_after
    change = (
        update(table)
        .where(table.c.id == timer, _WAITING)
        .values(
            attempts=attempts,
            error=error,
            state=TimerState.parked if parked else TimerState.waiting,
            not_before=work.machine_now + backoff(attempts),
        )
    )
    return bool(work.connection.execute(change).rowcount) and parked


def parked(work: Work) -> list[Timer]:
    """Return what failed for good, in the order it was set."""
    return all_as(Timer, work.connection.execute(_PARKED))


def get(work: Work, timer: TimerId) -> Timer | None:
    """Return a timer, whatever its state."""
    return first_as(Timer, work.connection.execute(_GET, {"of_id": timer}))


def replay(work: Work, timer: TimerId) -> bool:
    """Let a parked timer be tried again, as if it had never failed; False: it is not parked."""
    done = _unpark(work, timer, state=TimerState.waiting, attempts=0, not_before=None)
    if done:
        work.wake("timers")
    return done


def drop(work: Work, timer: TimerId) -> bool:
    """Give a parked timer up: it counts as cancelled. False: it is not parked."""
    return _unpark(work, timer, state=TimerState.cancelled)


def _tell(work: Work, due: datetime) -> None:
    # What is due later is looked for when its time comes.
    if due <= work.now:
        work.wake("timers")


def _unpark(work: Work, timer: TimerId, **values: Any) -> bool:
    change = update(table).where(table.c.id == timer, one_of(table.c.state, "parked")).values(**values)
    return bool(work.connection.execute(change).rowcount)
