"""What the owner reads first and sees change in place: the number, what was understood, by when."""

from collections.abc import Collection
from dataclasses import replace

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.messages import MediaKind, Outgoing
from handlers.texts import Sentence, Texts, Value, Words, below
from handlers.ticket import actions, card, duty, incident, late, promised
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Category, Kind, Matter
from storage.records import Ticket
from storage.work import Work

_WORDS = 60
_HEARD = frozenset({MediaKind.voice, MediaKind.audio})
_NEEDS_HOME = frozenset({Kind.request, Kind.emergency})


def render(desk: Desk, work: Work, ticket: Ticket) -> Outgoing:
    """Return the receipt as it should look now; it names no time that is past or that nobody promises.

    Who counts to an event reads how that stands: nobody speaks to each of them.
    """
    estate = speak.estate_of(desk, ticket)
    texts = languages.of_reporter(desk, work, ticket)
    promise = promised.still_ahead(desk, work, ticket)
    first = incident.first_of(work, ticket) if Step(ticket.step) in OPEN else None
    outgoing = texts.outgoing(
        ticket.data["receipt"],
        number=ticket.number,
        words=quoted(ticket, _WORDS),
        by=""
        if promise or first or Step(ticket.step) not in OPEN
        else calendar.still_ahead(estate, ticket.answer_due, work.now),
        duty_phone=estate.duty_phone,
        hours=calendar.spoken_hours(estate),
        ask_home=Sentence("owner.ask_home") if needs_home(ticket) else "",
    )
    written = late.written(desk, ticket)
    if written:
        outgoing = below(outgoing, texts.outgoing("owner.receipt_written", time=written))
    if promise:
        outgoing = below(outgoing, texts.outgoing("owner.receipt_promised", time=promise))
    if first is not None:
        outgoing = below(outgoing, _known(desk, work, texts, first))
    undone = [Action.not_an_emergency if card.is_alarm(ticket) else Action.withdraw, Action.urge]
    lines = [
        undone if ticket.step == Step.received.value else [],
        [Action.differs] if first is not None else [],
    ]
    buttons = [
        actions.under_ticket(desk, work, ticket, line, texts=texts, chat=ticket.chat)[0]
        for line in lines
        if line
    ]
    return replace(outgoing, buttons=tuple(buttons))


def _known(desk: Desk, work: Work, texts: Texts, first: Ticket) -> Outgoing:
    """Return that others told of the same, since when and how that stands; nothing of who they are."""
    return texts.outgoing(
        "owner.receipt_known",
        count=incident.homes(incident.whole(work, first)),
        state=Sentence(f"owner_steps.{first.step}"),
        since=calendar.spoken(speak.estate_of(desk, first), first.received_at, work.now),
    )


def quoted(ticket: Ticket, most: int) -> Value:
    """Return the owner's words, by which they know the matter again, cut to so many characters."""
    return Words(ticket.words).on_one_line(most) if ticket.words else Sentence("owner.media_words")


def needs_home(ticket: Ticket) -> bool:
    """Tell whether the receipt asks for the home."""
    return ticket.home is None and ticket.kind in _NEEDS_HOME


def refresh(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Show the receipt as the matter is understood now, in place and silently."""
    speak.change(work, ticket, speak.RECEIPT, ticket.channel, ticket.chat, render(desk, work, ticket))


def text_for(matter: Matter) -> str:
    """Return the key of the receipt that fits the matter."""
    match matter.kind:
        case Kind.emergency:
            return "owner.receipt_emergency"
        case Kind.complaint:
            category = matter.category or Category.service
            return f"owner.receipt_{category.value}"
        case Kind.inquiry | Kind.suggestion | Kind.request:
            return f"owner.receipt_{matter.kind.value}"
        case _:
            return "owner.receipt_other"


def text_for_media(work: Work, estate: Estate, kinds: Collection[MediaKind]) -> str:
    """Return the key of the receipt for a voice or photo alone: that somebody is there now must be true."""
    if duty.is_gap(work, estate, work.now):
        return "owner.receipt_media_later"
    if any(kind in _HEARD for kind in kinds):
        return "owner.receipt_voice"
    only_photos = all(kind is MediaKind.photo for kind in kinds)
    return "owner.receipt_photo" if only_photos else "owner.receipt_media"
