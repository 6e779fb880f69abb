"""Who left a group, or was removed from it, and has not come back."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from storage.schema import absentees as table
from storage.statements import Insert
from storage.work import Work

THE_DESK = ""  # in the place of a user: the account the desk itself has in the channel

# A group that the desk is not in is tried again after so long: that it is back may never have been told.
TRIED_AGAIN_AFTER = timedelta(minutes=10)

_GONE = Insert(table, on=["channel", "chat", "user"], update=["since"], returning=[table.c.user])
_CLOSED = select(table.c.chat).where(
    table.c.channel == bindparam("of_channel"),
    table.c.user == THE_DESK,
    table.c.since > bindparam("lately"),
)


def gone(work: Work, channel: str, chat: str, user: str) -> bool:
    """Keep that somebody is not in a group, as was seen just now; False: that was known before."""
    known = (chat, user) in of_chats(work, [chat])
    _GONE.run(work, {"channel": channel, "chat": chat, "user": user, "since": work.machine_now})
    return not known


def back(work: Work, channel: str, chat: str, user: str) -> bool:
    """Keep that somebody is in a group again; False: nobody had missed them."""
    here = [table.c.channel == channel, table.c.chat == chat, table.c.user == user]
    return bool(work.connection.execute(delete(table).where(*here)).rowcount)


def of_chats(work: Work, chats: Collection[str]) -> frozenset[tuple[str, str]]:
    """Return (chat, user) of everybody missing from these groups, which are all of one channel."""
    query = select(table.c.chat, table.c.user).where(table.c.chat.in_(list(chats)))
    return frozenset((row.chat, row.user) for row in work.connection.execute(query))


def closed_to_desk(work: Work, channel: str) -> frozenset[str]:
    """Return the groups that were found not to have the desk among them a moment ago."""
    values = {"of_channel": channel, "lately": work.machine_now - TRIED_AGAIN_AFTER}
    return frozenset(work.connection.scalars(_CLOSED, values))


def follow(work: Work, channel: str, old: str, new: str) -> None:
    """Let whoever is missing from a group be missing from it under its new id."""
    for chat, user in of_chats(work, [old]):
        back(work, channel, chat, user)
        gone(work, channel, new, user)
