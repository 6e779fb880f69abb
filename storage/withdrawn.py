"""Taking back what may not be seen any more: cancelled where it waits, found where it stands."""

from sqlalchemy import ColumnElement, bindparam, select, update

from storage import links
from storage.conditions import one_of
from storage.lanes import Lanes
from storage.records import Link, OutboxState, TicketId
from storage.schema import links as shown
from storage.schema import outbox as rows
from storage.statements import all_as, columns_of
from storage.work import Work

_LANES = Lanes(rows, running=OutboxState.sending)
_SHOWN = select(*columns_of(shown, Link)).where(shown.c.ticket == bindparam("of_ticket")).order_by(shown.c.id)
_WHY = "cancelled: what it is about may not be seen there any more"


def cancel(work: Work, channel: str, chat: str, ticket: TicketId) -> int:
    """Send nothing of a ticket to a chat that waits for its turn; return how much that was."""
    return _cancel(work, rows.c.chat == chat, rows.c.channel == channel, rows.c.ticket == ticket)


def _cancel(work: Work, *which: ColumnElement[bool]) -> int:
    waiting = (
        update(rows)
        .where(*which, one_of(rows.c.state, "todo"))
        .values(state=OutboxState.cancelled, head=0, error=_WHY)
        .returning(rows.c.lane)
    )
    lanes = list(work.connection.scalars(waiting))
    for lane in sorted(set(lanes)):
        _LANES.promote(work, lane)
    return len(lanes)


def cancel_keyed(work: Work, prefix: str) -> int:
    """Send nothing that waits under a key which begins so; return how much that was."""
    beyond = f"{prefix[:-1]}{chr(ord(prefix[-1]) + 1)}"
    keyed = rows.c.dedupe_key >= prefix, rows.c.dedupe_key < beyond
    return _cancel(work, *keyed)


def chats_waited_for(work: Work, channel: str, ticket: TicketId) -> list[str]:
    """Return the chats for which something of a ticket waits."""
    query = select(rows.c.chat).where(
        rows.c.channel == channel, rows.c.ticket == ticket, one_of(rows.c.state, "todo")
    )
    return sorted(set(work.connection.scalars(query)))


def messages(work: Work, ticket: TicketId) -> list[Link]:
    """Return every message that stands somewhere for a ticket, in the order they were sent."""
    return all_as(Link, work.connection.execute(_SHOWN, {"of_ticket": ticket}))


def rename(work: Work, link: Link, role: str) -> None:
    """Give a message a role of its own, by which it can be changed without the others of its kind."""
    links.link(work, Link(link.channel, link.chat, link.message, link.ticket, role, None))
