"""Let a month pass and print its figures: python -m tests.month --seed 1."""

from pathlib import Path

import click

from tests.month.month import lived, look
from tests.virtual import printed
from tests.virtual.chats import Line
from tests.virtual.findings import Report


@click.command()
@click.option("--seed", default=1, show_default=True, help="which people, and what they do")
@click.option("--days", default=30, show_default=True)
@click.option("--homes", default=2000, show_default=True)
@click.option("--log", type=click.Path(path_type=Path), help="write everything that was seen here")
def main(seed: int, days: int, homes: int, log: Path | None) -> None:
    """Live, look, print; exit 1 when something was promised and not kept."""
    printed.passes(f"{days} days, {homes} homes", _lived(seed, days, homes), log)


async def _lived(seed: int, days: int, homes: int) -> tuple[Report, list[Line]]:
    async with lived(seed, days=days, count=homes) as month:
        return look(month), month.chats.log


if __name__ == "__main__":
    main()
