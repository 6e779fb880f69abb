"""Numbers as people write and say them: 15, １５, 十五, 一五零一, 幺五洞幺, 两百."""

from collections.abc import Iterable
from typing import Final

_WIDE: Final = (
    "".join(map(chr, range(0xFF01, 0xFF5F))) + "棟樓單號層區門點時鐘週後兩個萬塊錢幾間電話億禮現馬從開聽　"
)
_HALF: Final = (
    "".join(map(chr, range(0x21, 0x7F))) + "栋楼单号层区门点时钟周后两个万块钱几间电话亿礼现马从开听 "
)
_NUMERALS: Final = ("壹貳贰叁肆伍陆陸柒捌玖佰仟〇", "一二二三四五六六七八九百千零")
_DASHES: Final = ("—–―‐‑−ー～〜", "-------~~")
_SMALL: Final = {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)}
_PLAIN: Final = str.maketrans(_WIDE + _NUMERALS[0] + _DASHES[0], (_HALF + _NUMERALS[1] + _DASHES[1]).lower())
_ONE_WIDTH: Final = _PLAIN | _SMALL

SPOKEN: Final = "零洞一幺二两三四五六七八九"  # said digit by digit, as on the telephone
CHINESE: Final = SPOKEN + "十百千万"
_DIGITS: Final = dict(zip("0123456789" + SPOKEN, "0123456789" + "0011223456789", strict=True))
_LONGEST: Final = 15  # what is longer is no number anybody means
_SCALES: Final = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


def one_width(text: str) -> str:
    """Return the text in half width, small letters and simplified words of number; exactly as long."""
    return text.translate(_ONE_WIDTH)


def digits(written: str) -> str:
    """Return a number as digits, said as one number or digit by digit: 一五零一 and 十五零一 are 1501."""
    if len(written) > _LONGEST:
        return ""
    if "百" in written or "千" in written:
        return str(whole(written))
    before, ten, after = written.partition("十")
    if not ten:
        return spelled(written)
    unit = "" if after[:1] in ("零", "洞") else after[:1]
    return f"{whole(before + ten + unit)}{digits(after[len(unit) :])}"


def spelled(written: str) -> str:
    """Return numerals digit by digit, one for one."""
    return "".join(_DIGITS.get(letter, "") for letter in written)


def whole(written: str) -> int:
    """Return the value of a whole number: 十五, 一百零三; 三百二 is 320; 0 if there is none."""
    if len(written) > _LONGEST:
        return 0
    total = section = value = 0
    scale = 1
    filled = False
    for letter in written:
        if letter in _SCALES:
            scale = _SCALES[letter]
            section += (value if filled or section else 1) * (scale if scale < 10_000 else 1)
            if scale >= 10_000:
                total, section = (total + section) * scale, 0
            value, filled = 0, False
        elif letter in _DIGITS:
            digit = int(_DIGITS[letter])
            value, filled = value * 10 + digit, True
            scale = scale if digit else 1
    if written[-2:-1] in _SCALES and scale >= 100:  # 三百二, 两万五
        value *= scale // 10
    return total + section + value


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with these parts made unreadable, so that nothing is read out of them twice."""
    pieces: list[str] = []
    last = 0
    for start, end in sorted(spans):
        if start >= last:
            pieces += (text[last:start], "\0" * (end - start))
            last = end
    return "".join((*pieces, text[last:]))
