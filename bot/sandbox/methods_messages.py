"""Methods on messages: send, edit, copy, forward, delete, pin, react, answer a press."""

from typing import Any

from bot.sandbox import delivery
from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Answer, Message
from bot.sandbox.render import message_json
from bot.sandbox.sending import (
    Request,
    change,
    editable,
    find_chat,
    put,
    read_caption,
    read_text,
    require_access,
    send,
    target,
)

CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ],
)
OLD_PRESS = "query is too old and response timeout expired or query ID is invalid"
LONGEST_TOAST = 200


def send_message(request: Request) -> dict[str, Any]:
    chat = target(request)
    return send(request, chat, read_text(request))


def edit_message_text(request: Request) -> dict[str, Any]:
    content = read_text(request)
    chat, message = editable(request)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return change(request, chat, message, content)


def edit_message_caption(request: Request) -> dict[str, Any]:
    caption = read_caption(request)
    chat, message = editable(request)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return change(request, chat, message, _without_caption(message) | caption)


def edit_message_reply_markup(request: Request) -> dict[str, Any]:
    chat, message = editable(request)
    return change(request, chat, message, dict(message.content))


def copy_message(request: Request) -> dict[str, Any]:
    chat = target(request)
    message = _source(request, "copy")
    content = dict(message.content)
    if "caption" in request.params.values and message.media is not None:
        content = _without_caption(message) | read_caption(request)
    return {"message_id": put(request, chat, content).id}


def forward_message(request: Request) -> dict[str, Any]:
    chat = target(request)
    message = _source(request, "forward")
    first = {"type": "user", "date": message.date, "sender_user": message.sender.to_json()}
    return message_json(chat, put(request, chat, dict(message.content), origin=message.origin or first))


def _without_caption(message: Message) -> dict[str, Any]:
    return {key: value for key, value in message.content.items() if not key.startswith("caption")}


def _source(request: Request, what: str) -> Message:
    chat = find_chat(request, "from_chat_id")
    message = chat.messages.get(request.params.integer("message_id"))
    if message is None:
        raise bad_request(f"message to {what} not found")
    if message.is_service:
        raise bad_request(f"message can't be {'copied' if what == 'copy' else 'forwarded'}")
    return message


def delete_message(request: Request) -> bool:
    chat = find_chat(request)
    require_access(request, chat)
    message = chat.messages.get(request.params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender.id == request.bot.id
    if not own and not chat.is_private and not chat.may(request.bot.id, "can_delete_messages"):
        raise bad_request("message can't be deleted")
    request.world.delete(chat, [message])
    return True


def answer_callback_query(request: Request) -> bool:
    """A press is answered once, in time, by the bot whose button it was."""
    world, params = request.world, request.params
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or press.bot != request.bot.id or press.answer is not None:
        raise bad_request(OLD_PRESS)
    if world.now() - press.at > world.press_lifetime_s:
        raise bad_request(OLD_PRESS)
    text = params.text("text")
    if len(text) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = Answer(text, params.flag("show_alert"), params.text("url"), world.now())
    world.tell("answer", press=press)
    return True


def send_chat_action(request: Request) -> bool:
    chat = target(request)
    action = request.params.text("action").lower()
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    request.world.tell("action", chat, bot=request.bot.id, action=action)
    return True


def set_message_reaction(request: Request) -> bool:
    chat = target(request)
    message = _existing(request, chat, "message to react not found")
    reactions = request.params.structure("reaction") or []
    if not isinstance(reactions, list) or not all(isinstance(reaction, dict) for reaction in reactions):
        raise bad_request("can't parse reaction types JSON object")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("type") == "emoji" and not reaction.get("emoji") for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions[request.bot.id] = reactions
    request.world.tell("reaction", chat, message)
    return True


def pin_chat_message(request: Request) -> bool:
    chat = target(request)
    _require_pinning(request, chat)
    message = _existing(request, chat, "message to pin not found")
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    request.world.tell("pin", chat, message)
    shape = {"pinned_message": message_json(chat, message, nested=True)}
    notice = request.world.post(chat, request.bot.account, shape, thread=message.thread)
    delivery.announce(request.world, chat, notice)
    return True


def unpin_chat_message(request: Request) -> bool:
    chat = target(request)
    _require_pinning(request, chat)
    wanted = request.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    request.world.tell("pin", chat, chat.messages.get(wanted))
    return True


def unpin_all_chat_messages(request: Request) -> bool:
    chat = target(request)
    _require_pinning(request, chat)
    chat.pinned.clear()
    request.world.tell("pin", chat)
    return True


def _existing(request: Request, chat: Chat, missing: str) -> Message:
    message = chat.messages.get(request.params.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


def _require_pinning(request: Request, chat: Chat) -> None:
    if not chat.is_private and not chat.may(request.bot.id, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
