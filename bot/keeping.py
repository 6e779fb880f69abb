"""Units of work that have to be written, however long storage refuses."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog

from bot.backoff import jittered
from storage.database import Database, StorageError
from storage.work import Work

T = TypeVar("T")
log = structlog.get_logger()


async def persist(database: Database, unit: Callable[[Work], T], *, ceiling_s: float = 2.0) -> T:
    """Write the unit, again and again while storage cannot; an error of the unit itself is raised at once.

    For what has already happened outside (a message was sent) or what nobody else would try again.
    """
    failures = 0
    while True:
        try:
            return await database.write(unit)
        except StorageError as error:
            failures += 1
            log.warning("storage refused a unit", error=type(error).__name__, failures=failures)
            await asyncio.sleep(jittered(failures, ceiling_s))
