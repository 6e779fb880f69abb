"""What of a text only some people may read, in one table of forms: groups, lists and digests get it masked.

Numbers are told by their digits (`phones`, cards); codes, keys and absence from home by `rules/masks.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from nlp.phones import PhoneKind, phones, plain_digits


class SensitiveKind(StrEnum):
    """What must not be shown to everybody."""

    phone = "phone"
    identity_card = "identity_card"
    bank_card = "bank_card"
    code = "code"
    key = "key"
    absence = "absence"


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Where something stands that only some people may read."""

    kind: SensitiveKind
    start: int
    end: int


_OF_PEOPLE: Final = (PhoneKind.mobile, PhoneKind.landline)
_WRITTEN: Final = (SensitiveKind.code, SensitiveKind.key)
_AROUND: Final = 24
_SHOWN: Final = {SensitiveKind.phone: (3, 4)}  # of a number so many characters at its ends: 138****1234
_IDENTITY: Final = re.compile(
    r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x]"
)
_LONG: Final = re.compile(r"(?<![0-9])[0-9]+(?:[ -][0-9]+)*x?(?![0-9a-z])")
_CARD_GROUPS: Final = ([6], [6, 8], [4, 4, 4], [4, 4, 4, 4])
_ACCOUNT_CUE: Final = re.compile(r"(?:卡号?|账号|帐号|账户|银行|卡|card|account)[^0-9]{0,10}$")


@lru_cache(maxsize=1024)  # a card shows the same words each time it changes
def masked(text: str) -> str:
    """Return the text, exactly as long, with stars for what only some people may read: 138****1234."""
    shown = list(text)
    for part in sensitive(text):
        letters = [at for at in range(part.start, part.end) if shown[at].isalnum()]
        first, last = _SHOWN.get(part.kind, (0, 0))
        for at in letters[first : len(letters) - last]:
            shown[at] = "*"
    return "".join(shown)


def sensitive(text: str) -> tuple[Sensitive, ...]:
    """Return what should be masked before many people read it; the parts do not overlap."""
    plain = plain_digits(text)
    found = [Sensitive(kind, start, end) for kind, start, end in _cards(plain)]
    found += [
        Sensitive(SensitiveKind.phone, phone.start, phone.end)
        for phone in phones(text)
        if phone.kind in _OF_PEOPLE
    ]
    for kind in _WRITTEN:
        found += [Sensitive(kind, *_hidden(match)) for match in _form(kind).finditer(plain)]
    found += [
        Sensitive(SensitiveKind.absence, *_with_times(plain, *match.span()))
        for match in _form(SensitiveKind.absence).finditer(plain)
    ]
    return _apart(found)


def codes(text: str) -> list[tuple[int, int]]:
    """Return where codes of doors and locks stand: such a number is no room."""
    return [_hidden(match) for match in _form(SensitiveKind.code).finditer(plain_digits(text))]


def _hidden(match: re.Match[str]) -> tuple[int, int]:
    return next((match.span(name) for name, words in match.groupdict().items() if words), match.span())


def _with_times(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of an absence with the times that stand around it."""
    before, after = _times()
    earlier = before.search(plain, max(0, start - _AROUND), start)
    later = after.match(plain, end, end + _AROUND)
    return earlier.start() if earlier else start, later.end() if later else end


def _apart(found: Iterable[Sensitive]) -> tuple[Sensitive, ...]:
    """Keep of parts that overlap the longer one."""
    kept: list[Sensitive] = []
    for part in sorted(found, key=lambda part: (part.start, -part.end)):
        if kept and part.start < kept[-1].end:
            if part.end - part.start > kept[-1].end - kept[-1].start:
                kept[-1] = part
            continue
        kept.append(part)
    return tuple(kept)


def _cards(plain: str) -> Iterator[tuple[SensitiveKind, int, int]]:
    for match in _LONG.finditer(plain):
        groups = re.split("[ -]", match[0])
        number = "".join(groups)
        if len(groups) > 1 and [len(group) for group in groups[:-1]] not in _CARD_GROUPS:
            continue
        if _IDENTITY.fullmatch(number):
            yield SensitiveKind.identity_card, *match.span()
        elif 15 <= len(number) <= 19 and number.isdigit():
            cue = _ACCOUNT_CUE.search(plain, max(0, match.start() - 16), match.start())
            if cue or (number[0] in "34569" and _luhn(number)):
                yield SensitiveKind.bank_card, *match.span()


def _luhn(number: str) -> bool:
    """Whether the last digit of a card number agrees with the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@cache
def forms(kind: SensitiveKind) -> tuple[re.Pattern[str], ...]:
    """Return the written forms of a kind, each a line of the rule file."""
    return tuple(map(re.compile, _written(kind)))


@cache
def _form(kind: SensitiveKind) -> re.Pattern[str]:
    """Return all of them as one pattern; each `hide` gets a name of its own."""
    return re.compile("|".join(f.replace("<hide>", f"<hide{n}>") for n, f in enumerate(_written(kind))))


def _written(kind: SensitiveKind) -> list[str]:
    time, place = _any_of("time"), _any_of("place")
    return [form.replace("{time}", time).replace("{place}", place) for form in _read()[kind.value]]


@cache
def _times() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand before an absence, and what after it."""
    time, who = _any_of("time"), _any_of("who")
    return re.compile(f"(?:(?:{time}|{who})[, ]?)+$"), re.compile(f"(?:[, ]?{time})++")


def _any_of(name: str) -> str:
    return f"(?:{'|'.join(_read()[name])})"


@cache
def _read() -> dict[str, list[str]]:
    return tomllib.loads((files("nlp") / "rules" / "masks.toml").read_text(encoding="utf-8"))
