"""The database and what is planned in it: reachable, whole, with room to grow, and somebody on duty."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.checkup.finding import Finding, ok, warning, wrong
from bot.commands.places import spoken
from bot.config import Config
from handlers.ticket import duty
from storage import condition
from storage.condition import Condition
from storage.database import Database, StorageError, Work

_MB = 1_000_000
_FREE_AT_LEAST = 1000 * _MB
_LOG_AT_MOST = 500 * _MB


def findings(config: Config) -> Iterator[Finding]:
    """Look at the database; a small file may take a moment, a large one minutes."""
    url = config.desk.database
    try:
        database = Database.open(url)
    except StorageError as error:
        yield wrong("database", str(error), "see the sentence; frontdesk restore puts a copy back")
        return
    try:
        found = database.read_now(condition.look)
        yield from _condition(spoken(url), found)
        yield from database.read_now(lambda work: list(_gaps(config, work)))
    finally:
        database.close()
    file = condition.file_of(url)
    if file is not None:
        yield from _file(file)


def calendar(config: Config, today: date) -> list[Finding]:
    """Say which years' rest days nobody has announced yet."""
    says = "rest days are known by rule only"
    return [warning("calendar", says, mend) for mend in config.uncovered(today)]


def is_served(config: Config) -> bool:
    """Tell whether a service works with the database now; one that cannot be asked serves nobody."""
    try:
        return condition.is_served(config.desk.database)
    except StorageError:
        return False


def _condition(place: str, found: Condition) -> Iterator[Finding]:
    if found.damage:
        mend = "stop the service, keep the file, and put the last copy back: frontdesk restore FILE"
        yield wrong("database", f"{place} is damaged", mend)
    else:
        facts = f"schema {found.schema}, {found.bytes / _MB:.1f} MB"
        yield ok("database", f"{place} ({facts}) is whole and can be written")
    if found.parked:
        yield warning("parked", f"{found.parked} rows need a person", "frontdesk parked list shows them")
    else:
        yield ok("parked", "nothing is put aside")


def _gaps(config: Config, work: Work) -> Iterator[Finding]:
    for estate in config.estates().values():
        if duty.is_gap(work, estate, work.now):
            says = f"{estate.name} plans shifts, but nobody has one now: everybody is called"
            yield warning("shifts", says, "plan them to the end, for nights and holidays too")


def _file(file: Path) -> Iterator[Finding]:
    log = condition.log_bytes(file)
    if log > _LOG_AT_MOST:
        says = f"{log / _MB:.0f} MB wait to be put into {file}"
        yield warning("database", says, "end programs that keep the file open, then start the service anew")
    usage = shutil.disk_usage(file.absolute().parent)
    yield disk(usage.free, usage.total)


def disk(free: int, total: int) -> Finding:
    """Say whether there is room to grow."""
    says = f"{free / _MB / 1000:.1f} GB of the disk are free where the database lies"
    if free >= _FREE_AT_LEAST and free * 10 >= total:
        return ok("disk", says)
    return warning("disk", says, "make room: with a full disk no message can be kept")
