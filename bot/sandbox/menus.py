"""Which commands a chat offers: the narrowest menu a bot has set for it, in its language if there is one."""

import json
from typing import Any

from bot.sandbox.accounts import Bot
from bot.sandbox.chats import Chat
from bot.sandbox.world import World


def menu(world: World, chat: Chat) -> list[dict[str, Any]]:
    """Return the commands that are offered on "/" in a chat, of all bots in it."""
    found: dict[str, dict[str, Any]] = {}
    for bot in world.bots_in(chat):
        for command in _menu_of(bot, chat):
            found.setdefault(command["command"], command)
    return list(found.values())


def _menu_of(bot: Bot, chat: Chat) -> list[dict[str, Any]]:
    language = chat.person.language_code[:2] if chat.person is not None else ""
    everywhere = "all_private_chats" if chat.is_private else "all_group_chats"
    for scope in (["chat", str(chat.id)], [everywhere], ["default"]):
        for spoken in (language, ""):
            commands = bot.commands.get((json.dumps(scope), spoken))
            if commands is not None:
                return commands
    return []
