"""A database: the write lane, the readers, and what is checked before either begins."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Self, TypeVar

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.errors import (
    DatabaseInUse,
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnavailable,
    LostClaim,
    SchemaTooNew,
    SchemaTooOld,
    StorageError,
    UnknownDatabase,
)
from storage.group_lane import GroupLane
from storage.opening import RunLock, bring_up, prepare, refuse_moved, refuse_other
from storage.pool_lane import THREADS, PoolLane
from storage.schema import version_query
from storage.units import Clock, Clocks, Listener, Listeners, Waiting, utcnow
from storage.work import Work

__all__ = [
    "Database",
    "DatabaseInUse",
    "DatabaseMissing",
    "DatabaseReadOnly",
    "DatabaseUnavailable",
    "LostClaim",
    "SchemaTooNew",
    "SchemaTooOld",
    "StorageError",
    "UnknownDatabase",
    "Work",
    "migrate",
    "utcnow",
]

T = TypeVar("T")

BUSY_TIMEOUT_S = 5.0
PATIENCE_S = 30.0


def migrate(url: str, *, create: bool = False) -> tuple[str | None, str]:
    """Bring the schema to this version's; return the revision before (None: there was none) and after."""
    return bring_up(engines.parsed(url), create=create)


class Database:
    """One database: units are written through its lane, everything else is looked at apart from it."""

    def __init__(
        self,
        url: URL,
        clocks: Clocks,
        lock: RunLock,
        *,
        busy_timeout_s: float,
        patience_s: float,
    ) -> None:
        self._url = url
        self._clocks = clocks
        self._lock = lock
        self._listeners = Listeners()
        self._writer = engines.writer(url, busy_timeout_s=busy_timeout_s, size=THREADS + 1)
        self._reader = engines.reader(url, busy_timeout_s=busy_timeout_s)
        self._looking = ThreadPoolExecutor(engines.READERS, thread_name_prefix="storage-read")
        kind = GroupLane if engines.sqlite_file(url) else PoolLane
        self._lane = kind(self._writer, url, clocks, self._listeners, patience_s=patience_s)
        self._timed: Callable[[float], None] = _nobody
        self._closed = False

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = False,
        exclusive: bool = False,
        now: Clock = utcnow,
        machine_now: Clock = utcnow,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        patience_s: float = PATIENCE_S,
    ) -> Self:
        """Open a database of this version's schema. Raises a StorageError whose words are for the operator.

        `create` makes a missing or empty one. `exclusive` refuses a second `run` on one SQLite file, and one
        on a file that was moved, not command-line writers. `now` is the business clock; neither should go
        back. A database locked by others is waited for `busy_timeout_s` at a time, `patience_s` altogether.
        """
        parsed = engines.parsed(url)
        if exclusive:
            refuse_moved(parsed)
        lock = RunLock.taken(parsed) if exclusive else RunLock()
        try:
            prepare(parsed, create=create, busy_timeout_s=busy_timeout_s)
            clocks = Clocks(now, machine_now)
            return cls(parsed, clocks, lock, busy_timeout_s=busy_timeout_s, patience_s=patience_s)
        except BaseException:
            lock.release()
            raise

    async def write(self, unit: Callable[[Work], T]) -> T:
        """Run the unit in the lane and return when it is committed; only then is anything kept.

        What the unit raises reaches this caller, and undoes this unit only. Cancelling stops the waiting,
        not the unit. A unit may run more than once, so it touches nothing but its `work`.
        """
        began = time.perf_counter()
        try:
            return await asyncio.wrap_future(self._queued(unit).future)
        finally:
            self._timed(time.perf_counter() - began)

    def write_now(self, unit: Callable[[Work], T]) -> T:
        """Do the same from a thread, blocking; never from inside a unit."""
        result: T = self._queued(unit).future.result()
        return result

    async def read(self, look: Callable[[Work], T]) -> T:
        """Look at one state of the database, in a thread of its own, without hindering the lane."""
        if self._closed:
            raise DatabaseUnavailable("the database is closed")
        return await asyncio.get_running_loop().run_in_executor(self._looking, self.read_now, look)

    def read_now(self, look: Callable[[Work], T]) -> T:
        """Do the same, blocking."""
        if self._closed:
            raise DatabaseUnavailable("the database is closed")
        try:
            with self._reader.connect() as connection:
                return look(self._clocks.work(connection))
        except DBAPIError as error:
            found = engines.trouble(error, self._url)
            if found is None or isinstance(found, DatabaseReadOnly):
                raise  # a look that writes is a bug
            raise found from error

    def subscribe(self, listener: Listener) -> None:
        """Call the listener after each commit with the names of tables that got something to do.

        It is called from a thread of the lane and must return at once. On PostgreSQL it hears of the
        commits of other processes too.
        """
        self._listeners.add(listener)
        self._lane.listen()

    def watch(self, timed: Callable[[float], None]) -> None:
        """Tell from now on how many seconds each `write` took, kept or not."""
        self._timed = timed

    def close(self) -> None:
        """Write what is queued and let go of everything; twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._lane.close()
        self._looking.shutdown()
        self._writer.dispose()
        self._reader.dispose()
        self._lock.release()

    def refuse_other_schema(self, work: Work) -> None:
        """Raise SchemaTooNew or SchemaTooOld when the database was migrated since it was opened."""
        refuse_other(self._url, work.connection.scalar(version_query()))

    def clock_differs(self, work: Work, by: timedelta, wall: Clock = utcnow) -> bool:
        """Tell whether this machine's clock is surely not that of a shared database's server."""
        if work.is_sqlite:
            return False
        before = wall()
        there = work.connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return not before - by <= there <= wall() + by

    @property
    def is_shared(self) -> bool:
        """Tell whether several services may work with it at a time, so that claims hold by leases only."""
        return engines.sqlite_file(self._url) is None

    @property
    def commits(self) -> int:
        """Return how many transactions the lane has committed."""
        return self._lane.commits

    def _queued(self, unit: Callable[[Work], T]) -> Waiting:
        if self._closed:
            raise DatabaseUnavailable("the database is closed")
        waiting = Waiting(unit)
        self._lane.submit(waiting)
        return waiting


def _nobody(_seconds: float) -> None:
    """Let nobody know how long a write took."""
