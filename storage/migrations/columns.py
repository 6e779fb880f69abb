"""Columns and indexes as migrations write them down."""

import sqlalchemy as sa
from alembic import op


def id_() -> sa.Column[int]:
    """Return a column with an id that is never given out twice."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, nullable=False, autoincrement=True)


def text(name: str) -> sa.Column[str]:
    """Return a column with a text."""
    return sa.Column(name, sa.Text(), nullable=False)


def maybe_text(name: str) -> sa.Column[str]:
    """Return a column with a text that may be missing."""
    return sa.Column(name, sa.Text())


def number(name: str) -> sa.Column[int]:
    """Return a column with a number."""
    return sa.Column(name, sa.Integer(), nullable=False)


def maybe_number(name: str) -> sa.Column[int]:
    """Return a column with a number that may be missing."""
    return sa.Column(name, sa.Integer())


def count(name: str) -> sa.Column[int]:
    """Return a column with a number that begins with 0."""
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))


def maybe_id(name: str) -> sa.Column[int]:
    """Return a column with a reference that may be missing."""
    return sa.Column(name, sa.BigInteger())


def big(name: str) -> sa.Column[int]:
    """Return a column with a key of our own making."""
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)


def small(name: str) -> sa.Column[int]:
    """Return a column with a small number."""
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """Return a column with yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def at(name: str) -> sa.Column[object]:
    """Return a column with a moment."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def maybe_at(name: str) -> sa.Column[object]:
    """Return a column with a moment that may be missing."""
    return sa.Column(name, sa.DateTime(timezone=True))


def partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    """Make an index of the rows that meet a condition."""
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
