"""One message for several tickets, each with a line and buttons; a reply to it is about one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import Button, Outgoing, in_lines
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import actions, card, sight
from handlers.ticket.actions import Action
from storage import outbox, questions, tickets
from storage.records import Delivery, NewOutbox, Priority, Question, QuestionId, Ticket, TicketId
from storage.work import Work

MOST = 20
_A_LINE = 4
_WORDS = 24
_NOBODY = ""  # such a question is put to whoever replies


def say(
    desk: Desk, work: Work, estate: Estate, chat: str, key: str, heading: str, found: Sequence[Ticket]
) -> None:
    """Queue it for a group, once a `key`; more tickets than one message holds make several."""
    for n in range(0, len(found), MOST):
        here = found[n : n + MOST]
        # Whoever replies to it is asked which of these is meant.
        listed = questions.ask(
            work,
            ticket=None,
            action=speak.SEVERAL,
            channel=desk.staff_channel,
            chat=chat,
            user=_NOBODY,
            data={"tickets": [ticket.id for ticket in here], "heading": heading},
        )
        speak.say(
            work,
            key=f"{key}:{n}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=_render(desk, work, estate, chat, heading, here),
            priority=Priority.receipt,
            role=speak.SEVERAL,
            origin=listed,
            lane=_lane(chat),
        )


def take_back(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Leave nothing of a ticket in such messages where it may not be seen, sent or waiting."""
    estate = speak.estate_of(desk, ticket)
    for chat in estate.working_chats:
        for kept in questions.open_for(work, desk.staff_channel, chat, _NOBODY):
            if ticket.id in kept.data["tickets"] and not sight.chat_may_see(estate, chat, ticket):
                _without(desk, work, estate, kept, ticket)


def _without(desk: Desk, work: Work, estate: Estate, kept: Question, ticket: Ticket) -> None:
    rest = [number for number in kept.data["tickets"] if number != ticket.id]
    questions.amend(work, kept.id, {**kept.data, "tickets": rest})
    found = [one for number in rest if (one := tickets.get(work, TicketId(number))) is not None]
    texts = languages.of_staff_chat(desk, work, kept.chat)
    shown = _render(desk, work, estate, kept.chat, kept.data["heading"], found)
    outbox.put(
        work,
        NewOutbox(
            dedupe_key=f"{speak.SEVERAL}:{kept.id}:without:{ticket.id}",
            channel=kept.channel,
            chat=kept.chat,
            ticket=None,
            klass=Delivery.edit,
            priority=Priority.receipt,
            body=replace(
                shown if found else texts.outgoing("staff.confided"), edit_role=speak.SEVERAL
            ).as_json(),
            role=speak.SEVERAL,
            origin=kept.id,
            lane=_lane(kept.chat),
        ),
    )


def _lane(chat: str) -> str:
    return f"{speak.SEVERAL}/{chat}"


def _render(
    desk: Desk, work: Work, estate: Estate, chat: str, heading: str, found: Sequence[Ticket]
) -> Outgoing:
    texts = languages.of_staff_chat(desk, work, chat)
    told = texts.outgoing(heading, count=len(found))
    buttons = in_lines([*_buttons(desk, work, texts, estate, chat, found)], _A_LINE)
    return replace(reduce(below, (_line(texts, ticket) for ticket in found), told), buttons=buttons)


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
