"""Long texts go in ordered parts that lose nothing."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Button, Media, MediaKind, Outgoing
from handlers.speak import split, units

LONG = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).map(lambda text: text * 200)


@given(LONG, st.integers(0, 5000), st.integers(0, 5000))
def test_parts_are_short_enough_and_together_the_whole(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    parts = split(Outgoing(text=text, verbatim=((start, end),) if start < end else ()))
    assert "".join(part.text for part in parts) == text
    assert all(units(part.text) <= 4096 for part in parts)
    marked = "".join(part.text[x:y] for part in parts for x, y in part.verbatim)
    assert marked == text[start:end]


def test_the_file_and_the_reply_go_with_the_first_part_and_the_buttons_with_the_last():
    photo = Media(MediaKind.photo, "x")
    whole = Outgoing(
        text="漏" * 9000, buttons=((Button("接单", "t"),),), media=(photo,), reply_to="7", ask_reply=True
    )
    first, middle, last = split(whole)
    assert (first.media, first.reply_to, first.buttons) == ((photo,), "7", ())
    assert (middle.media, middle.reply_to, middle.buttons, middle.ask_reply) == ((), None, (), False)
    assert (last.media, last.reply_to, last.buttons, last.ask_reply) == ((), None, whole.buttons, True)


def test_a_short_text_is_left_alone():
    short = Outgoing(text="好")
    assert split(short) == [short]


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
