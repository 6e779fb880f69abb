"""`frontdesk duty`: shifts out of a sheet, and who is on duty."""

import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.commands.failures import CommandFailed
from bot.config import Config, load
from bot.config_values import shift_span
from bot.shift_cells import Cell
from bot.shift_sheets import Codes, Found, Sheet, moment, read
from handlers.desk import Estate
from handlers.ticket import roster
from storage import duties
from storage.commitments import Shift
from storage.database import Database
from storage.work import Work

_A_DAY = timedelta(days=1)


def import_(file: Path, estate: str | None, path: Path, environ: Mapping[str, str]) -> int:
    """Plan the shifts of a file instead of those of its days and teams: all of them, or none."""
    config = load(path, environ)
    one = _estate(config, estate)
    found = read(_sheets(file), one, _codes(config, one))
    if found.problems:
        raise CommandFailed(_told(file, found.problems))
    database = Database.open(config.desk.database)
    try:
        problems, replaced = database.write_now(lambda work: _store(work, one, found))
    finally:
        database.close()
    if problems:
        raise CommandFailed(_told(file, problems))
    people = {written.shift.user for written in found.written}
    days = f"{min(found.days)} to {max(found.days)}"
    click.echo(f"{one.key}: {len(found.written)} shifts of {len(people)} people, {days}; {replaced} replaced")
    for sheet in found.left_out:
        click.echo(f"left out: sheet {sheet}, which has no heading 姓名 or name", err=True)
    return 0


def list_(days: int, estate: str | None, path: Path, environ: Mapping[str, str]) -> int:
    """Print the shifts and absences of the next days, by the estate's clocks."""
    config = load(path, environ)
    one = _estate(config, estate)
    database = Database.open(config.desk.database)
    try:
        lines = database.read_now(lambda work: _lines(work, one, days))
    finally:
        database.close()
    for line in lines or [f"{one.key}: nobody is planned"]:
        click.echo(line)
    return 0


def _store(work: Work, estate: Estate, found: Found) -> tuple[list[str], int]:
    begins, ends = moment(estate, min(found.days), 0), moment(estate, max(found.days) + _A_DAY, 0)
    gone = roster.beginning(work, estate, begins, ends, found.teams)
    problems = []
    for written in found.written:
        there = roster.overlapping(work, estate, written.shift, gone)
        if there is not None:
            span = _span(estate, there)
            problems.append(written.cell.wrong(f"overlaps with a shift that stays, {span}: take one out"))
    if not problems:
        roster.replace(work, estate, gone, [written.shift for written in found.written])
    return problems, len(gone)


def _sheets(file: Path) -> list[Sheet]:
    """Read the values, and where a value is missing whether a formula should have given one."""
    try:
        values, formulas = (load_workbook(file, data_only=only) for only in (True, False))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise CommandFailed(f"{file}: is not a sheet of Excel: save it as .xlsx") from None
    sheets = []
    for sheet in values.worksheets:
        computed = formulas[sheet.title]
        rows = [
            [
                Cell(sheet.title, row, column, value, formula=_is_formula(computed.cell(row, column).value))
                for column, value in enumerate(values_of_row, 1)
            ]
            for row, values_of_row in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
        sheets.append(Sheet(sheet.title, rows))
    return sheets


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _codes(config: Config, estate: Estate) -> Codes:
    section = next(section for section in config.sections if section.key == estate.key)
    return {code.code.casefold(): [shift_span(text) for text in code.hours] for code in section.shift_codes}


def _estate(config: Config, key: str | None) -> Estate:
    estates = config.estates()
    if key is None and len(estates) == 1:
        return next(iter(estates.values()))
    if key is None or key not in estates:
        raise click.UsageError(f"write --estate with one of {', '.join(estates)}")
    return estates[key]


def _told(file: Path, problems: list[str]) -> str:
    told = [f"{file}: {problem}" for problem in problems]
    return "\n".join([*told, "nothing was stored"])


def _lines(work: Work, estate: Estate, days: int) -> list[str]:
    until = work.now + timedelta(days=days)
    shifts = [
        f"{_span(estate, shift)}  {_name(estate, shift.user)}  {shift.team or ''}".rstrip()
        for shift in duties.between(work, estate.key, work.now, until)
    ]
    absences = [
        f"{_local(estate, away.starts)} to {_local(estate, away.ends)}  {_name(estate, away.user)}  away"
        for away in duties.absences(work, estate.key, work.now, until)
    ]
    return [*shifts, *absences]


def _span(estate: Estate, shift: Shift) -> str:
    return f"{_local(estate, shift.starts)} to {_local(estate, shift.ends)}"


def _local(estate: Estate, at: datetime) -> str:
    return f"{at.astimezone(estate.zone):%Y-%m-%d %H:%M}"


def _name(estate: Estate, user: str) -> str:
    member = estate.member(user)
    return member.name if member else f"{user} (not on the roster)"
