"""Rounds of several contenders in turn, and their medians: only what was measured side by side compares."""

import statistics
from collections.abc import Callable, Sequence


def medians(contenders: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """Run each in turn, `rounds` times over; return the median of each."""
    found: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for n, contender in enumerate(contenders):
            found[n].append(contender())
    return [statistics.median(one) for one in found]


def show(title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Print a table of two columns."""
    print(f"\n{title}")
    for name, figure in rows:
        print(f"  {name:<58} {figure}")
