"""Let weeks pass and count what was not seen to: python -m tests.followed footage --seeds 1000, or meetings."""

import sys
import time
from collections import Counter

import click

from tests.followed import footage, meetings
from tests.followed.lives import prepared

_LIVES = {"footage": footage.lived, "meetings": meetings.lived}
_ENOUGH, _TOLD = 30, 100


@click.command()
@click.argument("what", type=click.Choice(sorted(_LIVES)))
@click.option("--seeds", default=1000, show_default=True)
@click.option("--from", "first", default=0, show_default=True)
def main(what: str, seeds: int, first: int) -> None:
    """Exit 1 when something is not as promised."""
    began, figures, broken = time.monotonic(), Counter[str](), 0
    with prepared() as place:
        for n, seed in enumerate(range(first, first + seeds), 1):
            found = _LIVES[what](place, seed)
            figures += found.figures
            if found.wrong:
                broken += 1
                print(f"seed {seed}: " + "; ".join(found.wrong[:4]), flush=True)
            if n % _TOLD == 0 or n == seeds or broken >= _ENOUGH:
                told = ", ".join(f"{count} {name}" for name, count in figures.items())
                print(f"{n} seeds, {broken} broken; {told}; {time.monotonic() - began:.0f} s", flush=True)
            if broken >= _ENOUGH:  # the rest would say nothing new
                break
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
