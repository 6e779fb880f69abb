"""Tables as an XLSX workbook or as CSV files, row by row: memory does not grow with them.

What people wrote is text and stays text: a spreadsheet never takes it for a formula.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | datetime | None
# Limits of the file format: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_CUT = "…"
_DATE = "yyyy-mm-dd hh:mm"
_WIDTHS = {datetime: 17, int: 8}
_WIDTH = 14
# What spreadsheets take for the beginning of a formula, in half and full width.
_FORMULA = re.compile(r"[=+\-@\t\r\n=+-@]")


@dataclass(frozen=True, slots=True)
class Table:
    """What goes into one sheet, or one file of its own; `rows` are read once."""

    key: str
    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_xlsx(file: BinaryIO, tables: Iterable[Table], written: Callable[[], None]) -> None:
    """Write a workbook: heads frozen, with filters, dates as dates. `written` is called after each row.

    A table of more rows than a sheet can hold goes on in a sheet of its own; a text of more characters than
    a cell can hold is cut, and ends with …
    """
    book = Workbook(write_only=True)
    for table in tables:
        _fill(book, table, written)
    book.save(file)


def write_csv(file: BinaryIO, table: Table, written: Callable[[], None]) -> None:
    """Write one table in UTF-8 with the mark that spreadsheets look for; dates as 2026-11-23 08:30."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow([_as_csv(value) for value in row])
        written()
    text.detach()  # which writes what is left, and lets whoever opened the file close it


def _fill(book: Workbook, table: Table, written: Callable[[], None]) -> None:
    rows = iter(table.rows)
    row = next(rows, None)
    part = 0
    while part == 0 or row is not None:
        part += 1
        sheet = book.create_sheet(table.title if part == 1 else f"{table.title} {part}")
        assert isinstance(sheet, WriteOnlyWorksheet), "the workbook is write-only"
        _head(sheet, table.heads, row)
        held = 1
        while row is not None and held < MOST_ROWS:
            sheet.append([_cell(sheet, value) for value in row])
            written()
            held += 1
            row = next(rows, None)
        span = f"A1:{get_column_letter(len(table.heads))}{held}"
        sheet.auto_filter.ref = span  # type: ignore[attr-defined] # the stubs leave it out


def _head(sheet: WriteOnlyWorksheet, heads: Sequence[str], row: Sequence[Value] | None) -> None:
    sheet.freeze_panes = "A2"
    for n, value in enumerate(row or [None] * len(heads)):
        column = sheet.column_dimensions[get_column_letter(n + 1)]  # type: ignore[attr-defined] # as above
        column.width = _WIDTHS.get(type(value), _WIDTH)
    cells = [_cell(sheet, head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, datetime):
        cell: Cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))
        cell.number_format = _DATE
    elif isinstance(value, str):
        cell = WriteOnlyCell(sheet, _fitting(value))
        cell.data_type = "s"  # the library takes what begins with = for a formula
    else:
        cell = WriteOnlyCell(sheet, value)
    return cell


def _fitting(text: str) -> str:
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + _CUT


def _as_csv(value: Value) -> Value:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
