"""Who left a group, or was removed from it, and has not come back."""

from collections.abc import Collection

from sqlalchemy import delete, select

from storage.schema import absentees as table
from storage.statements import Insert
from storage.work import Work

THE_DESK = ""  # in the place of a user: the account the desk itself has in the channel

_GONE = Insert(table, on=["channel", "chat", "user"], returning=[table.c.user])


def gone(work: Work, channel: str, chat: str, user: str) -> bool:
    """Keep that somebody is not in a group any more; False: that was known."""
    values = {"channel": channel, "chat": chat, "user": user, "since": work.now}
    return _GONE.run(work, values) is not None


def back(work: Work, channel: str, chat: str, user: str) -> bool:
    """Keep that somebody is in a group again; False: nobody had missed them."""
    here = [table.c.channel == channel, table.c.chat == chat, table.c.user == user]
    return bool(work.connection.execute(delete(table).where(*here)).rowcount)


def of_chats(work: Work, chats: Collection[str]) -> frozenset[tuple[str, str]]:
    """Return (chat, user) of everybody missing from these groups, which are all of one channel."""
    query = select(table.c.chat, table.c.user).where(table.c.chat.in_(list(chats)))
    return frozenset((row.chat, row.user) for row in work.connection.execute(query))


def follow(work: Work, channel: str, old: str, new: str) -> None:
    """Let whoever is missing from a group be missing from it under its new id."""
    for chat, user in of_chats(work, [old]):
        back(work, channel, chat, user)
        gone(work, channel, new, user)
