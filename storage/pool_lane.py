"""The write lane of PostgreSQL: a few threads, each unit in a transaction of its own."""

import queue
import selectors
import socket
import threading
import time

import sqlalchemy.exc
from sqlalchemy import URL, Connection, Engine

from storage.engines import trouble
from storage.errors import DatabaseUnavailable, Stale, StorageError
from storage.units import Clocks, Listeners, Outcome, Unit, Waiting
from storage.work import Work

THREADS = 4
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock
_PAUSE_S = 0.2
_HEAR_S = 0.5
TABLES = ("inbox", "outbox", "timers")


class PoolLane:
    """Threads that take units from one queue; `commits` counts the transactions that were kept."""

    def __init__(
        self, engine: Engine, url: URL, clocks: Clocks, listeners: Listeners, *, patience_s: float
    ) -> None:
        self._engine = engine
        self._url = url
        self._clocks = clocks
        self._listeners = listeners
        self._patience_s = patience_s
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._count = threading.Lock()
        self._ear: threading.Thread | None = None
        self._heard, self._hush = socket.socketpair()
        self.commits = 0
        self._threads = [
            threading.Thread(target=self._run, name=f"storage-write-{n}", daemon=True) for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def listen(self) -> None:
        """Hear of other processes' commits too, from now on."""
        if self._ear is None:
            self._ear = threading.Thread(target=self._hear, name="storage-listen", daemon=True)
            self._ear.start()

    def submit(self, waiting: Waiting) -> None:
        """Queue a unit. One that waits for its own lane could wait for ever, and is refused."""
        if threading.current_thread() in self._threads:
            raise RuntimeError("a unit of work must not wait for another one")
        self._queue.put(waiting)

    def close(self) -> None:
        """Write what is queued, then end; a server that is away is not waited for any longer."""
        self._closing.set()
        for _ in self._threads:
            self._queue.put(None)
        self._hush.close()
        for thread in [*self._threads, self._ear]:
            if thread is not None:
                thread.join()
        self._heard.close()

    def _hear(self) -> None:
        while not self._closing.is_set():
            with Outcome():
                self._hear_until_it_breaks()
            self._closing.wait(_PAUSE_S)

    def _hear_until_it_breaks(self) -> None:
        with self._engine.connect() as plain, selectors.DefaultSelector() as either:
            raw = plain.execution_options(isolation_level="AUTOCOMMIT").connection.driver_connection
            assert raw is not None, "it is connected"
            raw.execute("LISTEN frontdesk")
            for source in (raw, self._heard):
                either.register(source, selectors.EVENT_READ)
            self._listeners.tell(TABLES)  # what came while nobody listened
            while not self._closing.is_set():
                either.select(_HEAR_S)  # `notifies` by itself would wait on when the lane ends
                for told in raw.notifies(timeout=0):
                    self._listeners.tell(told.payload.split(","))
            plain.invalidate()  # it would go on listening in the pool

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            outcome = self._served(waiting.unit)
            outcome.tell(waiting)
            if outcome.error is None:
                self._listeners.tell(outcome.woken)

    def _served(self, unit: Unit) -> Outcome:
        """Run a unit until it is kept, it is at fault itself, or patience ends."""
        until = time.monotonic() + self._patience_s
        while True:
            outcome, again = self._once(unit)
            if not again or time.monotonic() >= until or self._closing.is_set():
                return outcome
            self._closing.wait(_PAUSE_S)

    def _once(self, unit: Unit) -> tuple[Outcome, bool]:
        """Run a unit in one transaction; True: nothing was kept, and trying again may help."""
        outcome, stage = Outcome(), "unit"
        with outcome, self._engine.connect() as connection, connection.begin() as transaction:
            work = self._clocks.work(connection)
            outcome.value = unit(work)
            outcome.woken = work.woken
            _refuse_aborted(connection)
            _announce(work)
            stage = "commit"
            transaction.commit()
        if outcome.error is None:
            with self._count:
                self.commits += 1
            return outcome, False
        known = trouble(outcome.error, self._url)
        again = stage == "unit" and _may_pass(outcome.error)
        outcome.error = (
            self._in_doubt(known) if known is not None and stage == "commit" else known or outcome.error
        )
        return outcome, again

    def _in_doubt(self, known: StorageError) -> StorageError:
        return DatabaseUnavailable(f"{known}; whether the last commit was kept is not known")


def _may_pass(error: BaseException) -> bool:
    """Tell whether the same unit may succeed in a moment: the connection broke, or others were in the way."""
    if isinstance(error, Stale):
        return True
    if not isinstance(error, sqlalchemy.exc.DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state in _AGAIN or state[:2] in {"08", "57"}


def _refuse_aborted(connection: Connection) -> None:
    """Raise when an error was caught inside the unit: COMMIT would "succeed" and keep nothing."""
    raw = connection.connection.driver_connection
    assert raw is not None, "the transaction is still open"
    if raw.info.transaction_status.name == "INERROR":
        raise RuntimeError("a unit of work went on after the database refused one of its statements")


def _announce(work: Work) -> None:
    if work.woken:
        work.connection.exec_driver_sql("SELECT pg_notify('frontdesk', %s)", (",".join(sorted(work.woken)),))
