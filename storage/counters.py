"""Numbers without gaps: a number is taken when its unit commits, and given back when it does not."""

from sqlalchemy import bindparam, select

from storage.schema import counters as table
from storage.statements import Insert
from storage.work import Work

_NEXT = Insert(table, on=["name"], computed={"n": table.c.n + 1}, returning=[table.c.n])
_LAST = select(table.c.n).where(table.c.name == bindparam("of_name"))


def next(work: Work, name: str) -> int:  # noqa: A001 - read as counters.next
    """Return 1, 2, 3 … for a name; two units never get the same."""
    row = _NEXT.run(work, {"name": name, "n": 1})
    assert row is not None, "an insert that updates always returns its row"
    number: int = row[0]
    return number


def last(work: Work, name: str) -> int:
    """Return the last number that `next` gave for a name; 0: none yet."""
    found: int | None = work.connection.scalar(_LAST, {"of_name": name})
    return found or 0
