"""Messages, chats and files in the shape of the Bot API."""

from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message


def message_json(chat: Chat, message: Message, *, nested: bool = False) -> dict[str, Any]:
    """Return a Message; the one it replies to is inside, but not what that one replies to."""
    shape: dict[str, Any] = {
        "message_id": message.id,
        "from": message.sender.to_json(),
        "chat": chat.to_json(),
        "date": message.date,
    }
    if message.thread is not None:
        shape |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.edit_date is not None:
        shape["edit_date"] = message.edit_date
    if message.album is not None:
        shape["media_group_id"] = message.album
    if message.origin is not None:
        shape["forward_origin"] = message.origin
    replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is not None and not nested:
        shape["reply_to_message"] = message_json(chat, replied, nested=True)
    shape |= message.content
    if message.inline_markup is not None:
        shape["reply_markup"] = message.inline_markup
    return shape
