"""What a raw Telegram update says; pure, and never raises whatever the update looks like."""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from handlers.messages import (
    ChatKind,
    Forwarded,
    Incoming,
    Media,
    MediaKind,
    Membership,
    Press,
    Sender,
    Upgrade,
)

CHANNEL = "telegram"
Raw = Mapping[str, Any]

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
# Four times what Telegram lets anybody write: nobody waits while something longer is understood.
_READ_AT_MOST = 16_384
_NO_DATE = datetime.fromtimestamp(0, UTC)
_INT64 = 2**63
# An animation comes with a `document` too, for clients that do not know it; the first name found wins.
_FILES: Sequence[tuple[str, MediaKind]] = (
    ("animation", MediaKind.animation),
    ("video_note", MediaKind.video_note),
    ("video", MediaKind.video),
    ("voice", MediaKind.voice),
    ("audio", MediaKind.audio),
    ("document", MediaKind.document),
    ("sticker", MediaKind.sticker),
)
_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
_MEMBERS = ("my_chat_member", "chat_member")
# "restricted" says by itself whether somebody is inside; whatever is not listed is outside.
_INSIDE = ("creator", "administrator", "member")


def glance(raw: Raw) -> tuple[str, str]:
    """Return key and lane without understanding the update: enough to keep it."""
    number = _id(raw.get("update_id"))
    if number is None:
        content = json.dumps(raw, sort_keys=True, default=str)
        number = "unnumbered-" + hashlib.sha256(content.encode("ascii")).hexdigest()[:32]
    return number, _lane(raw) or "none"


def read(raw: Raw, bot_name: str | None = None, bot_id: str | None = None) -> Incoming | None:
    """Return what an update says, or None when it is of a kind that concerns nobody.

    `bot_name`: a command that names another bot is plain text. `bot_id`: a reply to the bot is known.
    """
    key, _lane_of_it = glance(raw)
    query = _dict(raw.get("callback_query"))
    if query:
        return _press(key, query)
    for name in _MEMBERS:
        change = _dict(raw.get(name))
        if change:
            return _member_changed(key, change, itself=name == "my_chat_member")
    for name in _MESSAGES:
        message = _dict(raw.get(name))
        event = _event(key, message, bot_id)
        if event:
            return event
        if message:
            incoming = _message(key, message, edited=name.startswith("edited"), bot_name=bot_name)
            own = bot_id is not None and _author_of_reply(message) == bot_id
            return replace(incoming, reply_to_desk=True) if incoming and own else incoming
    return None


def _message(key: str, message: Raw, *, edited: bool, bot_name: str | None) -> Incoming | None:
    chat, kind = _chat(message)
    number = _id(message.get("message_id"))
    text = _text(message.get("text")) or _text(message.get("caption")) or _venue_name(message)
    media = _media(message)
    place = _place(message)
    phone = _text(_dict(message.get("contact")).get("phone_number")) or None
    if chat is None or number is None or not (text or media or place or phone):
        return None
    command, argument = _command(text, bot_name)
    album = message.get("media_group_id")
    return Incoming(
        channel=CHANNEL,
        key=key,
        chat=chat,
        chat_kind=kind,
        sender=None if _dict(message.get("sender_chat")) else _sender(message.get("from")),
        at=_date(message.get("edit_date")) or _date(message.get("date")) or _NO_DATE,
        message=number,
        text=text,
        media=media,
        album=_text(album) or _id(album),
        reply_to=_reply_to(message),
        reply_token=_reply_token(message),
        edited=edited,
        place=place,
        phone=phone,
        command=command,
        argument=argument,
        forwarded=_forwarded(message),
        mentions=_mentions(message, text, bot_name),
        private_link=f"https://t.me/{bot_name}" if bot_name else "",
    )


def _event(key: str, message: Raw, bot_id: str | None) -> Incoming | None:
    """Read a message that nobody wrote, as far as it concerns the desk: all members hear of it."""
    chat, kind = _chat(message)
    if chat is None or kind is ChatKind.private:
        return None
    new, old = _id(message.get("migrate_to_chat_id")), _id(message.get("migrate_from_chat_id"))
    upgrade = Upgrade(chat, new) if new else Upgrade(old, chat) if old else None
    came = message.get("new_chat_members")
    inside = [(member, True) for member in (came if isinstance(came, list) else ())]
    memberships = tuple(
        Membership(None if user == bot_id else user, inside=is_inside)
        for member, is_inside in [*inside, (message.get("left_chat_member"), False)]
        if (user := _id(_dict(member).get("id"))) is not None
    )
    if upgrade is None and not memberships:
        return None
    return Incoming(
        channel=CHANNEL,
        key=key,
        chat=chat,
        chat_kind=kind,
        sender=_sender(message.get("from")),
        at=_date(message.get("date")) or _NO_DATE,
        upgrade=upgrade,
        memberships=memberships,
    )


def _member_changed(key: str, change: Raw, *, itself: bool) -> Incoming | None:
    chat, kind = _chat(change)
    member = _dict(change.get("new_chat_member"))
    user = _id(_dict(member.get("user")).get("id"))
    if chat is None or kind is ChatKind.private or user is None:
        return None
    return Incoming(
        channel=CHANNEL,
        key=key,
        chat=chat,
        chat_kind=kind,
        sender=_sender(change.get("from")),
        at=_date(change.get("date")) or _NO_DATE,
        memberships=(Membership(None if itself else user, inside=is_inside(member)),),
    )


def is_inside(member: Raw) -> bool:
    """Tell whether what the Bot API calls a ChatMember is in the group now."""
    status = member.get("status")
    return member.get("is_member") is True if status == "restricted" else status in _INSIDE


def _press(key: str, query: Raw) -> Incoming | None:
    message = _dict(query.get("message"))
    chat, kind = _chat(message)
    press = _text(query.get("id")) or _id(query.get("id"))
    token = _text(query.get("data"))
    sender = _sender(query.get("from"))
    if chat is None or not press or not token or sender is None:
        return None
    return Incoming(
        channel=CHANNEL,
        key=key,
        chat=chat,
        chat_kind=kind,
        sender=sender,
        # Telegram does not say when a button was pressed, only when its message was written.
        at=_date(message.get("date")) or _NO_DATE,
        message=_id(message.get("message_id")),
        press=Press(id=press, token=token, message=_id(message.get("message_id"))),
    )


def _lane(raw: Raw) -> str | None:
    for content in raw.values():
        inner = _dict(content)
        for holder in (inner, _dict(inner.get("message"))):
            chat = _id(_dict(holder.get("chat")).get("id"))
            if chat is not None:
                return chat
    return None


def _chat(message: Raw) -> tuple[str | None, ChatKind]:
    chat = _dict(message.get("chat"))
    return _id(chat.get("id")), ChatKind.private if chat.get("type") == "private" else ChatKind.group


def _sender(value: object) -> Sender | None:
    user = _dict(value)
    number = _id(user.get("id"))
    if number is None:
        return None
    parts = (_text(user.get("first_name")), _text(user.get("last_name")))
    name = " ".join(part for part in parts if part) or _text(user.get("username"))
    return Sender(user=number, name=name, language=_text(user.get("language_code")) or None)


def _reply_to(message: Raw) -> str | None:
    target = _dict(message.get("reply_to_message"))
    # Everything written in a forum topic "replies" to the service message that opened the topic.
    return None if "forum_topic_created" in target else _id(target.get("message_id"))


def _author_of_reply(message: Raw) -> str | None:
    return _id(_dict(_dict(message.get("reply_to_message")).get("from")).get("id"))


def _forwarded(message: Raw) -> Forwarded | None:
    origin = _dict(message.get("forward_origin"))
    if not origin:
        return None
    user = _sender(origin.get("sender_user"))
    named = _text(origin.get("sender_user_name"))  # all that is told of who hides their account
    return Forwarded(user.name if user else named, _date(origin.get("date")) or _NO_DATE)


def _mentions(message: Raw, text: str, bot_name: str | None) -> bool:
    """Tell whether somebody is named with an @, or by a name that leads to them; the bot is nobody."""
    entities = message.get("entities") or message.get("caption_entities")
    marked = [_dict(entity) for entity in entities] if isinstance(entities, list) else []
    units = text.encode("utf-16-le", "surrogatepass")  # as Telegram counts places
    for entity in marked:
        start, length = _number(entity.get("offset")), _number(entity.get("length"))
        if entity.get("type") == "text_mention":
            return True
        if entity.get("type") == "mention" and start is not None and length is not None:
            named = units[int(start) * 2 : int(start + length) * 2].decode("utf-16-le", "replace")
            if named.casefold() != f"@{bot_name or ''}".casefold():
                return True
    return False


def _reply_token(message: Raw) -> str | None:
    markup = _dict(_dict(message.get("reply_to_message")).get("reply_markup"))
    rows = markup.get("inline_keyboard")
    for row in rows if isinstance(rows, list) else ():
        for button in row if isinstance(row, list) else ():
            token = _text(_dict(button).get("callback_data"))
            if token:
                return token
    return None


def _media(message: Raw) -> tuple[Media, ...]:
    sizes = message.get("photo")
    photos = [_dict(size) for size in sizes] if isinstance(sizes, list) else []
    named = [size for size in photos if _text(size.get("file_id"))]
    if named:
        return (Media(kind=MediaKind.photo, file=_text(max(named, key=_area).get("file_id"))),)
    for name, kind in _FILES:
        file = _text(_dict(message.get(name)).get("file_id"))
        if file:
            return (Media(kind=kind, file=file),)
    return ()


def _area(size: Raw) -> float:
    return (_number(size.get("width")) or 0.0) * (_number(size.get("height")) or 0.0)


def _place(message: Raw) -> tuple[float, float] | None:
    location = _dict(message.get("location")) or _dict(_dict(message.get("venue")).get("location"))
    latitude, longitude = _number(location.get("latitude")), _number(location.get("longitude"))
    return None if latitude is None or longitude is None else (latitude, longitude)


def _venue_name(message: Raw) -> str:
    venue = _dict(message.get("venue"))
    return " ".join(part for part in (_text(venue.get("title")), _text(venue.get("address"))) if part)


def _command(text: str, bot_name: str | None) -> tuple[str | None, str]:
    found = _COMMAND.fullmatch(text)
    if found is None:
        return None, ""
    name, addressed, argument = found.groups(default="")
    if addressed and bot_name and addressed.lower() != bot_name.lower():
        return None, ""
    return name.lower(), argument.strip()


def clean(text: str) -> str:
    """Return the text as every database and encoding takes it."""
    return _UNREADABLE.sub("\ufffd", text)


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return clean(value if len(value) <= _READ_AT_MOST else f"{value[:_READ_AT_MOST]}…")


def _dict(value: object) -> Raw:
    return value if isinstance(value, dict) else {}


def _id(value: object) -> str | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64
    return str(value) if fits else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _date(value: object) -> datetime | None:
    seconds = _number(value)
    if not seconds:  # 0 marks a message that the bot can no longer see
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
