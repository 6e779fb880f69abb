"""Let stories pass and count what was not as promised: python -m tests.simulate --seeds 1000, or --seed 17."""

import logging
import sys
import time
from collections import Counter

import click
import structlog

from tests.simulate.place import Place, prepared

_ENOUGH = 30
_TOLD = 500


@click.command()
@click.option("--seed", type=int, help="let one story pass and print all of it")
@click.option("--seeds", default=1000, show_default=True)
@click.option("--from", "first", default=0, show_default=True)
@click.option("--everywhere", is_flag=True, help="kill one short story at each of its points in turn")
def main(seed: int | None, seeds: int, first: int, everywhere: bool) -> None:  # noqa: FBT001
    """Exit 1 when something is not as promised."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with prepared() as place:
        if everywhere:
            broken = _everywhere(place)
        elif seed is not None:
            broken = _one(place, seed)
        else:
            broken = _many(place, range(first, first + seeds))
    sys.exit(1 if broken else 0)


def _one(place: Place, seed: int) -> int:
    engine, wrong = place.lived(seed)
    for line in engine.chats.log:
        print(line)
    print(f"seed {seed}: {engine.lives} lives, {engine.points} points, digest {engine.chats.digest()}")
    print("\n".join(wrong) or "all as promised")
    return len(wrong)


def _everywhere(place: Place) -> int:
    story, wrong = place.short(None)
    told = {0: wrong} | {n: place.short(n)[1] for n in range(1, story.points + 1)}
    broken = {n: lines for n, lines in told.items() if lines}
    for n, lines in broken.items():
        print(f"killed at point {n}: " + "; ".join(lines[:4]))
    print(f"killed at each of {story.points} points: {len(broken)} broken")
    return len(broken)


def _many(place: Place, seeds: range) -> int:
    began, figures, broken = time.monotonic(), Counter[str](), 0
    for lived, seed in enumerate(seeds, 1):
        engine, wrong = place.lived(seed)
        figures += Counter(
            deaths=engine.lives - 1,
            points=engine.points,
            updates=len(engine.chats.given),
            messages=engine.shows.shown.total(),
            copies=(engine.shows.shown - Counter(dict.fromkeys(engine.shows.shown, 1))).total(),
        )
        if wrong:
            broken += 1
            print(f"seed {seed}: " + "; ".join(wrong[:4]), flush=True)
        if lived % _TOLD == 0 or lived == len(seeds) or broken >= _ENOUGH:
            told = ", ".join(f"{count} {name}" for name, count in figures.items())
            print(f"{lived} seeds, {broken} broken; {told}; {time.monotonic() - began:.0f} s", flush=True)
        if broken >= _ENOUGH:  # the rest would say nothing new
            break
    return broken


if __name__ == "__main__":
    main()
