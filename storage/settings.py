"""Small facts that the service keeps about itself, by name."""

from sqlalchemy import bindparam, select

from storage.schema import settings as table
from storage.statements import Insert
from storage.work import Work

_PUT = Insert(table, on=["name"], update=["value"], returning=[table.c.name])
_GET = select(table.c.value).where(table.c.name == bindparam("of_name"))


def get(work: Work, name: str) -> str | None:
    """Return what was put under this name last."""
    found: str | None = work.connection.scalar(_GET, {"of_name": name})
    return found


def put(work: Work, name: str, value: str) -> None:
    """Keep a value under this name."""
    _PUT.run(work, {"name": name, "value": value})
