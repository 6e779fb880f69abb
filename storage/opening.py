"""What happens before a database is used: it is found, locked, checked, and made or migrated if asked."""

import fcntl
import os
from pathlib import Path
from typing import Self

from sqlalchemy import URL, Connection, inspect
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.errors import DatabaseInUse, DatabaseMissing, DatabaseReadOnly, SchemaTooNew, SchemaTooOld
from storage.schema import REVISIONS, version_query

# Any number will do, as long as every version of the product takes the same.
_MIGRATION_LOCK = 735_019_846


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


def prepare(url: URL, *, create: bool, busy_timeout_s: float) -> None:
    """Make sure that there is a database of this version which can be written."""
    file = engines.sqlite_file(url)
    if file is not None and file.exists() and not file.is_file():
        raise DatabaseMissing(f"{engines.place(url)} is not a file")
    if create and (file is None or not file.exists() or file.stat().st_size == 0):
        _create_if_empty(url)
    engines.refuse_missing(url)
    engine = engines.writer(url, busy_timeout_s=busy_timeout_s, size=1)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            found = revision(connection)
            transaction.rollback()
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()
    refuse_other(url, found)


def _create_if_empty(url: URL) -> None:
    if engines.sqlite_file(url) is None and _looked_at(url) is not None:
        return
    bring_up(url, create=True)


def _looked_at(url: URL) -> str | None:
    engine = engines.reader(url, busy_timeout_s=1)
    try:
        with engine.connect() as connection:
            return revision(connection)
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()


def bring_up(url: URL, *, create: bool) -> tuple[str | None, str]:
    """Migrate in one transaction, so that a killed migration leaves the schema of before."""
    file = engines.sqlite_file(url)
    if file is not None:
        _refuse_missing_directory(url, file)
    if not create:
        engines.refuse_missing(url)
    engine = engines.writer(url, busy_timeout_s=30, size=1)
    try:
        with engine.begin() as connection:
            before = _migrated(connection, url)
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()
    return before, REVISIONS[-1]


def _migrated(connection: Connection, url: URL) -> str | None:
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
    before = revision(connection)
    if before is not None and before not in REVISIONS:
        refuse_other(url, before)
    if before != REVISIONS[-1]:
        from storage.migrations import upgrade  # noqa: PLC0415 - alembic costs 0.2 s, and is seldom needed

        upgrade(connection)
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
