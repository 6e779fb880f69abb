"""How the service feels: how soon it polls, how much memory it takes, how soon an emergency gets through."""

import asyncio
import itertools
import statistics
from pathlib import Path

import pytest

from bot.channels.telegram import DRIVERS
from tests.bench import service
from tests.bench.board import medians, show

ROUNDS = 5
BACKLOG = 10_000

pytestmark = pytest.mark.bench


def _folder(tmp_path: Path, name: str) -> Path:
    place = tmp_path / name
    place.mkdir()
    return place


def test_starting(tmp_path: Path):
    helps, nothing = medians([service.help_time, service.python_time], ROUNDS)
    numbers = itertools.count()

    def first_poll(driver: str) -> tuple[float, float]:
        return asyncio.run(service.first_poll(_folder(tmp_path, f"start{next(numbers)}"), driver))

    polls = {driver: [first_poll(driver) for _ in range(ROUNDS)] for driver in DRIVERS}
    show(
        f"Starting; medians of {ROUNDS}",
        [
            ("python that does nothing", f"{nothing:.2f} s"),
            ("P13: frontdesk --help (floor 0.3, stretch 0.15)", f"{helps:.2f} s"),
            *(
                (
                    f"P13: first poll of frontdesk run, {driver} (floor 1.5, stretch 0.8)",
                    "{:.2f} s, {:.2f} of a processor".format(
                        *map(statistics.median, zip(*each, strict=True))
                    ),
                )
                for driver, each in polls.items()
            ),
        ],
    )


def test_memory(tmp_path: Path):
    memory = {
        driver: asyncio.run(service.idle_memory(_folder(tmp_path, driver), driver)) for driver in DRIVERS
    }
    show(
        "Resident memory, one ticket, idle",
        [(f"P14, {driver} (floor 160, stretch 120)", f"{mib:.0f} MiB") for driver, mib in memory.items()],
    )


def test_an_emergency_behind_a_backlog(tmp_path: Path):
    words, cards, waiting = asyncio.run(service.emergencies(_folder(tmp_path, "backlog"), BACKLOG, ROUNDS))
    show(
        f"An emergency behind {BACKLOG:,} waiting messages at Telegram's pace; medians of {ROUNDS}",
        [
            ("safety text to the owner", f"{words:.2f} s"),
            ("P12: card in the staff's group (floor 2, stretch 1)", f"{cards:.2f} s"),
            ("waiting messages left when the last was through", f"{waiting:,}"),
            ("the same behind a first-in-first-out queue at 30/s", f"{BACKLOG / 30:,.0f} s"),
        ],
    )
