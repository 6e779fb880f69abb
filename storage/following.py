"""A chat has a new id: what waits under the old one waits under the new one from now on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.conditions import is_head, one_of
from storage.lanes import Lanes
from storage.records import OutboxState, Ticket
from storage.schema import OUTBOX_ATTENTION, is_open
from storage.schema import outbox as rows
from storage.schema import questions as asked
from storage.schema import tickets as matters
from storage.statements import all_as, columns_of
from storage.work import Work

Body = dict[str, Any]

_LANES = Lanes(rows, running=OutboxState.sending)
_TICKET = columns_of(matters, Ticket)
# One by one, because each has an index of its own: together they would mean to read the whole history. First
# what is on its way: whoever settles such a row locks it, then the one behind it.
_NOT_OUT = [
    select(rows.c.id, rows.c.lane, rows.c.body)
    .where(
        rows.c.chat == bindparam("of_chat"),
        rows.c.channel == bindparam("of_channel"),
        one_of(rows.c.state, *states),
    )
    .order_by(rows.c.id)
    .with_for_update()
    for states in (("sending",), ("todo",), OUTBOX_ATTENTION)
]


def messages(work: Work, channel: str, old: str, new: str, amended: Callable[[Body], Body]) -> int:
    """Turn every message that is not out yet to the new chat, in its order; return how many.

    `amended` returns a body as it can be sent there. One that is on its way is turned too: when it is refused
    it goes before those that waited behind it.
    """
    here = {"of_chat": old, "of_channel": channel}
    found = [row for query in _NOT_OUT for row in work.connection.execute(query, here)]
    lanes = {row.lane: _renamed(row.lane, old, new) for row in found}
    for lane in sorted({*lanes, *lanes.values()}):
        _LANES.lock(work, lane)
    # Where the new lane has a first row already, those that come from the old one queue behind it.
    led = {lane for lane in lanes.values() if lane not in lanes and _has_head(work, lane)}
    for row in sorted(found, key=lambda row: row.id):
        lane = lanes[row.lane]
        values = {"chat": new, "lane": lane, "body": amended(row.body)} | ({"head": 0} if lane in led else {})
        work.connection.execute(update(rows).where(rows.c.id == row.id).values(values))
    work.wake(rows.name)
    return len(found)


def tickets(work: Work, old: str, new: str) -> list[Ticket]:
    """Let all tickets of a group of staff be worked on in the new one; return those that are open.

    The version stays: nothing that anybody may have read of a ticket changes.
    """
    here = matters.c.staff_chat == old
    found = all_as(Ticket, work.connection.execute(select(*_TICKET).where(here, is_open)))
    work.connection.execute(update(matters).where(here).values(staff_chat=new))
    return [replace(ticket, staff_chat=new) for ticket in sorted(found, key=lambda ticket: ticket.id)]


def questions(work: Work, channel: str, old: str, new: str) -> Sequence[int]:
    """Let open questions be open in the new chat; return their ids, oldest first."""
    change = (
        update(asked)
        .where(asked.c.chat == old, asked.c.channel == channel, one_of(asked.c.state, "open"))
        .values(chat=new)
        .returning(asked.c.id)
    )
    return sorted(work.connection.scalars(change))


def again(work: Work, dedupe_key: str, new: str, amended: Callable[[Body], Body]) -> None:
    """Send a message that stands in the old chat once more, in the new one; nothing where it was not sent."""
    here = rows.c.dedupe_key == dedupe_key
    found = work.connection.execute(
        select(rows.c.id, rows.c.chat, rows.c.lane, rows.c.body).where(here, one_of(rows.c.state, "sent"))
    ).first()
    if found is not None:
        lane = _renamed(found.lane, found.chat, new)
        there = {"chat": new, "lane": lane, "body": amended(found.body)}
        work.connection.execute(update(rows).where(rows.c.id == found.id).values(there))
        _LANES.replay(work, found.id, "sent")


def _renamed(lane: str, old: str, new: str) -> str:
    return "/".join(new if part == old else part for part in lane.split("/"))


def _has_head(work: Work, lane: str) -> bool:
    query = select(rows.c.id).where(rows.c.lane == lane, is_head(rows))
    return work.connection.execute(query).first() is not None
