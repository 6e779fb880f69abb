"""Where a database is, said without its password."""

from pathlib import Path
from urllib.parse import urlsplit

_SQLITE = "sqlite:///"


def sqlite_file(database: str) -> Path | None:
    """Return the file of a SQLite database, None for another kind."""
    return Path(database.removeprefix(_SQLITE)) if database.startswith(_SQLITE) else None


def spoken(database: str) -> str:
    """Name a database for an operator: the file, or host and name."""
    file = sqlite_file(database)
    if file is not None:
        return str(file)
    parts = urlsplit(database)
    return f"{parts.hostname or 'localhost'}{parts.path}"
