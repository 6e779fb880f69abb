"""What the tables of the schema are made of."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Index, MetaData, Table

from storage.types import BigId, CleanText

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *columns: Any) -> Table:
    """Build a table whose key is what its rows are about."""
    return Table(name, metadata, *columns)


def numbered(name: str, *columns: Any) -> Table:
    """Build a table whose ids are never given out twice."""
    number = Column("id", BigId, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, *columns, sqlite_autoincrement=True)


def words(name: str) -> Column[str]:
    """Build a column with a text."""
    return Column(name, CleanText, nullable=False)


def maybe(name: str) -> Column[str | None]:
    """Build a column with a text that may be missing."""
    return Column(name, CleanText)


def partial(
    name: str, *columns: ColumnElement[Any], where: ColumnElement[bool], unique: bool = False
) -> None:
    """Make an index of the rows that meet a condition."""
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
