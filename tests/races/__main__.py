"""Let three processes race for claims: python -m tests.races --claims 100000 --database postgres."""

import sys
import tempfile
import time
from pathlib import Path

import click

from storage import journal
from storage.database import Database, migrate
from tests.postgres_server import PostgresServer
from tests.races import race
from tests.simulate.estate import KEY


@click.command()
@click.option("--claims", default=100_000, show_default=True)
@click.option("--database", type=click.Choice(["postgres", "sqlite"]), default="postgres", show_default=True)
def main(claims: int, database: str) -> None:
    """Exit 1 when a ticket has not one winner whom the other was told."""
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            sys.exit(1 if raced(f"sqlite:///{folder}/races.db", Path(folder), claims) else 0)
        server = PostgresServer()
        try:
            server.make_migrated(migrate)
            broken = raced(server.emptied(), Path(folder), claims)
        finally:
            server.stop()
    sys.exit(1 if broken else 0)


def raced(url: str, folder: Path, claims: int) -> list[str]:
    """Race, print the figures, and return what is wrong."""
    which = race.lay_out(url, claims)
    began = time.monotonic()
    attempts = race.run(url, folder, which)
    took = time.monotonic() - began
    found = list(race.wrong(url, which, attempts))
    looking = Database.open(url)
    try:
        found += looking.read_now(lambda work: journal.verify(work, KEY))
    finally:
        looking.close()
    won = {user: sum(attempt.won for attempt in attempts if attempt.user == user) for user in race.RACERS}
    met = sum(attempt.stale for attempt in attempts)
    print(f"{claims} claims, {len(found)} wrong; won {won}, {met} met in the middle; {took:.0f} s")
    print("\n".join(found[:20]))
    return found


if __name__ == "__main__":
    main()
