"""Let stories pass and count what was not as promised: python -m tests.simulate --seeds 1000, or --seed 17."""

import logging
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import structlog

from storage.database import migrate
from tests.simulate import checks
from tests.simulate.engine import Engine
from tests.simulate.storage import keep_engines
from tests.virtual.service import judging

# Ten o'clock on a Monday morning in Shanghai.
START = datetime(2026, 11, 23, 2, tzinfo=UTC)
_ENOUGH = 30
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Place:
    """A folder in memory with a migrated database to copy."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=_MEMORY)
        self.folder = Path(self._folder.name)
        self.template = self.folder / "template.db"
        migrate(f"sqlite:///{self.template}", create=True)
        keep_engines()
        judging().judge("")

    def lived(self, seed: int, **more: Any) -> tuple[Engine, list[str]]:
        """Let the story of a seed pass; return it, and what is wrong with it."""
        engine = Engine(seed, self.folder, start=START, **more)
        try:
            engine.run(self.template)
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed has to be told
            return engine, [f"{type(error).__name__}: {error}"]
        return engine, checks.look(engine)

    def close(self) -> None:
        self._folder.cleanup()


@click.command()
@click.option("--seed", type=int, help="let one story pass and print all of it")
@click.option("--seeds", default=1000, show_default=True)
@click.option("--from", "first", default=0, show_default=True)
def main(seed: int | None, seeds: int, first: int) -> None:
    """Exit 1 when something is not as promised."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    place = Place()
    try:
        broken = _one(place, seed) if seed is not None else _many(place, range(first, first + seeds))
    finally:
        place.close()
    sys.exit(1 if broken else 0)


def _one(place: Place, seed: int) -> int:
    engine, wrong = place.lived(seed)
    for line in engine.chats.log:
        print(line)
    print(f"seed {seed}: {engine.lives} lives, {engine.points} points, digest {engine.chats.digest()}")
    print("\n".join(wrong) or "all as promised")
    return len(wrong)


def _many(place: Place, seeds: range) -> int:
    began, figures, broken = time.monotonic(), Counter[str](), 0
    for seed in seeds:
        engine, wrong = place.lived(seed)
        figures += Counter(
            deaths=engine.lives - 1,
            updates=len(engine.chats.given),
            messages=engine.shows.shown.total(),
            copies=(engine.shows.shown - Counter(dict.fromkeys(engine.shows.shown, 1))).total(),
        )
        if wrong:
            broken += 1
            print(f"seed {seed}: " + "; ".join(wrong[:4]), flush=True)
        if broken >= _ENOUGH:
            print("so many are broken that the rest would say nothing new")
            break
    took = time.monotonic() - began
    told = ", ".join(f"{count} {name}" for name, count in figures.items())
    print(f"{seed - seeds.start + 1} seeds from {seeds.start}: {broken} broken; {told}; {took:.0f} s")
    return broken


if __name__ == "__main__":
    main()
