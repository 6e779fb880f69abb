"""What came in: kept before it is confirmed, handled in order per lane, never forgotten."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from storage.conditions import one_of
from storage.errors import LostClaim
from storage.lanes import CLAIMS_WITHOUT_RESULT, Lanes, backoff, first_in_lane
from storage.records import InboxId, InboxRow, InboxState
from storage.schema import INBOX_ATTENTION
from storage.schema import inbox as table
from storage.statements import Insert, all_as, columns_of, first_as
from storage.work import Work

LEASE = timedelta(seconds=15)
# Telegram may start its numbers anew after a week without updates, and hands over none that is a day old.
KEYS_LIVE = timedelta(days=6)

_COLUMNS = columns_of(table, InboxRow)
_LANES = Lanes(table, running=InboxState.doing)
_KEEP = Insert(table, on=["channel", "key"], returning=[table.c.id], values={"head": first_in_lane(table)})
_CLAIM = _LANES.claiming(
    order=[table.c.id],
    conditions=[table.c.lane.not_in(bindparam("busy", expanding=True))],
    returning=_COLUMNS,
)
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_KEY = select(table.c.key).where(table.c.id == bindparam("of_id"))
_OF_KEY = select(*_COLUMNS).where(
    table.c.channel == bindparam("of_channel"), table.c.key == bindparam("of_key")
)
_PARKED = select(*_COLUMNS).where(one_of(table.c.state, *INBOX_ATTENTION)).order_by(table.c.id)


def keep(work: Work, *, channel: str, key: str, lane: str, raw: str) -> InboxId | None:
    """Keep an update once; None: this channel has delivered it before.

    A key that was another update's long ago was given out anew: this one is kept under a key of its own.
    """
    _LANES.lock(work, lane)
    row = _KEEP.run(
        work,
        {
            "channel": channel,
            "key": key,
            "lane": lane,
            "joins": lane,
            "raw": raw,
            "state": InboxState.todo,
            "received_at": work.machine_now,
        },
    )
    if row is None:
        before = first_as(InboxRow, work.connection.execute(_OF_KEY, {"of_channel": channel, "of_key": key}))
        if before is None or before.raw == raw or work.machine_now - before.received_at < KEYS_LIVE:
            return None
        return keep(work, channel=channel, key=f"{key}+{before.id}", lane=lane, raw=raw)
    work.wake("inbox")
    return InboxId(row[0])


def claim(work: Work, *, limit: int, busy: Collection[str]) -> list[InboxRow]:
    """Take the oldest waiting row of each lane that is neither busy nor pausing, oldest first."""
    if not work.is_sqlite:
        recover(work)
    rows = _LANES.claim(work, _CLAIM, limit=limit, lease=LEASE, busy=list(busy))
    return sorted((InboxRow(*row) for row in rows), key=lambda row: row.id)


def renew(work: Work, rows: Collection[InboxId]) -> None:
    """Keep claimed rows from being taken for those of a dead worker; call it every second or so."""
    _LANES.renew(work, rows, LEASE)


def done(work: Work, row: InboxId, claim: int | None = None) -> None:
    """Finish a claimed row. When it is not claimed, LostClaim keeps the whole unit from counting.

    `claim`, the row's attempts as they were claimed: then it has to be this very claim.
    """
    if not _LANES.leave(work, row, InboxState.done, "doing", claim=claim, error=None):
        raise LostClaim(f"inbox row {row} is not claimed any more")


def failed(work: Work, row: InboxId, trace: str, *, park_after: int = 5, claim: int | None = None) -> bool:
    """Let a claimed row wait 1, 2, 4, 8 s, or park it (True) after so many attempts: its lane goes on."""
    attempts = work.connection.scalar(select(table.c.attempts).where(table.c.id == row)) or 0
    if attempts >= park_after:
        return _LANES.leave(work, row, InboxState.parked, "doing", claim=claim, error=trace)
    _LANES.wait(work, row, work.machine_now + backoff(attempts), claim=claim, error=trace)
    return False


def put_aside(work: Work, row: InboxId, why: str) -> None:
    """Leave a row that nobody claimed to a person, untried."""
    _LANES.leave(work, row, InboxState.parked, "todo", error=why)


def recover(work: Work) -> int:
    """Let rows wait again whose worker is gone; return how many. On SQLite call it at the start only."""
    rows = _LANES.expired(work)
    for row, attempts in rows:
        if attempts >= CLAIMS_WITHOUT_RESULT:
            _LANES.leave(
                work, row, InboxState.parked, "doing", error=f"{attempts} claims, and no result of any"
            )
        else:
            _LANES.wait(work, row, None)
    return len(rows)


def parked(work: Work) -> list[InboxRow]:
    """Return the rows that need a person, oldest first."""
    return all_as(InboxRow, work.connection.execute(_PARKED))


def get(work: Work, row: InboxId) -> InboxRow | None:
    """Return a row, whatever its state."""
    return first_as(InboxRow, work.connection.execute(_GET, {"of_id": row}))


def key_of(work: Work, row: InboxId) -> str:
    """Return the key under which a row was kept, which names it for good."""
    key: str = work.connection.execute(_KEY, {"of_id": row}).scalar_one()
    return key


def replay(work: Work, row: InboxId) -> bool:
    """Let a parked row be tried again; False: it is not parked."""
    return _LANES.replay(work, row, "parked")


def drop(work: Work, row: InboxId) -> bool:
    """Give a parked row up; its key stays known. False: it is not parked."""
    return _LANES.move(work, row, {"state": InboxState.dropped}, among=["parked"], promote=False)


def counts(work: Work) -> dict[str, int]:
    """Return how many rows are in each state; use a reader."""
    return _LANES.counts(work)


def is_waiting(work: Work, channel: str, lane: str) -> bool:
    """Tell whether anything of a lane is kept that nobody has begun with."""
    todo = select(table.c.id).where(one_of(table.c.state, "todo"), table.c.lane == lane)
    return work.connection.execute(todo.where(table.c.channel == channel).limit(1)).first() is not None


def oldest_waiting(work: Work) -> datetime | None:
    """Return when the longest waiting row was received, on the machine clock."""
    return _LANES.oldest(work, table.c.received_at)
