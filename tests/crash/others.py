"""Other bots under the same rig: the echo bots of the documentation of two libraries, each in two ways."""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.crash.rounds import UPTIME_S, Run, at_work, scene
from tests.crash.town import TOKEN, Town

_HERE = Path(__file__).parent / "rivals"


@dataclass(frozen=True, slots=True)
class Other:
    """A bot: its file in `rivals`, the words behind address and token, and what tables call it."""

    file: str
    how: tuple[str, ...]
    name: str


OTHERS = {
    "ptb": Other("ptb_echo.py", (), "python-telegram-bot `run_polling`"),
    "ptb-concurrent": Other("ptb_echo.py", ("concurrent",), "… `concurrent_updates(True)`"),
    "aiogram": Other("aiogram_echo.py", (), "aiogram `start_polling`"),
    "aiogram-one-by-one": Other("aiogram_echo.py", ("one-by-one",), "… `handle_as_tasks=False`"),
}


@dataclass(frozen=True, slots=True)
class Echoes:
    """What was written, and how often nobody, or more than one answer, came back.

    What Telegram still had when nothing moved any more is not lost, only `waiting`.
    """

    updates: int
    lost: int
    waiting: int
    duplicates: int
    most_copies: int


async def kill_other(
    bot: str, rounds: int, seed: int, folder: Path, uptime_s: tuple[float, float] = UPTIME_S
) -> tuple[Run, Echoes]:
    """Kill another bot with the same up-times as ours; return how it went and what was counted."""
    other, run = OTHERS[bot], Run(bot, seed)
    async with scene(run, folder, only_talk=True) as rig:
        rig.command = [sys.executable, str(_HERE / other.file), rig.town.sandbox.url, TOKEN, *other.how]
        async with at_work(rig.crowd):
            await rig.rounds(rounds, uptime_s, set)
        said_before = 0

        def rested() -> bool:
            nonlocal said_before
            more, said_before = rig.town.said.total() > said_before, rig.town.said.total()
            return not more

        await rig.clean_run(rested)
    return run, _counted(rig.town)


def _counted(town: Town) -> Echoes:
    echoed = Counter[str]()
    for (_, text), times in town.said.items():
        echoed[text] += times
    pending = town.sandbox.world.bot().updates.pending()
    waiting = {update["message"]["text"] for update in pending if "message" in update}
    return Echoes(
        updates=len(town.written),
        lost=sum(echoed[text] == 0 and text not in waiting for text in town.written),
        waiting=len(waiting),
        duplicates=sum(max(0, echoed[text] - 1) for text in town.written),
        most_copies=max(echoed.values(), default=0),
    )
