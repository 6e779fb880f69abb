"""`frontdesk run`: the service."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot import app
from bot.commands.places import sqlite_file
from bot.config import load


def run(path: Path, environ: Mapping[str, str]) -> int:
    """Serve until told to stop."""
    config = load(path, environ)
    file = sqlite_file(config.desk.database)
    if file is not None and not file.exists():
        click.echo(f"{file}: there is no database yet, creating it", err=True)
    return app.serve(config)
