"""Column types that mean the same on both databases, and the one way text and JSON enter them."""

import json
import re
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, SmallInteger, Text
from sqlalchemy.types import TypeDecorator

Named = TypeVar("Named", bound=StrEnum)
Numbered = TypeVar("Numbered", bound=IntEnum)

# AUTOINCREMENT in SQLite needs exactly INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")

_UNFIT = re.compile("[\0\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Replace NUL and lone surrogates, which no database keeps, by U+FFFD; join surrogate pairs."""
    if _UNFIT.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def dump_json(value: Any) -> str:
    """Write JSON in pure ASCII: whatever a chat sent, both databases keep it."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def load_json(text: str) -> Any:
    """Read what `dump_json` wrote, lone surrogates and all."""
    return json.loads(text)


class CleanText(TypeDecorator[str]):
    """Text that both databases accept, whatever was typed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean_text(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC; SQLite would return it naive. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AsciiJson(TypeDecorator[Any]):
    """JSON in TEXT: JSONB refuses NUL, and both databases refuse lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else dump_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else load_json(value)


class EnumText(TypeDecorator[Named]):
    """A member of a StrEnum, kept by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Named]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Named | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Named | None:  # noqa: ARG002
        return None if value is None else self.kind(value)


class EnumNumber(TypeDecorator[Numbered]):
    """A member of an IntEnum, kept by its value, so that rows sort by it."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, kind: type[Numbered]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Numbered | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: int | None, dialect: Dialect) -> Numbered | None:  # noqa: ARG002
        return None if value is None else self.kind(value)
