"""What several services on one database sent lately: one account, so that a limit holds for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from storage.records import OutboxId
from storage.schema import turns as table
from storage.statements import all_as, columns_of
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Turn:
    """One message or edit to a chat, at a moment of the machine's time."""

    chat: str
    at: datetime


_LATELY = (
    select(*columns_of(table, Turn))
    .where(
        table.c.channel == bindparam("of_channel"),
        (table.c.at > bindparam("since"))
        | (table.c.at > bindparam("since_in_groups")) & table.c.chat.like("-%"),
    )
    .order_by(table.c.at)
)
_CORRECT = (
    update(table)
    .where(
        table.c.message == bindparam("of_message"),
        table.c.channel == bindparam("of_channel"),
        table.c.at < bindparam("new_at"),
    )
    .values(at=bindparam("new_at"))
)
_FORGET = delete(table).where(table.c.at < bindparam("before"))


def lock(work: Work, channel: str) -> None:
    """Keep other services from this account until the commit: its turns are read in their order."""
    work.alone(f"turns:{channel}")


def lately(work: Work, channel: str, since: datetime, since_in_groups: datetime) -> list[Turn]:
    """Return what was sent after these moments, in its order; `lock` first. A group's id begins with "-"."""
    values = {"of_channel": channel, "since": since, "since_in_groups": since_in_groups}
    return all_as(Turn, work.connection.execute(_LATELY, values))


def note(work: Work, channel: str, sends: Sequence[tuple[OutboxId, str]], at: datetime) -> None:
    """Keep that each of these messages goes to its chat now; `lock` first."""
    rows = [{"channel": channel, "chat": chat, "message": message, "at": at} for message, chat in sends]
    if rows:
        work.connection.execute(insert(table), rows)


def correct(work: Work, channel: str, message: OutboxId, at: datetime) -> None:
    """Keep that a message went out later than was noted."""
    work.connection.execute(_CORRECT, {"of_message": message, "of_channel": channel, "new_at": at})


def forget(work: Work, before: datetime) -> None:
    """Drop what counts against no limit any more."""
    work.connection.execute(_FORGET, {"before": before})
