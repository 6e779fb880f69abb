"""What all tests share: real databases, cloned from a migrated template, and clocks that tests move."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.judging import Judging
from storage.database import Database, migrate
from tests.postgres_server import PostgresServer

# Where tests may need a PostgreSQL server; `make test-postgres` looks nowhere else.
ON_POSTGRES = {"bot", "handlers", "races", "scenarios", "storage"}
APART = {"bench", "crash", "chaos", "replicas"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that would be run nowhere."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if item.get_closest_marker("postgres") and folder not in ON_POSTGRES | APART:
            raise pytest.UsageError(
                f"{item.nodeid} is on PostgreSQL: name its folder here and in the Makefile"
            )


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture(scope="session")
def judging() -> Judging:
    """One classifier for all, loaded by now: nobody in a test waits for it with a limit of their own."""
    judging = Judging()
    judging.judge("在吗")
    return judging


@pytest.fixture
def business_clock() -> Clock:
    """Ten o'clock on a Monday morning in Shanghai."""
    return Clock(datetime(2026, 11, 23, 2, tzinfo=UTC))


@pytest.fixture
def machine_clock() -> Clock:
    return Clock(datetime(2026, 1, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file; copying it is quicker than migrating."""
    file = tmp_path_factory.mktemp("template") / "desk.db"
    migrate(f"sqlite:///{file}", create=True)
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    try:
        server.make_migrated(migrate)
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    return postgres_server.emptied()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database of this version: each test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str, business_clock: Clock, machine_clock: Clock) -> Iterator[Database]:
    """A fresh database whose two clocks the test moves."""
    database = Database.open(database_url, now=business_clock, machine_now=machine_clock)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_url: str, business_clock: Clock, machine_clock: Clock) -> Iterator[Database]:
    """The same, for what only SQLite does."""
    database = Database.open(sqlite_url, now=business_clock, machine_now=machine_clock)
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres_url: str, business_clock: Clock, machine_clock: Clock) -> Iterator[Database]:
    """The same, for what only PostgreSQL does; tests that take it carry the mark `postgres`."""
    database = Database.open(postgres_url, now=business_clock, machine_now=machine_clock)
    yield database
    database.close()
