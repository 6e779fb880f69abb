"""What the raw tables of a month say: tickets, journal and files, read once, in plain SQL and no code of ours."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.virtual import ledger
from tests.virtual.lived import Lived

ENDED = frozenset({"closed", "withdrawn", "merged", "declined"})
HELD = frozenset({"claimed", "investigating", "planned", "working", "waiting_owner", "waiting_other"})
ANSWER, CLOSE = "answer", "close"
REOPENS = frozenset({"reopen", "reopen_unassigned"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the journal, and what the rows before it and up to it say the ticket is.

    `about`: the users that it was about by then, as far as the journal says.
    """

    ticket: int
    at: datetime
    code: str
    actor: str
    facts: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rows:
    """All of it."""

    tickets: Mapping[int, Mapping[str, Any]]
    journal: Mapping[int, list[Row]]
    files: Mapping[int, Mapping[str, Any]]
    timers: frozenset[tuple[str, str]]
    to_phone: frozenset[int]

    def numbers(self) -> dict[str, int]:
        """Return which ticket has which number."""
        return {str(one["number"]): id_ for id_, one in self.tickets.items()}


def of(lived: Lived) -> Rows:
    """Read them."""
    return _read(lived.file)


@cache
def _read(file: Path) -> Rows:
    found = ledger.rows(file, "SELECT * FROM tickets ORDER BY id")
    tickets = {one["id"]: {**one, "data": json.loads(one["data"])} for one in found}
    journal: defaultdict[int, list[Row]] = defaultdict(list)
    known: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    about: dict[int, frozenset[str]] = {}
    rows = ledger.rows(file, "SELECT * FROM journal WHERE ticket IS NOT NULL ORDER BY seq")
    confided_later = {row["ticket"] for row in rows if row["code"] == "confided"}
    for row in rows:
        facts, ticket = json.loads(row["facts"]), row["ticket"]
        before = known[ticket]
        if ticket not in about:  # what no row tells was so from the first
            first = {} if ticket in confided_later else tickets[ticket]["data"].get("confided") or {}
            about[ticket] = frozenset(first.get("about", ()))
        if row["code"] == "confided":
            about[ticket] = frozenset((facts.get("about") or "").split())
        known[ticket] = before | {
            key.removeprefix("now_"): facts[key] for key in facts if key.startswith("now_")
        }
        at = ledger.moment(row["at"])
        journal[ticket].append(
            Row(ticket, at, row["code"], row["actor"], facts, before, known[ticket], about[ticket])
        )
    files = {one["ticket"]: one for one in ledger.rows(file, "SELECT * FROM complaints")}
    waiting = ledger.rows(file, "SELECT kind, entity FROM timers WHERE state = 'waiting'")
    calls = ledger.rows(file, "SELECT ticket FROM tasks WHERE state = 'open' AND kind = 'revisit'")
    return Rows(
        tickets,
        journal,
        files,
        frozenset((one["kind"], one["entity"]) for one in waiting),
        frozenset(one["ticket"] for one in calls),
    )
