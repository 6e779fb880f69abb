"""Days by their words: 明天, 下周三, 25号, 11月25日, 月底, 国庆, 三天后."""

from datetime import date, timedelta
from typing import Final

from nlp.numerals import whole
from nlp.time_words import DAYS, HOLIDAYS, WEEKDAYS, WEEKS, Word

Days = tuple[date, date]  # the first, and the one after the last

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
_STILL_PAST: Final = timedelta(days=90)
_COUNTED: Final = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}


def days(word: Word, today: date, base: date) -> Days | None:
    """Return the days meant; a loose weekday is the next from `base` on. None: there is no such day."""
    match word.kind:
        case "day":
            found: Days | None = _from(today + timedelta(days=DAYS[word.text]))
        case "weekday":
            found = _weekday(word.parts["said_weekday"], word.parts.get("said_week"), today, base)
        case "week":
            found = _from(_monday(today) + WEEKS[word.parts["wholeweek"]] * WEEK, 7)
        case "holiday":
            found = _holiday(word.text, today)
        case "monthday":
            found = _month_day(whole(word.parts["number"]), word.parts.get("which", ""), today)
        case "month":
            found = _month(word.parts, today)
        case "later":
            ahead = amount(word) * _COUNTED.get(word.parts["measure"], 0)
            found = _from(today + timedelta(days=int(ahead))) if ahead >= 1 else None
        case _:
            found = _date(word.parts, today)
    return found


def amount(word: Word) -> float:
    """Return how many: 两 is 2, 半 is 0.5, 一个半 is 1.5; none is 0."""
    halves = 0.5 if {"half", "more"} & word.parts.keys() else 0.0
    return halves + whole(word.parts.get("amount", ""))


def _from(first: date, length: int = 1) -> Days:
    return first, first + timedelta(days=length)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _weekday(said: str, week: str | None, today: date, base: date) -> Days:
    number, length = (WEEKDAYS[said], 1) if said != "末" else (5, 2)
    if week or said == "末":
        return _from(_monday(today) + WEEKS[week or "这"] * WEEK + timedelta(days=number), length)
    return _from(base + timedelta(days=(number - base.weekday()) % 7))


def _holiday(name: str, today: date) -> Days:
    (month, day), length = HOLIDAYS[name]
    first = date(today.year, month, day)
    past = first + timedelta(days=length) <= today
    return _from(first.replace(year=first.year + 1) if past else first, length)


def _month_day(day: int, which: str, today: date) -> Days | None:
    """Return the 25th of this month, or of the next if it is over."""
    over = not which and day < today.day
    first = _first_of_month(today, 1 if which.startswith("下") or over else 0)
    return _valid(first.year, first.month, day)


def _month(parts: dict[str, str], today: date) -> Days:
    which = parts.get("whichmonth") or parts.get("wholemonth") or ""
    first = _first_of_month(today, 1 if which.startswith("下") else 0)
    following = _first_of_month(first, 1)
    match parts.get("bit"):
        case "底":
            return following - 3 * DAY, following
        case "初":
            return _from(first if which or today.day <= 5 else following, 5)
        case "中旬":
            return _from(first.replace(day=11), 10)
    return first, following


def _first_of_month(day: date, ahead: int) -> date:
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _date(parts: dict[str, str], today: date) -> Days | None:
    if "iso" in parts:
        year, month, day = (int(part) for part in parts["iso"].replace("/", "-").replace(".", "-").split("-"))
        return _valid(year, month, day)
    month, day = whole(parts["said_month"]), whole(parts["said_day"])
    if "year" in parts:
        return _valid(int(parts["year"]), month, day)
    found = _valid(today.year, month, day)
    if found and found[0] < today - _STILL_PAST:
        found = _valid(today.year + 1, month, day)
    return found


def _valid(year: int, month: int, day: int) -> Days | None:
    try:
        return _from(date(year, month, day))
    except ValueError:
        return None
