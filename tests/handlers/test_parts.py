"""Long messages go in ordered parts that lose nothing and tear nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.messages import Button, Media, MediaKind, Outgoing, fits_under_files, units
from handlers.parts import fitting, is_inside_character, parts, split

PHOTO, DOCUMENT = Media(MediaKind.photo, "p"), Media(MediaKind.document, "d")
CHARACTERS = [
    "漏",
    "水",
    "a",
    " ",
    "\n",
    "\r\n",
    "。",
    "!",
    "😀",
    "e\u0301",
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇨🇳",
    "❤️",
    "각",
    "ก็",
    "🏴\U000e0067\U000e0062\U000e007f",
]
# Pieces repeated until they are long: what hypothesis finds itself is seldom longer than one message.
LONG = st.builds(
    lambda pieces, times: [piece for _ in range(times) for piece in pieces],
    st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=40),
    st.integers(1, 400),
)


def starts(characters):
    """Return where in the text each character begins, and its end."""
    found = [0]
    for character in characters:
        found.append(found[-1] + len(character))
    return found


def marked(part, spans):
    return [part.text[a:b] for a, b, *_ in spans]


@settings(max_examples=150, deadline=None)
@given(LONG, st.data())
def test_parts_are_short_enough_tear_no_character_and_are_together_the_whole(characters, data):
    text, at = "".join(characters), starts(characters)
    some = data.draw(st.lists(st.sampled_from(at), max_size=8, unique=True).map(sorted))
    spans = list(zip(some[::2], some[1::2], strict=False))
    verbatim, mentions = tuple(spans[::2]), tuple((a, b, str(a)) for a, b in spans[1::2])
    found = split(Outgoing(text=text, verbatim=verbatim, mentions=mentions))
    assert all(units(part.text) <= 4096 for part in found)
    shown = "".join(part.text for part in found)
    assert "".join(shown.split()) == "".join(text.split())
    if len(shown) == len(text):
        ends = [sum(len(part.text) for part in found[: n + 1]) for n in range(len(found))]
        assert set(ends) <= set(at)
    for kept, given_ in ((verbatim, "verbatim"), (mentions, "mentions")):
        whole = [text[a:b] for a, b, *_ in kept]
        pieces = [piece for part in found for piece in marked(part, getattr(part, given_))]
        assert "".join("".join(pieces).split()) == "".join("".join(whole).split())
        assert all(one in pieces for one in whole if one.strip() and units(one) <= 4096)


@given(st.text(max_size=300).map(lambda text: text * 60))
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_every_part_fits_and_no_word_is_lost(text):
    found = split(Outgoing(text=text, verbatim=((0, len(text)),)))
    assert all(units(part.text) <= 4096 for part in found)
    assert "".join("".join(part.text for part in found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("漏" * 4000 + "\n" + "水" * 4000, 4001),
        ("漏" * 4000 + "\n" + "水" * 50 + "。" + "水" * 4000, 4001),
        ("漏" * 3000 + "\n" + "水" * 900 + "。" + "水" * 4000, 3902),
        ("漏" * 3000 + "\n" + "水" * 900 + " " + "水" * 4000, 3902),
        ("see 3.5 " + "a" * 3900 + ". " + "b" * 4000, 3909),
        ("漏" * 3000 + "\n" + "水" * 4000, 4096),
        ("漏" * 4095 + "👨‍👩‍👧‍👦" + "水" * 4000, 4095),
        ("漏" * 4090 + "🇨🇳🇨🇳🇨🇳" + "水" * 4000, 4092),
        ("e" + "\u0301" * 5000, 4096),
    ],
)
def test_a_part_ends_where_a_reader_would_if_that_is_near_its_end(text, first):
    assert len(split(Outgoing(text=text))[0].text) == first


@pytest.mark.parametrize(
    ("before", "after"), [("王", "漏"), ("\n", "漏"), ("🇨🇳", "🇨🇳"), ("👍🏽", "👍"), ("e", "e")]
)
def test_between_two_characters_one_may_cut(before, after):
    assert not is_inside_character(before + after, len(before))


def test_what_is_verbatim_stays_whole_where_one_part_can_hold_it():
    text = "说:" + "好" * 2000 + "漏水 楼上\n" * 400 + "完"
    spans = ((2002, len(text) - 1), (len(text) - 1, len(text)))
    first, second = split(Outgoing(text=text, verbatim=spans))
    assert (first.text, first.verbatim) == (text[:2002], ())
    assert second.verbatim == ((0, 2400), (2400, 2401))


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        ((4090, 4096), [[(4090, 4096)], []]),
        ((4090, 4097), [[], [(0, 7)]]),
        ((10, 5000), [[(10, 4096)], [(0, 904)]]),
    ],
)
def test_a_mention_is_never_lost(span, shown):
    found = split(Outgoing(text="王" * 6000, mentions=((*span, "2001"),)))
    assert [[(a, b) for a, b, _ in part.mentions] for part in found] == shown
    assert {user for part in found for *_, user in part.mentions} == {"2001"}


def test_the_reply_goes_with_the_first_part_and_the_buttons_with_the_last():
    whole = Outgoing(
        text="漏" * 9000, buttons=((Button("接单", "t"),),), reply_to="7", ask_reply=True, edit_role="card"
    )
    first, middle, last = split(whole)
    assert (first.reply_to, first.edit_role, first.buttons, first.ask_reply) == ("7", "card", (), False)
    assert (middle.reply_to, middle.edit_role, middle.buttons) == (None, None, ())
    assert (last.reply_to, last.buttons, last.ask_reply) == (None, whole.buttons, True)


def test_buttons_of_a_text_that_ends_in_blanks_stand_under_its_last_words():
    buttons = ((Button("接单", "t"),),)
    (only,) = split(Outgoing(text="漏" + "\n" * 9000, buttons=buttons))
    assert (only.text.strip(), only.buttons) == ("漏", buttons)


def test_a_short_text_is_left_alone():
    short = Outgoing(text="好")
    assert parts(short) == [short]


@pytest.mark.parametrize(
    ("media", "text", "becomes"),
    [
        ((PHOTO,), "好", [("p", "好")]),
        ((PHOTO,), "", [("p", "")]),
        ((PHOTO,), "长" * 1025, [("p", ""), ("", "长" * 1025)]),
        ((PHOTO,), "长" * 5000, [("p", ""), ("", "长" * 4096), ("", "长" * 904)]),
        ((PHOTO, PHOTO), "好", [("pp", "好")]),
        ((PHOTO, DOCUMENT), "好", [("p", "好"), ("d", "")]),
        ((PHOTO, DOCUMENT), "长" * 1025, [("p", ""), ("d", ""), ("", "长" * 1025)]),
        ((Media(MediaKind.video_note, "v"),), "好", [("v", ""), ("", "好")]),
    ],
)
def test_files_and_text_that_cannot_stand_together_are_messages_of_their_own(media, text, becomes):
    found = parts(Outgoing(text=text, media=media, reply_role="card", thread="5"))
    assert [("".join(file.file for file in part.media), part.text) for part in found] == becomes
    assert all(fits_under_files(part) for part in found if part.media and part.text)
    assert {part.thread for part in found} == {"5"}


def test_buttons_under_an_album_come_with_the_text_after_it():
    buttons = ((Button("接单", "t"),),)
    album, text = parts(Outgoing(text="好", media=(PHOTO, PHOTO), buttons=buttons))
    assert (album.text, album.buttons, text.text, text.buttons) == ("", (), "好", buttons)


def test_a_change_is_cut_to_one_message_with_its_buttons():
    buttons = ((Button("接单", "t"),),)
    shown = fitting(
        Outgoing(text="好" + "漏" * 5000, verbatim=((1, 5001),), buttons=buttons, edit_role="card")
    )
    assert units(shown.text) == 4096
    assert shown.text.endswith("漏…")
    assert (shown.verbatim, shown.buttons, shown.edit_role) == (((1, 4095),), buttons, "card")


def test_what_goes_out_survives_being_kept():
    said = Outgoing(
        text="王工:好",
        verbatim=((3, 4),),
        mentions=((0, 2, "2001"),),
        buttons=((Button("a", "b"),),),
        media=(Media(MediaKind.voice, "f"),),
        reply_role="card",
        edit_role="card",
        ask_reply=True,
    )
    assert Outgoing.from_json(said.as_json()) == said
