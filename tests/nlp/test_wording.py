"""Which words of staff are looked at once more before an owner reads them, and which simply go."""

from pathlib import Path

import pytest

from nlp import wording
from nlp.wording import Sort, remarks

_CASES = Path(__file__).parent / "cases" / "replies.tsv"
CASES = [
    tuple(line.split("\t"))
    for line in _CASES.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NAMES = ("王工", "小陈")


@pytest.mark.parametrize(("text", "sorts"), CASES)
def test_a_reply_is_held_for_what_it_sounds_like(text, sorts):
    found = [remark.sort.value for remark in remarks(text, NAMES)]
    assert found == ([] if sorts == "-" else sorts.split())


@pytest.mark.parametrize("sort", Sort)
def test_every_sort_is_held_in_both_languages(sort):
    texts = [text for text, sorts in CASES if sort.value in sorts.split()]
    assert any(text.isascii() for text in texts)
    assert any(not text.isascii() for text in texts)


def test_the_words_that_were_found_are_named():
    (found,) = remarks("这个不归我们管,您再等等", NAMES)
    assert found.words == "不归我们"


def test_a_colleague_is_one_on_the_roster():
    assert remarks("都是小陈没弄好", ["小陈"]) != []
    assert remarks("都是小陈没弄好", ["老张"]) == []
    assert remarks("都是小陈没弄好") == []


def test_an_estate_adds_words_and_lets_others_pass():
    own = (("brush_off", ("找开发商",)), ("brush_off", ("等通知",)), ("allowed", ("不可能",)))
    assert [one.sort for one in remarks("请等通知", own=own)] == [Sort.brush_off]
    assert [one.sort for one in remarks("您找开发商吧", own=own)] == [Sort.brush_off]
    assert remarks("今天不可能修好,明天来", own=own) == []
    assert remarks("今天不可能修好,明天来") != []


def test_words_of_an_estate_are_words_and_no_patterns():
    assert remarks("A.B", own=(("internal", ("a.b",)),)) != []
    assert remarks("AxB", own=(("internal", ("a.b",)),)) == []


@pytest.mark.parametrize("piece", ["你自己", "爱不爱不", "我们没", "赔退免" * 3, "{name}", "去去去投诉"])
def test_a_long_text_is_read_in_no_time(piece):
    """Steps are bounded by the length: a text of 5,000 characters is cut there."""
    assert len(remarks(piece * 3000, NAMES)) <= len(wording.Sort)
