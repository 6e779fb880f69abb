"""What must not be shown to everybody: every form of it, and what looks like one and is none."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import extract, masking
from nlp.extract import SensitiveKind, masked, sensitive

_CASES = Path(__file__).parent / "cases" / "masks.txt"
LINES = [
    line for line in _CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]


def _shown(line: str) -> tuple[str, str]:
    if "=>" in line:
        text, shown = line.split(" => ")
        return text, shown
    shown = re.sub(r"\[\[(.*?)\]\]", lambda part: re.sub(r"\w", "*", part[1]), line)
    return line.replace("[[", "").replace("]]", ""), shown


@pytest.mark.parametrize("line", LINES)
def test_what_only_some_may_read_is_masked_and_nothing_else(line):
    text, shown = _shown(line)
    assert masked(text) == shown
    assert len(shown) == len(text)
    assert masked(shown) == shown, "a masked text has nothing more to hide"


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
        ("钥匙放在鞋柜里", "key", "鞋柜里"),
        ("周末我们都不在家", "absence", "周末我们都不在家"),
    ],
)
def test_what_only_some_may_read_is_named(text, kind, words):
    (found,) = sensitive(text)
    assert (found.kind, text[found.start : found.end]) == (kind, words)


@pytest.mark.parametrize("text", ["1111222233334444555", "密码多少", "138****5678"])
def test_what_everybody_may_read_is_left(text):
    assert sensitive(text) == ()


def test_the_code_of_a_door_is_no_room():
    assert extract.home("door code 4711#, 厨房漏水") is None
    assert extract.home("密码1501,住3-2-802").room == "802"


def test_the_ends_of_a_number_are_shown():
    assert masked("幺三八一二三四一二三四") == "幺三八****一二三四"
    assert masked("打0571-88881234") == "打057*-****1234"


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["138", "1234", "010", "-", "(", "转", "卡号", "密码", "幺三八", "x", "*", "6222", "１", "家里", "没人", "周五", "不在家", "我", "钥匙在", "花盆", "away", " until ", "到10号"]),
        max_size=16,
    ).map("".join),
)  # fmt: skip


@given(TEXTS)
def test_parts_lie_in_the_text_and_apart_and_nothing_is_left_over(text):
    last = 0
    for part in sensitive(text):
        assert last <= part.start < part.end <= len(text)
        last = part.end
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize("kind", [SensitiveKind.code, SensitiveKind.key, SensitiveKind.absence])
def test_every_written_form_has_a_case(kind):
    """A form nobody tries is a form nobody knows to work."""
    texts = [_shown(line)[0] for line in LINES]
    for form in masking.forms(kind):
        assert any(form.search(text.casefold()) for text in texts), form.pattern
