"""More new cards than a group may be sent in a minute: one message tells of them, each card comes later.

What cannot wait is never a part of it.
"""

from collections.abc import Callable

from handlers import speak
from handlers.desk import Desk, Estate
from handlers.ticket import incident, moves, paging, several, sight
from handlers.ticket.lifecycle import Step
from storage import joinable
from storage.records import Ticket
from storage.work import Work

_FEW = 3  # fewer cards are no burst
_AT_ONCE = 100


def join(desk: Desk, work: Work, room: Callable[[str], int]) -> None:
    """Tell together of the cards that wait for groups which have no room for them all in this minute.

    `room` says how many messages a chat may still be sent, 0 where none can go now.
    """
    for chat, count in joinable.counts(work, desk.staff_channel).items():
        if count >= _FEW and 0 < room(chat) < count:
            _join(desk, work, chat)


def _join(desk: Desk, work: Work, chat: str) -> None:
    rows = joinable.of_chat(work, desk.staff_channel, chat, _AT_ONCE)
    waiting = [(row, moves.get(work, row.ticket)) for row in rows if row.ticket is not None]
    for estate in desk.estates_of_chat(chat):
        told = [(row, one) for row, one in waiting if one.estate == estate.key and _may_be_told(estate, one)]
        if len(told) >= _FEW and chat in estate.working_chats:
            found = [ticket for _, ticket in told]
            several.say(desk, work, estate, chat, f"burst:{told[0][0].id}", "staff.burst", found)
            for row, ticket in told:
                joinable.put_behind(work, row, speak.changes_of(ticket.id, speak.CARD, chat))


def _may_be_told(estate: Estate, ticket: Ticket) -> bool:
    can_wait = incident.is_joined(ticket) or not paging.cannot_wait(ticket)
    unclaimed = ticket.step == Step.received.value
    return can_wait and unclaimed and sight.chat_may_see(estate, ticket.staff_chat, ticket)
