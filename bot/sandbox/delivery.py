"""Which bot hears what: from something that happened to updates in the bots' queues."""

from typing import Any

from bot.sandbox.accounts import Account, Bot
from bot.sandbox.chats import MANAGERS, Chat, Status, member_json
from bot.sandbox.entities import cut
from bot.sandbox.messages import Message
from bot.sandbox.render import message_json
from bot.sandbox.world import World


def announce(world: World, chat: Chat, message: Message, kind: str = "message") -> None:
    """Give what a person or the server put into a chat to every bot that hears it.

    Not for what bots say: bots never hear other bots, nor themselves.
    """
    shape: dict[str, Any] | None = None
    for bot in world.bots_in(chat):
        if hears(bot, chat, message):
            shape = shape or message_json(chat, message)
            push(world, bot, kind, shape)


def push(world: World, bot: Bot, kind: str, payload: Any) -> int | None:
    """Queue any update for a bot, in the shape it is given."""
    update_id = bot.updates.push(kind, payload)
    world.tell("update", bot=bot.id, update=update_id, update_kind=kind)
    return update_id


def hears(bot: Bot, chat: Chat, message: Message) -> bool:
    """Privacy mode: without rights a bot hears commands, replies to it, its name, and service messages."""
    if chat.is_private or not bot.privacy or chat.status(bot.id) in MANAGERS or message.is_service:
        return True
    replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is not None and replied.sender.id == bot.id:
        return True
    text = message.content.get("text") or message.content.get("caption") or ""
    entities = message.content.get("entities") or message.content.get("caption_entities") or []
    own = f"@{bot.account.username}".lower()
    for entity in entities:
        named = cut(text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and named == own:
            return True
        if (
            entity["type"] == "bot_command"
            and entity["offset"] == 0
            and named.partition("@")[2] in {"", own[1:]}
        ):
            return True
    return False


def member_changed(
    world: World, chat: Chat, who: Account, before: Status, *, by: Account, now: Status
) -> None:
    """Tell a bot of its own membership, and the bots with rights of everybody else's."""
    shape = {
        "chat": chat.to_json(),
        "from": by.to_json(),
        "date": int(world.now()),
        "old_chat_member": member_json(who, before),
        "new_chat_member": member_json(who, now, chat.withheld.get(who.id, frozenset())),
    }
    if who.id in world.bots:
        push(world, world.bots[who.id], "my_chat_member", shape)
    for bot in world.bots.values():
        if bot.id != who.id and not chat.is_private and chat.status(bot.id) in MANAGERS:
            push(world, bot, "chat_member", shape)
    world.tell("chat", chat)
