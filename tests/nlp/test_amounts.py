"""Sums of money in a text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract import amounts


@pytest.mark.parametrize(
    ("text", "yuan", "per"),
    [
        ("3000元", 3000, None),
        ("３０００元", 3000, None),
        ("三千块", 3000, None),
        ("三千五百块", 3500, None),
        ("三千五", 3500, None),
        ("1,200元", 1200, None),
        ("1200.50元", "1200.5", None),
        ("¥1200", 1200, None),
        ("300rmb", 300, None),
        ("2.5元/平", "2.5", "平"),
        ("2块5一平", "2.5", "平"),
        ("每平2块5", "2.5", "平"),
        ("2.8元每平方米", "2.8", "平"),
        ("30元/月", 30, "月"),
        ("一个月80块", 80, "月"),
        ("每月150元", 150, "月"),
        ("一小时5元", 5, "小时"),
        ("五毛一度", "0.5", "度"),
        ("五十块钱一张卡", 50, "张"),
        ("两百", 200, None),
        ("多收我两百", 200, None),
        ("扣了三百", 300, None),
        ("押金2000", 2000, None),
        ("退我1500", 1500, None),
        ("1.2万", 12000, None),
        ("1.2w块", 12000, None),
        ("交了3万8", 38000, None),
        ("一万二千元", 12000, None),
        ("8毛", "0.8", None),
        ("八毛钱", "0.8", None),
        ("两块五", "2.5", None),
        ("三块五毛", "3.5", None),
        ("3元5角", "3.5", None),
        ("3000多元", 3000, None),
        ("一百二十块", 120, None),
        ("收我一块", 1, None),
        ("一块钱", 1, None),
        ("壹仟贰佰元", 1200, None),
    ],
)
def test_sum_is_read(text, yuan, per):
    (found,) = amounts(text)
    assert (found.yuan, found.per) == (Decimal(yuan), per)


@pytest.mark.parametrize(
    "text",
    [
        "几百块", "上千块", "十几块", "3栋1501", "13812345678", "收了200人", "两百平", "三百户", "一块吃饭", "一块玻璃碎了",
        "两块地砖翘了", "收拾一下", "大家合到一块", "收幺五零三的件", "三点", "15分钟", "100度", "交了3个月", "12月", "第三块", "三十分", "退租", "",
    ],
)  # fmt: skip
def test_other_numbers_are_no_sums(text):
    assert amounts(text) == ()


def test_sums_stand_where_they_say():
    text = "水费从１２０元涨到二百元"
    assert [text[found.start : found.end] for found in amounts(text)] == ["１２０元", "二百元"]


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["3", "百", "千", "万", "元", "块", "毛", ".", ",", "五", "每", "月", "/", "平", "收", "两", "¥", "几", "�", "１", "一", "钱"]), max_size=16).map("".join),
)  # fmt: skip


@given(TEXTS)
def test_sums_lie_in_the_text_and_apart(text):
    last = 0
    for found in amounts(text):
        assert last <= found.start < found.end <= len(text)
        assert found.yuan > 0
        last = found.end
