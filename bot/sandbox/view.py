"""What a person sees in a chat, for tests and for a page."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message


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
