"""What is changed after it was written: staff read it, the owner's copy follows, and a note never leaves."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Media, MediaKind
from handlers.ticket import difference
from tests.handlers.front import CHEN, GROUP, OWNER, WANG


def changed(front, said, text, **more):
    """Let somebody change what they wrote."""
    front.takes(replace(front.incoming(said.sender.user, chat=said.chat), message=said.message, text=text,
                        edited=True, album=said.album, **more))  # fmt: skip


def edits_shown(front):
    return [text for text in front.texts(GROUP) if "修改了原话" in text]


def edits_read(front):
    return [shown.text for chat, _, shown in front.edits if chat == OWNER and "王工" in shown.text]


@pytest.fixture
def claimed(front):
    """A front with a ticket that somebody has; `first` is what its owner wrote."""
    front.first = front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单")
    front.sends()
    return front


def reply(front, text, user=WANG, **more):
    return front.says(user, text, chat=GROUP, reply_to=front.card(), reply_to_desk=True, **more)


def test_the_staff_read_what_was_changed_and_how(claimed):
    changed(claimed, claimed.first, "厨房水管漏水,改成3-2-1502")
    assert edits_shown(claimed) == [
        "业主修改了原话(王工)\n原来:厨房水管漏水,3-2-1501\n已改为:厨房水管漏水,改成3-2-1502"
    ]
    (ticket,) = claimed.tickets()
    assert (ticket.words, ticket.home) == ("厨房水管漏水,3-2-1501", "3-2-1501")


def test_several_changes_that_wait_are_one_message_and_each_that_does_not_is_its_own(claimed):
    for words in ("厨房水管漏水,3-2-1502", "厨房水管漏水,3-2-1503", "厨房水管漏水,3-2-1504"):
        changed(claimed, claimed.first, words)
    assert [text.rpartition("-")[2] for text in edits_shown(claimed)] == ["1504"]
    changed(claimed, claimed.first, "厨房水管漏水,3-2-1505")
    assert [text.rpartition("-")[2] for text in edits_shown(claimed)] == ["1504", "1505"]


def test_an_edit_that_changes_no_words_is_none(claimed):
    changed(claimed, claimed.first, "厨房水管漏水,3-2-1501")
    changed(claimed, claimed.first, "厨房水管漏水,3-2-1502")
    assert len(edits_shown(claimed)) == 1
    changed(claimed, claimed.first, "厨房水管漏水,3-2-1502")
    assert len(edits_shown(claimed)) == 1
    changed(claimed, claimed.first, "厨房水管漏水,3-2-1501")
    assert len(edits_shown(claimed)) == 2


def test_before_anybody_claims_the_matter_follows_the_edit(front):
    first = front.says(OWNER, "客厅灯不亮了")
    front.passes(minutes=1)
    changed(front, first, "厨房水管漏水,3-2-1502")
    (ticket,) = front.tickets()
    assert (ticket.topic, ticket.home, ticket.words) == ("plumbing", "3-2-1502", "客厅灯不亮了")
    assert len(edits_shown(front)) == 1


def test_after_the_claim_the_matter_stays_what_it_was(claimed):
    before = claimed.tickets()[0].topic
    changed(claimed, claimed.first, "客厅灯不亮了,3-2-1502")
    (ticket,) = claimed.tickets()
    assert (ticket.topic, ticket.home) == (before, "3-2-1501")


def test_an_edit_that_makes_it_urgent_calls_people(front):
    first = front.says(OWNER, "客厅灯不亮了")
    front.passes(minutes=1)
    changed(front, first, "家里停电了")
    assert [text for text in front.texts(WANG) if "急修" in text]


def test_an_edit_that_tells_of_danger_is_an_emergency(claimed):
    changed(claimed, claimed.first, "5栋着火了!!冒黑烟")
    assert "emergency" in [ticket.kind for ticket in claimed.tickets()]


def test_an_edit_that_comes_before_what_it_changes_is_taken_and_the_first_words_are_not_a_second_matter(
    front,
):
    first = front.incoming(OWNER, "厨房漏")
    changed(front, first, "厨房水管漏水,3-2-1501")
    front.takes(first)
    front.passes(minutes=2)
    (ticket,) = front.tickets()
    assert ticket.words == "厨房水管漏水,3-2-1501"


def test_an_edit_of_what_was_never_kept_is_taken_as_it_is_now(front):
    command = front.says(OWNER, "/help", command="help")
    changed(front, command, "厨房水管漏水,3-2-1501")
    assert [ticket.words for ticket in front.tickets()] == ["厨房水管漏水,3-2-1501"]


def test_a_caption_of_an_album_is_changed_among_the_others(front):
    pieces = front.album(OWNER, ["厨房水管漏水", "这是地板"])
    front.takes(*pieces)
    front.passes(seconds=3)
    front.press(WANG, GROUP, "接单")
    changed(front, pieces[1], "这是柜子")
    assert edits_shown(front) == [
        "业主修改了原话(王工)\n原来:厨房水管漏水\n这是地板\n已改为:厨房水管漏水\n这是柜子"
    ]


def test_the_owners_copy_is_changed_in_its_place_and_marked_once(claimed):
    said = reply(claimed, "下午三点到")
    other = reply(claimed, "带上材料")
    claimed.sends()
    changed(claimed, said, "下午四点到")
    assert claimed.texts(OWNER)[-2:] == ["261123-001 王工:下午三点到", "261123-001 王工:带上材料"]
    assert edits_read(claimed) == ["261123-001 王工:下午四点到"]
    ((_, changed_ids, _),) = [one for one in claimed.edits if one[0] == OWNER and "四点" in one[2].text]
    assert changed_ids == next(ids for to, ids, one in claimed.sent if to == OWNER and "三点" in one.text)
    marks = [(one.text, one.reply_to) for one in claimed.said(GROUP) if one.text in "✅✏️"]
    assert marks == [("✅", said.message), ("✅", other.message), ("✏️", said.message)]


def test_a_reply_changed_before_it_was_sent_is_changed_once(claimed):
    said = reply(claimed, "下午三点到")
    changed(claimed, said, "下午四点到")
    changed(claimed, said, "下午五点到")
    claimed.sends()
    assert edits_read(claimed) == ["261123-001 王工:下午五点到"]
    assert claimed.texts(GROUP).count("✏️") == 1


def test_a_caption_under_a_picture_is_changed_too(claimed):
    said = reply(claimed, "换成这个", media=(Media(MediaKind.photo, "P"),))
    claimed.sends()
    changed(claimed, said, "换成这一种", media=said.media)
    claimed.sends()
    assert edits_read(claimed) == ["261123-001 王工:换成这一种"]
    assert claimed.albums(OWNER) == [["P"]]


def test_words_put_under_a_picture_that_had_none_are_sent(claimed):
    said = reply(claimed, "", media=(Media(MediaKind.photo, "P"),))
    claimed.sends()
    changed(claimed, said, "就是这个阀", media=said.media)
    assert claimed.texts(OWNER)[-1] == "261123-001 王工:就是这个阀"


def test_a_reply_changed_to_a_canned_one_is_filled_in(claimed):
    said = reply(claimed, "下午三点到")
    claimed.sends()
    changed(claimed, said, "#稍等")
    claimed.sends()
    (read,) = edits_read(claimed)
    assert "0571-0000" in read
    assert "#" not in read


def test_of_an_edit_of_what_answered_a_question_staff_read_that_it_changes_nothing(claimed):
    claimed.press(WANG, GROUP, "进展")
    claimed.sends()
    (question,) = [ids[0] for to, ids, shown in claimed.sent if to == GROUP and shown.ask_reply]
    said = claimed.says(WANG, "配件明天到", chat=GROUP, reply_to=question, reply_to_desk=True)
    before = claimed.texts(OWNER)
    for words in ("配件后天到", "配件大后天到"):
        changed(claimed, said, words, reply_to=question, reply_to_desk=True)
    assert claimed.texts(OWNER) == before
    assert len([text for text in claimed.texts(GROUP) if "修改不会再发出去" in text]) == 1


def test_somebody_who_left_the_roster_changes_nothing(claimed):
    said = reply(claimed, "下午三点到")
    claimed.sends()
    estate = claimed.desk.estates["cuiyuan"]
    staff = tuple(member for member in estate.staff if member.user != WANG)
    claimed.desk.estates["cuiyuan"] = replace(estate, staff=staff)
    changed(claimed, said, "下午四点到")
    claimed.sends()
    assert edits_read(claimed) == []


def test_a_long_reply_is_followed_by_its_new_words(claimed):
    said = reply(claimed, "字" * 5000)
    claimed.sends()
    changed(claimed, said, "下午四点到")
    assert claimed.texts(OWNER)[-1] == "261123-001 王工:下午四点到"


@pytest.mark.parametrize("now", ["// 内部先不说", "普通的话"])
def test_a_note_never_leaves_whatever_it_is_changed_to(claimed, now):
    note = reply(claimed, "// 这户难缠")
    before = claimed.texts(OWNER)
    changed(claimed, note, now)
    assert claimed.texts(OWNER) == before
    assert edits_read(claimed) == []


def test_who_changes_a_note_into_words_for_the_owner_reads_that_they_were_not_sent(claimed):
    note = reply(claimed, "// 备用件在我这")
    changed(claimed, note, "// 备用件在仓库")
    assert not [one for one in claimed.said(GROUP) if "不会发给业主" in one.text]
    changed(claimed, note, "备用件在仓库")
    assert "不会发给业主" in claimed.said(GROUP)[-1].text
    assert claimed.said(GROUP)[-1].reply_to == note.message


def test_a_reply_that_is_changed_into_a_note_cannot_be_taken_back_and_staff_read_that(claimed):
    said = reply(claimed, "下午三点到")
    claimed.sends()
    changed(claimed, said, "// 下午三点到")
    assert edits_read(claimed) == []
    assert "撤不回" in claimed.said(GROUP)[-1].text
    assert claimed.said(GROUP)[-1].reply_to == said.message


def test_a_held_reply_is_sent_as_it_is_now(claimed):
    said = reply(claimed, "备用件在我这", user=CHEN)
    changed(claimed, said, "备用件在仓库")
    claimed.press(CHEN, GROUP, "仍要发送")
    assert claimed.texts(OWNER)[-1] == "261123-001 小陈:备用件在仓库"


def test_a_reply_that_was_kept_as_a_note_stays_one(claimed):
    said = reply(claimed, "备用件在我这", user=CHEN)
    claimed.press(CHEN, GROUP, "只作内部备注")
    changed(claimed, said, "备用件在仓库")
    assert not [text for text in claimed.texts(OWNER) if "备用件" in text]
    assert not [one for one in claimed.edits if "备用件" in one[2].text]


def test_a_held_reply_that_is_changed_into_a_note_cannot_be_sent(claimed):
    said = reply(claimed, "备用件在我这", user=CHEN)
    changed(claimed, said, "// 备用件在我这")
    claimed.press(CHEN, GROUP, "仍要发送")
    assert not [text for text in claimed.texts(OWNER) if "备用件" in text]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("漏水", "漏水了", ("漏水", "漏水了")),
        ("甲" * 50 + "一" + "乙" * 50, "甲" * 50 + "二" + "乙" * 50,
         ("…" + "甲" * 12 + "一" + "乙" * 12 + "…", "…" + "甲" * 12 + "二" + "乙" * 12 + "…")),
        ("甲" * 300, "乙" * 300, ("甲" * 200 + "…", "乙" * 200 + "…")),
        ("", "新", ("", "新")),
    ],
)  # fmt: skip
def test_a_difference_is_shown_with_a_little_around_it(before, after, shown):
    assert difference.shown(before, after) == shown


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_a_difference_never_hides_what_was_changed(start, before, after, end):
    shown = difference.shown(start + before + end, start + after + end)
    assert (shown[0] == shown[1]) == (before == after)
    assert all(len(part) <= 202 for part in shown)
