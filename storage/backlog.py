"""What is not finished yet, for whoever watches: asked of partial indexes, so that history costs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from storage.conditions import is_ready, one_of
from storage.records import Priority, TimerId
from storage.schema import INBOX_ATTENTION, OUTBOX_ATTENTION, inbox, outbox, timers
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Backlog:
    """Unfinished rows by state, and since when the oldest wait: of a lane its first row counts.

    Moments are of the machine clock, that of the timer which is due next of the business clock.
    """

    inbox: Mapping[str, int]
    outbox: Mapping[str, int]
    inbox_since: datetime | None
    outbox_since: Mapping[Priority, datetime]
    timer: tuple[TimerId, datetime] | None
    timers_parked: int


def _first(table: Table, since: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(since).where(*conditions).order_by(table.c.id).limit(1)


def _counting(table: Table, state: str) -> Select[Any]:
    """Count from the index alone: to name the state would mean to visit every row."""
    return select(func.count()).select_from(table).where(one_of(table.c.state, state))


def _counting_attention(table: Table, *states: str) -> Select[Any]:
    return select(table.c.state, func.count()).where(one_of(table.c.state, *states)).group_by(table.c.state)


_INBOX_COUNTS = {state: _counting(inbox, state) for state in ("todo", "doing")}
_INBOX_ATTENTION = _counting_attention(inbox, *INBOX_ATTENTION)
_OUTBOX_COUNTS = {state: _counting(outbox, state) for state in ("todo", "sending")}
_OUTBOX_ATTENTION = _counting_attention(outbox, *OUTBOX_ATTENTION)
_INBOX_SINCE = [
    _first(inbox, inbox.c.received_at, is_ready(inbox)),
    _first(inbox, inbox.c.received_at, one_of(inbox.c.state, "doing")),
]
_OF_PRIORITY = outbox.c.priority == bindparam("of_priority", type_=outbox.c.priority.type)
_OUTBOX_SINCE = [
    _first(outbox, outbox.c.created_at, is_ready(outbox), _OF_PRIORITY),
    _first(outbox, outbox.c.created_at, one_of(outbox.c.state, "sending"), _OF_PRIORITY),
]
_TIMER = (
    select(timers.c.id, timers.c.due)
    .where(one_of(timers.c.state, "waiting"))
    .order_by(timers.c.due, timers.c.id)
    .limit(1)
)
_TIMERS_PARKED = _counting(timers, "parked")


def look(work: Work) -> Backlog:
    """Look at it; use a reader."""
    found = {of: _since(work, _OUTBOX_SINCE, of_priority=of) for of in Priority}
    timer = work.connection.execute(_TIMER).first()
    return Backlog(
        inbox=_counted(work, _INBOX_COUNTS, _INBOX_ATTENTION, INBOX_ATTENTION),
        outbox=_counted(work, _OUTBOX_COUNTS, _OUTBOX_ATTENTION, OUTBOX_ATTENTION),
        inbox_since=_since(work, _INBOX_SINCE),
        outbox_since={of: since for of, since in found.items() if since is not None},
        timer=None if timer is None else (TimerId(timer.id), timer.due),
        timers_parked=work.connection.scalar(_TIMERS_PARKED) or 0,
    )


def _counted(
    work: Work, counts: Mapping[str, Select[Any]], attention: Select[Any], states: Sequence[str]
) -> dict[str, int]:
    found = {state: work.connection.scalar(query) or 0 for state, query in counts.items()}
    told = {state.value: count for state, count in work.connection.execute(attention)}
    return found | dict.fromkeys(states, 0) | told


def _since(work: Work, queries: list[Select[Any]], **values: Any) -> datetime | None:
    found = [work.connection.scalar(query, values) for query in queries]
    return min((since for since in found if since is not None), default=None)
