"""What the Bot API is asked for: words of others stay words, and limits are Telegram's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import writing
from handlers.messages import Button, Media, MediaKind, Outgoing

PHOTO = Media(MediaKind.photo, "P")


def test_text_goes_without_markup_and_without_previews():
    call = writing.as_new("5", Outgoing(text="<b>@x https://a.cn"), None)
    assert call.method == "sendMessage"
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == {"is_disabled": True}


def test_words_of_others_become_code_with_utf16_offsets():
    text = "业主😀说：@all 漏水\n第二行\nhttps://x.cn"
    start = text.index("@all")
    outgoing = Outgoing(text=text, verbatim=((start, start + 4), (text.index("第"), len(text)), (3, 3)))
    entities = writing.as_new("5", outgoing, None).params["entities"]
    assert entities == [
        {"type": "code", "offset": start + 1, "length": 4},
        {"type": "pre", "offset": text.index("第") + 1, "length": len(text) - text.index("第")},
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text())
def test_offsets_always_name_the_words(before, words, after):
    outgoing = Outgoing(text=before + words + after, verbatim=((len(before), len(before) + len(words)),))
    params = writing.as_new("5", outgoing, None).params
    if not words.strip():
        assert "entities" not in params
        return
    (entity,) = params["entities"]
    encoded = params["text"].encode("utf-16-le", "surrogatepass")
    shown = encoded[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
    assert shown == writing.clean(words).encode("utf-16-le", "surrogatepass")


def test_reply_does_not_fail_when_its_message_is_gone():
    call = writing.as_new("5", Outgoing(text="x"), "12")
    assert call.params["reply_parameters"] == {"message_id": 12, "allow_sending_without_reply": True}


def test_buttons_and_the_open_reply_field():
    buttons = ((Button("接单", "t1"), Button("更多", "t2")),)
    keyboard = writing.as_new("5", Outgoing(text="x", buttons=buttons), None).params["reply_markup"]
    assert keyboard == {
        "inline_keyboard": [
            [{"text": "接单", "callback_data": "t1"}, {"text": "更多", "callback_data": "t2"}]
        ]
    }
    asked = writing.as_new("5", Outgoing(text="x", ask_reply=True), None).params["reply_markup"]
    assert asked == {"force_reply": True, "selective": True}


@pytest.mark.parametrize(
    ("media", "method", "field"),
    [
        (PHOTO, "sendPhoto", "photo"),
        (Media(MediaKind.voice, "P"), "sendVoice", "voice"),
        (Media(MediaKind.video, "P"), "sendVideo", "video"),
        (Media(MediaKind.animation, "P"), "sendAnimation", "animation"),
        (Media(MediaKind.audio, "P"), "sendAudio", "audio"),
        (Media(MediaKind.document, "P"), "sendDocument", "document"),
    ],
)
def test_file_is_sent_by_its_name_with_the_text_under_it(media, method, field):
    call = writing.as_new("5", Outgoing(text="好", media=(media,), verbatim=((0, 1),)), None)
    assert (call.method, call.params[field], call.params["caption"]) == (method, "P", "好")
    assert call.params["caption_entities"] == [{"type": "code", "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("media", "text"),
    [
        (PHOTO, "长" * 1025),
        (PHOTO, "😀" * 513),
        (Media(MediaKind.sticker, "S"), "好"),
        (Media(MediaKind.video_note, "V"), "好"),
    ],
)
def test_text_that_no_caption_can_hold_is_no_message_with_the_file(media, text):
    assert "split off" in writing.unsendable_as_new(Outgoing(text=text, media=(media,)))


def test_edit_changes_text_or_caption_and_takes_buttons_away():
    plain = writing.as_edit("5", "9", Outgoing(text="x", ask_reply=True))
    assert (plain.method, plain.params["message_id"]) == ("editMessageText", 9)
    assert "reply_markup" not in plain.params
    assert writing.as_edit("5", "9", Outgoing(text="x", media=(PHOTO,))).method == "editMessageCaption"
    assert writing.as_edit("5", "9", Outgoing(text="x" * 1025, media=(PHOTO,))).method == "editMessageText"


def test_what_telegram_could_never_take_is_named():
    assert writing.unsendable(Outgoing(text="😀" * 2048)) is None
    assert "4096" in writing.unsendable(Outgoing(text="😀" * 2048 + "x"))
    assert "empty" in writing.unsendable(Outgoing(text=" \n"))
    assert writing.unsendable(Outgoing(text="", media=(PHOTO,))) is None
