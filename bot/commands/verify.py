"""`frontdesk verify`: is everything in the database what its journal says."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bot.commands.failures import FAILED
from bot.commands.places import spoken
from bot.commands.progress import bar
from bot.config import load
from handlers.ticket.histories import Histories
from storage import audit, journal
from storage.database import Database
from storage.records import JournalRow
from storage.work import Work

_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at of an estate: `erased` counts words that were taken away by law."""

    estate: str
    rows: int
    erased: int


def verify(path: Path, environ: Mapping[str, str], *, as_json: bool) -> int:
    """Print what was looked at and what is wrong; 1 when something is."""
    config = load(path, environ)
    database = Database.open(config.desk.database)
    try:
        with bar("verifying") as reached:
            looked, problems = database.read_now(lambda work: look(work, reached))
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps({"estates": [asdict(one) for one in looked], "problems": problems}))
    else:
        _print(spoken(config.desk.database), looked, problems)
    return FAILED if problems else 0


def _print(place: str, looked: list[Verified], problems: list[str]) -> None:
    for one in looked:
        erased = f", the words of {one.erased} erased" if one.erased else ""
        click.echo(f"{one.estate}: {one.rows} rows of its journal{erased}")
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        click.echo(f"{place}: sound")


def look(work: Work, reached: Callable[[int, int], None]) -> tuple[list[Verified], list[str]]:
    """Return what was looked at, and a sentence for each thing that is wrong."""
    estates = audit.estates(work)
    in_all, done = sum(estates.values()), 0
    looked, problems = [], []

    def step() -> None:
        nonlocal done
        done += 1
        if done % _TOLD_EVERY == 0:
            reached(done, in_all)

    for estate in estates:
        found, wrong = _of_estate(work, estate, step)
        looked.append(found)
        problems += wrong
    reached(in_all or 1, in_all or 1)
    return looked, [*problems, *audit.queues(work)]


def _of_estate(work: Work, estate: str, step: Callable[[], None]) -> tuple[Verified, list[str]]:
    histories = Histories()
    with_words: list[JournalRow] = []
    rows = erased = 0

    def seen(row: JournalRow) -> None:
        nonlocal rows, erased
        step()
        rows += 1
        histories.read(row)
        if row.digest is not None and row.salt is None:
            erased += 1
        elif row.digest is not None and isinstance(row.facts.get("message"), int):
            with_words.append(row)

    problems = journal.verify(work, estate, seen)
    problems += audit.numbers(work, estate)
    problems += histories.problems(audit.tickets_of(work, estate))
    problems += audit.words(work, with_words)
    return Verified(estate, rows, erased), problems
