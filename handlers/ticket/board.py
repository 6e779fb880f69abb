"""The board of a group is to be shown anew: noted here, done a moment later and once for many changes."""

from datetime import UTC, datetime, timedelta

from handlers.desk import Desk
from storage import timers
from storage.work import Work

TIMER = "board"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def soon(desk: Desk, work: Work, chat: str) -> None:
    """Let the board of a group follow a change; however many there are, it is edited once an interval.

    Edits count towards what the channel takes for a group in a minute.
    """
    estate = desk.estate_of_chat(chat)
    if estate is None or not estate.board or chat not in estate.working_chats:
        return
    every = timedelta(seconds=estate.policy.board_every_s)
    due = _EPOCH + ((work.now - _EPOCH) // every + 1) * every if every else work.now
    timers.set(work, kind=TIMER, entity=chat, occurrence=due.isoformat(), due=due)


def at(work: Work, chat: str, moment: datetime) -> None:
    """Show it at a moment at which it changes by itself, even if it says the same."""
    timers.set(
        work, kind=TIMER, entity=chat, occurrence=f"at:{moment.isoformat()}", due=moment, data={"sure": True}
    )
