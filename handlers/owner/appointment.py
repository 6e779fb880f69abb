"""When the owner is at home: they choose one of the times offered, ask for another, or put one off."""

from dataclasses import replace
from datetime import datetime

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import Outgoing
from handlers.owner import coming_words
from handlers.texts import Sentence, Words
from handlers.ticket import actions, card, leading, offering, promise, promised, spoken_time
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from handlers.ticket.promised import When
from nlp.appointments import Unread
from storage.records import Message, Ticket
from storage.work import Work

_TOPIC = "appointment"


def pick(desk: Desk, work: Work, ticket: Ticket, arg: str) -> Sentence:
    """Promise the offered time that the owner chose. Refuses one that is over or was overtaken."""
    number, _, code = arg.partition(":")
    offered = offering.taken(work, ticket, number)
    when = When.of_code(code)
    ticket = promise.make(
        desk, work, ticket, when.at, when.until, promise.BY_OWNER, offered.data["reason"] or None
    )
    time = promised.said(speak.estate_of(desk, ticket), when, work.now)
    outgoing = desk.texts.outgoing(
        "staff.picked", who=card.assignee_name(desk, ticket), number=ticket.number, time=time
    )
    speak.to_group(desk, work, ticket, f"picked:{offered.id}", outgoing)
    return Sentence("toast.noted")


def other(desk: Desk, work: Work, ticket: Ticket, arg: str) -> Sentence:
    """Ask the owner to write the time that suits them; the offer stays."""
    outgoing = languages.of_reporter(desk, work, ticket).outgoing("owner.write_time")
    speak.to_owner(work, ticket, f"write_time:{arg}", replace(outgoing, ask_reply=True))
    return Sentence("toast.noted")


def wished_in(estate: Estate, words: str, now: datetime) -> dict[str, str]:
    """Return what a ticket remembers of the words that open it: a time at which the owner is at home."""
    if not coming_words.says_when_at_home(words):
        return {}
    found = spoken_time.heard(estate, words, now)
    return {} if isinstance(found, Unread) else {promised.WISH: found.when.code()}


def heard(desk: Desk, work: Work, ticket: Ticket, message: Message, topic: str) -> bool:
    """Take words of the owner about when to come; False: they say nothing of that.

    Nothing is agreed by it: the staff read what the owner would like, and the owner that they do.
    """
    if Step(ticket.step) not in OPEN or leading.is_about_manner(ticket):
        return False
    found = spoken_time.heard(speak.estate_of(desk, ticket), message.text, work.now)
    standing = promised.standing(work, ticket)
    if not isinstance(found, Unread) and (not found.rest or _is_about_coming(message.text, topic)):
        if standing is not None and promised.of(standing) == found.when:
            return False
        _wish(desk, work, ticket, message, found.when)
        return True
    if standing is not None and coming_words.puts_off(message.text):
        _put_off(desk, work, ticket, message, promised.of(standing))
        return True
    return False


def is_put_off(work: Work, ticket: Ticket, text: str) -> bool:
    """Tell whether words that call somebody off mean only the time that stands."""
    return coming_words.puts_off(text) and promised.standing(work, ticket) is not None


def _is_about_coming(text: str, topic: str) -> bool:
    return (topic == _TOPIC and not coming_words.complains(text)) or coming_words.about_coming(text)


def _wish(desk: Desk, work: Work, ticket: Ticket, message: Message, when: When) -> None:
    ticket = promise.questioned(desk, work, ticket, when)
    time = promised.said(speak.estate_of(desk, ticket), when, work.now)
    outgoing = _to_group(desk, ticket, message, "wish", time)
    offered = [Action.agree_time, Action.another_time]
    buttons = actions.under_ticket(
        desk, work, ticket, offered, texts=desk.texts, chat=ticket.staff_chat, arg=when.code()
    )
    outgoing = replace(outgoing, buttons=buttons)
    _pass_on(desk, work, ticket, message, outgoing, "wish_passed_on", time, role=speak.WISH)


def _put_off(desk: Desk, work: Work, ticket: Ticket, message: Message, when: When) -> None:
    ticket = promise.questioned(desk, work, ticket, None)
    time = promised.said(speak.estate_of(desk, ticket), when, work.now)
    _pass_on(desk, work, ticket, message, _to_group(desk, ticket, message, "put_off", time), "put_off", time)


def _to_group(desk: Desk, ticket: Ticket, message: Message, text: str, time: Sentence) -> Outgoing:
    who = card.assignee_name(desk, ticket)
    return desk.texts.outgoing(
        f"staff.{text}",
        who=who,
        number=ticket.number,
        time=time,
        words=Words(card.as_shown(ticket, message.text)),
    )


def _pass_on(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    message: Message,
    to_group: Outgoing,
    to_owner: str,
    time: Sentence,
    role: str = "followup",
) -> None:
    key = f"time:{message.id}"
    speak.to_group(desk, work, ticket, key, to_group, role=role, origin=message.id)
    told = languages.of_reporter(desk, work, ticket).outgoing(
        f"owner.{to_owner}", number=ticket.number, staff=promised.staff(desk, ticket), time=time
    )
    speak.to_owner(work, ticket, key, told)
