"""Which days are working days: the operator's own file, then what a country has announced, then the week.

The libraries are imported when a day is asked about that only they know: `holidays` takes a tenth of a second
and 18 MB, `chinese_calendar` 8 ms and 1 MB.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.config_lines import line_of, lines

CHINA = "CN"
_EXAMPLE = '[days] and below it lines such as 2026-10-10 = "work" and 2026-10-01 = "rest"'
_KINDS = {"work": True, "rest": False}
_FRIDAY = 5
_AHEAD = timedelta(days=60)
_CHINESE_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"}
)


class DaysError(Exception):
    """The file of days cannot be used; each problem is `file:line: what is wrong and what to write`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def country_of(zone: str) -> str:
    """Return the country that is meant where none is written: China in its time zones, else none."""
    return CHINA if zone in _CHINESE_ZONES else ""


def is_known(country: str) -> bool:
    """Tell whether there is a source for the holidays of a country."""
    if country in ("", CHINA):
        return True
    import holidays  # noqa: PLC0415 - heavy

    return country in holidays.list_supported_countries()


def read(path: Path) -> dict[date, bool]:
    """Read the operator's days, true for working days. Raises DaysError; OSError where there is no file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise DaysError([f"{path}:1: is not UTF-8 text: save the file as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line ([0-9]+)", str(error))
        number = line.group(1) if line else max(1, len(text.splitlines()))
        raise DaysError([f"{path}:{number}: this is not TOML: write {_EXAMPLE}"]) from None
    return _days(path, text, data)


def working_days(country: str, written: Mapping[date, bool]) -> Callable[[date], bool]:
    """Return a function that tells whether a day is a working day; it remembers what it was asked."""
    known = dict(written)
    of_country: dict[str, Any] = {}

    def is_working_day(day: date) -> bool:
        if day not in known:
            announced = _announced_in_china(day) if country == CHINA else None
            if announced is None and country:
                if not of_country:
                    of_country[country] = _holidays_of(country)
                announced = bool(of_country[country].is_working_day(day))
            known[day] = day.isoweekday() <= _FRIDAY if announced is None else announced
        return known[day]

    return is_working_day


def uncovered(country: str, written: Iterable[date], today: date) -> list[int]:
    """Return the years, of today and of the weeks to come, whose make-up days in China nobody has announced.

    A year of which the operator's file names a day is theirs.
    """
    if country != CHINA:
        return []
    named = {day.year for day in written}
    years = dict.fromkeys([today.year, (today + _AHEAD).year])
    return [year for year in years if year not in named and _announced_in_china(date(year, 7, 1)) is None]


def _days(path: Path, text: str, data: Mapping[str, Any]) -> dict[date, bool]:
    places, problems, found = lines(text), [], {}
    for name in data:
        if name != "days":
            problems.append(f"{path}:{line_of(places, (name,))}: {name} is not known here: write {_EXAMPLE}")
    section = data.get("days")
    if not isinstance(section, Mapping):
        raise DaysError(problems or [f"{path}:1: has no days: write {_EXAMPLE}"])
    for key, kind in section.items():
        line = line_of(places, ("days", key))
        day = _day(key)
        if day is None:
            problems.append(f"{path}:{line}: {key} is no day: write it as 2026-10-10")
        elif not isinstance(kind, str) or kind not in _KINDS:
            problems.append(f'{path}:{line}: {key}: must be "work" or "rest"')
        else:
            found[day] = _KINDS[kind]
    if problems:
        raise DaysError(problems)
    return found


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", key) else None
    except ValueError:
        return None


def _announced_in_china(day: date) -> bool | None:
    import chinese_calendar  # noqa: PLC0415 - only where it is asked

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that is not announced yet
        return None


def _holidays_of(country: str) -> Any:
    import holidays  # noqa: PLC0415 - heavy

    return holidays.country_holidays(country)
