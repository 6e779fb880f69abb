"""Copies of PostgreSQL databases by the programs that come with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage import engines
from storage.condition import is_served
from storage.copies import (
    COUNT_WAITING,
    HOLD,
    Contents,
    Restored,
    draft_beside,
    free_name,
    put_in_place,
    refuse_newer,
)
from storage.errors import BackupRefused, DatabaseInUse, SchemaTooOld
from storage.opening import revision

_MAGIC = b"PGDMP"


def copied(url: URL, draft: Path) -> Contents:
    """Dump the database into the draft; what is counted is what is dumped."""
    engine = engines.reader(url, busy_timeout_s=5)
    try:
        with engine.connect() as connection:
            schema = revision(connection)
            if schema is None:
                raise SchemaTooOld(f"{engines.place(url)} is empty: there is nothing to copy")
            contents = Contents(schema, _count(connection, "tickets"), _count(connection, "messages"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            _run(url, "pg_dump", [*words, f"--file={draft}"])
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()
    _listed(draft)
    return contents


def restored(url: URL, file: Path, at: datetime) -> Restored:
    """Put the copy in the place of all tables, with what waited held back, in one transaction."""
    _listed(file)
    schema = _schema_of(file)
    refuse_newer(file, schema)
    if is_served(url.render_as_string(hide_password=False)):
        raise DatabaseInUse(f"{engines.place(url)} is in use by another frontdesk: stop it first")
    tables = _tables(url)
    aside = _set_aside(url, file, at) if tables else None
    with tempfile.TemporaryDirectory(dir=file.absolute().parent) as folder:
        script = Path(folder) / "copy.sql"
        _run(None, "pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(file)])
        said = _run(url, "psql", _replacing(tables, script))
    return Restored(_contents(url, schema), _held(said), aside)


def _replacing(tables: Sequence[str], script: Path) -> list[str]:
    """Return what psql does in one transaction: drop what is there, fill in the copy, hold what waited."""
    drop = [f"--command=DROP TABLE {', '.join(tables)} CASCADE"] if tables else []
    # The script leaves the session without a search path.
    after = ["SET search_path TO public", f"SELECT 'held', ({COUNT_WAITING})", *HOLD]
    return [
        *("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"),
        *("--single-transaction", *drop, f"--file={script}"),
        *(f"--command={statement}" for statement in after),
    ]


def _held(said: str) -> int:
    line = next(line for line in said.splitlines() if line.startswith("held|"))
    return int(line.partition("|")[2])


def _contents(url: URL, schema: str) -> Contents:
    engine = engines.reader(url, busy_timeout_s=5)
    try:
        with engine.connect() as connection:
            return Contents(schema, _count(connection, "tickets"), _count(connection, "messages"))
    finally:
        engine.dispose()


def _count(connection: Connection, table: str) -> int:
    return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - our own names


def _tables(url: URL) -> list[str]:
    engine = engines.reader(url, busy_timeout_s=5)
    try:
        with engine.connect() as connection:
            quoted = connection.dialect.identifier_preparer.quote
            return [quoted(name) for name in inspect(connection).get_table_names()]
    except DBAPIError as error:
        raise engines.trouble(error, url) or error from error
    finally:
        engine.dispose()


def _set_aside(url: URL, file: Path, at: datetime) -> Path:
    """Dump what is there beside the copy that is put back."""
    aside = free_name(file.with_name(f"{url.database}.dump"), at)
    with draft_beside(aside) as draft:
        _run(url, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={draft}"])
        put_in_place(draft, aside)
    return aside


def _listed(file: Path) -> None:
    """Raise where a file is no dump of ours, or cannot be read to its list of contents."""
    with file.open("rb") as content:
        if content.read(len(_MAGIC)) != _MAGIC:
            raise BackupRefused(f"{file} is no copy of a PostgreSQL database: look at the configuration")
    listed = _run(None, "pg_restore", ["--list", str(file)])
    if not all(f"TABLE DATA public {table} " in listed for table in ("alembic_version", "outbox", "tickets")):
        raise BackupRefused(f"{file} is no database of frontdesk")


def _schema_of(file: Path) -> str:
    rows = _run(None, "pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    lines = rows.splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("COPY "))
    return lines[begin + 1].strip()


def _run(url: URL | None, program: str, words: Sequence[str]) -> str:
    """Run a program of PostgreSQL; the password goes by the environment, where others cannot see it."""
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(
            f"{program} is not installed here: it comes with PostgreSQL"
            " (Debian: postgresql-client), of the server's version or a later one"
        )
    environ, where = dict(os.environ), []
    if url is not None:
        if url.password is not None:
            environ["PGPASSWORD"] = str(url.password)
        address = url.set(drivername="postgresql", password=None)
        where = ["--no-password", f"--dbname={address.render_as_string(hide_password=False)}"]
    command = [found, *words, *where]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)  # noqa: S603 - no shell
    if done.returncode:
        # Only the first line: the next ones may repeat what stands in rows.
        first = next(
            (line for line in done.stderr.splitlines() if "error" in line.lower()), "no reason given"
        )
        raise BackupRefused(f"{program} failed: {first.strip()[:200]}")
    return done.stdout
