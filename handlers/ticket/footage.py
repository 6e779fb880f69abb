"""What a ticket remembers of the camera footage it needs: by when it is overwritten, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from handlers import calendar
from handlers.desk import Estate
from handlers.texts import Sentence, Value
from storage.commitments import TaskId
from storage.records import Ticket

_KEY = "footage"


class State(StrEnum):
    """What became of it; the value is also the key of its name in `[footage_states]`."""

    open = "open"
    missed = "missed"  # overwritten by its date, and nobody has said anything yet
    taken = "taken"
    none = "none"
    unneeded = "unneeded"

    @property
    def is_settled(self) -> bool:
        """Tell whether a person has said what became of it."""
        return self in (State.taken, State.none, State.unneeded)


@dataclass(frozen=True, slots=True)
class Footage:
    """The task about it, why it is needed, when it happened, and until when the cameras keep it."""

    task: TaskId
    sort: str
    happened: datetime
    until: datetime
    state: State = State.open

    @classmethod
    def of(cls, ticket: Ticket) -> Self | None:
        """Read what a ticket remembers; None: it needs none."""
        kept = ticket.data.get(_KEY)
        if kept is None:
            return None
        happened, until = (datetime.fromisoformat(kept[name]) for name in ("happened", "until"))
        return cls(TaskId(kept["task"]), kept["sort"], happened, until, State(kept["state"]))

    def kept_in(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of a ticket with this in it."""
        kept = {
            "task": self.task,
            "sort": self.sort,
            "happened": self.happened.isoformat(),
            "until": self.until.isoformat(),
            "state": self.state.value,
        }
        return {**data, _KEY: kept}


def in_short(estate: Estate, ticket: Ticket) -> Value:
    """Say how it stands, for a line of a card or a file; nothing where none is needed."""
    found = Footage.of(ticket)
    if found is None:
        return ""
    until = calendar.spoken(estate, found.until, None)
    return Sentence(f"footage_states.{found.state.value}", until=until)
