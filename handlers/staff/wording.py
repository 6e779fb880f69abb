"""Small facts in a row, as lists for staff show them."""

from collections.abc import Iterable
from functools import reduce

from handlers.texts import Sentence, Value


def in_a_row(facts: Iterable[Value]) -> Value:
    """Say facts one after the other in a line: 待接 · 还有35分钟; without any, nothing."""
    first, *others = [*facts] or [""]
    return reduce(_and, others, first)


def _and(before: Value, more: Value) -> Value:
    return Sentence("staff.and", before=before, more=more)
