"""A whole database moved from a SQLite file to PostgreSQL: all of it, compared by content, or nothing."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Table,
    Text,
    func,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.condition import is_served
from storage.copies import Progress
from storage.errors import DatabaseInUse, DatabaseUnavailable, MoveRefused
from storage.opening import (
    RunLock,
    migrated,
    moved_mark,
    refuse_moved,
    refuse_other,
    refuse_strange,
    revision,
)
from storage.tables import metadata
from storage.types import AsciiJson, CleanText, EnumNumber, EnumText
from storage.units import utcnow
from storage.work import Work

Sound = Callable[[Work], list[str]]

_AT_ONCE = 1000
_WRITTEN_AS_IT_IS = (CleanText, AsciiJson, EnumText)
_HIGHEST = text("SELECT name, seq FROM sqlite_sequence")
_GO_ON_AFTER = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :seq)")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is in the new database: rows of each table, and what `sound` said of the old one too.

    `before`: an earlier move had brought it there, and ended before it could say so.
    """

    rows: dict[str, int]
    problems: list[str]
    before: bool = False


class Digest:
    """What the rows of a table come to, in whatever order they are read."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Row[Any]) -> None:
        """Count one row."""
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest(), "big")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment] # it changes while it is counted


def move(source: str, target: str, *, sound: Sound, progress: Progress) -> Moved:
    """Bring every row of a SQLite file to an empty PostgreSQL database, in one transaction.

    Nobody else writes to either meanwhile. What is read back must come to the same digests, and `sound` must
    say of it what it says of the source. Then the source is marked, and a `run` with it refused. Raises a
    StorageError, and then nothing was moved. Twice is harmless.
    """
    here, there = engines.parsed(source), engines.parsed(target)
    if engines.sqlite_file(here) is None or engines.sqlite_file(there) is not None:
        raise MoveRefused("only a SQLite file can be moved, and only to PostgreSQL")
    refuse_strange(here, create=False)
    refuse_moved(here)
    if is_served(target):
        raise DatabaseInUse(f"{engines.place(there)} is in use by another frontdesk: stop it first")
    lock = RunLock.taken(here)
    try:
        with _locked(here) as old:
            refuse_other(here, revision(old))
            with _locked(there) as new:
                moved = _moved(old, new, there, sound, progress)
                new.commit()
        _mark(here, there)
    finally:
        lock.release()
    return moved


@contextmanager
def _locked(url: URL) -> Iterator[Connection]:
    """Give a connection in a transaction, undone unless it is committed; SQLite's holds the write lock."""
    engine = engines.writer(url, busy_timeout_s=5, size=1)
    try:
        with engine.connect() as connection:
            connection.begin()
            yield connection
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()


def _moved(old: Connection, new: Connection, there: URL, sound: Sound, progress: Progress) -> Moved:
    if inspect(new).get_table_names():
        refuse_other(there, revision(new))
    else:
        migrated(new, there)
    new.exec_driver_sql(f"LOCK TABLE {', '.join(map(_quoted, _tables()))} IN ACCESS EXCLUSIVE MODE")
    step = _steps(2 * sum(_count(old, table) for table in _tables()), progress)
    if filled := [table.name for table in _tables() if _count(new, table)]:
        if all(_read(old, table, step) == _read(new, table, step) for table in _tables()):
            return Moved({table.name: _count(new, table) for table in _tables()}, [], before=True)
        raise MoveRefused(
            f"{engines.place(there)} is not empty ({', '.join(filled)}): name a new database,"
            " made with CREATE DATABASE"
        )
    rows = {}
    for table in _tables():
        copied = _copied(old, new, table, step)
        if _read(new, table, step) != copied:
            raise MoveRefused(f"{table.name} did not arrive as it was: nothing was moved")
        rows[table.name] = copied.rows
    _number_on(old, new)
    new.exec_driver_sql("ANALYZE")
    return Moved(rows, _problems(old, new, sound))


def _copied(old: Connection, new: Connection, table: Table, step: Callable[[], None]) -> Digest:
    digest, raw = Digest(), new.connection.driver_connection
    assert raw is not None, "it is connected"
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    refused = new.dialect.loaded_dbapi.Error
    try:
        with raw.cursor().copy(f"COPY {_quoted(table)} ({names}) FROM STDIN") as copy:
            for row in _rows(old, table):
                copy.write_row(row)
                digest.add(row)
                step()
    except refused as error:
        # The server's own words may repeat what stands in the row.
        raise DatabaseUnavailable(
            f"the rows of {table.name} were not taken ({type(error).__name__}, SQLSTATE {error.sqlstate}):"
            " nothing was moved"
        ) from None
    return digest


def _read(connection: Connection, table: Table, step: Callable[[], None]) -> Digest:
    digest = Digest()
    for row in _rows(connection, table):
        digest.add(row)
        step()
    return digest


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Give all rows, texts and JSON as they are written, moments in UTC."""
    query = select(*map(_plain, table.columns)).execution_options(yield_per=_AT_ONCE)
    yield from connection.execute(query)


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, _WRITTEN_AS_IT_IS):
        return type_coerce(column, Text)
    if isinstance(column.type, EnumNumber):
        return type_coerce(column, Integer)
    return column


def _number_on(old: Connection, new: Connection) -> None:
    """Let ids go on after the highest that was ever given out."""
    highest = {row.name: row.seq for row in old.execute(_HIGHEST)}
    for table in _tables():
        if highest.get(table.name):
            new.execute(_GO_ON_AFTER, {"name": table.name, "seq": highest[table.name]})


def _problems(old: Connection, new: Connection, sound: Sound) -> list[str]:
    now = utcnow()
    found = sound(Work(new, now=now, machine_now=now))
    if found and found != sound(Work(old, now=now, machine_now=now)):
        raise MoveRefused(f"the records are not sound any more, nothing was moved: {found[0]}")
    return found


def _mark(here: URL, there: URL) -> None:
    file = engines.sqlite_file(here)
    assert file is not None, "looked at in `move`"
    said = f"all of it is in {engines.place(there)} since {utcnow():%Y-%m-%d %H:%M} UTC\n"
    with moved_mark(file).open("w", encoding="utf-8") as mark:
        mark.write(said)
        mark.flush()
        os.fsync(mark.fileno())


def _steps(in_all: int, progress: Progress) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % _AT_ONCE == 0 or done == in_all:
            progress(done, in_all)

    return step


def _tables() -> list[Table]:
    return metadata.sorted_tables


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _quoted(table: Table) -> str:
    return f'"{table.name}"'
