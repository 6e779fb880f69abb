"""The topics that tickets have in the forums of their groups."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, select

from storage.records import TicketId
from storage.schema import topics as table
from storage.statements import Insert, columns_of, first_as, values_of
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a ticket: `thread` is the channel's id, the rest what it was last to be."""

    channel: str
    chat: str
    ticket: TicketId
    thread: str
    name: str
    closed: bool


_COLUMNS = columns_of(table, Topic)
_KEEP = Insert(
    table,
    on=["channel", "chat", "ticket"],
    update=["thread", "name", "closed"],
    returning=[table.c.ticket],
)


def keep(work: Work, topic: Topic) -> None:
    """Remember a topic as it is to be from now on; a ticket has one in a chat."""
    _KEEP.run(work, values_of(topic))


def renamed(topic: Topic, name: str, *, closed: bool) -> Topic:
    """Return a topic as it is to be called and closed from now on."""
    return replace(topic, name=name, closed=closed)


def of(work: Work, channel: str, chat: str, ticket: TicketId) -> Topic | None:
    """Return the topic that a ticket has in a chat."""
    here = table.c.channel == channel, table.c.chat == chat, table.c.ticket == ticket
    return first_as(Topic, work.connection.execute(select(*_COLUMNS).where(*here)))


def all_of(work: Work, ticket: TicketId) -> list[Topic]:
    """Return every topic that a ticket has, in whatever chat it once had its card."""
    query = select(*_COLUMNS).where(table.c.ticket == ticket)
    return [Topic(*row) for row in work.connection.execute(query)]


def gone(work: Work, topic: Topic) -> bool:
    """Forget a topic that the channel does not know any more; False: another one stands in its place."""
    here = table.c.channel == topic.channel, table.c.chat == topic.chat, table.c.ticket == topic.ticket
    return bool(work.connection.execute(delete(table).where(*here, table.c.thread == topic.thread)).rowcount)
