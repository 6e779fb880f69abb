"""An album is one message that arrives in pieces."""

import random
from dataclasses import replace

import pytest

from handlers.messages import MediaKind
from tests.handlers.front import CHEN, GROUP, NEIGHBOUR, OWNER, WANG

CAPTIONS = ["厨房水管漏水,3-2-1501", "", "", "地板也湿了", "", "", "", "", "", "柜子也泡了"]


@pytest.mark.parametrize("seed", range(3))
def test_ten_pictures_in_any_order_among_other_chats_are_one_ticket_and_one_album(front, seed):
    pieces, others = front.album(OWNER, CAPTIONS), front.album(NEIGHBOUR, ["客厅灯不亮了", ""], album="b")
    mixed = pieces + others
    random.Random(seed).shuffle(mixed)
    for piece in mixed:
        front.takes(piece)
        front.passes(seconds=0.1)
    front.passes(seconds=2)
    mine, theirs = sorted(front.tickets(), key=lambda ticket: ticket.chat)
    assert mine.words == "厨房水管漏水,3-2-1501\n地板也湿了\n柜子也泡了"
    assert theirs.words == "客厅灯不亮了"
    assert sorted(front.albums(GROUP)) == [[f"a1-{n}" for n in range(10)], ["b-0", "b-1"]]
    assert len(front.texts(OWNER)) == 1


def test_an_album_half_handled_when_the_service_stood_still_is_still_one(front):
    pieces = front.album(OWNER, CAPTIONS)
    front.takes(*pieces[:4])
    front.stands_still(seconds=90)
    assert front.tickets() == []
    front.takes(*pieces[4:])
    front.passes(seconds=2)
    assert front.albums(GROUP) == [[f"a1-{n}" for n in range(10)]]


def test_an_album_waits_no_longer_than_its_bound(front):
    for piece in front.album(OWNER, ["厨房水管漏水", *[""] * 9]):
        front.takes(piece)
        front.passes(seconds=1.5)
    front.passes(seconds=2)
    (ticket,) = front.tickets()
    assert sorted(file for album in front.albums(GROUP) for file in album) == [f"a1-{n}" for n in range(10)]
    assert {message.ticket for message in front.words_of(ticket.id)} == {ticket.id}


@pytest.mark.parametrize("claimed", [False, True])
def test_words_that_come_long_after_the_first_pictures_say_what_the_matter_is(front, claimed):
    pieces = front.album(OWNER, ["", "", "厨房水管漏水,3-2-1501"])
    front.takes(*pieces[:2])
    front.passes(minutes=1)
    if claimed:
        front.press(WANG, GROUP, "接单")
    front.takes(pieces[2])
    front.passes(seconds=3)
    (ticket,) = front.tickets()
    assert (ticket.words, ticket.kind) == ("厨房水管漏水,3-2-1501", "other" if claimed else "request")
    front.sends()
    assert any("厨房水管漏水" in shown.text for to, _, shown in front.edits if to == GROUP)


def test_danger_under_a_picture_is_not_waited_for(front):
    pieces = front.album(OWNER, ["", "5栋着火了!!冒黑烟", ""])
    front.takes(*pieces)
    (ticket,) = front.tickets()
    assert ticket.kind == "emergency"
    front.passes(seconds=2)
    assert len(front.tickets()) == 1
    assert sorted(file for album in front.albums(GROUP) for file in album) == ["a1-0", "a1-1", "a1-2"]


def test_an_album_that_comes_while_a_ticket_is_open_goes_to_it(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.passes(minutes=2)
    front.takes(*front.album(OWNER, ["就是这里", "", ""]))
    front.passes(seconds=2)
    assert len(front.tickets()) == 1
    assert front.albums(GROUP) == [["a1-0", "a1-1", "a1-2"]]
    assert [text for text in front.texts(GROUP) if "就是这里" in text] == ["业主补充(王工):就是这里"]


@pytest.mark.parametrize("which", [0, 2])
def test_a_reply_to_any_picture_finds_the_ticket(front, which):
    front.takes(*front.album(OWNER, ["厨房水管漏水", "", ""]))
    front.passes(seconds=2)
    front.press(WANG, GROUP, "接单")
    front.sends()
    (ids,) = [ids for _, ids, shown in front.sent if len(shown.media) == 3]
    front.says(WANG, "我带材料来", chat=GROUP, reply_to=ids[which], reply_to_desk=True)
    assert "261123-001 王工:我带材料来" in front.texts(OWNER)


@pytest.mark.parametrize("replying", ["all", "first"])
def test_an_album_of_staff_reaches_the_owner_as_one_and_is_marked_once(front, replying):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    card = front.card()
    pieces = front.album(WANG, ["换好了", "", ""], chat=GROUP, reply_to=card, reply_to_desk=True)
    if replying == "first":
        pieces[1:] = front.album(WANG, ["", "换好了", ""], chat=GROUP)[:1] + front.album(
            WANG, [""], chat=GROUP
        )
    front.takes(*pieces)
    assert front.albums(OWNER) == []
    front.passes(seconds=2)
    assert [len(album) for album in front.albums(OWNER)] == [3]
    assert "261123-001 王工:换好了" in front.texts(OWNER)
    assert front.texts(GROUP).count("✅") == 1


def test_an_album_of_staff_without_words_is_marked_once(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.takes(*front.album(WANG, ["", ""], chat=GROUP, reply_to=front.card(), reply_to_desk=True))
    front.passes(seconds=2)
    assert front.albums(OWNER) == [["a1-0", "a1-1"]]
    assert front.texts(GROUP).count("✅") == 1


def test_an_album_answers_the_question_what_was_done(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.press(WANG, GROUP, "办结")
    front.sends()
    (question,) = [ids[0] for to, ids, shown in front.sent if to == GROUP and "做了什么" in shown.text]
    front.takes(*front.album(WANG, ["", "换了角阀", ""], chat=GROUP, reply_to=question, reply_to_desk=True))
    front.passes(seconds=2)
    (ticket,) = front.tickets()
    assert (ticket.step, ticket.answer) == ("answered", "换了角阀")
    assert front.albums(OWNER) == [["a1-0", "a1-1", "a1-2"]]


def test_what_is_refused_is_said_once_for_the_whole_album(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.press(WANG, GROUP, "办结")
    front.sends()
    (question,) = [ids[0] for to, ids, shown in front.sent if to == GROUP and "做了什么" in shown.text]
    before = len(front.texts(GROUP))
    front.takes(*front.album(CHEN, ["", "", ""], chat=GROUP, reply_to=question, reply_to_desk=True))
    front.passes(seconds=2)
    assert len(front.texts(GROUP)) == before + 1


def test_a_caption_that_is_changed_while_the_album_arrives_counts_as_it_is_now(front):
    pieces = front.album(OWNER, ["厨房漏", ""])
    front.takes(pieces[0])
    front.takes(
        front.incoming(
            OWNER, "厨房水管漏水", album="a1", media=pieces[0].media, message=pieces[0].message, edited=True
        )
    )
    front.takes(pieces[1])
    front.passes(seconds=2)
    (ticket,) = front.tickets()
    assert ticket.words == "厨房水管漏水"
    assert front.albums(GROUP) == [["a1-0", "a1-1"]]


def test_a_caption_that_is_changed_into_danger_pages_at_once_and_costs_no_picture(front):
    pieces = front.album(OWNER, ["楼道", "", ""])
    front.takes(*pieces)
    front.takes(replace(pieces[0], key="edit", text="5栋着火了!!冒黑烟", edited=True))
    (ticket,) = front.tickets()
    assert ticket.kind == "emergency"
    front.passes(seconds=2)
    assert len(front.tickets()) == 1
    assert {file for album in front.albums(GROUP) for file in album} == {"a1-0", "a1-1", "a1-2"}


def test_documents_are_an_album_of_their_own(front):
    front.takes(*front.album(OWNER, ["物业费能开发票吗?", ""], kind=MediaKind.document))
    front.passes(seconds=2)
    assert front.albums(GROUP) == [["a1-0", "a1-1"]]


def test_an_album_of_praise_is_shown_as_one(front):
    front.takes(*front.album(OWNER, ["小王师傅修得真好,态度也好,谢谢", ""]))
    front.passes(seconds=2)
    assert front.tickets() == []
    assert front.albums(GROUP) == [["a1-0", "a1-1"]]
