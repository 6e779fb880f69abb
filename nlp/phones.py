"""Telephone numbers, as people write and say them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nlp.numerals import SPOKEN, blanked, one_width, spelled


class PhoneKind(StrEnum):
    """What a number belongs to."""

    mobile = "mobile"
    landline = "landline"
    service = "service"  # 400, 800, 95xxx: companies
    public = "public"  # 110, 12345: everybody knows them
    masked = "masked"  # somebody wrote 138****5678


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in plain digits, its extension, and where it stands in the text."""

    kind: PhoneKind
    number: str
    extension: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Group:
    written: str
    start: int
    end: int


_MOST_GROUPS: Final = 12  # 1 3 8 1 2 3 4 5 6 7 8, and a country
_SAID: Final = re.compile(f"[{SPOKEN}]{{3,}}")
_CHAIN: Final = re.compile(r"\+?[0-9]+(?:(?:[ .()·-]|\) |, )[0-9]+)*")
_GROUP: Final = re.compile(r"[0-9]+")
_MASKED: Final = re.compile(r"(?<![0-9])1[3-9][0-9][*x•]{3,5}[0-9]{3,4}(?![0-9])")
_EXTENSION: Final = re.compile(r" ?(?:转|分机号?|ext\.?|#|-) ?([0-9]{1,5})(?![0-9])")
_KINDS: Final = (
    (PhoneKind.mobile, re.compile(r"(?:00)?(?:86)?(1[3-9][0-9]{9})")),
    (PhoneKind.landline, re.compile(r"(?:86)?(0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7})")),
    (PhoneKind.service, re.compile(r"([48]00[0-9]{7}|9[56][0-9]{3,4}|95[0-9]{6}|1010[0-9]{4})")),
    (PhoneKind.public, re.compile(r"(110|11[2479]|12[0-2]|12[0-9]{3})")),
)
_SHORT: Final = (PhoneKind.service, PhoneKind.public)
_CALLED: Final = re.compile(r"(?:打|拨|电话|叫|报|热线|呼|call|客服)[^0-9]{0,4}$")
_ANSWERED: Final = re.compile(r" ?(?:来|还没|没到|没来|过来|热线|电话|客服|打|才|已经|都|车)")
_EXTENDED: Final = (PhoneKind.landline, PhoneKind.service)
_AREA: Final = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_LOCAL: Final = re.compile(r"(?:电话|座机|固话|拨打?|打|tel)[^0-9]{0,4}([2-8][0-9]{6,7})(?![0-9])")


def phones(text: str) -> tuple[Phone, ...]:
    """Return the numbers of a text in their order; spoken digits (幺三八…) and full width are read too."""
    plain = plain_digits(text)
    found = [
        Phone(PhoneKind.masked, match[0], None, match.start(), match.end())
        for match in _MASKED.finditer(plain)
    ]
    for match in _CHAIN.finditer(plain):
        found += _in_chain(plain, match)
    rest = blanked(plain, ((phone.start, phone.end) for phone in found))
    for match in _LOCAL.finditer(rest):
        found.append(Phone(PhoneKind.landline, match[1], None, *match.span(1)))
    return tuple(sorted(found, key=lambda phone: phone.start))


def plain_digits(text: str) -> str:
    """Return the text in one width with digits for runs of three and more spoken ones; exactly as long."""
    return _SAID.sub(lambda match: spelled(match[0]), one_width(text))


def _in_chain(plain: str, chain: re.Match[str]) -> Iterator[Phone]:
    """Yield the phones among groups of digits that stand close together, the longest from each start."""
    groups = [
        _Group(match[0], match.start(), match.end())
        for match in _GROUP.finditer(plain, chain.start(), chain.end())
    ]
    first = 0
    while first < len(groups):
        phone, used = _longest(groups, first)
        if phone is None or not _called(plain, phone):
            first += 1
            continue
        extension = _EXTENSION.match(plain, phone.end) if phone.kind in _EXTENDED else None
        if extension:
            phone = Phone(phone.kind, phone.number, extension[1], phone.start, extension.end())
        yield phone
        while used < len(groups) and groups[used].start < phone.end:
            used += 1
        first = used


def _called(plain: str, phone: Phone) -> bool:
    """Whether a short number is one to ring up, not a price or a room."""
    if phone.kind not in _SHORT or len(phone.number) > 6:
        return True
    before = plain[max(0, phone.start - 8) : phone.start]
    alone = not plain[: phone.start].strip() and not plain[phone.end :].strip()
    return alone or bool(_CALLED.search(before) or _ANSWERED.match(plain, phone.end))


def _longest(groups: list[_Group], first: int) -> tuple[Phone | None, int]:
    for last in range(min(len(groups), first + _MOST_GROUPS), first, -1):
        joined = "".join(group.written for group in groups[first:last])
        if not 3 <= len(joined) <= 15:
            continue
        for kind, pattern in _KINDS:
            match = pattern.fullmatch(joined)
            if match and _grouped_well(kind, [group.written for group in groups[first:last]]):
                number = _said(kind, match[1])
                return Phone(kind, number, None, groups[first].start, groups[last - 1].end), last
    return None, first


def _grouped_well(kind: PhoneKind, written: list[str]) -> bool:
    """Whether the gaps are where people leave them; 1 10 is no call for the police."""
    if kind is PhoneKind.public:
        return len(written) == 1
    if kind is PhoneKind.service:
        return len(written) == 1 or len(written[0]) >= 3
    if kind is PhoneKind.landline:
        return len(written) == 1 or written[0] == "86" or _AREA.fullmatch(written[0]) is not None
    return True


def _said(kind: PhoneKind, number: str) -> str:
    """Return a landline with its area code apart."""
    area = _AREA.match(number) if kind is PhoneKind.landline else None
    return f"{area[0]}-{number[area.end() :]}" if area else number
