"""Replies of one's own: kept, listed and dropped privately, sent by `#name`, never with a gap or a promise of money."""

from dataclasses import replace

import pytest

from bot import config_canned
from tests.handlers.front import CHEN, GROUP, OWNER, WANG


@pytest.fixture
def kept(front):
    """A front where 王工 has kept a reply of their own."""
    front.says(WANG, "常用语 存 路上 {home} 的事我在路上了({number}),{staff}")
    return front


def claimed(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.passes(minutes=1)
    front.press(WANG, GROUP, "接单")
    front.sends()


def reply(front, text, user=WANG):
    front.says(user, text, chat=GROUP, reply_to=front.card(), reply_to_desk=True)
    return front.texts(OWNER)[-1]


def test_a_reply_of_ones_own_is_filled_in_and_sent(kept):
    assert kept.texts(WANG)[-1].startswith("已存 #路上:")
    claimed(kept)
    assert "3-2-1501 的事我在路上了(261123-001),王工\n带了配件" in reply(kept, "#路上 带了配件")


def test_it_is_listed_and_used_by_whoever_kept_it_alone(kept):
    kept.says(WANG, "常用语")
    assert "#路上(自己的)" in kept.texts(WANG)[-1]
    kept.says(CHEN, "常用语")
    assert "路上" not in kept.texts(CHEN)[-1]
    kept.says(WANG, "常用语", chat=GROUP)
    assert "路上" not in kept.texts(GROUP)[-1]
    claimed(kept)
    assert "路上了" not in reply(kept, "#路上", CHEN)
    assert "没有常用语“#路上”" in kept.texts(GROUP)[-1]


def test_the_same_name_takes_new_words_and_a_dropped_one_is_gone(kept):
    kept.says(WANG, "/canned keep 路上 我马上到", command="canned", argument="keep 路上 我马上到")
    claimed(kept)
    assert "我马上到" in reply(kept, "#路上")
    kept.says(WANG, "常用语 删 路上")
    assert kept.texts(WANG)[-1] == "已删 #路上。"
    kept.says(WANG, "常用语 删 路上")
    assert "没有存过" in kept.texts(WANG)[-1]
    reply(kept, "#路上")
    assert "没有常用语" in kept.texts(GROUP)[-1]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("存 路上", "请这样写"),
        ("路上 我在路上", "请这样写"),
        (f"存 路上 {'长' * 1001}", "请这样写"),
        ("存 稍等 马上", "是小区的常用语"),
        ("存 wait 马上", "是小区的常用语"),
        ("存 赔 我们会赔您一台", "不写钱的事"),
        ("存 refund You will get a refund", "不写钱的事"),
        ("存 路上 {phone} 打给我", "花括号里只能写这些"),
        ("存 路上 {home 打给我", "花括号里只能写这些"),
    ],
)
def test_what_could_not_be_sent_as_it_is_is_not_kept(front, line, why):
    front.says(WANG, f"常用语 {line}")
    assert why in front.texts(WANG)[-1]
    front.says(WANG, "常用语")
    assert "自己的" not in front.texts(WANG)[-1]


def test_in_a_group_it_is_only_said_where(front):
    front.says(WANG, "常用语 存 路上 我在路上", chat=GROUP)
    assert "私聊里存和删" in front.texts(GROUP)[-1]
    front.says(WANG, "常用语")
    assert "自己的" not in front.texts(WANG)[-1]


def test_a_value_that_is_missing_is_no_gap(kept):
    kept.says(WANG, "常用语 存 到 {time} 到您家")
    claimed(kept)
    assert "到您家" not in reply(kept, "#到")
    assert "约好的时间" in kept.texts(GROUP)[-1]


def test_one_of_the_estate_promises_no_money_either():
    with pytest.raises(ValueError, match="promises money"):
        config_canned.checked("{home} 的损失我们会赔偿")


def test_who_changes_the_line_changes_what_is_kept(front):
    said = front.says(WANG, "常用语 存 路上 我在路上")
    front.takes(replace(said, key="e1", text="常用语 存 路上 我到门口了", edited=True))
    claimed(front)
    assert "我到门口了" in reply(front, "#路上")
