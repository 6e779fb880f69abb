"""Methods about the bot itself: who it is, its webhook, its menus of commands."""

import json
import re
from typing import Any

from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.sending import Request, find_chat

SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ],
)
COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256


def get_me(request: Request) -> dict[str, Any]:
    return request.bot.to_json()


def log_out(request: Request) -> bool:
    """Also `close`: both only end a session, of which the sandbox keeps none."""
    request.bot.updates.interrupt(None)
    return True


def set_webhook(request: Request) -> bool:
    """Keep the address; the sandbox does not call it. As at Telegram it stops getUpdates."""
    bot, params = request.bot, request.params
    url = params.text("url")
    if not url:
        return delete_webhook(request)
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    bot.webhook = {"url": url, "secret_token": params.text("secret_token")}
    _remember_allowed(request)
    if params.flag("drop_pending_updates"):
        bot.updates.drop()
    bot.updates.interrupt(conflict("terminated by setWebhook request"))
    return True


def delete_webhook(request: Request) -> bool:
    request.bot.webhook = {}
    if request.params.flag("drop_pending_updates"):
        request.bot.updates.drop()
    return True


def get_webhook_info(request: Request) -> dict[str, Any]:
    return {
        "url": request.bot.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(request.bot.updates),
    }


async def get_updates(request: Request) -> list[dict[str, Any]]:
    """Long polling; remembers allowed_updates when they are given."""
    bot, params = request.bot, request.params
    if bot.webhook:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _remember_allowed(request)
    limit = params.integer("limit", 100)
    wait_s = max(params.integer("timeout"), 0)
    request.world.tell("poll", bot=bot.id)
    return await bot.updates.poll(params.integer("offset"), limit if 1 <= limit <= 100 else 100, wait_s)


def _remember_allowed(request: Request) -> None:
    allowed = request.params.structure("allowed_updates")
    if isinstance(allowed, list):
        request.bot.updates.allow(allowed)


def set_my_commands(request: Request) -> bool:
    commands = request.params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(shape) for shape in commands]
    request.bot.commands[_menu(request)] = kept
    request.world.tell("commands", bot=request.bot.id)
    return True


def get_my_commands(request: Request) -> list[dict[str, Any]]:
    return request.bot.commands.get(_menu(request), [])


def delete_my_commands(request: Request) -> bool:
    request.bot.commands.pop(_menu(request), None)
    request.world.tell("commands", bot=request.bot.id)
    return True


def _command(shape: Any) -> dict[str, Any]:
    if not isinstance(shape, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(shape.get("command", "")).removeprefix("/")
    description = str(shape.get("description", "")).strip()
    if not COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _menu(request: Request) -> tuple[str, str]:
    """Return the key of a menu: its scope (with chat and member) and its language."""
    scope = request.params.structure("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    parts = [kind]
    if kind in {"chat", "chat_administrators", "chat_member"}:
        request.params.values["chat_id"] = str(scope.get("chat_id", ""))
        parts.append(str(find_chat(request).id))
    if kind == "chat_member":
        parts.append(str(scope.get("user_id", "")))
    language = request.params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return json.dumps(parts), language
