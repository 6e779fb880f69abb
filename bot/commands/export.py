"""`frontdesk export`: figures, tickets, journal, revisits and promises as a workbook or CSV files."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import chain, count
from pathlib import Path

import click

from bot import sheet_files
from bot.commands import private_file, progress
from bot.commands.days import chosen, day_of
from bot.commands.failures import WRONG, CommandFailed
from bot.config import load
from bot.sheet_files import Table
from handlers import texts
from handlers.desk import Estate
from handlers.manager import sheets
from handlers.manager.sheets import Sheet
from storage.database import Database
from storage.work import Work

_ALL_TOGETHER = ".xlsx"
_APART = ".csv"
_TOLD_EVERY = 1000


def export(path: Path, environ: Mapping[str, str], days: tuple[str, str], out: Path, key: str | None) -> int:
    """Write the file, or with .csv a file a table; whole ones take the place of what was there."""
    first, last = (day_of(written) for written in days)
    if last < first:
        raise CommandFailed(f"--to {last} is before --from {first}: write the earlier day first", WRONG)
    if out.suffix not in (_ALL_TOGETHER, _APART):
        raise CommandFailed(f"{out}: write a name that ends in .xlsx or .csv", WRONG)
    config = load(path, environ)
    estates = chosen(config.estates(), key)
    database = Database.open(config.desk.database)
    try:
        written = database.read_now(partial(_written, estates, (first, last), out))
    finally:
        database.close()
    for file in written:
        click.echo(f"{file}: written; homes and words of people, also what only leads may see", err=True)
    return 0


def _written(estates: Sequence[Estate], days: tuple[date, date], out: Path, work: Work) -> list[Path]:
    in_all = sum(sheets.how_many(work, estate, *days) for estate in estates)
    with progress.bar(out.name) as reached:
        tables = _tables(work, estates, days)
        written = _counted(in_all, reached)
        if out.suffix == _ALL_TOGETHER:
            with private_file.opened(out) as file:
                sheet_files.write_xlsx(file, tables, written)
            return [out]
        files = [out.with_suffix(f".{table.key}.csv") for table in tables]
        # All of them, or none: one of yesterday beside one of today would be believed.
        with ExitStack() as opened:
            for table, name in zip(tables, files, strict=True):
                sheet_files.write_csv(opened.enter_context(private_file.opened(name)), table, written)
        return files


def _tables(work: Work, estates: Sequence[Estate], days: tuple[date, date]) -> list[Table]:
    catalogue = texts.load()
    of_each = [sheets.of(catalogue, estate, *days) for estate in estates]
    return [_together(work, same) for same in zip(*of_each, strict=True)]


def _together(work: Work, same: Sequence[Sheet]) -> Table:
    """Return one table of what is the same sheet in every estate."""
    rows = chain.from_iterable(sheet.rows(work) for sheet in same)
    return Table(same[0].key, same[0].title, same[0].heads, rows)


def _counted(in_all: int, reached: Callable[[int, int], None]) -> Callable[[], None]:
    numbers = count(1)

    def one_more() -> None:
        done = next(numbers)
        if done % _TOLD_EVERY == 0:
            reached(min(done, in_all), in_all)

    return one_more
