"""Replies that staff have written beforehand for themselves."""

from sqlalchemy import bindparam, delete, select

from storage.schema import own_replies as table
from storage.statements import Insert
from storage.work import Work

_KEEP = Insert(table, on=["channel", "user", "name"], update=["words"], returning=[table.c.name])
_OF = (
    select(table.c.name, table.c.words)
    .where(table.c.channel == bindparam("of_channel"), table.c.user == bindparam("of_user"))
    .order_by(table.c.name)
)


def keep(work: Work, channel: str, user: str, name: str, words: str) -> None:
    """Keep words under a name of somebody's own; those it had before are gone."""
    _KEEP.run(work, {"channel": channel, "user": user, "name": name, "words": words})


def drop(work: Work, channel: str, user: str, name: str) -> bool:
    """Forget what somebody kept under a name; False: nothing was."""
    which = table.c.channel == channel, table.c.user == user, table.c.name == name
    return bool(work.connection.execute(delete(table).where(*which)).rowcount)


def of(work: Work, channel: str, user: str) -> dict[str, str]:
    """Return what somebody keeps, by name."""
    rows = work.connection.execute(_OF, {"of_channel": channel, "of_user": user})
    return {row.name: row.words for row in rows}
