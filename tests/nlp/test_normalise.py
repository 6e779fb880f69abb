"""One spelling for many, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＡＢＣ１２３，！？", "abc123,!?"),
        ("電梯壞了", "电梯坏了"),
        ("快快快快快", "快快"),
        ("着\u200b火\u202e了", "着火了"),
        ("门口有漏税", "门口有漏水"),
        ("lou shui le", "漏水了"),
        ("dianti kazhu", "电梯 卡住"),
        ("電踢坏了", "电梯坏了"),
        ("13800000000", "13800000000"),
    ],
)
def test_spelling_is_made_one(written, read):
    assert normalise(written).text == read


def test_latin_words_are_no_pinyin():
    assert normalise("salou shuile").text == "salou shuile"


ANY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("漏税电踢快 电梯著火🔥\u200b\ud800ﷺ１a!")), max_size=60
)


@given(ANY_TEXT)
def test_every_character_leads_back_to_the_original(text):
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    for start, end in zip(normal.starts, normal.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(normal.starts) == sorted(normal.starts)


@given(ANY_TEXT)
def test_whole_span_is_inside_the_original(text):
    normal = normalise(text)
    start, end = normal.span(0, len(normal.text))
    assert 0 <= start <= end <= len(text)
