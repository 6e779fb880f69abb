"""Which ticket a message of a chat belongs to, and which messages show a ticket."""

from sqlalchemy import bindparam, select

from storage.records import Link, TicketId
from storage.schema import links as table
from storage.statements import Insert, columns_of, first_as, values_of
from storage.work import Work

_COLUMNS = columns_of(table, Link)
_LINK = Insert(
    table,
    on=["channel", "chat", "message"],
    update=["ticket", "role", "origin"],
    returning=[table.c.id],
)
_GUESS = Insert(table, on=["channel", "chat", "message"], returning=[table.c.id])
_BY_MESSAGE = select(*_COLUMNS).where(
    table.c.channel == bindparam("of_channel"),
    table.c.chat == bindparam("of_chat"),
    table.c.message == bindparam("of_message"),
)
_IN_ROLE = (
    select(table.c.message)
    .where(
        table.c.role == bindparam("of_role"),
        table.c.chat == bindparam("of_chat"),
        table.c.channel == bindparam("of_channel"),
    )
    .order_by(table.c.id.desc())
    .limit(1)
)
_LATEST = _IN_ROLE.where(table.c.ticket == bindparam("of_ticket"))
_OF_ORIGIN = _IN_ROLE.where(table.c.origin == bindparam("of_origin"))
_LATEST_OF_NO_TICKET = _IN_ROLE.where(table.c.ticket.is_(None))


def link(work: Work, new: Link) -> None:
    """Note what a message is; a later word about the same message holds."""
    _LINK.run(work, values_of(new))


def guess(work: Work, new: Link) -> Link:
    """Note what a message seems to be, unless it is known by now; return what it is known as.

    Whoever sent it may be noting it just now: what they say holds, whoever comes first.
    """
    _GUESS.run(work, values_of(new))
    return by_message(work, new.channel, new.chat, new.message) or new


def by_message(work: Work, channel: str, chat: str, message: str) -> Link | None:
    """Return what a message is, if it is known."""
    values = {"of_channel": channel, "of_chat": chat, "of_message": message}
    return first_as(Link, work.connection.execute(_BY_MESSAGE, values))


def of_origin(work: Work, channel: str, chat: str, role: str, origin: int) -> str | None:
    """Return the chat's last message in this role that came of this origin."""
    values = {"of_channel": channel, "of_chat": chat, "of_role": role, "of_origin": origin}
    found: str | None = work.connection.scalar(_OF_ORIGIN, values)
    return found


def of_roles(work: Work, ticket: TicketId, roles: str) -> list[tuple[str, str]]:
    """Return chat and role of the messages that show a ticket in a role `roles/…`, each once."""
    beyond = f"{roles}0"  # the character after the stroke
    query = select(table.c.chat, table.c.role).where(
        table.c.ticket == ticket, table.c.role > f"{roles}/", table.c.role < beyond
    )
    return [(row.chat, row.role) for row in work.connection.execute(query.distinct())]


def latest(work: Work, channel: str, chat: str, ticket: TicketId | None, role: str) -> str | None:
    """Return the chat's last message that shows the ticket, or no ticket at all, in this role."""
    values = {"of_channel": channel, "of_chat": chat, "of_role": role}
    if ticket is None:
        found: str | None = work.connection.scalar(_LATEST_OF_NO_TICKET, values)
    else:
        found = work.connection.scalar(_LATEST, values | {"of_ticket": ticket})
    return found
