"""English words of times put into the Chinese ones that are read; day, part and clock in their order."""

import re
from typing import Final

_DAYS: Final = {
    "the day after tomorrow": "后天", "day after tomorrow": "后天", "tomorrow": "明天", "today": "今天",
    "tonight": "今晚",
}  # fmt: skip
_WEEKDAYS: Final = {
    "monday": "一", "tuesday": "二", "wednesday": "三", "thursday": "四", "friday": "五", "saturday": "六",
    "sunday": "日",
}  # fmt: skip
_WEEKS: Final = {"next": "下周", "this": "这周", None: "周"}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS: Final = {"morning": "上午", "afternoon": "下午", "evening": "晚上", "noon": "中午12点"}
_UNITS: Final = {"hour": "小时", "minute": "分钟", "day": "天"}
_NUMBERS: Final = {"half an": "半", "an": "1", "a": "1", "one": "1", "two": "2", "three": "3"}
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_LEADING: Final = r"(?:(?:at|on|in the|by|around|about|from|the) +)*"
_HALF: Final = r"(?:am|pm|a\.m\.|p\.m\.)"
_CLOCK: Final = rf"[0-9]{{1,2}}(?::[0-9]{{2}})?(?: ?{_HALF})?"
_TO: Final = r" *(?:to|till|until|-|–) *"
_TOKEN: Final = re.compile(
    rf"\b{_LEADING}(?:"
    rf"(?P<later>in (?P<count>half an|an?|one|two|three|[0-9]{{1,2}}) (?P<unit>hour|minute|day)s?)"
    rf"|(?P<day>{'|'.join(_DAYS)})"
    rf"|(?:(?P<week>next|this) )?(?P<weekday>{'|'.join(_WEEKDAYS)})"
    rf"|(?P<month>{_MONTH}) (?P<of_month>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])"
    rf"|(?P<number>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<its_month>{_MONTH})\b"
    rf"|(?P<part>{'|'.join(_PARTS)})"
    rf"|(?P<begins>{_CLOCK}){_TO}(?P<ends>{_CLOCK})(?![0-9])"
    rf"|(?P<clock>[0-9]{{1,2}}(?:(?::[0-9]{{2}})? ?{_HALF}|:[0-9]{{2}}| o'clock))"
    r")(?![a-z])",
    re.IGNORECASE,
)
_LATIN: Final = re.compile("[a-z]{2}", re.IGNORECASE)
_OWN: Final = ("day", "weekday", "month", "its_month", "later")


def in_chinese(text: str) -> str:
    """Return a text with its English times in Chinese, at the place of the first; any other as it is."""
    if not _LATIN.search(text):
        return text
    found = list(_TOKEN.finditer(text))
    if not any(_LATIN.search(match[0]) for match in found):
        return text
    order = sorted(found, key=_rank)
    rest = _TOKEN.sub(" ", text[found[0].start() :]).strip()
    said = " ".join(_said(match) for match in order)
    return " ".join(part for part in (text[: found[0].start()].strip(), said, rest) if part)


def _rank(match: re.Match[str]) -> int:
    if any(match[name] for name in _OWN):
        return 0
    return 1 if match["part"] else 2


def _said(match: re.Match[str]) -> str:
    words = {name: found.lower() for name, found in match.groupdict().items() if found}
    if words.keys() & {"part", "clock", "begins"}:
        return _hours(words)
    match words:
        case {"count": count, "unit": unit}:
            return f"{_NUMBERS.get(count, count)}{_UNITS[unit]}后"
        case {"day": day}:
            return _DAYS[day]
        case {"weekday": weekday}:
            return _WEEKS[words.get("week")] + _WEEKDAYS[weekday]
        case {"month": month, "of_month": number} | {"its_month": month, "number": number}:
            return f"{_MONTHS.index(month[:3]) + 1}月{number}日"
    raise ValueError(f"{match[0]} is no time")


def _hours(words: dict[str, str]) -> str:
    if "part" in words:
        return _PARTS[words["part"]]
    return _span(words["begins"], words["ends"]) if "begins" in words else _clock(words["clock"])


def _span(begins: str, ends: str) -> str:
    half = re.sub("[0-9: ]", "", ends)  # 2 to 4pm: both in the afternoon
    first = begins if re.search("[ap]", begins) or not half else f"{begins}{half}"
    return f"{_clock(first)}到{_clock(ends)}"


def _clock(said: str) -> str:
    hour, _, minute = re.sub("[^0-9:]", "", said).partition(":")
    half = re.search("[ap]", said)
    if half is None:
        return f"{hour}:{minute}" if minute else f"{hour}点"
    whole = int(hour) % 12 + (12 if half[0] == "p" else 0)
    return f"{whole:02}:{minute or '00'}"
