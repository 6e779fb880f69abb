"""Send generated and mutated updates the whole way: python -m tests.fuzz --updates 100000 --seed 1."""

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

import click
import structlog

from tests.fuzz.mill import Mill

# A database of its own for so many, so that none grows without end.
_A_RUN = 2_000
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@click.command()
@click.option("--updates", default=100_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(updates: int, seed: int) -> None:
    """Exit 1 when an update is lost, parked, slow, or answered where it does not belong."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began, broken, states = time.monotonic(), 0, 0
    for n, first in enumerate(range(0, updates, _A_RUN)):
        mill, wrong = asyncio.run(ground(seed * 1000 + n, min(_A_RUN, updates - first)))
        broken, states = broken + len(wrong), states + mill.kinds.total()
        for line in wrong[:20]:
            print(line)
        print(f"{states} updates, {broken} wrong, {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(1 if broken else 0)


async def ground(seed: int, updates: int) -> tuple[Mill, list[str]]:
    """Let the updates of a seed come in; return the desk, and what is wrong with it."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder:
        mill = Mill(seed, Path(folder))
        try:
            await mill.start(lambda _work: None)
            await mill.grind(updates)
            return mill, mill.wrong()
        finally:
            mill.close()


if __name__ == "__main__":
    main()
