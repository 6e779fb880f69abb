"""A bell that wakes whoever waits for new rows, rung after each commit from any thread."""

import asyncio
from collections import defaultdict


class Bell:
    """One event a table; must be made inside the running loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, tables: frozenset[str]) -> None:
        """Say that these tables got new work; harmless when the loop has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, tables)

    async def wait(self, table: str, at_most_s: float) -> None:
        """Return when the table got work since the last call, or after so many seconds."""
        event = self._rung[table]
        try:
            async with asyncio.timeout(at_most_s):
                await event.wait()
        except TimeoutError:
            return
        event.clear()

    def _set(self, tables: frozenset[str]) -> None:
        for table in tables:
            self._rung[table].set()
