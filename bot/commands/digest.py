"""`frontdesk digest`: the digest of a day, or the page of a week or a month, that is over."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from bot.commands.days import chosen, day_of
from bot.commands.failures import WRONG, CommandFailed
from bot.config import load
from handlers import texts
from handlers.desk import Estate
from handlers.manager import regular
from handlers.manager.regular import Page
from storage.database import Database
from storage.work import Work


def digest(path: Path, environ: Mapping[str, str], day: str | None, key: str | None, name: str) -> int:
    """Print the digest of one estate, or of each; nothing is sent and nothing is written.

    `name` is that of another regular page: then the last that was over on the day.
    """
    config = load(path, environ)
    estates = chosen(config.estates(), key)
    wanted = day_of(day) if day else None
    database = Database.open(config.desk.database)
    try:
        shown = [
            database.read_now(partial(_shown, estate=estate, wanted=wanted, page=regular.PAGES[name]))
            for estate in estates
        ]
    finally:
        database.close()
    click.echo("\n\n".join(shown))
    return 0


def _shown(work: Work, estate: Estate, wanted: date | None, page: Page) -> str:
    yesterday = _yesterday(estate, work.now)
    if wanted and wanted > yesterday:
        raise CommandFailed(
            f"{wanted} is not over in {estate.key}: name a day up to {yesterday}, such as --date {yesterday}",
            WRONG,
        )
    last = page.ends(wanted or yesterday)
    return page.prepare(work, estate, last, last).shown(texts.load(), estate, None, None).text


def _yesterday(estate: Estate, now: datetime) -> date:
    return now.astimezone(estate.zone).date() - timedelta(days=1)
