"""`frontdesk restore`: a copy in the place of the database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.places import spoken
from bot.commands.progress import bar
from bot.config import load
from storage import backup as copies


def restore(path: Path, environ: Mapping[str, str], file: Path) -> int:
    """Put the copy back and say what came with it, and what is left to do."""
    database = load(path, environ).desk.database
    with bar(file.name) as reached:
        done = copies.restore(database, file, at=datetime.now(UTC), progress=reached)
    found = done.contents
    click.echo(f"{spoken(database)}: {found.tickets} tickets and {found.messages} messages came back")
    if done.aside is not None:
        click.echo(f"what was there before is kept as {done.aside}")
    if found.is_old:
        click.echo(f"it has the older schema {found.schema}: run frontdesk migrate")
    if done.held:
        click.echo(
            f"{done.held} messages waited when the copy was made and may have been sent since, so they are"
            " held: frontdesk parked list shows them, replay sends one, drop gives it up"
        )
    return 0
