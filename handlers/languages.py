"""In which language somebody reads: the one they chose, else the estate's, in which every group reads."""

from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming
from handlers.texts import Texts
from storage import people
from storage.records import Person, Ticket
from storage.work import Work

_TO_EVERYBODY_ELSE = "en"


def of_person(desk: Desk, person: Person) -> Texts:
    """Return the texts for somebody who writes to the desk."""
    return desk.catalogues.get(person.chosen_language or "", desk.texts)


def of_reporter(desk: Desk, work: Work, ticket: Ticket) -> Texts:
    """Return the texts for the owner of a ticket."""
    return of_person(desk, people.get(work, ticket.reporter))


def of_user(desk: Desk, work: Work, channel: str, user: str) -> Texts:
    """Return the texts for a user of a channel, also one who never wrote to the desk."""
    person = people.by_user(work, channel, user)
    return of_person(desk, person) if person else desk.texts


def of_staff_chat(desk: Desk, work: Work, chat: str) -> Texts:
    """Return the texts for a chat with staff: their own where it is private, and a group is no user."""
    return of_user(desk, work, desk.staff_channel, chat)


def of_answer(desk: Desk, work: Work, incoming: Incoming) -> Texts:
    """Return the texts for what answers a message: a toast is read by the presser, a group by everybody."""
    shared = incoming.chat_kind is ChatKind.group and incoming.press is None
    if shared or incoming.sender is None:
        return desk.texts
    return of_user(desk, work, incoming.channel, incoming.sender.user)


def how_to_switch(desk: Desk, person: Person) -> str:
    """Return a line for somebody who chose nothing and whose app is in another language than the desk's."""
    if person.chosen_language or not person.language:
        return ""
    app = person.language.partition("-")[0].casefold()
    theirs = desk.catalogues.get(app) or desk.catalogues.get(_TO_EVERYBODY_ELSE, desk.texts)
    return "" if theirs is desk.texts else theirs.plain("owner.how_to_switch")
