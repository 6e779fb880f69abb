"""Whether tickets are what their journal says: received once, and moved by nothing but its rows."""

from collections.abc import Iterator

from handlers.ticket.lifecycle import Move, Step, after
from storage.records import JournalRow, Ticket, TicketId

RECEIVED = "received"
_MOVES = frozenset(Move)


class Histories:
    """The steps of an estate's tickets as its journal tells them, row by row."""

    def __init__(self) -> None:
        self._steps: dict[TicketId, Step] = {}
        self._problems: list[str] = []

    def read(self, row: JournalRow) -> None:
        """Follow one row; they come in their order."""
        if row.ticket is None:
            return
        if row.code == RECEIVED:
            if row.ticket in self._steps:
                self._problems.append(f"journal {row.estate}: row {row.seq} receives a ticket again")
            self._steps.setdefault(row.ticket, Step.received)
        elif row.code in _MOVES and row.ticket in self._steps:
            before, move = self._steps[row.ticket], Move(row.code)
            step = after(before, move)
            if step is None:
                told = f"row {row.seq} says {move.value} of a ticket that is {before.value}"
                self._problems.append(f"journal {row.estate}: {told}")
            self._steps[row.ticket] = step or before

    def problems(self, tickets: Iterator[Ticket]) -> Iterator[str]:
        """Give a sentence for each row that cannot be, and for each ticket that is not what they say."""
        yield from self._problems
        for ticket in tickets:
            step = self._steps.get(ticket.id)
            if step is None:
                yield f"ticket {ticket.estate} {ticket.number}: the journal never received it"
            elif step.value != ticket.step:
                told = f"it is {ticket.step}, and the journal makes it {step.value}"
                yield f"ticket {ticket.estate} {ticket.number}: {told}"
