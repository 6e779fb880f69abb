"""Words as they were written: they never change; an edit is a revision beside them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, insert, select, update

from storage.conditions import is_pending
from storage.records import Message, MessageId, NewMessage, PersonId, TicketId
from storage.schema import messages as table
from storage.statements import all_as, columns_of, first_as, values_of
from storage.work import Work

_COLUMNS = columns_of(table, Message)
_STORE = insert(table).returning(table.c.id)
_ALL = select(*_COLUMNS)
_GET = _ALL.where(table.c.id == bindparam("of_id"))
_PENDING = _ALL.where(table.c.person == bindparam("of_person"), is_pending(table)).order_by(table.c.id)
_THESE: BindParameter[int] = bindparam("these", expanding=True)
_ATTACH = (
    update(table)
    .where(table.c.id.in_(_THESE) | table.c.revision_of.in_(_THESE))
    .values(ticket=bindparam("to_ticket", type_=table.c.ticket.type), pending=False)
)
_SETTLE = update(table).where(table.c.id.in_(_THESE)).values(pending=False)
_OF_TICKET = _ALL.where(table.c.ticket == bindparam("of_ticket")).order_by(table.c.id)
_COUNT_BY_OWNERS = (
    select(func.count())
    .select_from(table)
    .where(table.c.ticket.in_(_THESE), table.c.direction == "owner", table.c.revision_of.is_(None))
)


def _in_chat(column: Any) -> Select[Any]:
    return (
        _ALL.where(
            column == bindparam("of_value"),
            table.c.chat == bindparam("of_chat"),
            table.c.channel == bindparam("of_channel"),
            table.c.revision_of.is_(None),
        )
        .order_by(table.c.id)
        .limit(1)
    )


_BY_OUTSIDE_ID = _in_chat(table.c.message)
_OF_ALBUM = _in_chat(table.c.album).limit(None)
_NTH_LATEST = (
    _ALL.where(
        table.c.chat == bindparam("of_chat"),
        table.c.channel == bindparam("of_channel"),
        table.c.revision_of.is_(None),
    )
    .order_by(table.c.id.desc())
    .offset(bindparam("before"))
    .limit(1)
)
_REVISED = (
    select(table.c.text).where(table.c.revision_of == bindparam("of_id")).order_by(table.c.id.desc()).limit(1)
)


def store(work: Work, new: NewMessage) -> MessageId:
    """Keep somebody's words."""
    number: int = work.connection.execute(_STORE, values_of(new) | {"kept_at": work.now}).scalar_one()
    return MessageId(number)


def revise(work: Work, message: MessageId, text: str, at: datetime) -> MessageId:
    """Keep an edit as a revision of the first words, which stay; it has their ticket and never waits."""
    first = get(work, message)
    new = NewMessage(
        ticket=first.ticket,
        person=first.person,
        direction=first.direction,
        text=text,
        channel=first.channel,
        chat=first.chat,
        at=at,
        message=first.message,
        revision_of=first.revision_of or first.id,
    )
    return store(work, new)


def get(work: Work, message: MessageId) -> Message:
    """Return a message; one that was never stored is a bug of the caller, and raises LookupError."""
    found = first_as(Message, work.connection.execute(_GET, {"of_id": message}))
    if found is None:
        raise LookupError(f"there is no message {message}")
    return found


def pending_of(work: Work, person: PersonId) -> list[Message]:
    """Return what a person wrote that belongs to no ticket yet, oldest first."""
    return all_as(Message, work.connection.execute(_PENDING, {"of_person": person}))


def attach(work: Work, messages: Collection[MessageId], ticket: TicketId) -> None:
    """Give messages to a ticket; they wait no longer. Their revisions go with them."""
    work.connection.execute(_ATTACH, {"these": list(messages), "to_ticket": ticket})


def settle(work: Work, messages: Collection[MessageId]) -> None:
    """Let messages wait no longer without giving them to a ticket."""
    work.connection.execute(_SETTLE, {"these": list(messages)})


def of_ticket(work: Work, ticket: TicketId) -> list[Message]:
    """Return all words of a ticket, revisions too, oldest first."""
    return all_as(Message, work.connection.execute(_OF_TICKET, {"of_ticket": ticket}))


def count_by_owners(work: Work, tickets: Collection[TicketId]) -> int:
    """Count what owners wrote about some tickets, each message once however often it was edited."""
    return work.connection.scalar(_COUNT_BY_OWNERS, {"these": list(tickets)}) or 0


def by_outside_id(work: Work, channel: str, chat: str, message: str) -> Message | None:
    """Return the first words of a message of the channel, not its revisions."""
    values = {"of_channel": channel, "of_chat": chat, "of_value": message}
    return first_as(Message, work.connection.execute(_BY_OUTSIDE_ID, values))


def of_album(work: Work, channel: str, chat: str, album: str) -> list[Message]:
    """Return the messages of an album, the first one first; mostly it is one that holds all of it."""
    values = {"of_channel": channel, "of_chat": chat, "of_value": album}
    return all_as(Message, work.connection.execute(_OF_ALBUM, values))


def nth_latest(work: Work, channel: str, chat: str, n: int) -> Message | None:
    """Return the n-th message of a chat, counted from the last one that was kept; edits do not count."""
    values = {"of_channel": channel, "of_chat": chat, "before": n - 1}
    return first_as(Message, work.connection.execute(_NTH_LATEST, values))


def latest_words(work: Work, first: Message) -> str:
    """Return a message's words as they were last edited."""
    found: str | None = work.connection.scalar(_REVISED, {"of_id": first.id})
    return first.text if found is None else found
