"""Telephone numbers, and what must not be shown to everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract import masked, phones, sensitive

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


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("我电话13812345678", "phone", "13812345678"),
        ("打0571-88001234转801", "phone", "0571-88001234转801"),
        ("身份证330106199001011234", "identity_card", "330106199001011234"),
        ("33010619900101123X", "identity_card", "33010619900101123X"),
        ("330106 19900101 1234", "identity_card", "330106 19900101 1234"),
        ("退到6222021001116245702", "bank_card", "6222021001116245702"),
        ("卡号 6222 0210 0111 6245 703", "bank_card", "6222 0210 0111 6245 703"),
        ("账号330550120109800012", "bank_card", "330550120109800012"),
        ("门锁密码是1234#", "code", "1234#"),
        ("验证码 889900", "code", "889900"),
        ("密码８８６６", "code", "８８６６"),
    ],
)
def test_what_only_some_may_read_is_named(text, kind, words):
    (found,) = sensitive(text)
    assert (found.kind, text[found.start : found.end]) == (kind, words)


@pytest.mark.parametrize(
    "text", ["3-2-1501漏水", "打12345", "400-820-8820", "1111222233334444555", "密码多少", "138****5678"]
)
def test_what_everybody_may_read_is_left(text):
    assert sensitive(text) == ()


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["138", "1234", "5678", "010", "62345678", "-", "(", ")", "转", "卡号", "密码", "幺三八", "x", "*", "6222", "�", "１", "330106", "19900101"]), max_size=16).map("".join),
)  # fmt: skip


@given(TEXTS)
def test_parts_lie_in_the_text_and_apart(text):
    for parts in (phones(text), sensitive(text)):
        last = 0
        for part in parts:
            assert last <= part.start < part.end <= len(text)
            last = part.end


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13812341234", "打138****1234"),
        ("打 138 1234 1234 找我", "打 138 **** 1234 找我"),
        ("幺三八一二三四一二三四", "幺三八****一二三四"),
        ("打0571-88881234", "打057*-****1234"),
        ("门锁密码 123456", "门锁密码 ******"),
        ("着火打119,住3-2-1501", "着火打119,住3-2-1501"),
    ],
)
def test_what_only_some_may_read_is_masked_and_the_text_stays_as_long(text, shown):
    assert masked(text) == shown
    assert len(shown) == len(text)
