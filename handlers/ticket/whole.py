"""The whole of words that groups read masked: for whoever has it, in their own chat."""

from collections.abc import Iterable

from handlers import languages, speak
from handlers.desk import Desk
from handlers.texts import Words
from handlers.ticket import calls, card, leading
from nlp.extract import SensitiveKind, sensitive
from storage import messages
from storage.records import Message, Ticket
from storage.work import Work

ROLE = "whole"
_AT_MOST = 3000


def give(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Send whoever has the ticket now what its words hide in the group, once each."""
    owners = [one for one in messages.of_ticket(work, ticket.id) if _is_owners(desk, ticket, one)]
    said = [ticket.words, *(messages.latest_words(work, one) for one in owners)]
    _say(desk, work, ticket, "words", said)


def pass_on(desk: Desk, work: Work, ticket: Ticket, message: Message, *, edit: str = "") -> None:
    """Send whoever has the ticket later words of the owner that the group reads masked, once an edit."""
    if _is_owners(desk, ticket, message):
        _say(desk, work, ticket, f"{message.id}{edit}", [messages.latest_words(work, message)])


def not_given(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Tell the assignee in the group how to get words that could not be sent, once each assignee."""
    who = card.assignee_name(desk, ticket)
    outgoing = desk.texts.outgoing("staff.whole_not_sent", who=who, number=ticket.number)
    speak.to_group(desk, work, ticket, f"whole_not_sent:{ticket.assignee}", outgoing)


def _is_owners(desk: Desk, ticket: Ticket, message: Message) -> bool:
    """Tell whether these are an owner's words that may be read by whoever has the matter."""
    first = message.direction == "owner" and message.revision_of is None
    return first and not leading.is_hidden(speak.estate_of(desk, ticket), ticket, message)


def _hidden(work: Work, ticket: Ticket, said: Iterable[str]) -> list[str]:
    """Return those words that are masked in groups, each once; not for a number sent by itself."""
    known = {SensitiveKind.phone} if calls.number_of(work, ticket) else set[SensitiveKind]()
    found: list[str] = []
    for words in said:
        if {part.kind for part in sensitive(words)} - known and not any(words in other for other in found):
            found.append(words)
    return found


def _say(desk: Desk, work: Work, ticket: Ticket, what: str, said: Iterable[str]) -> None:
    hidden = _hidden(work, ticket, said) if ticket.assignee is not None else []
    if not hidden or ticket.assignee is None:
        return
    texts = languages.of_user(desk, work, desk.staff_channel, ticket.assignee)
    words = Words("\n".join(hidden)).shortened(_AT_MOST)
    speak.say(
        work,
        key=f"{ticket.id}:whole:{what}:{ticket.assignee}",
        channel=desk.staff_channel,
        chat=ticket.assignee,
        outgoing=texts.outgoing("staff.whole", number=ticket.number, words=words),
        ticket=ticket.id,
        role=ROLE,
    )
