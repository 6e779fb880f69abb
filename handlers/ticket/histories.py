"""What the journal tells of a ticket, read again: where it stands, who has it, what it is held to be.

Every row of a ticket that changes one of `TOLD` says the new value, so that the rows alone rebuild it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from handlers.ticket.lifecycle import Move, Step, after
from storage.records import JournalRow, Ticket, TicketId

RECEIVED = "received"
# What a journal may keep for ever: codes, numbers and users of the staff channel, nothing of an owner.
TOLD = (
    "assignee",
    "receiver",
    "team",
    "kind",
    "category",
    "topic",
    "urgency",
    "alarm",
    "severity",
    "rating",
    "reopened",
)
Fact = str | int | None
_NOW = "now_"
_MOVES = frozenset(Move)


@dataclass(frozen=True, slots=True)
class Retold:
    """A ticket as its rows tell it; None as `step`: they never received it.

    `facts` are those of `TOLD` that they say; rows of earlier versions say fewer.
    """

    step: Step | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


def at_first(ticket: Ticket) -> dict[str, Fact]:
    """Return what the row says that receives a ticket."""
    return {f"{_NOW}{name}": getattr(ticket, name) for name in TOLD}


def difference(before: Ticket, now: Ticket) -> dict[str, Fact]:
    """Return what a row says of a change."""
    return {key: value for key, value in at_first(now).items() if value != getattr(before, key[len(_NOW) :])}


def retold(rows: Iterable[JournalRow]) -> Retold:
    """Rebuild a ticket from its rows, oldest first; a row that cannot be is passed over."""
    told = Retold()
    for row in rows:
        told = told if _fault(told, row) else _after(told, row)
    return told


def _after(told: Retold, row: JournalRow) -> Retold:
    facts = {key.removeprefix(_NOW): value for key, value in row.facts.items() if key.startswith(_NOW)}
    told = replace(told, facts={**told.facts, **facts}) if facts else told
    if row.code == RECEIVED:
        return replace(told, step=Step.received)
    if row.code in _MOVES and told.step is not None:
        return replace(told, step=after(told.step, Move(row.code)))
    return told


def _fault(told: Retold, row: JournalRow) -> str | None:
    if row.code == RECEIVED:
        return "receives a ticket again" if told.step else None
    if row.code not in _MOVES or told.step is None or after(told.step, Move(row.code)):
        return None
    return f"says {row.code} of a ticket that is {told.step.value}"


class Histories:
    """An estate's tickets as its journal tells them, row by row."""

    def __init__(self) -> None:
        self._told: dict[TicketId, Retold] = {}
        self._problems: list[str] = []

    def read(self, row: JournalRow) -> None:
        """Follow one row; they come in their order."""
        if row.ticket is None:
            return
        told = self._told.get(row.ticket, Retold())
        fault = _fault(told, row)
        if fault is not None:
            self._problems.append(f"journal {row.estate}: row {row.seq} {fault}")
        else:
            self._told[row.ticket] = _after(told, row)

    def problems(self, tickets: Iterator[Ticket]) -> Iterator[str]:
        """Give a sentence for each row that cannot be, and for each ticket that is not what they say."""
        yield from self._problems
        for ticket in tickets:
            told = self._told.get(ticket.id, Retold())
            for what in _differences(told, ticket):
                yield f"ticket {ticket.estate} {ticket.number}: {what}"


def _differences(told: Retold, ticket: Ticket) -> Iterator[str]:
    if told.step is None:
        yield "the journal never received it"
        return
    if told.step.value != ticket.step:
        yield f"it is {ticket.step}, and the journal makes it {told.step.value}"
    for name, value in told.facts.items():
        if name in TOLD and value != getattr(ticket, name):
            yield f"its {name} is {getattr(ticket, name)}, and the journal makes it {value}"
