"""Kill replicas on one PostgreSQL again and again under load, and count: python -m tests.replicas.rig --help."""

import asyncio
import json
import tempfile
from pathlib import Path

import click

from tests.postgres_server import PostgresServer
from tests.replicas.ordeal import Mode, suffer


@click.command()
@click.option("--kills", default=100, show_default=True, help="Deaths of replicas.")
@click.option("--server-kills", default=20, show_default=True, help="Deaths of the database's server.")
@click.option("--mode", type=click.Choice(["webhook", "polling"]), default="webhook", show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--rate", default=10.0, show_default=True, help="What people do in a second.")
@click.option("--keep", type=click.Path(path_type=Path), help="Leave the log in this folder.")
def main(kills: int, server_kills: int, mode: Mode, seed: int, rate: float, keep: Path | None) -> None:
    """Kill replicas again and again under load, let them finish once, and count what was lost."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-replicas-") as temporary:
        folder, server = keep or Path(temporary), PostgresServer()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            run, ordeal, found = asyncio.run(suffer(kills, server_kills, seed, folder, mode, server, rate))
        finally:
            server.stop()
    click.echo(json.dumps(run.as_dict() | found.as_dict() | ordeal.as_dict(), indent=1))
    problems = found.problems(len(run.in_flight)) + ordeal.problems()
    if run.ended_by_itself:
        problems.append(f"replicas ended by themselves {run.ended_by_itself} times")
    if problems:
        raise click.ClickException("; ".join(problems))


if __name__ == "__main__":
    main()
