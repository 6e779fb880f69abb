"""Tables of lanes: what inbox and outbox have in common.

A lane's rows are finished one after the other. `head` marks the first unfinished one, so that claiming looks
at one row a lane however many wait behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Table,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    update,
)

from storage.conditions import is_ready, one_of
from storage.work import Work

BACKOFF_S = (1, 2, 4, 8)
# A row that ends the whole process each time never reports a failure; an unlucky one is not met so often.
CLAIMS_WITHOUT_RESULT = 20


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many failures."""
    return timedelta(seconds=BACKOFF_S[min(max(attempts, 1), len(BACKOFF_S)) - 1])


def first_in_lane(table: Table) -> ColumnElement[int]:
    """Return the value of `head` for a row that joins the lane given as `joins`."""
    other = table.alias("other")
    taken = exists().where(other.c.lane == bindparam("joins"), other.c.head == literal_column("1"))
    return case((taken, 0), else_=1)


@cache
def _moving(table: Table, names: tuple[str, ...], among: tuple[str, ...], *, of_claim: bool) -> Executable:
    """Build a change of one row, once for each shape: building costs more than running."""
    new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    here = [table.c.id == bindparam("of_id"), one_of(table.c.state, *among)]
    if of_claim:
        here.append(table.c.attempts == bindparam("of_claim"))
    return update(table).where(*here).values(new).returning(table.c.lane)


class Lanes:
    """The moves of rows in one table; `running` is the state of a claimed row."""

    def __init__(self, table: Table, *, running: StrEnum) -> None:
        self.table = table
        self.running = running
        waiting = one_of(table.c.state, "todo")
        next_one = (
            select(func.min(table.c.id))
            .where(table.c.lane == bindparam("of_lane"), waiting)
            .scalar_subquery()
        )
        self._promote = (
            update(table)
            .where(table.c.id == next_one, first_in_lane(table) == literal_column("1"))
            .values(head=1)
        )
        self._step_back = (
            update(table)
            .where(table.c.lane == bindparam("of_lane"), table.c.head == literal_column("1"), waiting)
            .values(head=0)
        )
        self._lane_of = select(table.c.lane).where(table.c.id == bindparam("of_id"))
        self._counts = select(table.c.state, func.count()).group_by(table.c.state)

    def lock(self, work: Work, lane: str) -> None:
        """Keep others out of the lane until the commit: ids in a lane become visible in their order."""
        work.alone(f"{self.table.name}:{lane}")

    def claiming(
        self,
        *,
        order: Sequence[ColumnElement[Any]],
        conditions: Sequence[ColumnElement[bool]],
        returning: Sequence[ColumnElement[Any]],
    ) -> Executable:
        """Build what `claim` runs: the first ready rows in this order, for one claimer each."""
        table = self.table
        waited = table.c.not_before.is_(None) | (table.c.not_before <= bindparam("machine_now"))
        ready = (
            select(table.c.id)
            .where(is_ready(table), waited, *conditions)
            .order_by(*order)
            .limit(bindparam("most", type_=Integer()))
            .with_for_update(skip_locked=True)
            .cte("ready")  # PostgreSQL could run a subquery twice, and take more than `most`
        )
        return (
            update(table)
            .where(table.c.id.in_(select(ready.c.id)))
            .values(
                state=self.running,
                attempts=table.c.attempts + 1,
                lease_until=bindparam("leased", type_=table.c.lease_until.type),
                not_before=None,
            )
            .returning(*returning)
        )

    def claim(
        self, work: Work, statement: Executable, *, limit: int, lease: timedelta, **values: Any
    ) -> Sequence[Sequence[Any]]:
        """Take rows for as long as the lease lasts."""
        times = {"machine_now": work.machine_now, "leased": work.machine_now + lease}
        return work.connection.execute(statement, {"most": limit, **times, **values}).all()

    def renew(self, work: Work, rows: Collection[int], lease: timedelta) -> None:
        """Keep claimed rows from being taken for those of somebody dead; call it every second or so."""
        table, until = self.table, work.machine_now + lease
        soon = until - lease / 3
        mine = table.c.id.in_(sorted(rows)), one_of(table.c.state, self.running.value)
        longer = update(table).where(*mine, table.c.lease_until < soon).values(lease_until=until)
        work.connection.execute(longer)

    def leave(
        self, work: Work, row: int, state: StrEnum, *among: str, claim: int | None = None, **values: Any
    ) -> bool:
        """Finish an unfinished row and let the next of its lane come first; False: it is in no such state.

        `claim`, the attempts that the caller's claim made it, tells it from a claim of somebody else's since.
        """
        new = {"state": state, "head": 0, "lease_until": None, **values}
        return self.move(work, row, new, among=among, claim=claim)

    def wait(
        self, work: Work, row: int, until: datetime | None, *, claim: int | None = None, **values: Any
    ) -> bool:
        """Put a claimed row back to its place in its lane, which is the first unless it came from another."""
        work.wake(self.table.name)
        again = {"state": type(self.running)("todo"), "lease_until": None, "not_before": until, **values}
        return self.move(work, row, again, among=(self.running.value,), claim=claim)

    def move(
        self,
        work: Work,
        row: int,
        values: Mapping[str, Any],
        *,
        among: Sequence[str],
        promote: bool = True,
        claim: int | None = None,
    ) -> bool:
        """Change a row if it is in one of these states."""
        statement = _moving(self.table, tuple(values), tuple(among), of_claim=claim is not None)
        new = {f"new_{name}": value for name, value in values.items()}
        mine = {} if claim is None else {"of_claim": claim}
        lane = work.connection.execute(statement, {"of_id": row, **mine, **new}).scalar()
        if lane is None:
            return False
        if promote:
            self.promote(work, lane)
        return True

    def promote(self, work: Work, lane: str) -> None:
        """Let the oldest waiting row of the lane come first, unless another one does."""
        self.lock(work, lane)
        moved = work.connection.execute(self._promote, {"of_lane": lane, "joins": lane}).rowcount
        if moved:
            work.wake(self.table.name)

    def replay(self, work: Work, row: int, *among: str, **values: Any) -> bool:
        """Let a finished row wait again, as if it were new but in its old place; False: in no such state.

        What waits behind it in the lane goes after it, except what is on its way already.
        """
        table = self.table
        lane = work.connection.execute(self._lane_of, {"of_id": row}).scalar()
        if lane is None:
            return False
        self.lock(work, lane)
        change = (
            update(table)
            .where(table.c.id == row, one_of(table.c.state, *among))
            .values(
                state=type(self.running)("todo"),
                head=0,
                attempts=0,
                not_before=None,
                error=None,
                **values,
            )
        )
        if not work.connection.execute(change).rowcount:
            return False
        work.connection.execute(self._step_back, {"of_lane": lane})
        self.promote(work, lane)
        return True

    def expired(self, work: Work) -> Sequence[tuple[int, int]]:
        """Return (id, attempts) of claimed rows nobody works on: on PostgreSQL the lease says so."""
        table = self.table
        query = select(table.c.id, table.c.attempts).where(one_of(table.c.state, self.running.value))
        if not work.is_sqlite:
            query = query.where(table.c.lease_until < work.machine_now).with_for_update(skip_locked=True)
        return [(row, attempts) for row, attempts in work.connection.execute(query.order_by(table.c.id))]

    def counts(self, work: Work) -> dict[str, int]:
        """Return how many rows are in each state; with a long history this takes a while: use a reader."""
        return {state.value: count for state, count in work.connection.execute(self._counts)}

    def oldest(self, work: Work, since: ColumnElement[datetime]) -> datetime | None:
        """Return since when the longest waiting row waits."""
        found: datetime | None = work.connection.scalar(
            select(func.min(since)).where(one_of(self.table.c.state, "todo"))
        )
        return found
