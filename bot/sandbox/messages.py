"""What stands in a chat, and the presses of its buttons."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.accounts import Account

# An animation comes with a document too, for clients that do not know it: the first name found wins.
MEDIA = (
    "photo",
    "animation",
    "video_note",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contact",
)


@dataclass(slots=True)
class Message:
    """A message; `content` holds the Bot API fields that make its kind (text, photo, new_chat_members …)."""

    id: int
    chat_id: int
    sender: Account
    date: int
    content: dict[str, Any]
    reply_to: int | None = None
    markup: dict[str, Any] | None = None
    thread: int | None = None
    album: str | None = None
    edit_date: int | None = None
    origin: dict[str, Any] | None = None
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def inline_markup(self) -> dict[str, Any] | None:
        """The buttons under the message; keyboards and forced replies are not part of what bots read back."""
        return self.markup if self.markup and "inline_keyboard" in self.markup else None

    @property
    def media(self) -> str | None:
        return next((kind for kind in MEDIA if kind in self.content), None)

    @property
    def is_service(self) -> bool:
        return "text" not in self.content and self.media is None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a press: a toast, an alert or only the end of the waiting sign."""

    text: str
    show_alert: bool
    url: str
    at: float


@dataclass(slots=True)
class Press:
    """A press of an inline button; `answer` is None until the bot answered."""

    id: str
    bot: int
    person: int
    chat_id: int
    message_id: int
    data: str
    at: float
    answer: Answer | None = None
