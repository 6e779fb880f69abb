"""Whatever somebody sends gets a judgement whose evidence lies in the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import screen
from nlp.classifier import Classifier

PIECES = "漏水 电梯困人 着火了 没 不 3-2-1501 138 怎么 吗 投诉 楼上 吵 谢谢 另外 顺便 快来人 煤气 味 。 , ! 電 🔥 \u200b \ud800 \x00 （ ( …"
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map("".join)
)
JUDGE = Classifier.load().judge


def check(text):
    judgement = JUDGE(text)
    assert judgement.matters
    for matter in judgement.matters:
        assert 0 <= matter.confidence <= 1
        assert 0 <= matter.start <= matter.end <= len(text)
        for evidence in matter.evidence:
            assert text[evidence.start : evidence.end] == evidence.words
            assert 0 <= evidence.start < evidence.end <= len(text)
    assert judgement.as_json()["matters"]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_judged(text):
    check(text)


@pytest.mark.parametrize(
    "piece", ["着火", "1", "没着火不是演习", "另外顺便", "一二三", "3-2-", "\ud800", "((", "电梯里"]
)
def test_longest_message_is_judged(piece):
    check((piece * 4096)[:4096])


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_judgement_and_screen_agree_on_danger(text):
    alarm = screen(text)
    assert JUDGE(text).lead.alarm == (alarm.alarm if alarm else None)


def test_judging_twice_gives_the_same():
    text = "楼上天天半夜拖椅子,另外3-2-1501的灯不亮"
    assert JUDGE(text) == JUDGE(text)
