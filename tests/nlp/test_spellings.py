"""The table of spellings: what is typed otherwise becomes one spelling, and ordinary words stay."""

import tomllib
from importlib.resources import files

import pytest

from nlp.normalise import normalise

TABLE = tomllib.loads((files("nlp") / "rules" / "spellings.toml").read_text(encoding="utf-8"))
PAIRS = [(wrong, right) for right, wrongs in TABLE["spellings"].items() for wrong in wrongs]


def test_every_row_does_what_it_says():
    assert [(wrong, right) for wrong, right in PAIRS if normalise(wrong).text != right] == []


def test_chinese_room_number_is_no_repeat():
    assert normalise("三栋一单元一一一一").text == "三栋一单元一一一一"


def test_right_spelling_is_left_alone():
    assert [right for right in TABLE["spellings"] if normalise(right).text != right] == []


def test_ordinary_word_is_left_alone():
    assert [word for word in TABLE["ordinary"]["words"] if normalise(word).text != word] == []


def test_every_ordinary_word_is_needed():
    wrongs = [wrong.replace(" ", "") for wrong, _ in PAIRS]
    assert [word for word in TABLE["ordinary"]["words"] if not any(wrong in word for wrong in wrongs)] == []


def test_no_spelling_stands_twice():
    joined = [wrong.replace(" ", "") for wrong, _ in PAIRS]
    assert len(joined) == len(set(joined))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("厨房楼水", "厨房漏水"),
        ("整栋楼水压低", "整栋楼水压低"),
        ("下水到赌了", "下水道堵了"),
        ("他们在赌博", "他们在赌博"),
        ("马桶赌了", "马桶堵了"),
        ("去打赌了", "去打赌了"),
        ("请部门尽快处理", "请部门尽快处理"),
        ("楼下门尽刷不开", "楼下门禁刷不开"),
        ("我们禁止停车", "我们禁止停车"),
        ("灯突然气得不亮", "灯突然气得不亮"),
        ("有天然气味", "有天然气味"),
        ("然气味道", "燃气味道"),
        ("下水倒灌", "下水倒灌"),
        ("我要保修", "我要保修"),
        ("保修几年", "保修几年"),
        ("隐私泄露", "隐私泄露"),
        ("煤气泄露", "煤气泄漏"),
        ("宝安区的保按态度差", "宝安区的保安态度差"),
        ("小区拖拉机", "小区拖拉机"),
        ("屋企冇水", "家里冇水"),
        ("电梯呃坏了", "电梯坏了"),
        ("我要投拆他", "我要投诉他"),
        ("xia shui dao du le", "下水道 堵了"),
        ("xiashuidao", "下水道"),
        ("mei shui le", "没水了"),
        ("kuailairen", "快来人"),
        ("Bao An", "保安"),
    ],
)
def test_spelling_knows_its_neighbours(written, read):
    assert normalise(written).text == read


@pytest.mark.parametrize("text", ["wei xiuxian", "xbao an", "ashu", "laying", "mateng", "shifuls"])
def test_part_of_a_latin_word_is_no_pinyin(text):
    assert normalise(text).text == text
