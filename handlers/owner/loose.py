"""Words that say something only about a matter, written while none is open: «好了», «?», «怎么还没来»."""

from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.owner import fixed_words
from handlers.texts import Sentence
from handlers.ticket import actions, receipt
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step, after
from nlp.judgement import Kind, Matter
from storage import tickets
from storage.records import Person, Ticket
from storage.work import Work

REMEMBERED = timedelta(days=7)
_WORDS = 20
_SHORT = 4
_CONTENT = frozenset({"rating_good", "rating_fair", "resolved"})
# Nobody waits for anything who says this: without an answer to our question it leads to no ticket.
_SETTLED = _CONTENT | {"cancel", "false_alarm", "opt_out", "identity", "yes_now"}
_SAYS_NO_MATTER = _SETTLED - {"identity"} | {"urge", "not_resolved"}
_SHORT_SETTLES = frozenset({"detail", "appointment", "unclear"})


def is_loose(lead: Matter, text: str) -> bool:
    """Tell whether words need a matter to mean anything; what is longer and unclear may be one itself."""
    bare = len(_letters(text)) < _SHORT
    return not _letters(text) or (lead.kind is Kind.followup and (bare or lead.topic != "detail"))


def wants_nothing(desk: Desk, text: str) -> bool:
    """Tell whether such words may stay without a ticket; urging and «还是漏» may not."""
    lead = desk.judge(fixed_words.in_chinese(text)).lead
    if not _letters(text):
        return True
    if not is_loose(lead, text):
        return False
    return lead.topic in _SETTLED or (lead.topic in _SHORT_SETTLES and len(_letters(text)) < _SHORT)


def adds_nothing(desk: Desk, line: str) -> bool:
    """Tell whether a line says nothing of the matter beside it: «在吗», «好了», «怎么还没来»; a home does."""
    lead = desk.judge(line).lead
    if lead.kind is Kind.followup and _letters(line):
        return lead.topic in _SAYS_NO_MATTER
    return lead.kind is Kind.smalltalk or (not _letters(line) and lead.topic != "identity")


def recently_closed(work: Work, person: Person) -> list[Ticket]:
    """Return what was closed in the last days and may come back, the last one first."""
    closed = tickets.closed_of(work, person.id, work.now - REMEMBERED)
    return [ticket for ticket in closed if after(Step(ticket.step), Move.reopen)]


def about_closed(ticket: Ticket, topic: str) -> Sentence:
    """Say how a closed matter stands and how to bring it back; who is content is only thanked."""
    if topic in _CONTENT:
        return Sentence("owner.rated")
    return Sentence("owner.is_closed", number=ticket.number, words=receipt.quoted(ticket, _WORDS))


def about_what(desk: Desk, work: Work, person: Person) -> Outgoing:
    """Ask what they are about, with a way to a person."""
    buttons = actions.for_person(desk, work, person, [(Action.human, "")])
    texts = languages.of_person(desk, person)
    asked = speak.worded(work, texts, person.channel, person.chat, Sentence("owner.about_what"))
    return replace(asked, buttons=buttons)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())
