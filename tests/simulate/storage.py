"""The real storage in the loop's own thread: units that wait together share a commit, and a commit may be the end."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from storage import engines
from storage.database import Database
from storage.units import Waiting
from storage.work import Work
from tests.simulate.life import Died, Life

T = TypeVar("T")
_ROOM = 100_000


class Now:
    """The life that uses the engines just now."""

    life: Life | None = None


@contextmanager
def kept_engines() -> Iterator[None]:
    """Let every life use the same engines: building one anew costs more than the life of a process here."""
    make = engines._sqlite_engine

    @cache
    def kept(*args: Any, **options: Any) -> Engine:
        engine = make(*args, **options)
        if not options["query_only"]:
            event.listen(engine, "commit", lambda _connection: _commits())
        return engine

    engines._sqlite_engine = kept
    try:
        yield
    finally:
        engines._sqlite_engine = make


def _commits() -> None:
    if Now.life is not None:
        Now.life.point("before a commit")


class InLoop(Database):
    """The same database and lane without their threads."""

    life: Life
    _queue: list[tuple[Waiting, "asyncio.Future[Any]"]]

    @classmethod
    def of(cls, file: Path, life: Life, now: Callable[[], Any]) -> "InLoop":
        """Open the file as a start does; trouble is told at once, because nobody waits for real time here."""
        Now.life = life
        found = cls.open(
            f"sqlite:///{file}",
            create=True,
            exclusive=True,
            now=now,
            machine_now=now,
            busy_timeout_s=0,
            patience_s=0,
        )
        found.life, found._queue = life, []
        return found

    async def write(self, unit: Callable[[Work], T]) -> T:
        self.life.check()
        waiting, told = Waiting(unit), asyncio.get_running_loop().create_future()
        self._queue.append((waiting, told))
        if len(self._queue) == 1:
            asyncio.get_running_loop().call_soon(self._flush)
        result: T = await told
        return result

    async def read(self, look: Callable[[Work], T]) -> T:
        self.life.check()
        return self.read_now(look)

    def _flush(self) -> None:
        group, self._queue = self._queue, []
        kept = self._lane.commits
        with suppress(Died):
            self.life.check()
            self._lane._guarded([waiting for waiting, _ in group])
            if self._lane.commits > kept:
                self.life.point("after a commit")
        for waiting, told in group:
            if told.done():
                continue
            error = Died() if self.life.dead else waiting.future.exception()
            if error is not None:
                told.set_exception(error)
            else:
                told.set_result(waiting.future.result())


class Trouble:
    """What may be wrong with the disk of the database."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._locker: sqlite3.Connection | None = None

    def lock(self) -> None:
        """Let another program hold the write lock."""
        if self._locker is None:
            connection = sqlite3.connect(self._file, isolation_level=None, timeout=0)
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                connection.close()
            else:
                self._locker = connection

    def unlock(self) -> None:
        """Let go of it."""
        if self._locker is not None:
            self._locker.execute("ROLLBACK")
            self._locker.close()
            self._locker = None


def room_for(pages: int | None) -> Callable[[Work], None]:
    """Return a unit that lets the database grow by so many pages and no more; None: as it likes."""

    def unit(work: Work) -> None:
        run = work.connection.exec_driver_sql
        most = run("PRAGMA page_count").scalar() + (_ROOM if pages is None else pages)
        run(f"PRAGMA max_page_count = {most}").scalar()

    return unit
