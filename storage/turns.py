"""What several services on one database sent lately: one account, so that a limit holds for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from storage.schema import turns as table
from storage.statements import all_as, columns_of
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Turn:
    """One message or edit to a chat, at a moment of the machine's time."""

    id: int
    chat: str
    at: datetime


_SINCE = (
    select(*columns_of(table, Turn))
    .where(table.c.id > bindparam("after"), table.c.channel == bindparam("of_channel"))
    .order_by(table.c.id)
)
_FORGET = delete(table).where(table.c.at < bindparam("before"))


def lock(work: Work, channel: str) -> None:
    """Keep other services from this account until the commit: its turns are read in their order."""
    work.alone(f"turns:{channel}")


def since(work: Work, channel: str, after: int) -> list[Turn]:
    """Return what was sent since the turn of that id; `lock` first."""
    return all_as(Turn, work.connection.execute(_SINCE, {"of_channel": channel, "after": after}))


def note(work: Work, channel: str, chats: Sequence[str], at: datetime) -> None:
    """Keep that one message goes to each of these chats now; `lock` first."""
    rows = [{"channel": channel, "chat": chat, "at": at} for chat in chats]
    if rows:
        work.connection.execute(insert(table), rows)


def forget(work: Work, before: datetime) -> None:
    """Drop what counts against no limit any more."""
    work.connection.execute(_FORGET, {"before": before})
