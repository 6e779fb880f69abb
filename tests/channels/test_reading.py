"""A raw update is read into one shape, and nothing in it can make reading fail."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.reading import glance, read
from handlers.messages import ChatKind, Media, MediaKind, Press, Sender

PRIVATE = {"id": 5_000_000_001, "type": "private", "first_name": "王"}
GROUP = {"id": -1_001_234_567_890, "type": "supergroup", "title": "客服"}
WANG = {
    "id": 5_000_000_001,
    "is_bot": False,
    "first_name": "王",
    "last_name": "芳",
    "language_code": "zh-hans",
}


def update(name="message", **content):
    message = {"message_id": 77, "date": 1_764_000_000, "chat": PRIVATE, "from": WANG} | content
    return {"update_id": 10_000_001, name: message}


def test_text_is_read_with_who_and_where_and_when():
    incoming = read(update(text="厨房漏水"))
    assert incoming is not None
    assert (incoming.channel, incoming.key, incoming.chat) == ("telegram", "10000001", "5000000001")
    assert (incoming.message, incoming.text, incoming.chat_kind) == ("77", "厨房漏水", ChatKind.private)
    assert incoming.sender == Sender("5000000001", "王 芳", "zh-hans")
    assert incoming.at == datetime.fromtimestamp(1_764_000_000, UTC)
    assert not incoming.edited


@pytest.mark.parametrize(
    ("text", "entity", "mentions"),
    [
        ("😀 @lili 看一下", {"type": "mention", "offset": 3, "length": 5}, True),
        ("王工 看一下", {"type": "text_mention", "offset": 0, "length": 2, "user": WANG}, True),
        ("@Desk_bot 待接", {"type": "mention", "offset": 0, "length": 9}, False),
        ("写信到 a@b.com", {"type": "email", "offset": 4, "length": 7}, False),
        ("看一下", {"type": "mention", "offset": -5, "length": 10**9}, True),
        ("看一下", {"type": "mention", "offset": "0"}, False),
    ],
)
def test_a_colleague_who_is_named_with_an_at_is_seen_and_the_desk_is_none(text, entity, mentions):
    in_text = read(update(text=text, entities=[entity]), "desk_bot")
    in_caption = read(update(caption=text, photo=[{"file_id": "a"}], caption_entities=[entity]), "desk_bot")
    assert (in_text.mentions, in_caption.mentions) == (mentions, mentions)


def test_edit_is_marked_and_dated_by_the_edit():
    incoming = read(update("edited_message", text="卫生间漏水", edit_date=1_764_000_060))
    assert incoming is not None
    assert incoming.edited
    assert incoming.at == datetime.fromtimestamp(1_764_000_060, UTC)


def test_largest_photo_is_taken_with_its_caption_and_album():
    sizes = [
        {"file_id": "small", "width": 90, "height": 90},
        {"file_id": "large", "width": 1280, "height": 960},
        {"file_id": "middle", "width": 320, "height": 240},
    ]
    incoming = read(update(photo=sizes, caption="这里", media_group_id="1389"))
    assert incoming is not None
    assert incoming.media == (Media(MediaKind.photo, "large"),)
    assert (incoming.text, incoming.album) == ("这里", "1389")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("voice", MediaKind.voice),
        ("video", MediaKind.video),
        ("video_note", MediaKind.video_note),
        ("animation", MediaKind.animation),
        ("audio", MediaKind.audio),
        ("document", MediaKind.document),
        ("sticker", MediaKind.sticker),
    ],
)
def test_media_keeps_the_name_the_channel_gave_it(name, kind):
    incoming = read(update(**{name: {"file_id": "F"}}))
    assert incoming is not None
    assert incoming.media == (Media(kind, "F"),)


def test_animation_is_not_taken_for_the_document_that_comes_with_it():
    incoming = read(update(document={"file_id": "D"}, animation={"file_id": "A"}))
    assert incoming is not None
    assert incoming.media == (Media(MediaKind.animation, "A"),)


def test_place_venue_and_phone_are_read():
    spot = {"latitude": 30.25, "longitude": 120.1}
    assert read(update(location=spot)).place == (30.25, 120.1)
    venue = read(update(venue={"location": spot, "title": "东门", "address": "文三路"}))
    assert (venue.place, venue.text) == ((30.25, 120.1), "东门 文三路")
    assert read(update(contact={"phone_number": "0571", "first_name": "x"})).phone == "0571"


def test_reply_names_the_message_but_the_opening_of_a_topic_is_no_reply():
    assert read(update(text="好", reply_to_message={"message_id": 12})).reply_to == "12"
    opened = {"message_id": 12, "forum_topic_created": {"name": "x"}}
    assert read(update(text="好", reply_to_message=opened)).reply_to is None


def test_reply_brings_the_token_of_a_button_under_the_message_replied_to():
    keyboard = {"inline_keyboard": [[{"text": "网页", "url": "x"}], [{"text": "接单", "callback_data": "t"}]]}
    card = {"message_id": 12, "reply_markup": keyboard}
    assert read(update(text="好", reply_to_message=card)).reply_token == "t"
    assert read(update(text="好", reply_to_message={"message_id": 12})).reply_token is None


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start A-b_9", "start", "A-b_9"),
        ("/my@FrontdeskBot", "my", ""),
        ("/My@FrontdeskBot 今天\n明天", "my", "今天\n明天"),
        ("/my@OtherBot", None, ""),
        ("你好 /my", None, ""),
        ("/我的", None, ""),
        ("/", None, ""),
    ],
)
def test_commands_are_told_from_words(text, command, argument):
    incoming = read(update(text=text), bot_name="FrontdeskBot")
    assert (incoming.command, incoming.argument) == (command, argument)


def test_press_is_read_with_its_button_and_message():
    query = {
        "id": "4382bfdwdsb323b2d9",
        "from": WANG,
        "data": "tok_en-1",
        "message": {"message_id": 9, "chat": GROUP},
    }
    incoming = read({"update_id": 3, "callback_query": query})
    assert incoming is not None
    assert incoming.press == Press("4382bfdwdsb323b2d9", "tok_en-1", "9")
    assert (incoming.chat, incoming.chat_kind) == ("-1001234567890", ChatKind.group)
    assert incoming.sender.user == "5000000001"


def test_anonymous_admin_and_channel_post_have_no_sender():
    assert read(update(text="x", chat=GROUP, sender_chat=GROUP)).sender is None
    post = {"message_id": 1, "date": 1, "chat": GROUP, "text": "x"}
    assert read({"update_id": 1, "channel_post": post}).sender is None


def test_lone_surrogates_and_nul_become_replacement_characters():
    raw = json.loads(
        '{"update_id":1,"message":{"message_id":2,"date":1,"chat":{"id":3,"type":"private"},"text":"a\\ud83db\\u0000"}}'
    )
    assert read(raw).text == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    "content",
    [
        {"new_chat_members": [WANG]},
        {"pinned_message": {"message_id": 1}},
        {"poll": {"id": "1"}},
        {"dice": {"value": 3}},
        {},
    ],
)
def test_service_messages_and_unknown_content_concern_nobody(content):
    assert read(update(**content)) is None


@pytest.mark.parametrize("name", ["my_chat_member", "chat_member", "message_reaction", "poll", "of_2031"])
def test_unknown_kinds_concern_nobody_but_keep_their_lane(name):
    raw = {"update_id": 4, name: {"chat": GROUP, "date": 1}}
    assert read(raw) is None
    assert glance(raw) == ("4", "-1001234567890")


def test_update_without_a_number_gets_the_same_key_each_time():
    raw = {"message": {"text": "x"}}
    assert glance(raw) == glance(json.loads(json.dumps(raw)))
    assert glance(raw)[0] != glance({"message": {"text": "y"}})[0]
    assert glance(raw)[1] == "none"


_WORDS = """
update_id message edited_message callback_query chat id type from text caption photo file_id width height date title
edit_date message_id reply_to_message data location latitude longitude venue contact phone_number voice sticker address
media_group_id sender_chat first_name language_code animation
"""
_NAMES = st.sampled_from(_WORDS.split())
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["private", "\ud800", "/x\0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=8),
    max_leaves=40,
)


@pytest.mark.parametrize("length", [4096, 16_384, 16_385, 100_000])
def test_of_a_text_longer_than_anybody_can_write_the_beginning_is_read(length):
    read_as = read(update(text="漏" * length)).text
    assert read_as == ("漏" * length if length <= 16_384 else "漏" * 16_384 + "…")


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_NAMES, _VALUES, max_size=8))
def test_no_shape_whatever_makes_reading_fail(raw):
    key, lane = glance(raw)
    assert key
    assert lane
    incoming = read(raw)
    assert incoming is None or incoming.key == key


@settings(max_examples=100, deadline=None)
@given(_NAMES, _VALUES, _NAMES, _VALUES)
def test_no_damage_to_a_good_update_makes_reading_fail(name, value, inner, other):
    raw = update(
        text="x", photo=[{"file_id": "p", "width": value}], location={"latitude": value, "longitude": 1}
    )
    raw["message"][name] = value
    raw["message"]["chat"] = {**PRIVATE, inner: other}
    incoming = read(raw)
    assert incoming is None or incoming.text.encode("utf-8") is not None
