"""`frontdesk check`: everything that can be known before the service starts."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.failures import WRONG
from bot.commands.installation import intruders
from bot.commands.places import spoken
from bot.config import Config, load
from bot.following import outdated
from handlers import texts
from handlers.ticket import sight
from nlp.classifier import Classifier
from nlp.rules import RuleError
from storage import moved_chats
from storage.database import Database, StorageError


def check(path: Path, environ: Mapping[str, str]) -> int:
    """Print what is wrong, or that all is in order; a wrong configuration raises ConfigError."""
    config = load(path, environ)
    problems = [*_database(config), *_rules(config), *intruders()]
    for note in (*config.uncovered(datetime.now(UTC).date()), *_unheard(config), *_moved(config)):
        click.echo(f"note: {note}")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        return WRONG
    estates = ", ".join(estate.name for estate in config.estates().values())
    click.echo(f"{path}: in order ({estates}; database {spoken(config.desk.database)})")
    return 0


def _database(config: Config) -> Iterator[str]:
    try:
        Database.open(config.desk.database).close()
    except StorageError as error:
        yield config.origin.tell(("desk", "database"), str(error))


def _unheard(config: Config) -> Iterator[str]:
    """Name those about whom a complaint would be read by nobody, and whose card would go nowhere."""
    for number, estate in enumerate(config.estates().values()):
        names = ", ".join(member.name for member in sight.unheard(estate))
        if names:
            what = f"nobody would read a complaint about {names}: set it, or add a manager to the roster"
            yield config.origin.tell(("estates", number, "head_office_chat"), what)


def _moved(config: Config) -> Iterator[str]:
    """Name the groups that have a new id by now, which the service knows already."""
    try:
        database = Database.open(config.desk.database)
    except StorageError:
        return  # told as a problem
    try:
        moves = database.read_now(lambda work: moved_chats.all_of(work, "telegram"))
    finally:
        database.close()
    for place, old, new in outdated(config, moves):
        yield config.origin.tell(place, f"the group {old} has become {new}: write {new}")


def _rules(config: Config) -> Iterator[str]:
    try:
        Classifier.load(config.rules).judge("测试")
        texts.load_all()
    except RuleError as error:
        yield str(error)
    except (ValueError, KeyError, OSError) as error:
        yield f"the rules or texts that ship with frontdesk do not load: {error}; install it anew"
