"""New cards that wait to be sent: several of one chat can be told of together before they come."""

from sqlalchemy import bindparam, func, select, update

from storage.conditions import may_be_joined
from storage.outbox import get
from storage.records import OutboxId, OutboxRow, Priority
from storage.schema import outbox as table
from storage.work import Work

_COUNTS = (
    select(table.c.chat, func.count().label("cards"))
    .where(may_be_joined(table), table.c.channel == bindparam("of_channel"))
    .group_by(table.c.chat)
)
_OF_CHAT = (
    select(table.c.id)
    .where(
        may_be_joined(table),
        table.c.channel == bindparam("of_channel"),
        table.c.chat == bindparam("of_chat"),
    )
    .order_by(table.c.id)
    .limit(bindparam("most"))
)


def counts(work: Work, channel: str) -> dict[str, int]:
    """Return how many new cards wait for each chat that has some."""
    found = work.connection.execute(_COUNTS, {"of_channel": channel})
    return {row.chat: row.cards for row in found}


def of_chat(work: Work, channel: str, chat: str, most: int) -> list[OutboxRow]:
    """Return the new cards that wait for a chat, oldest first."""
    values = {"of_channel": channel, "of_chat": chat, "most": most}
    found = (get(work, OutboxId(row)) for row in work.connection.scalars(_OF_CHAT, values).all())
    return [row for row in found if row is not None]


def put_behind(work: Work, row: OutboxRow, coalesce: str) -> None:
    """Let a card come later and quietly, as it is by then: a change under `coalesce` takes its place."""
    change = update(table).where(table.c.id == row.id, may_be_joined(table))
    later = {"priority": Priority.survey, "body": {**row.body, "silent": True}, "coalesce": coalesce}
    work.connection.execute(change.values(later))
