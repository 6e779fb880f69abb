"""Reading a book of complaints and repairs as a property office keeps it: a sheet with a row for each.

Which column is what is guessed from its heading, and said, so that a person can put it right.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.shift_cells import Cell, day_of
from handlers.manager.rehearsal import Entry

# Headings that offices use, the most certain first; a column is taken by the first that it holds.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "received": (
        *("受理时间", "报修时间", "投诉时间", "来电时间", "接报时间", "登记时间", "接单时间"),
        *("受理日期", "报修日期", "投诉日期", "登记日期", "received", "日期", "时间", "date"),
    ),
    "words": (
        *("投诉内容", "报修内容", "反映内容", "受理内容", "问题描述", "诉求", "内容", "事项", "描述"),
        *("事由", "words", "matter", "description"),
    ),
    "home": ("房号", "房间号", "户号", "房屋", "地址", "住址", "楼栋", "位置", "home", "address", "room"),
    "promised": ("预约时间", "约定时间", "承诺时间", "上门时间", "promised"),
    "done": (
        *("完成时间", "办结时间", "处理完成", "完工时间", "解决时间", "完成日期", "办结日期"),
        *("关闭时间", "done", "closed"),
    ),
}
NEEDED = ("received", "words")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
_DATE_AND_CLOCK = re.compile(
    r"(?P<day>.*?[0-9]日?)\s*(?P<clock>[0-9]{1,2}[:：][0-5][0-9])?(?:[:：][0-5][0-9])?"
)
# Where only a day is written, it was in the morning.
_MORNING = time(10)
_ROWS_TO_FIND_HEADINGS_IN = 10


class NotABook(Exception):
    """The text says what is wrong with the file and what to do."""


@dataclass(frozen=True, slots=True)
class Book:
    """What was read: `columns` by their meaning as «C 报修内容», `left_out` a sentence for each bad row."""

    columns: Mapping[str, str]
    entries: Sequence[Entry]
    left_out: Sequence[str]


def read(file: Path, chosen: Mapping[str, str]) -> Book:
    """Read the first sheet, or a CSV file. `chosen` says of a meaning which column it is: letter or heading.

    Raises NotABook where there is no date or no words.
    """
    rows = _csv(file) if file.suffix.lower() == ".csv" else _sheet(file)
    head, body = _head(file, rows)
    columns = _columns(head, chosen)
    missing = [meaning for meaning in NEEDED if meaning not in columns]
    if missing:
        raise NotABook(
            f"{file}: no column is {' or '.join(missing)}: name it, as in --column {missing[0]}=C "
            f"(there are {', '.join(cell.text for cell in head if cell.text)})"
        )
    entries, left_out = [], []
    for row in body:
        entry, problem = _entry(row, columns)
        if entry is not None:
            entries.append(entry)
        elif problem:
            left_out.append(problem)
    said = {meaning: f"{get_column_letter(n + 1)} {head[n].text}".strip() for meaning, n in columns.items()}
    return Book(said, entries, left_out)


def _sheet(file: Path) -> list[list[Cell]]:
    try:
        book = load_workbook(file, data_only=True, read_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise NotABook(f"{file}: is not a sheet of Excel: save it as .xlsx or .csv") from None
    sheet = book.worksheets[0]
    return list(_cells(sheet.title, sheet.iter_rows(values_only=True)))


def _csv(file: Path) -> list[list[Cell]]:
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return list(_cells(file.name, csv.reader(io.StringIO(text, newline=""))))
    raise NotABook(f"{file}: is neither UTF-8 nor GB 18030: save it as .xlsx")


def _cells(name: str, rows: Iterable[Iterable[object]]) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows, 1):
        yield [Cell(name, number, column, value) for column, value in enumerate(row, 1)]


def _head(file: Path, rows: Sequence[Sequence[Cell]]) -> tuple[Sequence[Cell], Sequence[Sequence[Cell]]]:
    """Return the row of headings, which may stand under a title, and what is below it."""
    candidates = rows[:_ROWS_TO_FIND_HEADINGS_IN]
    if not candidates:
        raise NotABook(f"{file}: there is nothing in it")
    best = max(range(len(candidates)), key=lambda n: len(_columns(candidates[n], {})))
    return rows[best], rows[best + 1 :]


def _columns(head: Sequence[Cell], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return where each meaning stands; no column has two."""
    found: dict[str, int] = {}
    for meaning, written in chosen.items():
        for n, cell in enumerate(head):
            if written in (get_column_letter(n + 1), cell.text):
                found[meaning] = n
    for meaning, headings in HEADINGS.items():
        for heading in headings if meaning not in found else ():
            free = (n for n, cell in enumerate(head) if n not in found.values())
            at = next((n for n in free if heading in head[n].text.casefold()), None)
            if at is not None:
                found[meaning] = at
                break
    return found


def _entry(row: Sequence[Cell], columns: Mapping[str, int]) -> tuple[Entry | None, str]:
    """Return what a row says; else why not, and nothing where the row is empty."""
    cells = {meaning: row[n] for meaning, n in columns.items() if n < len(row)}
    if all(cell.is_empty for cell in cells.values()):
        return None, ""
    words = str(cells["words"].value or "").strip() if "words" in cells else ""
    received = _moment(cells.get("received"))
    if received is None:
        there = cells.get("received", row[0])
        return None, there.wrong("is no date: write it as in 2026-11-23 14:30")
    if not words:
        return None, cells.get("words", row[0]).wrong("has no words")
    home = cells.get("home")
    entry = Entry(
        received,
        words,
        home=str(home.value).strip() if home and not home.is_empty else "",
        promised=_moment(cells.get("promised")),
        done=_moment(cells.get("done")),
    )
    return entry, ""


def _moment(cell: Cell | None) -> datetime | None:
    """Return a day and time without a zone: a cell that is a date, or words that are one."""
    if cell is None:
        return None
    if isinstance(cell.value, datetime):
        return cell.value if cell.value.time() != time() else datetime.combine(cell.value, _MORNING)
    if isinstance(cell.value, date):
        return datetime.combine(cell.value, _MORNING)
    match = _DATE_AND_CLOCK.fullmatch(str(cell.value or "").strip().replace("T", " "))
    day = day_of(Cell(cell.sheet, cell.row, cell.column, match["day"])) if match else None
    if match is None or day is None:
        return None
    clock = _CLOCK.fullmatch(match["clock"] or "")
    return datetime.combine(day, time(int(clock[1]), int(clock[2])) if clock else _MORNING)
