"""What one of the staff asks the desk by a word or a command, and how it is answered."""

from dataclasses import dataclass, replace

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Incoming, Outgoing
from handlers.texts import Texts
from storage.records import Priority, Ticket
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of `handlers.staff.words`, and who said it where.

    `ticket` is the one that was named or replied to, if any; `others` its number may have meant too; `rest`
    is what followed the word and the number.
    """

    estate: Estate
    member: StaffMember
    incoming: Incoming
    rest: str = ""
    ticket: Ticket | None = None
    others: tuple[Ticket, ...] = ()

    def texts(self, desk: Desk, work: Work) -> Texts:
        """Return the texts for whoever reads the answer."""
        return languages.of_staff_chat(desk, work, self.incoming.chat)


def answer(
    work: Work, asked: Asked, outgoing: Outgoing, *, ticket: Ticket | None = None, role: str | None = None
) -> None:
    """Say something as a reply to what was asked, once; a reply to an answer with a ticket is about that."""
    speak.say(
        work,
        key=f"asked:{asked.incoming.key}:{asked.estate.key}",
        channel=asked.incoming.channel,
        chat=asked.incoming.chat,
        outgoing=replace(outgoing, reply_to=asked.incoming.message),
        ticket=ticket.id if ticket else None,
        priority=Priority.receipt,
        role=role,
    )
