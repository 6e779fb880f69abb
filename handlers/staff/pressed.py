"""What is known of a press of one of the staff, before it is known what it causes."""

from dataclasses import dataclass

from handlers.desk import Estate, StaffMember
from handlers.messages import Incoming
from handlers.ticket.actions import Action
from storage.records import Ticket


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under something about a ticket, and who of its estate's roster pressed it."""

    ticket: Ticket
    member: StaffMember
    incoming: Incoming
    action: Action
    arg: str

    @property
    def chat(self) -> str:
        """Return where it was pressed, and where its question goes."""
        return self.incoming.chat


@dataclass(frozen=True, slots=True)
class PressedList:
    """A button of an estate about no single ticket, and who of its roster pressed it.

    `ticket` is that of the line, where it is a list.
    """

    estate: Estate
    member: StaffMember
    incoming: Incoming
    action: Action
    ticket: Ticket | None
    arg: str
