"""The real service behind a bad network for as long as you like: python -m tests.chaos.rig --help."""

import asyncio
import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from tests.chaos.memory import Memory
from tests.chaos.mischief import CALM, forecast
from tests.chaos.proxy import Proxy
from tests.crash import ledger
from tests.crash.rounds import Run, at_work, scene
from tests.crash.service import employ
from tests.crash.tally import Tally, count
from tests.crash.town import OWNERS

_MOST_COPIES = 2


@dataclass(frozen=True, slots=True)
class Ordeal:
    """What was found after a time of bad weather."""

    run: Run
    tally: Tally
    proxy: Proxy
    memory: Memory

    def problems(self) -> list[str]:
        """Return what is not as promised; a lost answer explains one second copy, and no third.

        Emergencies may come as often as answers to them are lost.
        """
        lost_answers = sum(self.proxy.happened.values())
        found = self.tally.problems(lost_answers, answers_lost=True)
        if self.tally.most_copies > _MOST_COPIES:
            found.append(f"a message came {self.tally.most_copies} times")
        if self.proxy.early:
            found.append(f"{len(self.proxy.early)} sends came earlier than told: {self.proxy.early[:5]}")
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the figures."""
        first, last = self.memory.ends()
        return {
            "memory_warm_mib": round(first, 1),
            "memory_end_mib": round(last, 1),
            "memory_growth_percent": round(100 * self.memory.growth(), 1),
            "mischief": dict(self.proxy.happened),
            "sends_earlier_than_told": len(self.proxy.early),
        }


async def weather(seconds: float, rate: float, seed: int, folder: Path) -> Ordeal:
    """Let people write all the time while the network is bad, then let the service finish in peace."""
    run, memory, url = Run("frontdesk", seed), Memory(), f"sqlite:///{folder}/frontdesk.db"
    async with (
        scene(run, folder, owners=max(len(OWNERS), int(seconds * rate / 40)), rate=rate) as rig,
        Proxy(rig.town.sandbox.url, seed) as proxy,
    ):
        employ(rig, url, api=proxy.url)
        victim = await rig.start()
        watching = asyncio.create_task(memory.watch(victim.process.pid))
        async with at_work(rig.crowd):
            for now, span in forecast(random.Random(seed), seconds):
                await proxy.turn(now)
                await asyncio.sleep(span)
        watching.cancel()
        await proxy.turn(CALM)
        await rig.finish(victim, lambda: ledger.drained(url))
    return Ordeal(run, count(url, rig.town, rig.crowd, folder / "bot.log"), proxy, memory)


@click.command()
@click.option("--minutes", default=20.0, show_default=True)
@click.option("--rate", default=20.0, show_default=True, help="What people do in a second.")
@click.option("--seed", default=1, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Leave database and log in this folder.")
def main(minutes: float, rate: float, seed: int, keep: Path | None) -> None:
    """Put a bad network before the service, count what was lost and doubled, and watch its memory."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-chaos-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        ordeal = asyncio.run(weather(minutes * 60, rate, seed, folder))
        figures = ordeal.run.as_dict() | ordeal.tally.as_dict() | ordeal.as_dict()
        click.echo(json.dumps(figures, indent=1))
        problems = ordeal.problems()
        if problems:
            raise click.ClickException("; ".join(problems))


if __name__ == "__main__":
    main()
