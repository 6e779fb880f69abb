"""Days and estates as an operator names them."""

from collections.abc import Mapping
from datetime import date

from bot.commands.failures import WRONG, CommandFailed
from handlers.desk import Estate

_FIRST = date(2000, 1, 1)  # before any desk


def day_of(written: str) -> date:
    """Read a day, such as 2026-11-23."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = date.min
    if found < _FIRST:
        raise CommandFailed(f"{written} is no day of a desk: write it as in 2026-11-23", WRONG)
    return found


def chosen(estates: Mapping[str, Estate], key: str | None) -> list[Estate]:
    """Return the estate with this key, or every one."""
    if key is not None and key not in estates:
        raise CommandFailed(f"there is no estate {key}: write one of {', '.join(estates)}", WRONG)
    return list(estates.values()) if key is None else [estates[key]]
