"""One thing that was looked at, and what to do where it is not well."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is."""

    ok = "ok"
    warning = "warning"
    wrong = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in a sentence for the operator; `mend` is empty where there is nothing to do."""

    check: str
    state: State
    says: str
    mend: str = ""


def ok(check: str, says: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(check, State.ok, says)


def warning(check: str, says: str, mend: str) -> Finding:
    """Return that something works, but not well."""
    return Finding(check, State.warning, says, mend)


def wrong(check: str, says: str, mend: str) -> Finding:
    """Return that something does not work."""
    return Finding(check, State.wrong, says, mend)
