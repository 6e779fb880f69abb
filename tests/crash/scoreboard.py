"""All bots under one rig, as a table in Markdown: python -m tests.crash.scoreboard --help."""

import asyncio
import tempfile
from pathlib import Path

import click

from tests.crash.others import OTHERS, kill_other
from tests.crash.service import kill_frontdesk

HEAD = """\
| bot | seed | kills | updates | lost | second copies | most copies of one message |
|---|---|---|---|---|---|---|"""
OURS = "frontdesk"


async def _row(bot: str, rounds: int, seed: int, folder: Path) -> tuple[str, int, int, int, int, int, int]:
    if bot == OURS:
        run, found = await kill_frontdesk(rounds, seed, folder)
        figures = found.updates, found.bad_updates_lost, found.duplicates, found.most_copies
        return OURS, seed, run.kills, *figures
    run, echoes = await kill_other(bot, rounds, seed, folder)
    figures = echoes.updates, echoes.lost, echoes.duplicates, echoes.most_copies
    return OTHERS[bot].name, seed, run.kills, *figures


def _shown(name: str, seed: int | str, kills: int, updates: int, lost: int, second: int, most: int) -> str:
    share = f" ({100 * lost / updates:.1f} %)" if lost else ""
    return f"| {name} | {seed} | {kills} | {updates:,} | **{lost:,}**{share} | {second:,} | {most} |"


@click.command()
@click.option("--rounds", default=12, show_default=True)
@click.option("--seeds", default=5, show_default=True)
@click.option("--bot", "bots", multiple=True, type=click.Choice([OURS, *OTHERS]), help="Only these.")
def main(rounds: int, seeds: int, bots: tuple[str, ...]) -> None:
    """Kill each bot as often as every other, once for each seed; print a row for each run and for each bot."""
    click.echo(HEAD)
    for bot in bots or (OURS, *OTHERS):
        rows = []
        for seed in range(1, seeds + 1):
            with tempfile.TemporaryDirectory(prefix="frontdesk-crash-") as folder:
                rows.append(asyncio.run(_row(bot, rounds, seed, Path(folder))))
            click.echo(_shown(*rows[-1]))
        name, _, *figures = zip(*rows, strict=True)
        kills, updates, lost, second, most = figures
        click.echo(
            _shown(f"**{name[0]}**", "all", sum(kills), sum(updates), sum(lost), sum(second), max(most))
        )


if __name__ == "__main__":
    main()
