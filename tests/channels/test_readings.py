"""Both libraries and ours read the same out of an update: none is our own word for what Telegram means.

The updates are those that the sandbox gives when people do all they can, and those made from the Bot API's types.
"""

from datetime import datetime
from random import Random

import pytest
import telegram

from bot.channels import CHANNELS
from bot.channels.telegram import reading
from bot.sandbox.server import Sandbox
from handlers.messages import Button, ChatKind, Membership, Outgoing, Upgrade

MADE_OF_EACH = 60
TOKEN = "7:AAreadings"
BOT = 7
FILES = ("animation", "video_note", "video", "voice", "audio", "document", "sticker")
MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")
MEMBERS = ("my_chat_member", "chat_member")
NOTHING_ELSE = {
    "events": (None, ()),
    "message": (None, False, "", None, None),
    "files": [],
    "place": None,
    "reply": (None, False, None),
    "press": None,
}

# python-telegram-bot says that a field of polls will go.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.fixture(scope="module")
def readings():
    """Return what reads an update with python-telegram-bot, and with aiogram."""
    # Importing aiogram takes seconds, in every process that only collects the tests.
    from aiogram.types import Update

    return lambda raw: telegram.Update.de_json(raw, None), Update.model_validate


async def acted():
    """Return the updates of people who do all that the sandbox lets them do."""
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot(TOKEN, username="desk_bot", name="Desk")
        bot.updates.allow([*MESSAGES, *MEMBERS, "callback_query", "message_reaction"])
        wang, li = sandbox.add_person("王芳", username="wangfang").id, sandbox.add_person("李雷").id
        people, groups = sandbox.people, sandbox.groups
        group = sandbox.add_group("前台", kind="group", members=[wang, bot.id]).id
        people.start(wang, payload="house7")
        asked = people.write(wang, "厨房😀漏水 https://a.cn @desk_bot /help@desk_bot 13800000000")
        people.edit(wang, asked, "卫生间漏水")
        people.write(wang, "/help@desk_bot", chat=group)
        for kind in FILES:
            people.send(wang, kind, caption="看 #x" if kind not in ("video_note", "sticker") else "")
        people.send(wang, "photo", caption="看")
        people.album(wang, ["厨房", ""])
        people.location(wang, 30.25, 120.1)
        people.contact(wang, "13800000000")
        people.react(wang, asked, "👍")
        channel = CHANNELS["telegram"](token=TOKEN, api=sandbox.url)
        await channel.send(str(wang), Outgoing("单", buttons=((Button("接单", "t1"),),)), None)
        await channel.close()
        card = sandbox.messages(wang)[-1].id
        people.press(wang, card, label="接单")
        people.write(wang, "好", reply_to=card)
        groups.join(group, li)
        groups.leave(group, li, by=wang)
        groups.upgrade(group)
        people.block(wang)
        return bot.updates.pending()


def made(kind):
    """Return updates of this kind as the Bot API's types allow them."""
    from tests.fuzz.schema import Whole

    schema = Whole(Random(f"{kind} whole"))
    return [schema.update(number, kind) for number in range(1, MADE_OF_EACH)]


def told(update, kind):
    """Return what a library's update says, in plain values; both give the fields the Bot API's names."""
    found = getattr(update, kind)
    if kind in MEMBERS:
        return of_event(found) | {"member": is_inside(found.new_chat_member)}
    if kind == "callback_query":
        message = {} if found.message is None else of_event(found.message, sender=False)
        return {"press": (str(found.id), found.data), "by": person(found.from_user), **message}
    return of_message(found)


def of_event(found, *, sender=True):
    return {
        "chat": (found.chat.id, str(found.chat.type)),
        "date": seconds(found.date),
        "from": person(found.from_user) if sender else None,
        "message": getattr(found, "message_id", None),
    }


def of_message(found):
    target = found.reply_to_message
    return of_event(found) | {
        "edited": seconds(found.edit_date),
        "anonymous": found.sender_chat is not None,
        "text": found.text,
        "caption": found.caption,
        "entities": [entity(one) for one in found.entities or ()],
        "caption_entities": [entity(one) for one in found.caption_entities or ()],
        "photo": [(size.file_id, size.width * size.height) for size in found.photo or ()],
        "files": {kind: getattr(found, kind).file_id for kind in FILES if getattr(found, kind)},
        "album": found.media_group_id,
        "thread": found.message_thread_id,
        "reply": target
        and (target.message_id, target.forum_topic_created is not None, person(target.from_user)),
        "buttons": buttons(target),
        "phone": found.contact and found.contact.phone_number,
        "place": spot(found.location) or (found.venue and spot(found.venue.location)),
        "venue": found.venue and (found.venue.title, found.venue.address),
        "came": [user.id for user in found.new_chat_members or ()],
        "left": found.left_chat_member and found.left_chat_member.id,
        "moved": (found.migrate_from_chat_id, found.migrate_to_chat_id),
    }


def seconds(moment):
    # Of some dates aiogram leaves the number; 0 is that of a message which cannot be seen any more.
    return int(moment.timestamp()) if isinstance(moment, datetime) else moment or 0


def person(user):
    return user and (user.id, user.first_name, user.last_name, user.username, user.language_code)


def entity(one):
    return (str(getattr(one.type, "value", one.type)), one.offset, one.length, one.url, person(one.user))


def buttons(target):
    rows = target.reply_markup.inline_keyboard if target and target.reply_markup else ()
    return [button.callback_data for row in rows for button in row if button.callback_data]


def spot(location):
    return location and (location.latitude, location.longitude)


def is_inside(member):
    inside = member.is_member if member.status == "restricted" else member.status not in ("left", "kicked")
    return (member.user.id, inside)


def ours(incoming):
    """Return what we read, in the words of `expected`."""
    return {
        "chat": (incoming.chat, incoming.chat_kind),
        "at": seconds(incoming.at),
        "sender": incoming.sender and (incoming.sender.user, incoming.sender.name, incoming.sender.language),
        "events": (incoming.upgrade, incoming.memberships),
        "message": (incoming.message, incoming.edited, incoming.text, incoming.album, incoming.phone),
        "files": [(file.kind.value, file.file) for file in incoming.media],
        "place": incoming.place,
        "reply": (incoming.reply_to, incoming.reply_to_desk, incoming.reply_token),
        "press": incoming.press and (incoming.press.id, incoming.press.token, incoming.press.message),
    }


def expected(kind, said):
    """Return what we should have read of what a library says; None: it concerns nobody."""
    if "chat" not in said:
        return None
    chat, chat_type = said["chat"]
    found = {
        "chat": (str(chat), ChatKind.private if chat_type == "private" else ChatKind.group),
        "at": said["date"],
        "sender": sender(said["from"]),
    } | NOTHING_ELSE
    if kind in MEMBERS:
        return (
            None
            if chat_type == "private"
            else found | {"events": (None, memberships([said["member"]], kind))}
        )
    if kind == "callback_query":
        key, data = said["press"]
        number = str(said["message"])
        of_message = {"message": (number, False, "", None, None), "press": (key, data, number)}
        return found | of_message | {"sender": sender(said["by"])} if key and data else None
    return event(said, found) or content(kind, said, found)


def event(said, found):
    old, new = said["moved"]
    chat = found["chat"][0]
    upgrade = Upgrade(chat, str(new)) if new else Upgrade(str(old), chat) if old else None
    left = [] if said["left"] is None else [(said["left"], False)]
    changed = memberships([*((user, True) for user in said["came"]), *left], None)
    if found["chat"][1] is ChatKind.private or not (upgrade or changed):
        return None
    return found | {"events": (upgrade, changed)}


def content(kind, said, found):
    venue = " ".join(part for part in said["venue"] or () if part)
    text = said["text"] or said["caption"] or venue
    named = [(file, area) for file, area in said["photo"] if file]
    photo = [("photo", max(named, key=lambda size: size[1])[0])] if named else []
    files = photo or [(name, said["files"][name]) for name in FILES if said["files"].get(name)][:1]
    if not (text or files or said["place"] or said["phone"]):
        return None
    number, is_opening, author = said["reply"] or (None, False, None)
    return found | {
        "at": said["edited"] or said["date"],
        "sender": None if said["anonymous"] else found["sender"],
        "message": (
            str(said["message"]),
            kind.startswith("edited"),
            text or "",
            said["album"] or None,
            said["phone"] or None,
        ),
        "files": files,
        "place": said["place"],
        "reply": (
            str(number) if number is not None and not is_opening else None,
            author is not None and author[0] == BOT,
            (said["buttons"] or [None])[0],
        ),
    }


def sender(who):
    if who is None:
        return None
    number, first, last, username, language = who
    name = " ".join(part for part in (first, last) if part) or username or ""
    return (str(number), name, language or None)


def memberships(changes, kind):
    itself = kind == "my_chat_member"
    return tuple(
        Membership(None if itself or (kind is None and user == BOT) else str(user), inside=inside)
        for user, inside in changes
    )


def compared(readings, raw):
    """Check one update; return whether it concerned the desk."""
    ptb, aiogram = (read(raw) for read in readings)
    assert ptb.update_id == aiogram.update_id == raw["update_id"]
    incoming = reading.read(raw, bot_id=str(BOT))
    (kind,) = set(raw) - {"update_id"}
    if kind not in (*MESSAGES, *MEMBERS, "callback_query"):
        assert incoming is None
        return False
    one, other = told(ptb, kind), told(aiogram, kind)
    assert one == other
    assert (incoming and ours(incoming)) == expected(kind, one)
    return incoming is not None


async def test_both_libraries_and_ours_read_the_same_of_what_people_do(readings):
    updates = await acted()
    assert len(updates) > 20
    concerned = [compared(readings, raw) for raw in updates]
    assert sum(concerned) > 15


@pytest.mark.parametrize("kind", [*MESSAGES, *MEMBERS, "callback_query", "message_reaction", "poll"])
def test_both_libraries_and_ours_read_the_same_of_what_the_bot_api_may_send(readings, kind):
    concerned = [compared(readings, raw) for raw in made(kind)]
    assert any(concerned) is (kind not in ("message_reaction", "poll"))
