"""Conditions that partial indexes are made with and queries must repeat word for word."""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, literal_column


def one_of(column: ColumnElement[Any], *words: str) -> ColumnElement[bool]:
    """Return a condition with its words written out: only then can a partial index serve it."""
    return column.in_([literal_column(f"'{word}'") for word in words])


def is_head(table: Table) -> ColumnElement[bool]:
    """Return the condition for the first unfinished row of a lane."""
    return table.c.head == literal_column("1")


def is_ready(table: Table) -> ColumnElement[bool]:
    """Return the condition for a row that could be claimed now, were it not for waits."""
    return and_(is_head(table), one_of(table.c.state, "todo"))


def is_pending(table: Table) -> ColumnElement[bool]:
    """Return the condition for words that belong to no ticket yet."""
    return table.c.pending == literal_column("true")


def says_something(table: Table) -> ColumnElement[bool]:
    """Return the condition for a message of its own; an edit changes one."""
    return one_of(table.c.klass, "must_arrive", "at_most_once")


def may_be_joined(table: Table) -> ColumnElement[bool]:
    """Return the condition for a new card that waits and is no emergency: several make one message."""
    is_card = table.c.role == literal_column("'card'")
    return and_(is_ready(table), is_card, says_something(table), table.c.priority == literal_column("1"))
