"""«查 007»: which ticket a number means, and how it stands with it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import reduce

from handlers import languages, speak
from handlers.desk import Desk, Estate, StaffMember
from handlers.messages import Incoming, Outgoing
from handlers.refusals import Refused
from handlers.staff.asked import Asked, answer
from handlers.staff.wording import in_a_row
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import card, leading, photos, responsibility, sight
from handlers.ticket.lifecycle import OPEN, Step
from handlers.ticket.photos import Phase
from storage import journal, messages, tickets
from storage.records import JournalRow, Message, Priority, Ticket
from storage.work import Work

_DIGITS = 3
_OLDER = 5
_STEPS_SHOWN = 10
_WORDS_SHOWN = 3
_LENGTH_OF_WORDS = 120
_OF_FILE = "file"  # what is written into a complaint's file stands there, and in no group

Member = tuple[Estate, StaffMember]


def meant(work: Work, asking: Sequence[Member], number: str, chat: str | None = None) -> list[Ticket]:
    """Return what a whole number means, or its last digits: today's, else those of other days, newest first.

    Refuses a number that none of those who ask can see, or that may not be shown in the `chat` they ask in.
    """
    found, today = list[Ticket](), list[Ticket]()
    for estate, member in asking:
        day = f"{work.now.astimezone(estate.zone):%y%m%d}-"
        seen = [one for one in _numbered(work, estate, number) if _may_see(estate, member, one, chat)]
        found += seen
        today += [one for one in seen if one.number.startswith(day)]
    if not found:
        raise Refused("refusal.no_such_number", number=number)
    return today or sorted(found, key=lambda ticket: ticket.received_at, reverse=True)


def the_open_one(found: Sequence[Ticket]) -> Ticket:
    """Return the only one of several that work can be done on; refuses to guess between two."""
    still_open = [ticket for ticket in found if Step(ticket.step) in OPEN] or found
    if len(still_open) > 1:
        raise Refused("refusal.which_number", numbers=_listed(still_open))
    return still_open[0]


def show(desk: Desk, work: Work, asked: Asked) -> None:
    """Show a ticket as it stands: its card, its steps with their times, and what was said last."""
    if asked.ticket is None:
        raise Refused("refusal.number_needed")
    shown = render(desk, work, asked.ticket, asked.incoming.chat)
    if asked.others:
        others = asked.texts(desk, work).outgoing("staff.other_numbers", numbers=_listed(asked.others))
        shown = below(shown, others)
    answer(work, asked, shown, ticket=asked.ticket, role="followup")


def pressed(desk: Desk, work: Work, ticket: Ticket, incoming: Incoming) -> None:
    """Show a ticket where a button asked for it, once a press."""
    speak.say(
        work,
        key=f"shown:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=render(desk, work, ticket, incoming.chat),
        ticket=ticket.id,
        priority=Priority.receipt,
        role="followup",
    )


def render(desk: Desk, work: Work, ticket: Ticket, chat: str) -> Outgoing:
    """Return what a chat of staff sees of a ticket."""
    texts = languages.of_staff_chat(desk, work, chat)
    shown = card.render(desk, work, ticket, chat)
    rows, words = journal.of_ticket(work, ticket.id), messages.of_ticket(work, ticket.id)
    of_it = [*_whose(desk, work, ticket, texts), *_history(desk, ticket, texts, rows)]
    of_it += [*_pictures(texts, rows, words), *_said(desk, ticket, texts, chat, words)]
    return reduce(below, of_it, shown)


def _numbered(work: Work, estate: Estate, number: str) -> list[Ticket]:
    day, dash, digits = number.rpartition("-")
    digits = digits.zfill(_DIGITS)
    if not dash:
        return tickets.ending_with(work, estate.key, digits, _OLDER)
    found = tickets.by_number(work, estate.key, f"{day}-{digits}")
    return [] if found is None else [found]


def _may_see(estate: Estate, member: StaffMember, ticket: Ticket, chat: str | None) -> bool:
    here = sight.chat_may_see(estate, chat or member.user, ticket)
    return here and sight.may_see(estate, member, ticket)


def _listed(found: Sequence[Ticket]) -> Value:
    return in_a_row(ticket.number for ticket in found)


def _whose(desk: Desk, work: Work, ticket: Ticket, texts: Texts) -> list[Outgoing]:
    """Return by which clause somebody else is responsible, how they are reached, and what we can do."""
    estate = speak.estate_of(desk, ticket)
    found = responsibility.of_others(estate, ticket, work.now.astimezone(estate.zone).date())
    if found is None:
        return []
    said = (
        texts.outgoing("staff.clause", clause=found.clause),
        texts.outgoing("staff.party_contact", contact=found.contact),
        texts.outgoing("staff.party_help", help=found.help),
    )
    return [line for line in said if line.text]


def _history(desk: Desk, ticket: Ticket, texts: Texts, rows: Sequence[JournalRow]) -> list[Outgoing]:
    """Return the last steps, a line each; what has no name for people is left out."""
    named = [(row, what) for row in rows if (what := texts.name("history", row.code, ""))]
    return [
        texts.outgoing(
            "staff.history_line", at=_clock(desk, ticket, row.at), what=what, who=_who(desk, ticket, row)
        )
        for row, what in named[-_STEPS_SHOWN:]
    ]


def _pictures(texts: Texts, rows: Sequence[JournalRow], words: Sequence[Message]) -> list[Outgoing]:
    """Return how many files of staff show how it was before the work, and after it."""
    phases = photos.phases(words, rows)
    if not phases:
        return []
    counted = Counter(phases[message.id] for message in words for _ in message.media if message.id in phases)
    return [texts.outgoing("staff.photos", before=counted[Phase.before], after=counted[Phase.after])]


def _said(desk: Desk, ticket: Ticket, texts: Texts, chat: str, words: Sequence[Message]) -> list[Outgoing]:
    """Return what was said last, by whom; not what only those who lead may read."""
    shown = [
        message
        for message in words
        if message.revision_of is None
        and message.direction != _OF_FILE
        and not leading.is_hidden(speak.estate_of(desk, ticket), ticket, message)
    ]
    return [
        texts.outgoing(
            "staff.said_line",
            at=_clock(desk, ticket, message.at),
            who=Sentence(f"staff.said_{message.direction}"),
            words=_words(ticket, texts, message, chat),
        )
        for message in shown[-_WORDS_SHOWN:]
    ]


def _words(ticket: Ticket, texts: Texts, message: Message, chat: str) -> Words:
    words = card.as_shown(ticket, message.text, chat)
    return Words(words or texts.plain("staff.no_words")).shortened(_LENGTH_OF_WORDS)


def _clock(desk: Desk, ticket: Ticket, at: datetime) -> str:
    return f"{at.astimezone(speak.estate_of(desk, ticket).zone):%m-%d %H:%M}"


def _who(desk: Desk, ticket: Ticket, row: JournalRow) -> Value:
    member = speak.estate_of(desk, ticket).member(row.actor)
    if member is not None:
        return member.name
    return Sentence("staff.said_owner") if row.actor == "owner" else Sentence("staff.by_itself")
