"""Methods about chats, their members and topics."""

from typing import Any

from bot.sandbox import delivery
from bot.sandbox.chats import INSIDE, MANAGERS, PERMISSIONS, Chat, Status, Topic, member_json
from bot.sandbox.errors import bad_request
from bot.sandbox.render import message_json
from bot.sandbox.sending import Request, find_chat, require_access

GREEN = 7322096
LONGEST_TOPIC = 128


def get_chat(request: Request) -> dict[str, Any]:
    """Return a ChatFullInfo, with the fields that are never absent."""
    chat = find_chat(request)
    require_access(request, chat)
    shape = chat.to_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if not chat.is_private:
        shape["permissions"] = dict.fromkeys(PERMISSIONS, True)
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        shape["pinned_message"] = message_json(chat, pinned)
    return shape


def get_chat_member(request: Request) -> dict[str, Any]:
    chat = find_chat(request)
    require_access(request, chat)
    account = request.world.accounts.get(request.params.integer("user_id"))
    if account is None:
        raise bad_request("invalid user_id specified")
    if chat.is_private:
        inside = account.id in {chat.id, request.bot.id}
        return member_json(account, Status.member if inside else Status.left)
    return chat.member_json(account)


def get_chat_administrators(request: Request) -> list[dict[str, Any]]:
    """Return people with rights and the asking bot itself; other bots are left out, as at Telegram."""
    chat = _group(request)
    accounts = request.world.accounts
    return [
        chat.member_json(accounts[who])
        for who, status in chat.members.items()
        if status in MANAGERS and (not accounts[who].is_bot or who == request.bot.id)
    ]


def get_chat_member_count(request: Request) -> int:
    chat = find_chat(request)
    require_access(request, chat)
    return 2 if chat.is_private else sum(status in INSIDE for status in chat.members.values())


def leave_chat(request: Request) -> bool:
    chat = _group(request)
    before = chat.status(request.bot.id)
    service = {"left_chat_member": request.bot.account.to_json()}
    notice = request.world.post(chat, request.bot.account, service)
    chat.members[request.bot.id] = Status.left
    delivery.announce(request.world, chat, notice)
    account = request.bot.account
    delivery.member_changed(request.world, chat, account, before, by=account, now=Status.left)
    return True


def create_forum_topic(request: Request) -> dict[str, Any]:
    chat = _forum(request)
    name = _topic_name(request)
    color = request.params.integer("icon_color", GREEN)
    shape = {"name": name, "icon_color": color}
    opening = chat.last_id + 1
    chat.topics[opening] = Topic(opening, name, color)
    request.world.tell("chat", chat)
    notice = request.world.post(chat, request.bot.account, {"forum_topic_created": shape}, thread=opening)
    delivery.announce(request.world, chat, notice)
    return {"message_thread_id": notice.id} | shape


def edit_forum_topic(request: Request) -> bool:
    chat = _forum(request)
    topic = _topic(request, chat)
    if "name" in request.params.values:
        name = _topic_name(request)
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
        request.world.tell("chat", chat)
        _topic_notice(request, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def close_forum_topic(request: Request) -> bool:
    return _set_closed(request, "forum_topic_closed", closed=True)


def reopen_forum_topic(request: Request) -> bool:
    return _set_closed(request, "forum_topic_reopened", closed=False)


def delete_forum_topic(request: Request) -> bool:
    chat = _forum(request)
    topic = _topic(request, chat)
    request.world.delete(chat, [m for m in chat.messages.values() if m.thread == topic.id])
    del chat.topics[topic.id]
    request.world.tell("chat", chat)
    return True


def _set_closed(request: Request, notice: str, *, closed: bool) -> bool:
    chat = _forum(request)
    topic = _topic(request, chat)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    request.world.tell("chat", chat)
    _topic_notice(request, chat, topic, {notice: {}})
    return True


def _topic_notice(request: Request, chat: Chat, topic: Topic, content: dict[str, Any]) -> None:
    notice = request.world.post(chat, request.bot.account, content, thread=topic.id)
    delivery.announce(request.world, chat, notice)


def _group(request: Request) -> Chat:
    chat = find_chat(request)
    require_access(request, chat)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return chat


def _forum(request: Request) -> Chat:
    chat = _group(request)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.may(request.bot.id, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(request: Request, chat: Chat) -> Topic:
    topic = chat.topics.get(request.params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _topic_name(request: Request) -> str:
    name = request.params.text("name").strip()
    if not name:
        raise bad_request("topic name must be non-empty")
    return name[:LONGEST_TOPIC]
