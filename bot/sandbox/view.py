"""What a person sees in a chat: `Shown` for tests, plain shapes for the page."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Account
from bot.sandbox.chats import Chat
from bot.sandbox.menus import menu
from bot.sandbox.messages import Message
from bot.sandbox.world import World

SHOWN_FACTS = ("duration", "width", "height", "emoji", "latitude", "longitude", "phone_number", "first_name")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stands there now. `service` holds what a service message tells."""

    id: int
    chat: int
    sender: int
    is_bot: bool
    date: int
    text: str
    entities: tuple[dict[str, Any], ...]
    reply_markup: dict[str, Any] | None
    reply_to: int | None
    edit_date: int | None
    media: str | None
    album: str | None
    thread: int | None
    forwarded: bool
    pinned: bool
    reactions: dict[int, str]
    service: dict[str, Any]

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline buttons, row by row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    def marked(self, kind: str) -> list[str]:
        """Return the stretches of the text that carry an entity of a kind."""
        raw = self.text.encode("utf-16-le", "surrogatepass")
        return [
            raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le", "surrogatepass")
            for e in self.entities
            if e["type"] == kind
        ]


def shown(chat: Chat, message: Message) -> Shown:
    """Return what is seen; `text` is the caption where there is media."""
    content = message.content
    return Shown(
        id=message.id,
        chat=chat.id,
        sender=message.sender.id,
        is_bot=message.sender.is_bot,
        date=message.date,
        text=content.get("text") or content.get("caption") or "",
        entities=tuple(content.get("entities") or content.get("caption_entities") or ()),
        reply_markup=message.markup,
        reply_to=message.reply_to,
        edit_date=message.edit_date,
        media=message.media,
        album=message.album,
        thread=message.thread,
        forwarded=message.origin is not None,
        pinned=message.id in chat.pinned,
        reactions={
            who: "".join(r.get("emoji", "") for r in given) for who, given in message.reactions.items()
        },
        service=content if message.is_service else {},
    )


def key_of(chat: Chat) -> str:
    """Return the name of a chat that is unique in the sandbox."""
    return f"{chat.id}:{chat.bot}" if chat.is_private else str(chat.id)


def account_view(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "username": account.username,
        "language": account.language_code,
        "is_bot": account.is_bot,
        "about": account.about,
    }


def message_view(chat: Chat, message: Message) -> dict[str, Any]:
    """Return a message as the page shows it."""
    seen = shown(chat, message)
    return {
        "id": seen.id,
        "sender": seen.sender,
        "date": seen.date,
        "text": seen.text,
        "entities": seen.entities,
        "markup": seen.reply_markup,
        "reply_to": seen.reply_to,
        "edit_date": seen.edit_date,
        "media": _media_view(message),
        "album": seen.album,
        "thread": seen.thread,
        "forwarded": _origin(message),
        "reactions": {who: emoji for who, emoji in seen.reactions.items() if emoji},
        "service": seen.service or None,
    }


def _media_view(message: Message) -> dict[str, Any] | None:
    kind = message.media
    if kind is None:
        return None
    facts = message.content[kind]
    if kind == "photo":
        facts = facts[-1]
    shape = {"kind": kind} | {key: value for key, value in facts.items() if key in SHOWN_FACTS}
    if "file_name" in facts:
        shape["name"] = facts["file_name"]
    if "mime_type" in facts:
        shape["mime"] = facts["mime_type"]
    if "file_size" in facts:
        shape["size"] = facts["file_size"]
    if "file_id" in facts:
        shape["url"] = f"/sandbox/file/{facts['file_id']}"
    return shape


def _origin(message: Message) -> str | None:
    """Return the name of the one whose words were forwarded."""
    if message.origin is None:
        return None
    user = message.origin.get("sender_user", {})
    name: str = user.get("first_name") or message.origin["sender_user_name"]
    return name


def chat_view(world: World, chat: Chat) -> dict[str, Any]:
    """Return all of a chat but its messages."""
    return {
        "key": key_of(chat),
        "id": chat.id,
        "kind": chat.kind.value,
        "title": chat.title,
        "forum": chat.forum,
        "topics": [{"id": t.id, "name": t.name, "closed": t.closed} for t in chat.topics.values()],
        "members": [{"id": who, "status": status.value} for who, status in chat.members.items()],
        "bot": chat.bot,
        "started": chat.started,
        "blocked": chat.blocked,
        "moved_to": chat.moved_to,
        "pinned": list(chat.pinned),
        "commands": menu(world, chat),
    }


def chats_of(world: World) -> list[Chat]:
    """Return all groups and, for every person, the private chat with every bot."""
    people = [account.id for account in world.accounts.values() if not account.is_bot]
    return [*world.groups.values(), *(world.private(who, bot) for who in people for bot in world.bots)]


def world_view(world: World) -> dict[str, Any]:
    """Return everything there is, for a page that has just been opened."""
    accounts = [account_view(account) for account in world.accounts.values()]
    return {
        "now": world.now(),
        "bots": [account for account in accounts if account["is_bot"]],
        "people": [account for account in accounts if not account["is_bot"]],
        "chats": [
            chat_view(world, chat)
            | {"messages": [message_view(chat, message) for message in chat.messages.values()]}
            for chat in chats_of(world)
        ],
    }
