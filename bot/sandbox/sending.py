"""What all sending and editing methods share: where to, in reply to what, with which words and buttons."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.accounts import Bot
from bot.sandbox.chats import INSIDE, MANAGERS, Chat, Status
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.formatting import check_caption, check_text, formatted
from bot.sandbox.markup import read_markup
from bot.sandbox.messages import Message
from bot.sandbox.params import Params
from bot.sandbox.render import message_json
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a method by a bot."""

    world: World
    bot: Bot
    params: Params


def find_chat(request: Request, name: str = "chat_id") -> Chat:
    """Return the chat a parameter names, whether or not the bot may write there."""
    raw = request.params.text(name)
    if not raw:
        raise bad_request(f"{name} is empty")
    try:
        chat = request.world.chat(int(raw), request.bot.id)
    except (ValueError, LookupError):
        account = request.world.accounts.get(request.params.integer(name))
        if account is not None and account.is_bot:
            raise forbidden("the bot can't send messages to the bot") from None
        raise bad_request("chat not found") from None
    if not chat.is_private and request.bot.id not in chat.members:
        raise bad_request("chat not found")
    return chat


def require_access(request: Request, chat: Chat) -> None:
    """Refuse a chat that the bot has lost: moved, left or kicked out of."""
    if chat.moved_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.moved_to},
        )
    if not chat.is_private:
        status = chat.status(request.bot.id)
        if status is Status.kicked:
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status not in INSIDE:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")


def target(request: Request) -> Chat:
    """Return the chat to write to; refuses in Telegram's words where the bot may not."""
    chat = find_chat(request)
    require_access(request, chat)
    if chat.person is not None:
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def thread_of(request: Request, chat: Chat) -> int | None:
    """Return the topic to write to; the General topic is no thread."""
    thread = request.params.integer("message_thread_id")
    if not thread or (chat.forum and thread == 1):
        return None
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.topics[thread].closed and chat.status(request.bot.id) not in MANAGERS:
        raise bad_request("TOPIC_CLOSED")
    return thread


def reply_of(request: Request, chat: Chat) -> int | None:
    """Return the message to reply to; one that is gone is refused unless that was allowed."""
    shape = request.params.structure("reply_parameters")
    if isinstance(shape, dict):
        wanted = shape.get("message_id", 0)
        lenient = bool(shape.get("allow_sending_without_reply"))
    else:
        wanted = request.params.integer("reply_to_message_id")
        lenient = request.params.flag("allow_sending_without_reply")
    if not isinstance(wanted, int) or not wanted:
        return None
    if wanted in chat.messages:
        return wanted
    if lenient:
        return None
    raise bad_request("message to be replied not found")


def read_text(request: Request) -> dict[str, Any]:
    """Return the content of a text message from text, parse_mode and entities."""
    params = request.params
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(
        params.text("text"),
        params.text("parse_mode"),
        params.structure("entities"),
        request.world.accounts,
    )
    check_text(text)
    content: dict[str, Any] = {"text": text} | ({"entities": entities} if entities else {})
    preview = params.structure("link_preview_options")
    return content | ({"link_preview_options": preview} if isinstance(preview, dict) else {})


def caption_content(world: World, caption: str, parse_mode: str, entities: Any) -> dict[str, Any]:
    text, found = formatted(caption, parse_mode, entities, world.accounts)
    check_caption(text)
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": found} if found else {})


def read_caption(request: Request) -> dict[str, Any]:
    params = request.params
    return caption_content(
        request.world,
        params.text("caption"),
        params.text("parse_mode"),
        params.structure("caption_entities"),
    )


def put(
    request: Request,
    chat: Chat,
    content: dict[str, Any],
    *,
    album: str | None = None,
    origin: dict[str, Any] | None = None,
) -> Message:
    """Post the bot's message with what all sending methods take."""
    reply_to, thread = reply_of(request, chat), thread_of(request, chat)
    markup = read_markup(request.params)
    if thread is None and reply_to is not None and chat.forum:
        thread = chat.messages[reply_to].thread
    return request.world.post(
        chat, request.bot.account, content,
        reply_to=reply_to, thread=thread, markup=markup, album=album, origin=origin,
    )  # fmt: skip


def send(request: Request, chat: Chat, content: dict[str, Any]) -> dict[str, Any]:
    return message_json(chat, put(request, chat, content))


def editable(request: Request) -> tuple[Chat, Message]:
    """Return the own message to be edited."""
    if not request.params.text("chat_id") or not request.params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat = find_chat(request)
    require_access(request, chat)
    message = chat.messages.get(request.params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender.id != request.bot.id or message.is_service or message.origin is not None:
        raise bad_request("message can't be edited")
    return chat, message


def change(request: Request, chat: Chat, message: Message, content: dict[str, Any]) -> dict[str, Any]:
    """Edit a message; without reply_markup its buttons go, as at Telegram."""
    markup = read_markup(request.params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    if content == message.content and markup == message.inline_markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message",
        )
    request.world.edit(chat, message, content, markup)
    return message_json(chat, message)
