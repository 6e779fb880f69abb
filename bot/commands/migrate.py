"""`frontdesk migrate`: creates the database or brings it to this version's schema."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.places import spoken
from bot.config import load
from storage.database import migrate as bring_to_head


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
