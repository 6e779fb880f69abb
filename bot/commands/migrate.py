"""`frontdesk migrate`: makes the database, brings it to this version's schema, or moves it to PostgreSQL."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands import verify
from bot.commands.places import spoken
from bot.commands.progress import bar
from bot.config import load
from storage import moving
from storage.database import migrate as bring_to_head
from storage.work import Work


def migrate(path: Path, environ: Mapping[str, str]) -> int:
    """Migrate and say what was done."""
    database = load(path, environ).desk.database
    before, after = bring_to_head(database, create=True)
    place = spoken(database)
    if before is None:
        click.echo(f"{place}: created, schema {after}")
    elif before == after:
        click.echo(f"{place}: is at schema {after} already, nothing to do")
    else:
        click.echo(f"{place}: brought from schema {before} to {after}")
    return 0


def move(source: str, target: str) -> int:
    """Move everything and say what is where now."""
    with bar("moving") as reached:
        done = moving.move(source, target, sound=_problems, progress=reached)
    for problem in done.problems:
        click.echo(f"as it was before: {problem}", err=True)
    rows, tables = sum(done.rows.values()), sum(map(bool, done.rows.values()))
    compared = "were moved before" if done.before else "were moved and compared"
    click.echo(f"{spoken(target)}: {rows} rows of {tables} tables {compared}")
    click.echo(
        "let the configuration name that database, then frontdesk check and run;"
        f" {spoken(source)} is as it was, and a run with it is refused"
    )
    return 0


def _problems(work: Work) -> list[str]:
    with bar("verifying") as reached:
        return verify.look(work, reached)[1]
