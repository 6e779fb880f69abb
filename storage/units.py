"""Units of work on their way to a lane, and what is told when they are kept."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Connection

from storage.work import Work

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Listener = Callable[[frozenset[str]], None]
Unit = Callable[[Work], Any]


def utcnow() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)


class Waiting:
    """A unit that waits for its lane; `future` counts as running, so no caller can cancel it."""

    __slots__ = ("future", "unit")

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.future: Future[Any] = Future()
        self.future.set_running_or_notify_cancel()


class Outcome:
    """What a unit returned or raised; used as a context manager it keeps the error instead of raising it."""

    __slots__ = ("error", "value", "woken")

    def __init__(self) -> None:
        self.value: Any = None
        self.error: BaseException | None = None
        self.woken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        self.error = error
        return True

    def tell(self, waiting: Waiting) -> None:
        """Let the unit's caller go on."""
        if self.error is None:
            waiting.future.set_result(self.value)
        else:
            waiting.future.set_exception(self.error)


class Clocks:
    """The two clocks; a unit sees them standing still."""

    def __init__(self, business: Clock, machine: Clock) -> None:
        self._business = business
        self._machine = machine

    def work(self, connection: Connection) -> Work:
        """Return a unit's view of the connection at this moment."""
        return Work(connection, now=self._business(), machine_now=self._machine())


class Listeners:
    """Who wants to know that a table has something to do."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> None:
        """Tell this one too, from now on."""
        self._listeners.append(listener)

    def tell(self, tables: Iterable[str]) -> None:
        """Tell everybody; a listener that fails is logged, and hinders nobody."""
        names = frozenset(tables)
        if not names:
            return
        for listener in tuple(self._listeners):
            try:
                listener(names)
            except Exception:
                log.exception("a listener of the database failed")
