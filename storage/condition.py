"""How a database is, for the operator who asks: nothing is changed by looking."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import engines, inbox, outbox, timers
from storage.opening import revision
from storage.work import Work

_SERVERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = 'frontdesk' AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found; `damage` is what SQLite says of its pages, "" where nothing is wrong."""

    schema: str | None
    bytes: int
    damage: str
    parked: int


def look(work: Work) -> Condition:
    """Look through the whole file where it is SQLite, which takes a while; a server watches itself."""
    connection = work.connection
    waiting = len(inbox.parked(work)) + len(outbox.parked(work)) + len(timers.parked(work))
    if not work.is_sqlite:
        size = connection.scalar(text("SELECT pg_database_size(current_database())")) or 0
        return Condition(revision(connection), size, "", waiting)
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    page = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return Condition(revision(connection), pages * page, "" if said == "ok" else said, waiting)


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite database, None for a server."""
    return engines.sqlite_file(engines.parsed(url))


def log_bytes(file: Path) -> int:
    """Return how much SQLite has written, but not yet put into its file."""
    log = Path(f"{file}-wal")
    return log.stat().st_size if log.exists() else 0


def is_served(url: str) -> bool:
    """Tell whether a service works with this database now."""
    parsed = engines.parsed(url)
    file = engines.sqlite_file(parsed)
    if file is not None:
        return _is_locked(Path(f"{file}-run"))
    engine = engines.reader(parsed, busy_timeout_s=5)
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(_SERVERS))
    except DBAPIError as error:
        raise engines.trouble(error, parsed) or error from error
    finally:
        engine.dispose()


def _is_locked(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
