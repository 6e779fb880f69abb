"""A group got a new id: everything that goes on in it goes on there."""

from dataclasses import replace
from typing import Any

from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming, Upgrade
from handlers.ticket import board, card
from handlers.ticket.lifecycle import OPEN, Step
from storage import absentees, following, moved_chats, people
from storage.records import Pressable
from storage.work import Work


def follow(desk: Desk, work: Work, channel: str, upgrade: Upgrade) -> bool:
    """Turn what waits for a group to its new id, and show there what can be answered; twice is harmless.

    False: it is a person's private chat, or the way back to an old id, and nothing was done. The desk itself
    follows after the commit.
    """
    old = upgrade.old
    moved_chats.alone(work, channel, old)
    private = people.by_user(work, channel, old) is not None
    new = None if private else moved_chats.note(work, channel, old, upgrade.new)
    if new is None:
        return False
    following.messages(work, channel, old, new, _without_old_ids)
    absentees.follow(work, channel, old, new)
    for question in following.questions(work, channel, old, new):
        following.again(work, f"question:{question}", new, _without_old_ids)
    here = desk.moved({old: new})
    for ticket in following.tickets(work, old, new):
        if Step(ticket.step) in OPEN:
            card.show_again(here, work, ticket)
    board.soon(here, work, new)
    return True


def caught_up(desk: Desk, work: Work, incoming: Incoming) -> tuple[Desk, Incoming]:
    """Return desk and message as they are today, where the group is known by another id than the desk's.

    What was written under the old id is answered under the new one; ids of messages mean nothing there.
    """
    unknown = incoming.chat_kind is ChatKind.group and desk.estate_of_chat(incoming.chat) is None
    moves = moved_chats.all_of(work, incoming.channel) if unknown else {}
    if not moves:
        return desk, incoming
    new = moves.get(incoming.chat)
    if new is not None:
        press = replace(incoming.press, message=None) if incoming.press else None
        incoming = replace(incoming, chat=new, message=None, reply_to=None, press=press)
    return desk.moved(moves), incoming


def is_here(work: Work, pressable: Pressable, incoming: Incoming) -> bool:
    """Tell whether a button belongs to the chat it was pressed in, under the id of today or an older one."""
    if pressable.channel != incoming.channel:
        return False
    now = pressable.chat
    return now == incoming.chat or moved_chats.now(work, incoming.channel, now) == incoming.chat


def _without_old_ids(body: dict[str, Any]) -> dict[str, Any]:
    # Messages are counted anew in the new group: the same number is another message there.
    return {**body, "reply_to": None, "thread": None}
