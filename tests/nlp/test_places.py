"""Homes as people type them; the tables beside this file hold the forms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract import Scheme, home, only_home, place, places
from nlp.judgement import Home
from nlp.normalise import normalise

CASES = Path(__file__).parent / "cases"


def homes(file):
    for line in (CASES / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, *parts = line.split("\t")
            yield text, Home(*(None if part == "-" else part for part in parts))


def lines(file):
    return (CASES / file).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("text", "found"), [*homes("homes.tsv"), *homes("homes_second.tsv")])
def test_home_is_found_as_typed_and_in_the_one_spelling(text, found):
    assert home(text) == found
    assert home(normalise(text).text) == found


@pytest.mark.parametrize("text", [*lines("no_homes.txt"), *lines("no_homes_second.txt")])
def test_what_looks_like_a_home_is_none(text):
    assert home(text) is None
    assert home(normalise(text).text) is None


def test_words_of_a_home_are_where_it_says():
    text = "喂,我家３栋2单元１５０１厨房漏水"
    found = place(text)
    assert text[found.start : found.end] == "３栋2单元１５０１"


def test_floor_of_a_building_is_kept_beside_it():
    found = place("5栋15楼着火了")
    assert (found.home, found.floor) == (Home("5", None, None), "15")


def test_all_homes_are_found_in_their_order():
    assert [one.home.room for one in places("3-2-1501和3-2-1502都漏,楼上3-2-1601不管")] == [
        "1501",
        "1502",
        "1601",
    ]


@pytest.mark.parametrize(
    "text", ["3-2-1501", "我是3栋2单元1501。", "1501业主", "你好,我住A座1203", "幺五洞幺"]
)
def test_home_alone_is_an_answer(text):
    assert only_home(text)


@pytest.mark.parametrize("text", ["3-2-1501漏水", "3-2-1501和3-2-1502", "漏水", "1501室没水", ""])
def test_more_than_a_home_is_none(text):
    assert not only_home(text)


@pytest.mark.parametrize(
    ("scheme", "text", "found"),
    [
        (Scheme(zones=("桂花苑",)), "桂花苑3栋1501", Home("桂花苑3", None, "1501")),
        (Scheme(), "桂花苑3栋1501", Home("3", None, "1501")),
        (Scheme(buildings=("明月楼", "3")), "明月楼502", Home("明月楼", None, "502")),
        (Scheme(buildings=("1", "2")), "5栋停电", None),
        (Scheme(buildings=("B2",)), "B2-117", Home("B2", None, "117")),
        (Scheme(most_floors=18), "3-2-1901", None),
        (Scheme(pair_is_unit=True), "3-1501", Home(None, "3", "1501")),
    ],
)
def test_estate_may_say_how_it_is_addressed(scheme, text, found):
    assert home(text, scheme) == found


PIECES = [
    "3",
    "2",
    "1501",
    "-",
    "栋",
    "号楼",
    "单元",
    "楼",
    "层",
    "室",
    "号",
    "一五零一",
    "十",
    "弄",
    "#",
    "A座",
    "区",
    "期",
    "别墅",
    "商铺",
    "那个",
    "到",
    "、",
    ".",
    "东户",
    "138",
    "\u200b",
    "�",
    "３",
    "门",
    "元",
    "点",
]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))


@given(TEXTS)
def test_homes_lie_in_the_text_one_after_the_other(text):
    last = 0
    for found in places(text):
        assert last <= found.start < found.end <= len(text)
        assert found.home.building or found.home.room
        last = found.end


@given(st.integers(1, 99), st.integers(1, 9), st.integers(1, 60), st.integers(1, 30))
def test_home_said_again_is_the_same_home(building, unit, floor, flat):
    spoken = Home(str(building), str(unit), f"{floor}{flat:02}")
    assert home(f"{building}-{unit}-{spoken.room}") == spoken
    assert home(f"{building}栋{unit}单元{spoken.room}室") == spoken
    assert home(f"{building}号楼{unit}单元{floor}楼{flat}号") == spoken
