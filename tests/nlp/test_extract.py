"""The home a writer names."""

import pytest

from nlp.extract import home, only_home
from nlp.judgement import Home
from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3-2-1501", ("3", "2", "1501")),
        ("3栋2单元1501厨房漏水", ("3", "2", "1501")),
        ("三栋二单元一五零一", ("3", "2", "1501")),
        ("三杠二杠一五零一", ("3", "2", "1501")),
        ("3栋2单元15楼01", ("3", "2", "1501")),
        ("十二栋三单元十五楼零一", ("12", "3", "1501")),
        ("A座1203", ("A", None, "1203")),
        ("1288弄5号602", ("1288", "5", "602")),
        ("12#1201", ("12", None, "1201")),
        ("15楼01", (None, None, "1501")),
        ("2门401灯坏了", (None, "2", "401")),
        ("11-1802", ("11", None, "1802")),
        ("９号楼３单元着火了", ("9", "3", None)),
        ("1501", (None, None, "1501")),
    ],
)
def test_home_is_found(text, found):
    assert home(normalise(text).text) == Home(*found)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678", "打0571-88001234", "138-1234-5678", "收了1200元", "物业费1500块", "2024-11-23漏水",
        "下午3-5点", "单号260101-007", "水费从120涨到1300", "12点30", "一楼大堂",
    ],
)  # fmt: skip
def test_phones_prices_and_dates_are_no_home(text):
    assert home(normalise(text).text) is None


def test_home_alone_is_an_answer():
    assert only_home("3-2-1501")
    assert only_home("我是3栋2单元1501。")
    assert not only_home("3-2-1501漏水")
