"""Words that name a colleague or meet the tone list are held: their writer or a lead decides, else they stay."""

from dataclasses import replace

import pytest

from handlers.messages import Media, MediaKind
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

LEAD = "2003"
BAD, GOOD = "这个不归我们管", "我联系一下燃气公司"
PHOTO = {"media": (Media(MediaKind.photo, "p1"),)}


@pytest.fixture
def claimed(front):
    """A front with a ticket that somebody has."""
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单")
    front.sends()
    return front


def reply(front, text, user=WANG, **more):
    said = front.says(user, text, chat=GROUP, reply_to=front.card(), reply_to_desk=True, **more)
    front.sends()
    return said


def changed(front, said, text, **more):
    front.takes(replace(said, key=f"{said.key}-{text}", text=text, edited=True, **more))
    front.sends()


def answers(front, label, asks, text, **more):
    """Press a button that asks for words, and reply to the question."""
    front.press(WANG, GROUP, label)
    question = front.last(GROUP, asks)
    said = front.says(WANG, text, chat=GROUP, reply_to=question, reply_to_desk=True, **more)
    front.sends()
    return said


def read(front):
    """Return all that the owner was ever shown, edits too, and how many files."""
    front.sends()
    shown = [outgoing for to, _, outgoing in [*front.sent, *front.edits] if to == OWNER]
    return "\n".join(one.text for one in shown), sum(len(one.media) for one in shown)


def held(front):
    front.sends()
    return [text for text in front.texts(GROUP) if "还没有" in text and "发给业主" in text]


WAYS = {
    "a reply": reply,
    "a caption": lambda front, words: reply(front, words, **PHOTO),
    "progress": lambda front, words: answers(front, "进展", "进展如何", words),
    "an answer": lambda front, words: answers(front, "办结", "做了什么", words),
    "an answer with a photo": lambda front, words: answers(front, "办结", "做了什么", words, **PHOTO),
    "waiting for the owner": lambda front, words: (
        front.press(WANG, GROUP, "更多"),
        answers(front, "等业主", "需要业主", words),
    ),
    "a canned reply with more": lambda front, words: reply(front, f"#wait {words}"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_meets_the_list_is_held_goes_by_its_writers_word_and_only_once(claimed, way):
    WAYS[way](claimed, BAD)
    assert BAD not in read(claimed)[0]
    assert read(claimed)[1] == 0
    (asked,) = held(claimed)
    assert "「不归我们」像推脱" in asked
    claimed.press(WANG, GROUP, "发给业主")
    text, files = read(claimed)
    assert text.count(BAD) == 1
    assert files == ("photo" in way or "caption" in way)
    claimed.press(WANG, GROUP, "发给业主")
    assert read(claimed)[0].count(BAD) == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_is_kept_as_a_note_or_left_for_half_an_hour_never_leaves(claimed, way):
    WAYS[way](claimed, BAD)
    claimed.press(WANG, GROUP, "只作内部备注")
    WAYS[way](claimed, f"{BAD}啊")
    claimed.passes(minutes=31)
    claimed.sends()
    assert any("已作内部备注" in shown.text for _, _, shown in claimed.edits)
    claimed.press(WANG, GROUP, "发给业主")
    assert BAD not in read(claimed)[0]
    assert read(claimed)[1] == 0


@pytest.mark.parametrize("words", ["@王工 你去看一下", "＠小陈 你接", "问下 @lili_888 吧", "都是小陈没弄好"])
def test_who_turns_to_a_colleague_by_name_is_asked_first(claimed, words):
    reply(claimed, words)
    assert words not in read(claimed)[0]
    assert held(claimed)


def test_a_mention_that_has_no_sign_in_the_text_is_one_too(claimed):
    reply(claimed, "老张 你看一下", mentions=True)
    assert "@了同事" in held(claimed)[0]
    assert "老张" not in read(claimed)[0]


def test_only_the_writer_or_a_lead_decides(claimed):
    reply(claimed, BAD)
    claimed.press(CHEN, GROUP, "发给业主")
    assert BAD not in read(claimed)[0]
    claimed.press(LEAD, GROUP, "发给业主")
    assert f"王工:{BAD}" in read(claimed)[0]
    assert any("已发给业主(李主管)" in shown.text for _, _, shown in claimed.edits)


def test_ordinary_words_are_not_held(claimed):
    reply(claimed, GOOD)
    assert GOOD in read(claimed)[0]
    assert held(claimed) == []


def test_held_words_that_are_put_right_go_by_themselves(claimed):
    said = reply(claimed, BAD)
    changed(claimed, said, f"{BAD}吧")
    assert BAD not in read(claimed)[0]
    changed(claimed, said, GOOD)
    text, _ = read(claimed)
    assert (text.count(GOOD), BAD in text) == (1, False)
    claimed.press(WANG, GROUP, "发给业主")
    assert read(claimed)[0].count(GOOD) == 1


def test_held_words_that_become_a_note_stay_inside(claimed):
    said = reply(claimed, BAD)
    changed(claimed, said, f"//{BAD}")
    claimed.press(WANG, GROUP, "发给业主")
    assert BAD not in read(claimed)[0]


def test_an_edit_that_brings_in_such_words_is_held_and_the_owner_keeps_the_first(claimed):
    said = reply(claimed, GOOD)
    changed(claimed, said, BAD)
    assert BAD not in read(claimed)[0]
    claimed.passes(minutes=31)
    claimed.press(WANG, GROUP, "发给业主")
    assert BAD not in read(claimed)[0]
    changed(claimed, said, f"{BAD}的")
    changed(claimed, said, "明天上午去")
    text, _ = read(claimed)
    assert ("明天上午去" in text, BAD in text) == (True, False)
    changed(claimed, said, f"{BAD}了")
    claimed.press(WANG, GROUP, "发给业主")
    assert f"{BAD}了" in read(claimed)[0]


def test_of_a_reply_before_the_claim_the_reason_stands_in_the_question_that_is_asked_anyway(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    reply(front, BAD, CHEN)
    (asked,) = held(front)
    assert "像推脱" in asked
    front.press(CHEN, GROUP, "接单并发给业主")
    assert f"小陈:{BAD}" in read(front)[0]


def test_of_an_offered_reply_that_was_edited_since_its_writer_sees_the_reason_first(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    said = reply(front, GOOD, CHEN)
    changed(front, said, BAD)
    front.press(CHEN, GROUP, "接单并发给业主")
    assert BAD not in read(front)[0]
    front.press(CHEN, GROUP, "发给业主")
    assert f"小陈:{BAD}" in read(front)[0]


def test_an_edit_of_held_words_that_were_used_says_that_it_changes_nothing(claimed):
    said = answers(claimed, "进展", "进展如何", BAD)
    claimed.press(WANG, GROUP, "发给业主")
    changed(claimed, said, GOOD)
    assert "已经照原来的样子用了" in claimed.texts(GROUP)[-1]
    assert GOOD not in read(claimed)[0]


def test_an_album_with_such_a_caption_is_held_as_one(claimed):
    pieces = claimed.album(WANG, ["", BAD], chat=GROUP, reply_to=claimed.card(), reply_to_desk=True)
    claimed.takes(*pieces)
    claimed.passes(seconds=3)
    assert read(claimed)[1] == 0
    claimed.press(WANG, GROUP, "发给业主")
    text, files = read(claimed)
    assert (text.count(BAD), files) == (1, 2)


def test_a_reason_for_a_new_time_that_the_owner_reads_is_to_be_said_otherwise(claimed):
    claimed.says(WANG, "约时 001 明天9点", chat=GROUP)
    claimed.says(WANG, "约时 001 明天10点 小陈下班了", chat=GROUP)
    assert "请换个说法" in claimed.texts(GROUP)[-1]
    assert "下班" not in read(claimed)[0]
