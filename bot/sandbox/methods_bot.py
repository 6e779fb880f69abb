"""Methods about the bot itself: who it is, its webhook, its menus of commands."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.pushing import AT_ONCE, HERE
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
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
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
    """Let updates be pushed to an address (`pushing.py`), which stops getUpdates.

    As a Bot API server of one's own does, it takes http:// for an address of this machine.
    """
    bot, params = request.bot, request.params
    url = params.text("url")
    if not url:
        return delete_webhook(request)
    if not url.startswith("https://") and urlsplit(url).hostname not in HERE:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and not SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    at_once = min(max(params.integer("max_connections"), 0), 100) or AT_ONCE
    bot.webhook = {"url": url, "secret_token": secret, "max_connections": at_once}
    _remember_allowed(request)
    if params.flag("drop_pending_updates"):
        bot.updates.drop()
    bot.updates.interrupt(conflict("terminated by setWebhook request"))
    request.world.tell("webhook", bot=bot.id)
    return True


def delete_webhook(request: Request) -> bool:
    request.bot.webhook = {}
    if request.params.flag("drop_pending_updates"):
        request.bot.updates.drop()
    request.world.tell("webhook", bot=request.bot.id)
    return True


def get_webhook_info(request: Request) -> dict[str, Any]:
    webhook = request.bot.webhook
    facts = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(request.bot.updates),
    }
    more = ("max_connections", "last_error_date", "last_error_message")
    return facts | {name: webhook[name] for name in more if name in webhook}


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
