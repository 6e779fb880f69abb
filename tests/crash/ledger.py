"""What the database says, asked in plain SQL: nothing of the service's own code vouches for itself here."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

_A_MOMENT = timedelta(seconds=3)
_JOURNAL_FILES = ("", "-wal")


def engine_for(url: str) -> Engine:
    """Return an engine that keeps no connection open behind the service's back."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)


def in_flight(url: str, scratch: Path) -> set[tuple[int, int]]:
    """Return the messages that were on their way when the service died, as (row, which attempt).

    What the service left is not touched: on SQLite a copy is looked at.
    """
    if url.startswith("sqlite"):
        url = _copied(url, scratch)
    found = rows(url, "SELECT id, attempts FROM outbox WHERE state = 'sending'")
    return {(row["id"], row["attempts"]) for row in found}


def rows(url: str, query: str) -> list[Mapping[str, Any]]:
    """Return the rows of one query."""
    with engine_for(url).connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def drained(url: str) -> bool:
    """Tell whether nothing waits: no update, no message, no timer that is due in a moment."""
    waiting = rows(
        url,
        "SELECT (SELECT count(*) FROM inbox WHERE state IN ('todo', 'doing'))"
        " + (SELECT count(*) FROM outbox WHERE state IN ('todo', 'sending')) AS n",
    )
    (next_timer,) = rows(url, "SELECT min(due) AS due FROM timers WHERE state = 'waiting'")
    return waiting[0]["n"] == 0 and not _is_soon(next_timer["due"])


def _is_soon(due: Any) -> bool:
    if due is None:
        return False
    moment = datetime.fromisoformat(due) if isinstance(due, str) else due
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware < datetime.now(UTC) + _A_MOMENT


def states(url: str, table: str) -> Counter[str]:
    """Return how many rows of a table are in which state."""
    found = rows(url, f"SELECT state, count(*) AS n FROM {table} GROUP BY state")
    return Counter({row["state"]: row["n"] for row in found})


def outgoing(url: str) -> list[tuple[str, str, str, str, bool]]:
    """Return chat, words, class and state of every row of the outbox that is a text; True: an emergency."""
    found = rows(url, "SELECT chat, body, klass, state, priority = 0 AS emergency FROM outbox ORDER BY id")
    return [
        (
            row["chat"],
            str(json.loads(row["body"])["text"]).strip(),
            row["klass"],
            row["state"],
            bool(row["emergency"]),
        )
        for row in found
    ]


def _copied(url: str, scratch: Path) -> str:
    file = Path(url.removeprefix("sqlite:///"))
    for ending in _JOURNAL_FILES:
        source, copy = Path(f"{file}{ending}"), Path(f"{scratch}/copy.db{ending}")
        copy.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, copy)
    Path(f"{scratch}/copy.db-shm").unlink(missing_ok=True)
    return f"sqlite:///{scratch}/copy.db"
