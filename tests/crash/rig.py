"""Kill a bot again and again under load, let it finish once, and count: python -m tests.crash.rig --help."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from tests.crash.others import OTHERS, kill_other
from tests.crash.rounds import UPTIME_S
from tests.crash.service import kill_frontdesk
from tests.postgres_server import PostgresServer


@contextmanager
def _server(*, wanted: bool) -> Iterator[PostgresServer | None]:
    server = PostgresServer() if wanted else None
    try:
        yield server
    finally:
        if server is not None:
            server.stop()


@click.command()
@click.option("--rounds", default=60, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--database", help="Address of an empty PostgreSQL database; otherwise a SQLite file.")
@click.option(
    "--postgres", is_flag=True, help="Start a PostgreSQL server, and kill it too in every third round."
)
@click.option("--bot", type=click.Choice(["frontdesk", *OTHERS]), default="frontdesk", show_default=True)
@click.option(
    "--uptime", nargs=2, type=float, default=UPTIME_S, show_default=True, help="Seconds after the first poll."
)
@click.option("--pushed", is_flag=True, help="Let the sandbox call the service instead of being asked.")
@click.option("--keep", type=click.Path(path_type=Path), help="Leave database and log in this folder.")
def main(
    *,
    rounds: int,
    seed: int,
    database: str | None,
    postgres: bool,
    bot: str,
    uptime: tuple[float, float],
    pushed: bool,
    keep: Path | None,
) -> None:
    """Kill a bot again and again under load, let it finish once, and count what was lost."""
    with (
        tempfile.TemporaryDirectory(prefix="frontdesk-crash-") as temporary,
        _server(wanted=postgres) as server,
    ):
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if bot != "frontdesk":
            run, echoes = asyncio.run(kill_other(bot, rounds, seed, folder, uptime))
            click.echo(json.dumps(run.as_dict() | asdict(echoes), indent=1))
            return
        url = server.make() if server else database
        run, found = asyncio.run(kill_frontdesk(rounds, seed, folder, url, uptime, server, pushed=pushed))
        click.echo(json.dumps(run.as_dict() | found.as_dict(), indent=1))
        problems = found.problems(len(run.in_flight))
        if run.ended_by_itself:
            problems.append(f"the service ended by itself {run.ended_by_itself} times")
        if problems:
            raise click.ClickException("; ".join(problems))


if __name__ == "__main__":
    main()
