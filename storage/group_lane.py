"""The write lane of SQLite: one thread writes all waiting units, each in a savepoint, with one commit."""

import queue
import sqlite3
import threading
import time
from collections.abc import Sequence

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.engines import place, trouble
from storage.errors import DatabaseReadOnly, DatabaseUnavailable, StorageError
from storage.units import Clocks, Listeners, Outcome, Unit, Waiting

MOST_AT_ONCE = 128
_THROWN_AWAY = "threw a transaction away: is the disk full?"


class GroupLane:
    """One thread and one connection; `commits` counts the transactions that were kept."""

    def __init__(
        self, engine: Engine, url: URL, clocks: Clocks, listeners: Listeners, *, patience_s: float
    ) -> None:
        self._engine = engine
        self._url = url
        self._clocks = clocks
        self._listeners = listeners
        self._patience_s = patience_s
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._connection: Connection | None = None
        self._closing = False
        self.commits = 0
        self._thread = threading.Thread(target=self._run, name="storage-write", daemon=True)
        self._thread.start()

    def listen(self) -> None:
        """Nothing to do: commits of other processes are met by looking now and then."""

    def submit(self, waiting: Waiting) -> None:
        """Queue a unit. One that waits for its own lane would wait for ever, and is refused."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a unit of work must not wait for another one")
        self._queue.put(waiting)

    def close(self) -> None:
        """Write what is queued, then end; a database that others lock is not waited for."""
        self._closing = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going_on = True
        while going_on:
            first = self._queue.get()
            going_on = first is not None
            group = [first] if first is not None else []
            going_on = self._top_up(group) and going_on
            if group:
                going_on = self._guarded(group) and going_on
        self._forget()

    def _guarded(self, group: list[Waiting]) -> bool:
        """Serve the group; a bug of ours, or a database that fails while it undoes, leaves nobody waiting."""
        going_on = True
        with Outcome() as unforeseen:
            going_on = self._serve(group)
        if unforeseen.error is not None:
            self._forget()
            error = self._failure(unforeseen.error)
            for waiting in group:
                if not waiting.future.done():
                    waiting.future.set_exception(error)
        return going_on

    def _top_up(self, group: list[Waiting]) -> bool:
        """Add what waits by now; False when the lane is to end after it."""
        while len(group) < MOST_AT_ONCE:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return True
            if waiting is None:
                return False
            group.append(waiting)
        return True

    def _serve(self, group: list[Waiting]) -> bool:
        going_on = True
        failure = self._begin()
        if failure is None:
            going_on = self._top_up(group)
            outcomes = self._together(group) or self._singly([waiting.unit for waiting in group])
        else:
            outcomes = _all_failed(len(group), failure)
        if any(isinstance(outcome.error, DatabaseReadOnly) for outcome in outcomes):
            # A connection that was opened while the file was read-only stays so for ever.
            self._forget()
        for waiting, outcome in zip(group, outcomes, strict=True):
            outcome.tell(waiting)
        woken = (outcome.woken for outcome in outcomes if outcome.error is None)
        self._listeners.tell(set().union(*woken))
        return going_on

    def _together(self, group: Sequence[Waiting]) -> list[Outcome] | None:
        """Run and commit the group; None: the database threw its transaction away, nothing was kept."""
        outcomes = []
        for waiting in group:
            outcome = self._in_savepoint(waiting.unit)
            if not self._in_transaction():
                self._rollback()
                return None
            outcomes.append(outcome)
        return self._committed(outcomes)

    def _singly(self, units: Sequence[Unit]) -> list[Outcome]:
        """Run each unit in a transaction of its own: one that finds no room takes no other along."""
        return [self._alone(unit) for unit in units]

    def _alone(self, unit: Unit) -> Outcome:
        failure = self._begin()
        if failure is not None:
            return _all_failed(1, failure)[0]
        outcome = self._in_savepoint(unit)
        if not self._in_transaction():
            outcome.error = self._failure(outcome.error)
        if outcome.error is not None:
            self._rollback()
            return outcome
        return self._committed([outcome])[0]

    def _begin(self) -> StorageError | None:
        """Take the write lock; a lock of somebody else is waited for as long as patience lasts."""
        until = time.monotonic() + self._patience_s
        while True:
            try:
                if self._connection is None:
                    self._connection = self._engine.connect()
                self._connection.begin()
                return None
            except (DBAPIError, sqlite3.Error) as error:
                self._forget()
                failure = self._failure(error)
                locked = _is_busy(error)
            if not locked or self._closing or time.monotonic() >= until:
                return failure

    def _in_savepoint(self, unit: Unit) -> Outcome:
        """Run a unit, undone if it raises. A full disk may end the whole transaction: look afterwards."""
        raw = self._raw  # past SQLAlchemy: this is done for every unit
        raw.execute("SAVEPOINT unit")
        outcome = Outcome()
        with outcome:
            work = self._clocks.work(self._open)
            outcome.value = unit(work)
            outcome.woken = work.woken
        if outcome.error is not None:
            outcome.error = trouble(outcome.error, self._url) or outcome.error
        if self._in_transaction():
            if outcome.error is not None:
                raw.execute("ROLLBACK TO SAVEPOINT unit")
            raw.execute("RELEASE SAVEPOINT unit")
        return outcome

    def _committed(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Commit; when that fails, nothing of the group counts."""
        failed = Outcome()
        with failed:
            transaction = self._open.get_transaction()
            assert transaction is not None, "begun in _begin"
            transaction.commit()
        if failed.error is None:
            self.commits += 1
            return outcomes
        self._rollback()
        self._forget()
        return _all_failed(len(outcomes), self._failure(failed.error, "could not commit"))

    def _rollback(self) -> None:
        transaction = self._open.get_transaction()
        with Outcome() as outcome:
            if transaction is not None:
                transaction.rollback()
        if outcome.error is not None:
            self._forget()

    def _forget(self) -> None:
        """Let go of the connection; the next unit gets a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with Outcome():
                connection.close()

    def _in_transaction(self) -> bool:
        return self._raw.in_transaction

    @property
    def _raw(self) -> sqlite3.Connection:
        raw = self._open.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection), "the engine's driver is sqlite3"
        return raw

    @property
    def _open(self) -> Connection:
        assert self._connection is not None, "connected in _begin"
        return self._connection

    def _failure(self, error: BaseException | None, otherwise: str = _THROWN_AWAY) -> StorageError:
        if isinstance(error, StorageError):
            return error
        known = trouble(error, self._url) if error is not None else None
        return known or DatabaseUnavailable(f"{place(self._url)} {otherwise}")


def _all_failed(count: int, error: StorageError) -> list[Outcome]:
    outcomes = [Outcome() for _ in range(count)]
    for outcome in outcomes:
        outcome.error = error
    return outcomes


def _is_busy(error: BaseException) -> bool:
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
