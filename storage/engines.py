"""Engines for both databases, with the settings under which nothing is lost; obvious others lose data."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from storage.errors import (
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StorageError,
    UnknownDatabase,
)

READERS = 4

_KINDS = "write sqlite:///path/to/file.db or postgresql://user@host/name"
_READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
_SENTENCES = {
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_LOCKED: "is locked by another program",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: look at the rights of the file and of its directory",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup",
    sqlite3.SQLITE_NOTADB: "is not a database: the file holds something else",
}


def parsed(url: str) -> URL:
    """Return the URL with its driver; UnknownDatabase repeats nothing of it but the scheme."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise UnknownDatabase(f"the database URL cannot be read: {_KINDS}") from None
    kind = found.get_backend_name()
    if kind == "sqlite":
        return _sqlite(found)
    if kind in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    raise UnknownDatabase(f"databases of the kind {kind!r} are not known: {_KINDS}")


def _sqlite(url: URL) -> URL:
    name = url.database or ""
    if not name or name == ":memory:" or name.startswith("file:") or url.host:
        raise UnknownDatabase(f"a SQLite database has to be a file: {_KINDS}")
    return url.set(drivername="sqlite+pysqlite", query={})


def place(url: URL) -> str:
    """Return where the database is, without user, password or options."""
    if url.get_backend_name() == "sqlite":
        return f"the database {url.database}"
    port = f":{url.port}" if url.port else ""
    return f"the database {url.database} at {url.host or 'the local socket'}{port}"


def writer(url: URL, *, busy_timeout_s: float, size: int) -> Engine:
    """Return the engine that writes. SQLite: one connection, whose transactions begin with the write lock."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, "BEGIN IMMEDIATE", busy_timeout_s, query_only=False)
    return _postgres_engine(url, size, {"isolation_level": "READ COMMITTED"})


def reader(url: URL, *, busy_timeout_s: float) -> Engine:
    """Return an engine whose every transaction sees one state of the database and cannot write."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, "BEGIN", busy_timeout_s, query_only=True)
    return _postgres_engine(
        url,
        READERS,
        {"isolation_level": "REPEATABLE READ", "execution_options": {"postgresql_readonly": True}},
    )


def _sqlite_engine(url: URL, begin: str, busy_timeout_s: float, *, query_only: bool) -> Engine:
    options: dict[str, Any] = {"poolclass": NullPool} if not query_only else {"pool_size": READERS}
    engine = create_engine(url, connect_args={"timeout": busy_timeout_s}, hide_parameters=True, **options)

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        # Left to itself the driver begins transactions late, and RELEASE of the first SAVEPOINT commits.
        connection.isolation_level = None
        if not query_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA query_only = {int(query_only)}")

    def begins(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begins)
    if not query_only:
        event.listen(engine, "before_cursor_execute", _refuse_without_transaction)
    return engine


def _refuse_without_transaction(
    _connection: Connection, cursor: sqlite3.Cursor, statement: str, *_rest: object
) -> None:
    # A full disk ends the transaction; a unit that caught the error would go on, committing each statement.
    if not cursor.connection.in_transaction and not statement.startswith("BEGIN"):
        raise DatabaseUnavailable("the database threw a transaction away: is the disk full?")


def _postgres_engine(url: URL, size: int, options: dict[str, Any]) -> Engine:
    session = {"options": "-c timezone=UTC", "connect_timeout": 10, "application_name": "frontdesk"}
    try:
        engine = create_engine(
            url,
            connect_args=session,
            pool_size=size,
            pool_use_lifo=True,
            hide_parameters=True,
            **options,
        )
    except (ImportError, NoSuchModuleError):
        raise UnknownDatabase("PostgreSQL needs its driver: pip install 'frontdesk[postgres]'") from None
    event.listen(engine, "handle_error", _hide_values)
    return engine


def _hide_values(context: ExceptionContext) -> None:
    # The server's DETAIL repeats the values of a row: people's words and numbers.
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    if getattr(original, "sqlstate", None) is None or wrapped is None:
        return
    first = str(original).partition("\n")[0]
    original.args = (first,)
    wrapped.args = (f"({type(original).__name__}) {first}", *wrapped.args[1:])


def sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite database, None for a server."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def trouble(error: BaseException, url: URL) -> StorageError | None:
    """Return what the operator should read when the database itself, not a bug, is the cause; else None."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _sqlite_trouble(original, url)
    return _postgres_trouble(error, url) if isinstance(error, DBAPIError) else None


def _sqlite_trouble(error: sqlite3.Error, url: URL) -> StorageError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _READ_ONLY:
        return DatabaseReadOnly(f"{place(url)} cannot be written: the file or its directory is read-only")
    if code in _TROUBLE:
        return DatabaseUnavailable(f"{place(url)} {_SENTENCES.get(code, 'cannot be used now')}")
    return None


def _postgres_trouble(error: DBAPIError, url: URL) -> StorageError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # No answer to a statement: the connection could not be made, or broke.
        return _unconnected(str(error.orig), url) if _is_connection(error) else None
    if state == "3D000":
        return DatabaseMissing(f"{place(url)} does not exist: create it on the server")
    if state in {"25006", "42501"}:
        return DatabaseReadOnly(f"{place(url)} cannot be written by this user (SQLSTATE {state})")
    if state[:2] in {"08", "28", "53", "55", "57", "58"} or state in {"40001", "40P01"}:
        return DatabaseUnavailable(f"{place(url)} cannot be reached or written now (SQLSTATE {state})")
    return None


def _is_connection(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error, OperationalError)


def _unconnected(said: str, url: URL) -> StorageError:
    """Return what a server's refusal means; its own words would name the user."""
    if "FATAL" in said and 'database "' in said and "does not exist" in said:
        return DatabaseMissing(f"{place(url)} does not exist: create it on the server")
    if "authentication failed" in said or "pg_hba.conf" in said:
        return DatabaseUnavailable(f"{place(url)} refuses this user: look at user, password and pg_hba.conf")
    return DatabaseUnavailable(f"{place(url)} cannot be reached or written now")
