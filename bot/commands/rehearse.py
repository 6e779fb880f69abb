"""`frontdesk rehearse`: last month's book gone through as if the desk had been there. Nothing is sent."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import old_book
from bot.commands import progress
from bot.commands.days import chosen
from bot.commands.failures import WRONG, CommandFailed
from bot.config import load
from bot.judging import Judging
from bot.old_book import HEADINGS, Book, NotABook
from handlers import texts
from handlers.desk import Desk, Estate
from handlers.manager import rehearsal
from nlp import screen
from storage.database import Database
from storage.work import Work

_TOLD_PROBLEMS = 5
# Where there is no configuration yet: the defaults of a new estate.
_UNNAMED = Estate("rehearsal", "", ZoneInfo("Asia/Shanghai"), "-1", None, "")


def rehearse(
    file: Path,
    config: Path,
    environ: Mapping[str, str],
    key: str | None,
    columns: Sequence[str],
    *,
    sure: bool,
) -> int:
    """Print what it would have been; asks first whether the columns were understood, unless `sure`."""
    estate = _estate(config, environ, key) or replace(_UNNAMED, name=file.stem)
    try:
        book = old_book.read(file, _meant(columns))
    except NotABook as problem:
        raise CommandFailed(str(problem), WRONG) from None
    _explain(book)
    if not book.entries:
        raise CommandFailed(f"{file}: no row could be read: name the columns with --column", WRONG)
    if not sure and not click.confirm("Is that right?", default=True, err=True):
        raise CommandFailed("name the columns, as in --column words=D --column received=A", WRONG)
    click.echo(_rehearsed(estate, book))
    return 0


def _estate(config: Path, environ: Mapping[str, str], key: str | None) -> Estate | None:
    if not config.exists() and key is None:
        return None
    found = chosen(load(config, environ).estates(), key)
    if len(found) > 1:
        known = ", ".join(estate.key for estate in found)
        raise CommandFailed(f"there are several estates: write --estate with one of {known}", WRONG)
    return found[0]


def _meant(columns: Sequence[str]) -> dict[str, str]:
    meant = dict(column.partition("=")[::2] for column in columns)
    unknown = [name for name, where in meant.items() if name not in HEADINGS or not where]
    if unknown:
        raise CommandFailed(
            f"--column {unknown[0]}: write one of {', '.join(HEADINGS)}, = and a column", WRONG
        )
    return meant


def _explain(book: Book) -> None:
    for meaning in HEADINGS:
        click.echo(f"{meaning}: {book.columns.get(meaning, 'no column')}", err=True)
    click.echo(f"{len(book.entries)} rows read, {len(book.left_out)} left out", err=True)
    for problem in book.left_out[:_TOLD_PROBLEMS]:
        click.echo(f"  {problem}", err=True)


def _rehearsed(estate: Estate, book: Book) -> str:
    """Go through the book in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, progress.bar("rehearse") as reached:
        database = Database.open(f"sqlite:///{folder}/rehearsal.db", create=True)
        gone = _counted(len(book.entries), reached)
        try:
            return database.write_now(partial(_lived, estate, book, gone))
        finally:
            database.close()


def _lived(estate: Estate, book: Book, gone: Callable[[], None], work: Work) -> str:
    catalogues = texts.load_all()
    estate = replace(estate, staff=(*estate.staff, rehearsal.BOOK))
    desk = Desk(
        {estate.key: estate}, catalogues[texts.DEFAULT], Judging().judge, screen, catalogues=catalogues
    )
    return rehearsal.live(desk, desk.texts, work, estate, book.entries, gone)


def _counted(in_all: int, reached: Callable[[int, int], None]) -> Callable[[], None]:
    numbers = count(1)
    return lambda: reached(next(numbers), in_all)
