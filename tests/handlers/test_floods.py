"""One owner who writes faster than anybody reads: kept whole, answered once, shown together; danger passes."""

import pytest

from handlers.messages import Media, MediaKind
from tests.handlers.front import GROUP, OWNER, WANG


def floods(front, n, *, words="门没锁直接进 {}", every=0.5):
    for number in range(n):
        front.says(OWNER, words.format(number))
        front.passes(seconds=every)


def kept(front):
    return [message.text for ticket in front.tickets() for message in front.words_of(ticket.id)]


@pytest.fixture
def claimed(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.passes(minutes=5)
    front.sends()
    return front


def test_what_comes_beyond_the_measure_is_one_message_with_a_count(claimed):
    before = len(claimed.texts(GROUP))
    floods(claimed, 57)
    claimed.passes(minutes=1)
    assert [message for message in kept(claimed) if "门没锁" in message] == [
        f"门没锁直接进 {n}" for n in range(57)
    ]
    assert len(claimed.tickets()) == 1
    new = claimed.texts(GROUP)[before:]
    assert [text.split("\n")[0] for text in new if "又来" in text] == ["业主(王工)又来 37 条:"]
    assert len([text for text in new if "门没锁" in text]) == 20 + 1
    assert len([text for text in claimed.texts(OWNER) if "都收到了" in text or "已补充" in text]) == 1


def test_a_flood_from_nothing_is_one_ticket_and_its_receipt_the_only_answer(front):
    floods(front, 50, words="漏水 {}", every=0.2)
    front.passes(minutes=1)
    assert len(front.tickets()) == 1
    assert len(kept(front)) == 50
    assert len(front.texts(OWNER)) == 1
    assert len([text for text in front.texts(GROUP) if "又来" in text]) == 1


def test_a_flood_of_words_nobody_understands_is_one_ticket_too(front):
    floods(front, 50, words="那个 {}", every=0.2)
    front.passes(minutes=1)
    assert len(front.tickets()) == 1
    assert len(kept(front)) == 50
    assert len(front.texts(OWNER)) == 1


def test_danger_inside_a_flood_calls_people_at_once(claimed):
    floods(claimed, 30, every=0.1)
    claimed.says(OWNER, "5栋着火了!!冒黑烟")
    assert [text for text in claimed.texts(WANG) if "🚨" in text]


def test_pictures_of_a_flood_are_shown_as_albums(claimed):
    for n in range(35):
        claimed.says(OWNER, media=(Media(MediaKind.photo, f"p{n}"),))
    claimed.passes(minutes=1)
    albums = claimed.albums(GROUP)
    assert [file for album in albums for file in album] == [f"p{n}" for n in range(35)]
    assert [len(album) for album in albums] == [1] * 20 + [10, 5]


def test_a_flood_that_goes_on_is_shown_once_a_minute_and_answered_once(claimed):
    floods(claimed, 100, every=2)
    claimed.passes(minutes=1)
    assert len([text for text in claimed.texts(GROUP) if "又来" in text]) <= 4
    assert len([text for text in claimed.texts(OWNER) if "都收到了" in text or "已补充" in text]) == 1


def test_twenty_a_minute_are_no_flood(claimed):
    floods(claimed, 40, every=3.1)
    claimed.passes(minutes=1)
    assert not [text for text in claimed.texts(GROUP) if "又来" in text]
