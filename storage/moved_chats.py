"""Groups that got a new id: which one, so that everything kept under the old one finds its way."""

from sqlalchemy import select, update

from storage.schema import moved_chats as table
from storage.statements import Insert
from storage.work import Work

NAME = table.name  # what the bell rings for

_MOVED = Insert(table, on=["channel", "old"], update=["new"], returning=[table.c.old])


def alone(work: Work, channel: str, old: str) -> None:
    """Let nobody else follow this chat before the commit; before any row of its messages is locked."""
    work.alone(f"{NAME}:{channel}:{old}")


def note(work: Work, channel: str, old: str, new: str) -> str | None:
    """Keep that `old` is `new` from now on, and return what that is called today; twice is harmless.

    Moves in a row are kept as one. None: it would lead back to where it came from, and nothing is kept.
    """
    newest = now(work, channel, new)
    if newest == old:
        return None
    _MOVED.run(work, {"channel": channel, "old": old, "new": newest, "at": work.now})
    earlier = update(table).where(table.c.channel == channel, table.c.new == old).values(new=newest)
    work.connection.execute(earlier)
    work.wake(NAME)
    return newest


def now(work: Work, channel: str, chat: str) -> str:
    """Return the id that a chat has today."""
    found: str | None = work.connection.scalar(
        select(table.c.new).where(table.c.channel == channel, table.c.old == chat)
    )
    return found or chat


def all_of(work: Work, channel: str) -> dict[str, str]:
    """Return today's id for every old one."""
    rows = work.connection.execute(select(table.c.old, table.c.new).where(table.c.channel == channel))
    return {row.old: row.new for row in rows}
