"""What a cell of a sheet of shifts says: a name, a day, a time; and how a wrong one is told."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openpyxl.utils import get_column_letter

_DATE = re.compile(r"(20[0-9]{2})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_MONTH = re.compile(r"(20[0-9]{2})\s*[-/.年]\s*([0-9]{1,2})(?![0-9])")
_CLOCK = re.compile(r"(?:次日)?\s*([0-9]{1,2})[:：]([0-5][0-9])(?:[:：]00)?")
_DAY_OF_MONTH = re.compile(r"([0-9]{1,2})\s*[日号]?")
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: where it is, counted from 1, and what is in it. `formula`: it is computed."""

    sheet: str
    row: int
    column: int
    value: object
    formula: bool = False

    @property
    def text(self) -> str:
        """Return what is written, without the spaces that tables are spread with."""
        return "" if self.value is None else re.sub(r"\s+", "", str(self.value))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is there."""
        return not self.text and not self.formula

    def wrong(self, sentence: str) -> str:
        """Put the place before what is wrong and what to write."""
        return f"sheet {self.sheet}: cell {get_column_letter(self.column)}{self.row}: {sentence}"


def day_of(cell: Cell) -> date | None:
    """Return the day a cell names, if it names one."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(cell.text)
    return _day(*map(int, match.groups())) if match else None


def month_in(text: str) -> tuple[int, int] | None:
    """Return the year and month a text names: 2026年12月, 2026-12."""
    match = _MONTH.search(text)
    month = int(match.group(2)) if match else 0
    return (int(match.group(1)), month) if match and 1 <= month <= 12 else None


def day_of_month(cell: Cell, month: tuple[int, int] | None) -> date | None:
    """Return the day a heading names: a whole date, or 1, 1日 of the month of the sheet."""
    whole = day_of(cell)
    if whole is not None or month is None:
        return whole
    number = number_of_day(cell)
    return _day(*month, number) if number is not None else None


def number_of_day(cell: Cell) -> int | None:
    """Return the number of a day in a heading: 1, 1日."""
    text = cell.text.removesuffix(".0")
    match = _DAY_OF_MONTH.fullmatch(text)
    number = int(match.group(1)) if match else 0
    return number if 1 <= number <= 31 else None


def minute_of(cell: Cell) -> int | None:
    """Return the minutes after midnight of a time of day, up to 24:00; Excel keeps it in four ways."""
    value = cell.value
    if isinstance(value, datetime | time):
        return value.hour * 60 + value.minute
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return round(value * _DAY_MIN) if 0 <= value <= 1 else None
    match = _CLOCK.fullmatch(cell.text)
    minute = int(match.group(1)) * 60 + int(match.group(2)) if match else _DAY_MIN + 1
    return minute if minute <= _DAY_MIN else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
