"""What happens before a database is used: it is found, locked, checked, and made or migrated if asked."""

import fcntl
import os
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.errors import (
    DatabaseInUse,
    DatabaseMissing,
    DatabaseMoved,
    DatabaseReadOnly,
    DatabaseUnavailable,
    SchemaTooNew,
    SchemaTooOld,
)
from storage.schema import REVISIONS, version_query

# Any number will do, as long as every version of the product takes the same.
_MIGRATION_LOCK = 735_019_846
# A file without rights to write still gives out its write lock; only writing tells.
_WRITE_NOTHING = text("UPDATE alembic_version SET version_num = version_num")


class RunLock:
    """The lock of a running service on a SQLite file; the system lets go of it when the process dies.

    It lies in a file beside the database: closing the database's own file would end SQLite's locks on it.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor

    @classmethod
    def taken(cls, url: URL) -> Self:
        """Take the lock, or raise DatabaseInUse. PostgreSQL serves several replicas and needs none."""
        file = engines.sqlite_file(url)
        if file is None:
            return cls()
        _refuse_missing_directory(url, file)
        try:
            descriptor = os.open(f"{file}-run", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            raise DatabaseReadOnly(
                f"{engines.place(url)} cannot be locked: is its directory read-only?"
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise DatabaseInUse(
                f"{engines.place(url)} is in use by another frontdesk run: stop it first"
            ) from None
        return cls(descriptor)

    def release(self) -> None:
        """Let the next one in; twice is harmless."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def moved_mark(file: Path) -> Path:
    """Return the file that says, beside a SQLite database, where everything of it went."""
    return Path(f"{file}-moved")


def refuse_moved(url: URL) -> None:
    """Raise where everything went to another database: what came in here would be missing there."""
    file = engines.sqlite_file(url)
    if file is not None and (mark := moved_mark(file)).exists():
        raise DatabaseMoved(
            f"{engines.place(url)} was moved: {mark.read_text(encoding='utf-8').strip()}. Let the"
            f" configuration name that one; to work with this one again, as it was then, remove {mark}"
        )


def prepare(url: URL, *, create: bool, busy_timeout_s: float) -> None:
    """Make sure that there is a database of this version that can be written; `create` fills an empty one."""
    refuse_strange(url, create=create)
    engine = engines.writer(url, busy_timeout_s=busy_timeout_s, size=1)
    try:
        with engine.begin() as connection:
            if create and not inspect(connection).get_table_names():
                migrated(connection, url)
            refuse_other(url, revision(connection))
            with connection.begin_nested() as attempt:
                connection.execute(_WRITE_NOTHING)
                attempt.rollback()
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()


def refuse_strange(url: URL, *, create: bool) -> None:
    """Raise when there is no file to open: connecting would make an empty one."""
    file = engines.sqlite_file(url)
    if file is None:
        return
    try:
        if file.is_file():
            return
        if file.exists():
            raise DatabaseMissing(f"{engines.place(url)} is not a file")
    except PermissionError:
        raise DatabaseUnavailable(f"{engines.place(url)} cannot be reached: look at the rights") from None
    _refuse_missing_directory(url, file)
    if not create:
        raise DatabaseMissing(f"{engines.place(url)} does not exist: frontdesk migrate creates it")


def bring_up(url: URL, *, create: bool) -> tuple[str | None, str]:
    """Migrate in one transaction, so that a killed migration leaves the schema of before."""
    refuse_strange(url, create=create)
    engine = engines.writer(url, busy_timeout_s=30, size=1)
    try:
        with engine.begin() as connection:
            before = migrated(connection, url)
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()
    return before, REVISIONS[-1]


def migrated(connection: Connection, url: URL) -> str | None:
    """Bring the schema to this version's in the transaction that is open; return the revision before."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
    before = revision(connection)
    if before is not None and before not in REVISIONS:
        refuse_other(url, before)
    if before != REVISIONS[-1]:
        from storage.migrations import upgrade  # noqa: PLC0415 - alembic costs 0.2 s, and is seldom needed

        upgrade(connection)
        if connection.dialect.name != "sqlite":  # services of the version before end at once
            connection.exec_driver_sql("SELECT pg_notify('frontdesk', 'leases')")
    return before


def revision(connection: Connection) -> str | None:
    """Return the revision of the schema, None where there is no schema of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(version_query())
    return found


def refuse_other(url: URL, found: str | None) -> None:
    """Raise when the schema is not the one this version works with."""
    if found == REVISIONS[-1]:
        return
    where = engines.place(url)
    if found is None:
        raise SchemaTooOld(f"{where} is empty: run frontdesk migrate")
    if found in REVISIONS:
        raise SchemaTooOld(
            f"{where} has schema {found}, this version needs {REVISIONS[-1]}: run frontdesk migrate"
        )
    raise SchemaTooNew(
        f"{where} has schema {found}, which this version does not know: install a later frontdesk"
    )


def _refuse_missing_directory(url: URL, file: Path) -> None:
    if not file.absolute().parent.is_dir():
        raise DatabaseMissing(f"{engines.place(url)} cannot be made: its directory does not exist")
