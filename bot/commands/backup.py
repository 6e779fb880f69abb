"""`frontdesk backup`: a copy of the database, made while it is in use."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.progress import bar
from bot.config import load
from storage import backup as copies


def backup(path: Path, environ: Mapping[str, str], file: Path, *, force: bool) -> int:
    """Make the copy and say what it holds."""
    database = load(path, environ).desk.database
    with bar(file.name) as reached:
        contents = copies.backup(database, file, force=force, progress=reached)
    click.echo(
        f"{file}: {contents.tickets} tickets and {contents.messages} messages, schema {contents.schema};"
        " it holds people's words and numbers, and only you may read it"
    )
    return 0
