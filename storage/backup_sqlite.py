"""Copies of SQLite files by the online backup: a snapshot, however much is written meanwhile."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from storage import engines
from storage.copies import (
    COUNT_WAITING,
    HOLD,
    Contents,
    Progress,
    Restored,
    draft_beside,
    free_name,
    put_in_place,
    refuse_newer,
    with_rights_of,
)
from storage.errors import BackupRefused, DatabaseMissing, DatabaseUnavailable
from storage.opening import RunLock

_PAGES = 1000
_HEADER = b"SQLite format 3\0"


def refuse_itself(database: Path, file: Path) -> None:
    """Raise where a copy would be the database, or belong to it."""
    if file.resolve() in {Path(f"{database.resolve()}{ending}") for ending in ("", "-wal", "-shm", "-run")}:
        raise BackupRefused(f"{file} belongs to the database itself: name another file")


def copied(url: URL, draft: Path, progress: Progress) -> Contents:
    """Copy the database into the draft, and make sure that the copy is whole."""
    file = Path(url.database or "")
    if not file.is_file():
        raise DatabaseMissing(f"{engines.place(url)} does not exist: there is nothing to copy")
    return _copied(file, draft, progress)


def restored(url: URL, file: Path, at: datetime, progress: Progress) -> Restored:
    """Put the copy in the place of the database, with what waited held back."""
    database = Path(url.database or "")
    with file.open("rb") as content:
        if content.read(len(_HEADER)) != _HEADER:
            raise BackupRefused(f"{file} is no copy of a SQLite database: look at the configuration")
    lock = RunLock.taken(url)
    try:
        with draft_beside(database) as draft:
            contents = _copied(file, draft, progress)
            refuse_newer(file, contents.schema)
            held = _held(draft)
            if database.exists():
                with_rights_of(draft, database)
            aside = _set_aside(database, at)
            put_in_place(draft, database)
    finally:
        lock.release()
    return Restored(contents, held, aside)


def _copied(source: Path, draft: Path, progress: Progress) -> Contents:
    try:
        with closing(_opened(source)) as here, closing(_opened(draft)) as there:
            # A snapshot that is held open does not begin anew whenever the service writes.
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master").fetchone()
            here.backup(
                there, pages=_PAGES, sleep=0.01, progress=lambda _, left, all_: progress(all_ - left, all_)
            )
            there.execute("PRAGMA journal_mode = DELETE")
            problem = there.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok":
                raise BackupRefused(f"{source} is damaged ({problem}): take another copy")
            return _contents(source, there)
    except sqlite3.Error as error:
        raise _told(error, source) from error


def _contents(source: Path, there: sqlite3.Connection) -> Contents:
    tables = {name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "tickets", "messages", "outbox"} <= tables:
        raise BackupRefused(f"{source} is no database of frontdesk")
    (schema,) = there.execute("SELECT version_num FROM alembic_version").fetchone()
    (tickets,) = there.execute("SELECT count(*) FROM tickets").fetchone()
    (messages,) = there.execute("SELECT count(*) FROM messages").fetchone()
    return Contents(schema, tickets, messages)


def _held(draft: Path) -> int:
    with closing(_opened(draft)) as connection:
        connection.execute("BEGIN")
        (held,) = connection.execute(COUNT_WAITING).fetchone()
        for statement in HOLD:
            connection.execute(statement)
        connection.execute("COMMIT")
    return int(held)


def _set_aside(database: Path, at: datetime) -> Path | None:
    """Keep what was there under another name, with what SQLite had not yet put into the file."""
    with suppress(sqlite3.Error):
        _settle(database)
    aside = free_name(database, at)
    for ending in ("-wal", "-shm"):
        beside = Path(f"{database}{ending}")
        if (
            beside.exists()
        ):  # of a damaged one, or of a service that was killed: it would spoil the restored one
            beside.rename(f"{aside}{ending}")
    if not database.exists():
        return None
    try:
        os.link(database, aside)  # it stays in its place until the restored one takes it
    except OSError:
        database.rename(aside)
    return aside


def _settle(database: Path) -> None:
    if database.exists():
        with closing(_opened(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=10, isolation_level=None)


def _told(error: sqlite3.Error, file: Path) -> Exception:
    url = URL.create("sqlite+pysqlite", database=str(file))
    return engines.trouble(error, url) or DatabaseUnavailable(f"{file} cannot be copied: {error}")
