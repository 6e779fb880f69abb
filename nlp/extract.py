"""The home a writer names, as typed; never out of a phone number, a price or a date."""

import re
from dataclasses import dataclass
from typing import Final

from nlp.judgement import Home

_DIGITS: Final = {
    **{str(number): str(number) for number in range(10)},
    **dict(zip("零〇洞一幺二两三四五六七八九", "0001122345" + "6789", strict=False)),
}
_N: Final = r"[0-9零〇洞一幺二两三四五六七八九十百]"
_L: Final = r"[0-9]"
_BLOCK: Final = r"(?:栋|幢|座|号楼|楼|弄|#|馆|院|区|号院|舍)"
_DASH: Final = r"[-－—–/杠之]"
_EDGE: Final = r"(?<![0-9a-z.])"
_AFTER: Final = r"(?![0-9]|\.[0-9])(?!\s*(?:元|块钱|块|毛|月|年|点半|分钟|小时|度|吨|平|公斤|斤|%|万))"
_PATTERNS: Final = tuple(
    re.compile(source)
    for source in (
        rf"{_EDGE}(?P<b>[a-z]?{_L}{{1,3}}|[a-z]){_DASH}(?P<u>{_L}{{1,2}}){_DASH}(?P<r>{_L}{{3,4}}){_AFTER}",
        rf"{_EDGE}(?P<b>{_N}{{1,4}}){_DASH}(?P<u>{_N}{{1,2}}){_DASH}(?P<r>{_N}{{3,4}}){_AFTER}",
        rf"(?P<b>[a-z]?{_N}{{1,4}}|[a-z东西南北甲乙丙丁]){_BLOCK}\s*(?P<u>{_N}{{1,2}})(?:单元|门|号门|梯|号)\s*(?P<f>{_N}{{1,3}})[楼层]\s*(?P<r>{_N}{{1,2}})(?:室|号|户)?{_AFTER}",
        rf"(?P<b>[a-z]?{_N}{{1,4}}|[a-z东西南北甲乙丙丁]){_BLOCK}\s*(?P<u>{_N}{{1,2}})(?:单元|门|号门|梯|号|{_DASH})\s*(?P<r>{_N}{{3,5}})(?:室|号|户)?{_AFTER}",
        rf"(?P<b>[a-z]?{_N}{{1,4}}|[a-z东西南北甲乙丙丁]){_BLOCK}\s*(?P<f>{_N}{{1,3}})[楼层]\s*(?P<r>{_N}{{1,2}})(?:室|号|户)?{_AFTER}",
        rf"(?P<b>[a-z]?{_N}{{1,4}}|[a-z东西南北甲乙丙丁]){_BLOCK}\s*{_DASH}?(?P<r>{_N}{{3,5}})(?:室|号|户)?{_AFTER}",
        rf"{_EDGE}(?P<u>{_N}{{1,2}})(?:单元|门)\s*(?P<r>{_N}{{3,5}})(?:室|号|户)?{_AFTER}",
        rf"{_EDGE}(?P<b>[a-z]{_L}{{0,2}}|{_L}{{1,3}}){_DASH}(?P<r>{_L}{{3,4}}){_AFTER}(?!{_DASH}?{_L})",
        rf"{_EDGE}(?P<f>{_N}{{1,3}})[楼层]\s*(?P<r>0{_N}|[零〇]{_N})(?:室|号|户)?{_AFTER}",
        rf"{_EDGE}(?P<r>{_L}{{3,4}})(?:室|房|户){_AFTER}",
    )
)
_BUILDING: Final = re.compile(
    rf"{_EDGE}(?P<b>[a-z]?{_N}{{1,3}}|[a-z])(?:栋|幢|座|号楼)(?:\s*(?P<u>{_N}{{1,2}})(?:单元|门))?"
)
_BARE: Final = re.compile(rf"^\s*(?P<r>{_L}{{3,4}})\s*$")
_PHONE: Final = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[0-9]{7,})(?![0-9])")
_TRIM: Final = " .。,!、~我是住在"
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?")


@dataclass(frozen=True, slots=True)
class Place:
    """A home and where its words stand in the text."""

    home: Home
    start: int
    end: int


def home(normal: str) -> Home | None:
    """Return the first home in a normalised text; without a room at least the building, else None."""
    found = place(normal)
    return found.home if found else None


def place(normal: str) -> Place | None:
    """Return that home and where it stands."""
    match = _first(normal)
    named = _home(match) if match else None
    return Place(named, *match.span()) if match and named else None


def only_home(normal: str) -> bool:
    """Whether a normalised text is a home and nothing else."""
    text = normal.strip(_TRIM)
    return any(pattern.fullmatch(text) for pattern in (*_PATTERNS, _BUILDING, _BARE))


def _first(normal: str) -> re.Match[str] | None:
    text = _DATE.sub(_blank, _PHONE.sub(_blank, normal))
    best: re.Match[str] | None = None
    for pattern in (*_PATTERNS, _BARE):
        match = pattern.search(text)
        if match and (best is None or (match.start() < best.start() and match.end() >= best.end())):
            best = match
    return best or _BUILDING.search(text)


def _blank(match: re.Match[str]) -> str:
    return "\u0000" * len(match[0])


def _home(match: re.Match[str]) -> Home:
    parts = match.groupdict()
    room = _number(parts["r"]) if parts.get("r") else None
    if room and parts.get("f"):
        room = f"{_number(parts['f'])}{room.zfill(2)}"
    building, unit = parts.get("b"), parts.get("u")
    return Home(_number(building) if building else None, _number(unit) if unit else None, room)


def _number(written: str) -> str:
    """Return Chinese or spoken numerals as digits: 十五 is 15, 一五零一 is 1501, 幺五洞幺 is 1501."""
    if "十" in written:
        tens, _, units = written.partition("十")
        return f"{_DIGITS.get(tens, tens) or 1}{_DIGITS.get(units, units) or 0}"
    return "".join(_DIGITS.get(letter, letter) for letter in written).upper()
