"""An event loop whose time is the virtual clock: when nobody can go on, the clock jumps to whoever waits least."""

import asyncio
import math
import selectors
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.virtual.clock import Clock

_MICRO = 1_000_000
# Moments are kept in microseconds, and seconds since 1970 in a float know no more than a quarter of one.
_RESOLUTION_S = 2e-6


class NoFiles(selectors.BaseSelector):
    """Waits for nothing but time, and lets that pass at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[Any, selectors.SelectorKey] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        key = selectors.SelectorKey(fileobj, 0, events, data)
        self._known[fileobj] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._known.pop(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._known

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError(f"everybody waits for somebody else at {self._clock.at}")
        if timeout > 0:
            self._clock.at += timedelta(microseconds=math.ceil(timeout * _MICRO))
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Everything happens in one thread and in an order that a seed repeats."""

    def __init__(self, clock: Clock) -> None:
        self._virtual = clock
        super().__init__(NoFiles(clock))
        self._clock_resolution = _RESOLUTION_S

    def time(self) -> float:
        return self._virtual.monotonic()

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Any = None
    ) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)
