"""Statements that both databases understand, built once: inserts that meet a row, and rows as records."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.work import Work

Record = TypeVar("Record")


class Insert:
    """`INSERT … ON CONFLICT … RETURNING`: the one way to find out that a row is there already.

    Without `update` a row that is there stays as it is, and `run` returns None. `update` names the columns
    that then take the new values; `computed` those that take an expression. `values` are expressions
    for columns that are not given to `run`.
    """

    def __init__(
        self,
        table: Table,
        *,
        on: Sequence[str],
        returning: Sequence[ColumnElement[Any]],
        update: Sequence[str] = (),
        computed: Mapping[str, ColumnElement[Any]] | None = None,
        values: Mapping[str, ColumnElement[Any]] | None = None,
    ) -> None:
        lite, big = sqlite.insert(table), postgresql.insert(table)
        if values:
            lite, big = lite.values(dict(values)), big.values(dict(values))
        if update or computed:
            more = dict(computed or {})
            lite = lite.on_conflict_do_update(
                index_elements=on, set_={name: lite.excluded[name] for name in update} | more
            )
            big = big.on_conflict_do_update(
                index_elements=on, set_={name: big.excluded[name] for name in update} | more
            )
        else:
            lite = lite.on_conflict_do_nothing(index_elements=on)
            big = big.on_conflict_do_nothing(index_elements=on)
        self._lite = lite.returning(*returning)
        self._big = big.returning(*returning)

    def run(self, work: Work, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Insert; return the row that is now there, or None when one was there and stays."""
        statement = self._lite if work.is_sqlite else self._big
        return work.connection.execute(statement, dict(values)).first()


def columns_of(table: Table, record: type[Any]) -> list[ColumnElement[Any]]:
    """Return the table's columns in the order of the record's fields."""
    return [table.c[field.name] for field in fields(record)]


def values_of(record: Any) -> dict[str, Any]:
    """Return a record's fields by name; `asdict` would copy whatever is in them."""
    return {name: getattr(record, name) for name in record.__slots__}


def first_as(record: type[Record], rows: Any) -> Record | None:
    """Return the first row as a record, if there is one."""
    row = rows.first()
    return None if row is None else record(*row)


def all_as(record: type[Record], rows: Any) -> list[Record]:
    """Return every row as a record."""
    return [record(*row) for row in rows]
