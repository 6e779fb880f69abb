"""What a clerk's one line about a call, a visit or a letter says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.staff import intake_line
from handlers.ticket.by_hand import ByHand, Way

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def at(day, hour=0, minute=0):
    return NOW.replace(day=day, hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("text", "home", "told", "words"),
    [
        (
            "3-2-1501 王阿姨 来电 厨房漏水 13812345678",
            "3-2-1501",
            ByHand(Way.phone, "王阿姨", "13812345678"),
            "厨房漏水",
        ),
        (
            "王阿姨来电说3-2-1501厨房漏水,电话13812345678",
            "3-2-1501",
            ByHand(Way.phone, "王阿姨", "13812345678"),
            "厨房漏水",
        ),
        (
            "昨天下午三点来电 3-2-1501 厨房漏水",
            "3-2-1501",
            ByHand(Way.phone, at=at(23, 15)),
            "厨房漏水",
        ),
        ("9点半来电 周先生 电梯太慢", None, ByHand(Way.phone, "周先生", at=at(24, 9, 30)), "电梯太慢"),
        ("下午三点来电 灯坏了", None, ByHand(Way.phone, at=at(23, 15)), "灯坏了"),
        (
            "前台 3-2-1501 赵大爷 门禁卡坏了 明天下午三点在家",
            "3-2-1501",
            ByHand(Way.visit, "赵大爷"),
            "门禁卡坏了 明天下午三点在家",
        ),
        (
            "5栋301 代张先生 来电 车位被占",
            "5-None-301",
            ByHand(Way.phone, principal="张先生"),
            "车位被占",
        ),
        (
            "5-1-201 替邻居孙师傅报 楼道有烟味",
            "5-1-201",
            ByHand(Way.proxy, principal="孙师傅"),
            "楼道有烟味",
        ),
        (
            "12345 编号 202611240012 期限11月30日 6-2-801 李女士 投诉楼上装修噪音",
            "6-2-801",
            ByHand(
                Way.external,
                "李女士",
                reference="202611240012",
                due=datetime(2026, 12, 1, tzinfo=NOW.tzinfo),
            ),
            "投诉楼上装修噪音",
        ),
        ("来信 7-1-302 陈建国 物业费收多了", "7-1-302", ByHand(Way.letter, "陈建国"), "物业费收多了"),
        ("意见箱 希望多放几把椅子", None, ByHand(Way.box), "希望多放几把椅子"),
        ("业主群 3栋电梯又坏了", "3-None-None", ByHand(Way.group), "3栋电梯又坏了"),
        ("3-2-1501 马桶堵 13812345678", "3-2-1501", ByHand(Way.phone, phone="13812345678"), "马桶堵"),
        ("高空抛物 5栋 来电", "5-None-None", ByHand(Way.phone), "高空抛物 5栋"),
        (
            "3-2-1501 Mrs Wang, phone, kitchen leaks 13812345678",
            "3-2-1501",
            ByHand(Way.phone, "Mrs Wang", "13812345678"),
            "kitchen leaks",
        ),
    ],
)
def test_what_is_said_beside_the_matter_is_told_from_it(text, home, told, words):
    line = intake_line.read(text, NOW)
    assert line.told == told
    assert line.words == words
    assert home == (line.home and f"{line.home.building}-{line.home.unit}-{line.home.room}")
    assert line.missing is None


@pytest.mark.parametrize(
    ("text", "lacks"), [("3-2-1501 王阿姨 来电", "what"), ("代报 3-2-1501 漏水", "principal")]
)
def test_what_cannot_be_left_out_is_named(text, lacks):
    assert intake_line.read(text, NOW).missing == lacks


def test_a_number_is_never_taken_for_that_of_a_case():
    line = intake_line.read("3号楼1501 来电 电话号码 13812345678 灯坏了", NOW)
    assert (line.told.reference, line.told.phone) == ("", "13812345678")


def test_words_of_others_stay_as_they_were_written():
    line = intake_line.forwarded("昨天来电没人接,3-2-1501漏水 13812345678 ", "王芳", NOW)
    assert line.words == "昨天来电没人接,3-2-1501漏水 13812345678"
    assert line.told == ByHand(Way.group, "王芳", "13812345678", at=NOW)
    assert line.home.room == "1501"
