"""A migration that is killed with -9 leaves the old schema or the new one, whole, and every row as it was.

`MIGRATION_KILLS=200 pytest tests/storage/test_migration_killed.py` kills more often.
"""

import json
import multiprocessing
import os
import random
import shutil
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import Boolean, DateTime, Float, Integer, MetaData, create_engine, inspect, select, text

from storage import migrations
from storage.database import Database, migrate
from storage.schema import REVISIONS
from tests.storage.test_migrations import at_version

KILLS = int(os.environ.get("MIGRATION_KILLS", "4"))
ROWS = 80
OLD, NEW = REVISIONS[0], REVISIONS[-1]
SERVERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def engine_of(url):
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def tables_of(connection):
    known = MetaData()
    known.reflect(connection)
    return {name: table for name, table in known.tables.items() if name != "alembic_version"}


def value(column, n):
    """Return something that fits a column and is another one in each row."""
    match column.type:
        case Boolean():
            return n % 2 == 0
        case Integer():
            return n
        case Float():
            return n / 7
        case DateTime():
            return datetime(2026, 1, 1, tzinfo=UTC) if column.type.timezone else datetime(2026, 1, 1)  # noqa: DTZ001
        case _:
            return json.dumps({"n": f"{column.name} {n} 漏水"}, ensure_ascii=False)


def fill(url):
    """Put rows into every table of the first version."""
    engine = engine_of(url)
    with engine.begin() as connection:
        for table in tables_of(connection).values():
            rows = [
                {column.name: value(column, n) for column in table.columns} for n in range(1000, 1000 + ROWS)
            ]
            connection.execute(table.insert(), rows)
    engine.dispose()


def found(url):
    """Return the revision, the columns and indexes, and all rows as the first version knows them."""
    engine = engine_of(url)
    with engine.connect() as connection:
        while not url.startswith("sqlite") and connection.scalar(SERVERS):
            time.sleep(0.01)  # the server still works for the one that was killed
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        look, tables = inspect(connection), tables_of(connection)
        shape = {
            name: (
                [(column.name, str(column.type), column.nullable) for column in table.columns],
                sorted(str(index["name"]) for index in look.get_indexes(name)),
            )
            for name, table in tables.items()
        }
        rows = {
            (name, column.name): connection.scalars(select(column).order_by(*table.primary_key)).all()
            for name, table in tables.items()
            for column in table.columns
        }
    engine.dispose()
    return revision, shape, rows


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_ones(request, tmp_path):
    """Give a way to a fresh copy of a database of the first version with rows in it."""
    if request.param == "sqlite":
        template = tmp_path / "old.db"
        template.touch()
        at_version(f"sqlite:///{template}", OLD)
        fill(f"sqlite:///{template}")
        yield lambda: f"sqlite:///{shutil.copy(template, tmp_path / 'desk.db')}"
        return
    server = request.getfixturevalue("postgres_server")
    made = []

    def another():
        made.append(server.make())
        at_version(made[-1], OLD)
        fill(made[-1])
        return made[-1]

    yield another
    for url in made:
        server.drop(url)


def test_a_killed_migration_leaves_one_schema_whole_and_every_row(old_ones):
    spawning = multiprocessing.get_context("forkserver")
    spawning.set_forkserver_preload(["storage.database", migrations.__name__, "alembic.command"])

    def begun(url):
        process = spawning.Process(target=migrate, args=(url,))
        process.start()
        return process

    url = old_ones()
    before = found(url)
    begun(url).join()  # the first one also waits for what every other finds loaded
    url, start = old_ones(), time.monotonic()
    begun(url).join()
    lasts, after = time.monotonic() - start, found(url)
    assert (before[0], after[0]) == (OLD, NEW)
    old_columns = before[2].keys()
    seen = Counter()
    for _ in range(KILLS):
        url = old_ones()
        process = begun(url)
        time.sleep(random.uniform(0, 1.3 * lasts))
        process.kill()
        process.join()
        revision, shape, rows = found(url)
        seen[revision] += 1
        assert shape == (before if revision == OLD else after)[1]
        assert revision in (OLD, NEW)
        assert {name: rows[name] for name in old_columns} == before[2]
        assert migrate(url) == (revision, NEW)
        Database.open(url).close()
    print(f"killed {KILLS} times around {lasts * 1000:.0f} ms: {dict(seen)}")
