"""Where an owner's words belong: to the ticket they reply to, name or can only mean, else we must ask."""

import re
from collections.abc import Sequence

from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import appointment, fixed_words, intake, loose
from handlers.ticket import conversation, incident, receipt
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Kind, Matter
from storage import links, messages, tickets
from storage.records import Person, Ticket, TicketId
from storage.work import Work

ASKED_AFTER = frozenset({Step.answered, Step.revisiting})
COMES_BACK = frozenset({"not_resolved", "rating_bad"})
QUIET = frozenset({"thanks", "ack", "greet"})
WANTS_A_PERSON = frozenset({"human", "call_me"})


def just_opened(work: Work, person: Person) -> Ticket | None:
    """Return the ticket that nobody claimed yet and whose join window lasts."""
    for ticket in tickets.open_of(work, person.id):
        if ticket.step == Step.received.value and ticket.joins_until and work.now < ticket.joins_until:
            return ticket
    return None


def joining(work: Work, person: Person, lead: Matter) -> Ticket | None:
    """Return the ticket just opened, unless the words are plainly about something else."""
    ticket = just_opened(work, person)
    if ticket is None or (intake.is_surely_new(lead, ticket) and lead.kind.value != ticket.kind):
        return None
    return ticket


def understood(desk: Desk, text: str) -> Matter:
    """Judge what an owner answers, also in the fixed words of another language."""
    return desk.judge(fixed_words.in_chinese(text)).lead


def replied_to(work: Work, incoming: Incoming, person: Person) -> Ticket | None:
    """Return the ticket of the message that was replied to, or of the album this picture belongs to."""
    found = None
    if incoming.reply_to is not None:
        link = links.by_message(work, incoming.channel, incoming.chat, incoming.reply_to)
        found = link.ticket if link else None
    if found is None and incoming.album is not None:
        album = messages.of_album(work, incoming.channel, incoming.chat, incoming.album)
        found = album[0].ticket if album else None
    ticket = tickets.get(work, found) if found is not None else None
    if ticket is not None and incident.MERGED in ticket.data:
        ticket = tickets.get(work, TicketId(ticket.data[incident.MERGED]))
    return ticket if ticket is not None and ticket.reporter == person.id else None


def still_takes(ticket: Ticket, lead: Matter) -> bool:
    """Tell whether words can be about it: what was taken back is over, what is closed may come back."""
    match Step(ticket.step):
        case Step.withdrawn | Step.declined:
            return lead.topic in QUIET or lead.topic == "cancel"
        case Step.closed:
            return lead.kind in (Kind.followup, Kind.smalltalk)
        case _:
            return True


def meant(desk: Desk, work: Work, person: Person, text: str, lead: Matter) -> Sequence[Ticket]:
    """Return what words without a reply can mean: nothing for a new matter, several where we must ask."""
    open_tickets = tickets.open_of(work, person.id)
    put_off = [ticket for ticket in open_tickets if appointment.is_put_off(work, ticket, text)]
    asked_home = [ticket for ticket in open_tickets if lead.topic == "identity" and _waits_for_home(ticket)]
    return put_off or asked_home or _meant(desk, work, person, text, lead, open_tickets)


def must_ask(tickets_meant: Sequence[Ticket], lead: Matter) -> bool:
    """Tell whether the owner has to say which: one of several, or whether it is what was closed."""
    closed = any(Step(ticket.step) is Step.closed for ticket in tickets_meant)
    return len(tickets_meant) > 1 or (closed and lead.topic == "urge")


def _meant(
    desk: Desk, work: Work, person: Person, text: str, lead: Matter, open_tickets: Sequence[Ticket]
) -> Sequence[Ticket]:
    if intake.is_clear(lead):  # after the answer, a clear matter is a new one
        open_tickets = [ticket for ticket in open_tickets if Step(ticket.step) in OPEN]
    if not open_tickets:
        comes_back = lead.kind is Kind.followup and lead.topic in COMES_BACK | {"urge"}
        return loose.recently_closed(work, person) if comes_back else []
    if intake.is_clear(lead):
        return _with_clear_words(open_tickets, lead)
    named = [ticket for ticket in open_tickets if _is_named(ticket, text)]
    if named:
        return named
    if lead.topic in QUIET | WANTS_A_PERSON:  # nobody wants to be asked which matter they say thanks for
        with_a_person = [t for t in open_tickets if conversation.is_with_a_person(desk, work, t)]
        return [*with_a_person, *open_tickets][:1]
    if lead.topic.startswith("rating_") or lead.topic == "not_resolved":
        asked = [t for t in open_tickets if Step(t.step) in ASKED_AFTER]
        closed = loose.recently_closed(work, person) if lead.topic == "not_resolved" else []
        return asked or [*open_tickets, *closed]
    return open_tickets


def _waits_for_home(ticket: Ticket) -> bool:
    return Step(ticket.step) in OPEN and receipt.needs_home(ticket)


def _with_clear_words(open_tickets: Sequence[Ticket], lead: Matter) -> Sequence[Ticket]:
    about = [ticket for ticket in open_tickets if not intake.is_surely_new(lead, ticket)]
    return [ticket for ticket in about if ticket.topic == lead.topic][:1] or about


def _is_named(ticket: Ticket, text: str) -> bool:
    """Tell whether a text has the number of a ticket, or its last three digits standing alone."""
    last = ticket.number.rpartition("-")[2]
    return ticket.number in text or re.search(rf"(?<![\d-]){last}(?![\d-])", text) is not None
