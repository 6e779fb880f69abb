"""Telling some of the staff something about a ticket where each reads it, with a button for each choice."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import languages, speak
from handlers.desk import Desk
from handlers.messages import in_lines
from handlers.texts import Sentence
from handlers.ticket import actions
from handlers.ticket.actions import Action
from storage.records import Ticket
from storage.work import Work

_A_LINE = 3


def tell(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    sentence: Sentence,
    chat: str,
    choices: Sequence[Action] = (),
    arg: str = "",
    *,
    role: str,
    user: str | None = None,
) -> None:
    """Say it in one chat, once per `event`; `user` keeps everybody else from pressing."""
    texts = languages.of_staff_chat(desk, work, chat)
    outgoing = texts.outgoing(sentence.key, **sentence.values)
    if choices:
        (line,) = actions.under_ticket(
            desk, work, ticket, choices, texts=texts, chat=chat, user=user, arg=arg
        )
        outgoing = replace(outgoing, buttons=in_lines(line, _A_LINE))
    speak.say(
        work,
        key=f"{ticket.id}:{event}:{chat}",
        channel=desk.staff_channel,
        chat=chat,
        outgoing=outgoing,
        ticket=ticket.id,
        role=role,
    )
