"""What the database says at the end, in plain SQL: nothing of the service's own code vouches for itself here."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def rows(file: Path, query: str) -> list[Mapping[str, Any]]:
    """Return the rows of one query, as mappings."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


def states(file: Path, table: str) -> dict[str, int]:
    """Return how many rows of a table are in which state."""
    found = rows(file, f"SELECT state, count(*) AS n FROM {table} GROUP BY state")
    return {row["state"]: row["n"] for row in found}


def moment(stored: str) -> datetime:
    """Read a moment as the database keeps it."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
