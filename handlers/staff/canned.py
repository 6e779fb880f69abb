"""«常用语»: replies that an estate has written beforehand, with what is filled in for the ticket."""

from dataclasses import replace
from string import Formatter

from handlers import calendar, speak
from handlers.desk import Canned, CannedValue, Desk, Estate, StaffMember
from handlers.messages import ChatKind, Incoming, Outgoing
from handlers.refusals import Refused
from handlers.staff import own_replies
from handlers.staff.asked import Asked, answer
from handlers.staff.notes import is_note
from handlers.texts import Sentence, Words, below
from storage import promises
from storage.records import Ticket
from storage.work import Work

_SIGNS = ("#", "＃")


def heard(desk: Desk, work: Work, asked: Asked) -> None:
    """List what may be sent with `#key`, one's own in one's own chat only; or keep or drop one of those."""
    if asked.rest:
        own_replies.change(desk, work, asked)
        return
    texts, incoming = asked.texts(desk, work), asked.incoming
    in_group = incoming.chat_kind is ChatKind.group
    own = [] if in_group else own_replies.of(work, incoming.channel, asked.member.user)
    if not (asked.estate.canned or own):
        answer(work, asked, texts.outgoing("staff.no_canned"))
        return
    shown: Outgoing = texts.outgoing("staff.canned_head")
    for one in asked.estate.canned:
        line = texts.outgoing("staff.canned_line", code=one.key, name=one.name, words=Words(one.text))
        shown = below(shown, line)
    for one in own:
        line = texts.outgoing("staff.canned_own", code=Words(one.key), words=Words(one.text))
        shown = below(shown, line)
    answer(work, asked, shown)


def expanded(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming) -> Incoming:
    """Return a reply with the words its `#key` or name stands for, and show them to the group.

    What follows the key comes below them. Refuses a key nobody wrote, and words whose value is missing.
    """
    estate = speak.estate_of(desk, ticket)
    own = own_replies.of(work, incoming.channel, member.user) if incoming.text.startswith(_SIGNS) else []
    found = None if is_note(incoming.text) else _meant(estate, own, incoming.text.strip())
    if found is None:
        return incoming
    canned, more = found
    words = _filled(desk, work, estate, ticket, member, canned)
    text = f"{words}\n{more}" if more else words
    speak.say(
        work,
        key=f"canned:{incoming.key}",
        channel=incoming.channel,
        chat=incoming.chat,
        outgoing=replace(desk.texts.outgoing("staff.canned", words=Words(text)), reply_to=incoming.message),
        ticket=ticket.id,
        role=speak.NOTE,
    )
    return replace(incoming, text=text)


def _meant(estate: Estate, own: list[Canned], text: str) -> tuple[Canned, str] | None:
    """Return what a reply begins with, and its rest; a name of the estate's may also stand alone."""
    if not (estate.canned or own):
        return None
    if not text.startswith(_SIGNS):
        return next(((one, "") for one in estate.canned if one.name == text), None)
    first, *rest = text[1:].lstrip().split(maxsplit=1) or [""]
    for one in (*estate.canned, *own):
        if first.casefold() in (one.key.casefold(), one.name.casefold()):
            return one, rest[0] if rest else ""
    raise Refused("refusal.no_such_canned", name=f"#{first}")


def _filled(
    desk: Desk, work: Work, estate: Estate, ticket: Ticket, member: StaffMember, canned: Canned
) -> str:
    promise = promises.open_of(work, ticket.id)
    time = None if promise is None else calendar.spoken(estate, promise.at, work.now)
    values = {
        CannedValue.number: ticket.number,
        CannedValue.home: ticket.home,
        CannedValue.staff: member.name,
        CannedValue.time: None if time is None else desk.texts.said(time),
        CannedValue.duty_phone: estate.duty_phone,
        CannedValue.estate: estate.name,
    }
    filled = ""
    for literal, name, _spec, _conversion in Formatter().parse(canned.text):
        value = values[CannedValue(name)] if name else ""
        if value is None:
            raise Refused("refusal.canned_lacks", what=Sentence(f"staff.canned_{name}"))
        filled += literal + value
    return filled
