"""A unit of work's view of the database: one connection, one transaction, two clocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, text

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


class Work:
    """What a unit may touch, and nothing else: a unit may be run more than once.

    `now` is the business clock, which a demo may move; `machine_now` measures leases, waits and pacing.
    Both stand still while the unit runs.
    """

    __slots__ = ("connection", "is_sqlite", "machine_now", "now", "woken")

    def __init__(self, connection: Connection, *, now: datetime, machine_now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.machine_now = machine_now
        self.is_sqlite = connection.dialect.name == "sqlite"
        self.woken: set[str] = set()

    @property
    def ahead_s(self) -> float:
        """Return how far the business clock is ahead of the machine's: it changes when a demo moves it."""
        return (self.now - self.machine_now).total_seconds()

    def wake(self, table: str) -> None:
        """Tell the listeners, after the commit, that this table has something to do."""
        self.woken.add(table)

    def alone(self, what: str) -> None:
        """Let no unit that says the same go on before this one has committed. SQLite runs one at a time."""
        if not self.is_sqlite:
            self.connection.execute(_ALONE, {"what": what})

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what was written inside when it raises; the error goes on, the unit may too."""
        self.connection.exec_driver_sql("SAVEPOINT inner_unit")
        try:
            yield
        except BaseException:
            self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT inner_unit")
            self.connection.exec_driver_sql("RELEASE SAVEPOINT inner_unit")
            raise
        self.connection.exec_driver_sql("RELEASE SAVEPOINT inner_unit")
