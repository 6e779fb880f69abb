"""`frontdesk dossier`: everything about one ticket in a DOCX file."""

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from bot import drawing_up
from bot.channel import SendFailed
from bot.channels import CHANNELS
from bot.commands import private_file
from bot.commands.failures import WRONG, CommandFailed
from bot.config import Config, load
from handlers import texts
from handlers.desk import Desk
from handlers.ticket import dossier as drawing
from handlers.ticket.dossier import Dossier
from nlp import screen
from nlp.judgement import Judgement
from storage import tickets
from storage.database import Database
from storage.work import Work


def dossier(path: Path, environ: Mapping[str, str], number: str, out: Path, key: str | None) -> int:
    """Write the file for the operator, who reads everything; nothing is kept of it in the database."""
    config = load(path, environ)
    desk = _desk(config)
    database = Database.open(config.desk.database)
    try:
        drawn = database.read_now(partial(_drawn, desk, number, _estate(desk, key)))
    finally:
        database.close()
    pictures = asyncio.run(_pictures(config, drawn))
    if isinstance(pictures, SendFailed):
        raise CommandFailed(f"the pictures cannot be fetched now: {pictures.detail}")
    private_file.write(out, drawing_up.written(drawn, pictures))
    click.echo(f"{out}: the dossier of {number}; it holds names, numbers and words of people", err=True)
    return 0


def _desk(config: Config) -> Desk:
    catalogues = texts.load_all()
    return Desk(config.estates(), catalogues[texts.DEFAULT], _unjudged, screen, catalogues=catalogues)


def _unjudged(_: str) -> Judgement:
    raise AssertionError("what is written down already is not judged")


def _estate(desk: Desk, key: str | None) -> str:
    if key is None and desk.only_estate is not None:
        return desk.only_estate.key
    if key is None or key not in desk.estates:
        known = ", ".join(desk.estates)
        asked = f"there is no estate {key}" if key else "there are several estates"
        raise CommandFailed(f"{asked}: write --estate with one of {known}", WRONG)
    return key


def _drawn(desk: Desk, number: str, estate: str, work: Work) -> Dossier:
    ticket = tickets.by_number(work, estate, number)
    drawn = drawing.of(desk, work, ticket, None) if ticket else None
    if drawn is None:
        raise CommandFailed(f"{estate} has no ticket {number}: write it whole, as in 261123-007", WRONG)
    return drawn


async def _pictures(config: Config, drawn: Dossier) -> dict[str, bytes] | SendFailed:
    telegram = config.telegram
    channel = CHANNELS["telegram"](
        token=telegram.token.get_secret_value(), api=telegram.api, driver=telegram.driver
    )
    try:
        return await drawing_up.fetched(channel, drawn)
    finally:
        await channel.close()
