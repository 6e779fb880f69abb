"""What goes out: written with the ticket in one commit, sent in order per lane, parked rather than lost."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal_column, select, tuple_, update

from storage import links
from storage.conditions import is_ready, one_of, says_something
from storage.lanes import CLAIMS_WITHOUT_RESULT, Lanes, backoff, first_in_lane
from storage.records import Delivery, Link, NewOutbox, OutboxId, OutboxRow, OutboxState, Priority
from storage.schema import OUTBOX_ATTENTION, rests
from storage.schema import outbox as table
from storage.statements import Insert, all_as, columns_of, first_as
from storage.work import Work

LEASE = timedelta(seconds=15)  # renewed while the send is on its way
# One chat that is told to wait says nothing about the others; this many at once do.
CHATS_THAT_STOP_ALL = 3
EVERY_CHAT = "*"
UNKNOWN_MOST = {Delivery.must_arrive: 2, Delivery.at_most_once: 1, Delivery.edit: 5}
# Read twice is better than not at all where somebody may be in danger: for more than two minutes.
UNKNOWN_MOST_OF_EMERGENCIES = UNKNOWN_MOST | dict.fromkeys(
    [Delivery.must_arrive, Delivery.edit], CLAIMS_WITHOUT_RESULT
)
# That the service died says next to nothing about the message that was on its way just then.
DEATHS_MOST = UNKNOWN_MOST | dict.fromkeys([Delivery.must_arrive, Delivery.edit], CLAIMS_WITHOUT_RESULT)

_COLUMNS = columns_of(table, OutboxRow)
_LANES = Lanes(table, running=OutboxState.sending)
_PUT = Insert(
    table, on=["dedupe_key"], returning=[table.c.id, table.c.head], values={"head": first_in_lane(table)}
)
_MORE_URGENT = table.c.priority > bindparam("of_priority", type_=table.c.priority.type)
_NOT_BEFORE_IT = (
    update(table)
    .where(table.c.lane == bindparam("of_lane"), one_of(table.c.state, "todo"), _MORE_URGENT)
    .values(priority=bindparam("of_priority", type_=table.c.priority.type))
)
_LONGER: ColumnElement[datetime] = literal_column(
    "CASE WHEN excluded.until > rests.until THEN excluded.until ELSE rests.until END"
)
_REST = Insert(rests, on=["channel", "chat"], computed={"until": _LONGER}, returning=[rests.c.chat])
_RESTING = (
    select(rests.c.chat, rests.c.until)
    .where(rests.c.until > bindparam("machine_now"))
    .order_by(rests.c.until)
)
_RESTING_OF = _RESTING.where(rests.c.channel == bindparam("of_channel"))
_GET = select(*_COLUMNS).where(table.c.id == bindparam("of_id"))
_KNOWN = select(table.c.id).where(table.c.dedupe_key == bindparam("of_key"))
_SAID_LAST = (
    select(table.c.body)
    .where(
        table.c.chat == bindparam("of_chat"),
        table.c.channel == bindparam("of_channel"),
        says_something(table),
    )
    .order_by(table.c.id.desc())
    .limit(1)
)
_PARKED = select(*_COLUMNS).where(one_of(table.c.state, *OUTBOX_ATTENTION)).order_by(table.c.id)
_OPEN = ("todo", "sending")
_ORDER = [table.c.priority, table.c.id]
_ELSEWHERE = [
    table.c.lane.not_in(bindparam("busy", expanding=True)),
    table.c.chat.not_in(bindparam("chats", expanding=True)),
    tuple_(table.c.channel, table.c.chat).not_in(bindparam("pairs", expanding=True)),
]
_CLAIM = _LANES.claiming(order=_ORDER, conditions=_ELSEWHERE, returning=_COLUMNS)
_CLAIM_OF = {
    priority: _LANES.claiming(
        order=_ORDER, conditions=[table.c.priority == priority, *_ELSEWHERE], returning=_COLUMNS
    )
    for priority in Priority
}
_WAITING_EDIT = (
    select(table.c.id)
    .where(
        table.c.coalesce == bindparam("of_coalesce"),
        table.c.chat == bindparam("of_chat"),
        table.c.channel == bindparam("of_channel"),
        one_of(table.c.state, "todo"),
    )
    .order_by(table.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_REPLACE = (
    update(table)
    .where(table.c.id == _WAITING_EDIT, one_of(table.c.state, "todo"))
    .values(
        body=bindparam("new_body", type_=table.c.body.type),
        dedupe_key=bindparam("new_key", type_=table.c.dedupe_key.type),
        origin=bindparam("new_origin", type_=table.c.origin.type),
    )
    .returning(table.c.id, table.c.lane, table.c.priority)
)
_REPLAYABLE = ("parked", "unknown", "unreachable", "cancelled")


def put(work: Work, new: NewOutbox) -> OutboxId | None:
    """Queue a message once; None: its key is known. A waiting one with the same `coalesce` is replaced."""
    if new.coalesce is not None:
        if work.connection.scalar(_KNOWN, {"of_key": new.dedupe_key}) is not None:
            return None
        replaced = _replace(work, new)
        if replaced is not None:
            return replaced
    lane = new.lane or f"{new.chat}/{new.ticket or 'chat'}"
    _LANES.lock(work, lane)
    row = _PUT.run(
        work,
        {
            "dedupe_key": new.dedupe_key,
            "channel": new.channel,
            "chat": new.chat,
            "ticket": new.ticket,
            "klass": new.klass,
            "priority": new.priority,
            "body": new.body,
            "role": new.role,
            "origin": new.origin,
            "coalesce": new.coalesce,
            "lane": lane,
            "joins": lane,
            "state": OutboxState.todo,
            "created_at": work.machine_now,
        },
    )
    if row is None:
        return None
    if not row[1]:
        lift(work, lane, new.priority)
    work.wake("outbox")
    return OutboxId(row[0])


def lift(work: Work, lane: str, priority: Priority) -> None:
    """Let what waits in a lane be as urgent as what comes after it, except that it is no emergency."""
    values = {"of_lane": lane, "of_priority": max(priority, Priority.receipt)}
    work.connection.execute(_NOT_BEFORE_IT, values)


def _replace(work: Work, new: NewOutbox) -> OutboxId | None:
    here = {"of_coalesce": new.coalesce, "of_channel": new.channel, "of_chat": new.chat}
    there = {"new_body": new.body, "new_key": new.dedupe_key, "new_origin": new.origin}
    found = work.connection.execute(_REPLACE, here | there).first()
    if found is None:
        return None
    if found.priority > max(new.priority, Priority.receipt):
        lift(work, found.lane, new.priority)
    return OutboxId(found.id)


def is_known(work: Work, dedupe_key: str) -> bool:
    """Tell whether a message was ever queued under this key."""
    return work.connection.scalar(_KNOWN, {"of_key": dedupe_key}) is not None


def claim(
    work: Work,
    *,
    limit: int,
    busy: Collection[str],
    resting: Collection[str | tuple[str, str]],
    priority: Priority | None = None,
) -> list[OutboxRow]:
    """Take first rows of lanes, most urgent first, then oldest; `priority` takes no others.

    `busy` are lanes, `resting` chats, or (channel, chat), that may not be written to now.
    """
    rows = _LANES.claim(
        work,
        _CLAIM if priority is None else _CLAIM_OF[priority],
        limit=limit,
        lease=LEASE,
        busy=list(busy),
        chats=[chat for chat in resting if isinstance(chat, str)],
        pairs=[pair for pair in resting if not isinstance(pair, str)],
    )
    return sorted((OutboxRow(*row) for row in rows), key=lambda row: (row.priority, row.id))


def may_claim(work: Work, busy: Collection[str]) -> bool:
    """Tell whether anything could be claimed now, were it not for chats that rest."""
    waited = table.c.not_before.is_(None) | (table.c.not_before <= work.machine_now)
    ready = select(table.c.id).where(is_ready(table), waited, table.c.lane.not_in(sorted(busy)))
    return work.connection.execute(ready.limit(1)).first() is not None


def renew(work: Work, rows: Collection[OutboxId]) -> None:
    """Keep claimed rows from being taken for those of a dead sender; call it every second or so."""
    _LANES.renew(work, rows, LEASE)


def is_claimed(work: Work, row: OutboxRow) -> bool:
    """Tell whether a row is still on its way by this very claim; nobody else takes it until the commit."""
    mine = table.c.id == row.id, one_of(table.c.state, "sending"), table.c.attempts == row.attempts
    return work.connection.execute(select(table.c.id).where(*mine).with_for_update()).first() is not None


def is_waiting(work: Work, channel: str, priority: Priority) -> bool:
    """Tell whether something of this priority waits to be sent, even if only after a while."""
    waiting = select(table.c.id).where(
        is_ready(table), table.c.priority == priority, table.c.channel == channel
    )
    return work.connection.execute(waiting.limit(1)).first() is not None


def sent(work: Work, row: OutboxId, messages: Sequence[str], chat: str | None = None) -> None:
    """Mark a row as sent, whoever claimed it, and link the messages with its ticket. Twice is harmless.

    `chat`: where they stand, if the row was turned to a new id of the chat meanwhile.
    """
    found = get(work, row)
    if found is None:
        return
    _LANES.leave(work, row, OutboxState.sent, *_OPEN, "unknown", error=None)
    for message in messages:
        links.link(
            work, Link(found.channel, chat or found.chat, message, found.ticket, found.role, found.origin)
        )


def retry(work: Work, row: OutboxId, *, wait_s: float, error: str) -> None:
    """Put back a row that surely was not sent."""
    _LANES.wait(work, row, work.machine_now + timedelta(seconds=wait_s), error=error)


def unknown(work: Work, row: OutboxId, error: str, klass: Delivery | None = None) -> bool:
    """Note that nobody knows whether a claimed row was sent; class and priority say how often it goes again.

    True: it is parked as unknown. `klass`: what it was sent as, where that is not what it is.
    """
    found = _sending(work, row)
    if found is None:
        return False
    times = found.unknowns + 1
    is_emergency = found.priority is Priority.emergency
    most = UNKNOWN_MOST_OF_EMERGENCIES if is_emergency else UNKNOWN_MOST
    parked = times >= most[klass or found.klass]
    return _in_doubt(work, row, times, parked=parked, error=error, unknowns=times)


def _died(work: Work, row: OutboxId) -> bool:
    found = _sending(work, row)
    if found is None:
        return False
    times = found.deaths + 1
    error = "the service ended while this was being sent"
    return _in_doubt(work, row, times, parked=times >= DEATHS_MOST[found.klass], error=error, deaths=times)


def _sending(work: Work, row: OutboxId) -> OutboxRow | None:
    found = get(work, row)
    return found if found is not None and found.state is OutboxState.sending else None


def _in_doubt(work: Work, row: OutboxId, times: int, *, parked: bool, **values: Any) -> bool:
    if parked:
        return _LANES.leave(work, row, OutboxState.unknown, "sending", **values)
    _LANES.wait(work, row, work.machine_now + backoff(times), **values)
    return False


def refused(work: Work, row: OutboxId, error: str) -> None:
    """Park a row that the channel will never take."""
    _LANES.leave(work, row, OutboxState.parked, *_OPEN, error=error)


def unreachable(work: Work, row: OutboxId, error: str) -> list[OutboxRow]:
    """Give up a row whose chat cannot be reached, and cancel what waits for the same chat; return that."""
    found = get(work, row)
    if found is None:
        return []
    _LANES.leave(work, row, OutboxState.unreachable, *_OPEN, error=error)
    cancel = (
        update(table)
        .where(table.c.chat == found.chat, table.c.channel == found.channel, one_of(table.c.state, "todo"))
        .values(state=OutboxState.cancelled, head=0, error=f"cancelled with row {row}: {error}")
        .returning(*_COLUMNS)
    )
    cancelled = all_as(OutboxRow, work.connection.execute(cancel))
    for lane in sorted({one.lane for one in cancelled}):
        _LANES.promote(work, lane)
    return sorted(cancelled, key=lambda one: one.id)


def recover(work: Work) -> list[OutboxRow]:
    """Treat rows whose sender is gone as sent with unknown outcome; return those that are parked by that.

    On SQLite call it at the start only.
    """
    gone = [get(work, OutboxId(row)) for row, _ in _LANES.expired(work)]
    return [row for row in gone if row is not None and _died(work, row.id)]


def parked(work: Work) -> list[OutboxRow]:
    """Return the rows that need a person, oldest first: refused for good, or of unknown outcome."""
    return all_as(OutboxRow, work.connection.execute(_PARKED))


def get(work: Work, row: OutboxId) -> OutboxRow | None:
    """Return a row, whatever its state."""
    return first_as(OutboxRow, work.connection.execute(_GET, {"of_id": row}))


def said_last(work: Work, channel: str, chat: str) -> dict[str, Any]:
    """Return the body of the last message for a chat, sent or still waiting; edits are none. Empty: none."""
    found = work.connection.scalar(_SAID_LAST, {"of_channel": channel, "of_chat": chat})
    return found or {}


def replay(work: Work, row: OutboxId) -> bool:
    """Let a row that was given up be sent again; False: it was not."""
    return _LANES.replay(work, row, *_REPLAYABLE, unknowns=0, deaths=0)


def drop(work: Work, row: OutboxId) -> bool:
    """Give up a parked row for good; its dedupe key stays known. False: it is not parked."""
    return _LANES.move(work, row, {"state": OutboxState.dropped}, among=_REPLAYABLE, promote=False)


def counts(work: Work) -> dict[str, int]:
    """Return how many rows are in each state; use a reader."""
    return _LANES.counts(work)


def oldest_waiting(work: Work) -> datetime | None:
    """Return when the longest waiting row was written, on the machine clock."""
    return _LANES.oldest(work, table.c.created_at)


def is_sending(work: Work, channel: str, chat: str) -> bool:
    """Tell whether something is on its way to a chat now, so that a link may be about to be written."""
    on_its_way = select(table.c.id).where(
        one_of(table.c.state, "sending"), table.c.channel == channel, table.c.chat == chat
    )
    return work.connection.execute(on_its_way.limit(1)).first() is not None


def rest(work: Work, channel: str, chat: str, until: datetime) -> None:
    """Leave a chat alone until then, on the machine clock; a shorter wish does not shorten it.

    When several chats rest, every chat of the channel does.
    """
    _REST.run(work, {"channel": channel, "chat": chat, "until": until})
    if len(resting(work, channel).keys() - {EVERY_CHAT}) >= CHATS_THAT_STOP_ALL:
        _REST.run(work, {"channel": channel, "chat": EVERY_CHAT, "until": until})


def resting(work: Work, channel: str | None = None) -> dict[str, datetime]:
    """Return the chats, of one channel or of all, that are to be left alone now, and until when.

    EVERY_CHAT among them stands for all, emergencies apart.
    """
    query = _RESTING if channel is None else _RESTING_OF
    values = {"machine_now": work.machine_now} | ({} if channel is None else {"of_channel": channel})
    return {row.chat: row.until for row in work.connection.execute(query, values)}
