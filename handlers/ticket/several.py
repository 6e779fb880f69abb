"""One message for several tickets, each with a line and buttons; a reply to it is about one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import Button, Outgoing, in_lines
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import actions, card
from handlers.ticket.actions import Action
from storage import questions
from storage.records import Priority, QuestionId, Ticket, TicketId
from storage.work import Work

MOST = 20
_A_LINE = 4
_WORDS = 24


def say(
    desk: Desk, work: Work, estate: Estate, chat: str, key: str, heading: str, found: Sequence[Ticket]
) -> None:
    """Queue it for a group, once a `key`; more tickets than one message holds make several."""
    texts = languages.of_staff_chat(desk, work, chat)
    for n in range(0, len(found), MOST):
        here = found[n : n + MOST]
        told = texts.outgoing(heading, count=len(here))
        buttons = in_lines([*_buttons(desk, work, texts, estate, chat, here)], _A_LINE)
        shown = reduce(below, (_line(texts, ticket) for ticket in here), told)
        # Whoever replies to it is asked which of these is meant.
        listed = questions.ask(
            work,
            ticket=None,
            action=speak.SEVERAL,
            channel=desk.staff_channel,
            chat=chat,
            user="",
            data={"tickets": [ticket.id for ticket in here]},
        )
        speak.say(
            work,
            key=f"{key}:{n}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=replace(shown, buttons=buttons),
            priority=Priority.receipt,
            role=speak.SEVERAL,
            origin=listed,
            lane=f"{speak.SEVERAL}/{chat}",
        )


def listed(work: Work, question: int) -> list[TicketId]:
    """Return the tickets of such a message by its origin."""
    kept = questions.get(work, QuestionId(question))
    return [TicketId(number) for number in kept.data["tickets"]] if kept else []


def ends(found: Sequence[Ticket]) -> list[str]:
    """Return what each of several tickets is called: the end of its number, where that says which."""
    short = [ticket.number.rpartition("-")[2] for ticket in found]
    return [end if short.count(end) == 1 else one.number for end, one in zip(short, found, strict=True)]


def _line(texts: Texts, ticket: Ticket) -> Outgoing:
    home: Value = Words(ticket.home) if ticket.home else Sentence("staff.no_home")
    words = card.in_a_line(texts, ticket, _WORDS)
    return texts.outgoing("staff.several_line", number=ticket.number, home=home, words=words)


def _buttons(
    desk: Desk, work: Work, texts: Texts, estate: Estate, chat: str, found: Sequence[Ticket]
) -> Iterator[Button]:
    for end, ticket in zip(ends(found), found, strict=True):
        for action, label in ((Action.claim, "staff.claim_one"), (Action.show_ticket, "staff.show_one")):
            said = texts.plain(label, number=end)
            yield actions.of_estate(desk, work, estate, action, said, chat, "", ticket=ticket.id)
