"""Whether a matter needs camera footage, and when it happened: cameras overwrite themselves. Pure."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from nlp.normalise import normalise
from nlp.numerals import whole
from nlp.times import times

READ_AT_MOST: Final = 4000
_A_DAY: Final = timedelta(days=1)
_A_WEEK: Final = timedelta(days=7)
_LONG_AGO: Final = timedelta(days=90)
_COUNTED: Final = {
    "天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "day": 1, "week": 7, "month": 30,
}  # fmt: skip
_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_AGO: Final = re.compile(
    r"(?P<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?多?(?P<unit>天|日|周|星期|礼拜|月)(?:之|以)?前"
    r"|\b(?P<count>[0-9]{1,3}|an?|one|two|three|four|five|six) (?P<of>day|week|month)s? ago\b"
)
_DAYS_AGO: Final = (
    (re.compile(r"\bthe day before yesterday\b"), 2),
    (re.compile(r"(?<!before )\b(?:yesterday|last night)\b"), 1),
)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_WEEKDAY: Final = re.compile(rf"\b(?:last|on) (?P<day>{'|'.join(_WEEKDAYS)})\b")
_WEEKDAY_SAID: Final = re.compile("^(?:这|本)?(?:周|星期|礼拜)[一二三四五六日天]")
_MONTH_DAY_SAID: Final = re.compile("^[0-9一二三十]{1,3}[号日]")


@dataclass(frozen=True, slots=True)
class _Sort:
    """One sort of such matters."""

    name: str
    topics: tuple[str, ...]
    categories: tuple[str, ...]
    words: re.Pattern[str] | None


def sorts() -> tuple[str, ...]:
    """Return the name of every sort of matter that needs footage."""
    return tuple(sort.name for sort in _read())


def needed_for(text: str, topic: str, category: str | None) -> str | None:
    """Return which sort of matter it is that needs footage, the first that fits; None: it needs none."""
    words = _normal(text)
    return next(
        (
            sort.name
            for sort in _read()
            if topic in sort.topics
            or (category is not None and category in sort.categories)
            or (sort.words is not None and sort.words.search(words))
        ),
        None,
    )


def happened(text: str, now: datetime) -> tuple[datetime, ...]:
    """Return the moments within three months before `now` that a text names, the earliest first.

    `now` is in the zone of the estate. Of a day or an evening it is the beginning.
    """
    words = _normal(text)
    found = {*_said(words, now), *_ago(words, now)}
    return tuple(sorted(moment for moment in found if now - _LONG_AGO <= moment <= now))


def _said(words: str, now: datetime) -> list[datetime]:
    found = []
    for time in times(words, now):
        begins = time.begins
        if begins > now and _WEEKDAY_SAID.match(time.words):
            begins -= _A_WEEK
        elif begins > now and _MONTH_DAY_SAID.match(time.words):
            begins = _in_an_earlier_month(begins, now)
        found.append(begins)
    return found


def _ago(words: str, now: datetime) -> list[datetime]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [
        _number(match["number"] or match["count"]) * _COUNTED[match["unit"] or match["of"]]
        for match in _AGO.finditer(words)
    ]
    days += [count for pattern, count in _DAYS_AGO if pattern.search(words)]
    days += [
        (today.weekday() - _WEEKDAYS.index(match["day"])) % 7 or 7 for match in _LAST_WEEKDAY.finditer(words)
    ]
    return [today - count * _A_DAY for count in days]


def _number(said: str) -> int:
    return _NUMBERS.get(said) or whole(said)


def _in_an_earlier_month(moment: datetime, now: datetime) -> datetime:
    """Return the same day of the last month that has it and lies before `now`."""
    said, found = moment.day, moment
    while found > now or found.day != said:
        last = found.replace(day=1) - _A_DAY
        found = last.replace(day=min(said, last.day))
    return found


def _normal(text: str) -> str:
    return normalise(text).text[:READ_AT_MOST].casefold()


@cache
def _read() -> tuple[_Sort, ...]:
    table = tomllib.loads((files("nlp") / "rules" / "footage.toml").read_text(encoding="utf-8"))
    return tuple(
        _Sort(
            name,
            tuple(sort["topics"]),
            tuple(sort["categories"]),
            re.compile("|".join(sort["words"])) if sort["words"] else None,
        )
        for name, sort in table.items()
    )
