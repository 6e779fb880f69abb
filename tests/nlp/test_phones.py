"""Telephone numbers, as people write and say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract import phones

MOBILE = "13812345678"


@pytest.mark.parametrize(
    ("text", "kind", "number", "extension"),
    [
        ("13812345678", "mobile", MOBILE, None),
        ("我电话13812345678谢谢", "mobile", MOBILE, None),
        ("138-1234-5678", "mobile", MOBILE, None),
        ("138 1234 5678", "mobile", MOBILE, None),
        ("138 12345678", "mobile", MOBILE, None),
        ("1381234 5678", "mobile", MOBILE, None),
        ("1 3 8 1 2 3 4 5 6 7 8", "mobile", MOBILE, None),
        ("１３８１２３４５６７８", "mobile", MOBILE, None),
        ("+86 13812345678", "mobile", MOBILE, None),
        ("+8613812345678", "mobile", MOBILE, None),
        ("008613812345678", "mobile", MOBILE, None),
        ("86-13812345678", "mobile", MOBILE, None),
        ("幺三八幺二三四五六七八", "mobile", MOBILE, None),
        ("一三八一二三四五六七八", "mobile", MOBILE, None),
        ("幺三八 幺二三四 五六七八", "mobile", MOBILE, None),
        ("3-2-1501 13812345678 张三", "mobile", MOBILE, None),
        ("3栋1501,13812345678", "mobile", MOBILE, None),
        ("0571-88001234", "landline", "0571-88001234", None),
        ("057188001234", "landline", "0571-88001234", None),
        ("(0571)88001234", "landline", "0571-88001234", None),
        ("010-62345678", "landline", "010-62345678", None),
        ("021 5888 1234", "landline", "021-58881234", None),
        ("零五七一八八零零一二三四", "landline", "0571-88001234", None),
        ("0571-88001234转801", "landline", "0571-88001234", "801"),
        ("0571-88001234-801", "landline", "0571-88001234", "801"),
        ("0571-88001234 分机 12", "landline", "0571-88001234", "12"),
        ("座机88001234", "landline", "88001234", None),
        ("打8800123没人接", "landline", "8800123", None),
        ("400-820-8820", "service", "4008208820", None),
        ("4008208820转3", "service", "4008208820", "3"),
        ("800 820 8820", "service", "8008208820", None),
        ("打95588", "service", "95588", None),
        ("95598来电通知", "service", "95598", None),
        ("12345已经打了", "public", "12345", None),
        ("快打120", "public", "120", None),
        ("119来了", "public", "119", None),
        ("138****5678", "masked", "138****5678", None),
        ("138xxxx5678", "masked", "138xxxx5678", None),
    ],
)  # fmt: skip
def test_phone_is_read(text, kind, number, extension):
    (found,) = phones(text)
    assert (found.kind, found.number, found.extension) == (kind, number, extension)


@pytest.mark.parametrize(
    "text",
    [
        "3-2-1501", "2024-11-23", "20241123", "单号261123-007", "花了120元", "3栋120室", "押金96000元", "12800000000",
        "1381234567", "138123456789", "88001234", "一百二十块", "110平", "119号商铺", "订单20261123001234", "",
    ],
)  # fmt: skip
def test_other_numbers_are_no_phones(text):
    assert phones(text) == ()


def test_two_phones_are_two():
    assert [phone.number for phone in phones("15067881234,13900001111 010-62345678")] == [
        "15067881234", "13900001111", "010-62345678",
    ]  # fmt: skip


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["138", "1234", "5678", "010", "62345678", "-", "(", ")", "转", "卡号", "密码", "幺三八", "x", "*", "6222", "�", "１", "330106", "19900101"]), max_size=16).map("".join),
)  # fmt: skip


@given(TEXTS)
def test_parts_lie_in_the_text_and_apart(text):
    last = 0
    for part in phones(text):
        assert last <= part.start < part.end <= len(text)
        last = part.end
