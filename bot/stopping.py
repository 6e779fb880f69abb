"""How what is under way ends when the service does."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def unless(stop: asyncio.Event, doing: Coroutine[Any, Any, T]) -> T | None:
    """Return what it returns; None when it was given up because the service stops."""
    task, stopped = asyncio.create_task(doing), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        await abandon([task])
    return None if task.cancelled() else task.result()


async def abandon(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel what still runs, and return when it has let go of its connections."""
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
