"""What an owner writes while a ticket of theirs is open, or just was: where it belongs, what it does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk
from handlers.messages import Incoming, Outgoing
from handlers.owner import fixed_words, intake, opening, rating, register
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import card, conversation, leading, moves, paging, receipt
from handlers.ticket.lifecycle import OPEN, Move, Step, after
from nlp.judgement import Kind, Matter, Urgency
from storage import links, messages, tickets
from storage.records import Message, Person, Ticket
from storage.work import Work

_REMEMBERED = timedelta(days=7)
_ASKED_AFTER = frozenset({Step.answered, Step.revisiting})
_ABOUT_A_TICKET = frozenset({"not_resolved", "rating_bad"})
_QUIET = frozenset({"thanks", "ack", "greet"})
_OWN_REPLY = frozenset({"urge", "human", "call_me"})
# Words that do something by themselves; all others, written in the wake of a ticket, only add to it.
ACTS = _QUIET | {"cancel", "human", "call_me", "resolved", "false_alarm", "urge"}


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


def join(desk: Desk, work: Work, ticket: Ticket, message: Message) -> None:
    """Add a later piece to a ticket just opened: judged again as one, receipt and card edited in silence."""
    messages.attach(work, [message.id], ticket.id)
    words = "\n".join(part for part in (ticket.words, message.text) if part)
    lead = intake.judged(desk, words).lead
    changes: dict[str, Any] = {"words": words, "home": ticket.home or opening.spoken_home(lead.home)}
    if not card.is_alarm(ticket) and lead.kind is not Kind.emergency and intake.is_clear(lead):
        changes |= _judged_anew(desk, ticket, lead, _more_urgent(desk, ticket, lead, message))
    could_wait = not paging.cannot_wait(ticket)
    ticket = moves.amend(work, ticket, "joined", "owner", said=message.text, **changes)
    receipt.refresh(desk, work, ticket)
    card.refresh(desk, work, ticket)
    card.show_rest(desk, work, ticket, message)
    card.show_media(desk, work, ticket, message)
    if could_wait and paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)


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
        first = messages.by_album(work, incoming.channel, incoming.chat, incoming.album)
        found = first.ticket if first else None
    ticket = tickets.get(work, found) if found is not None else None
    return ticket if ticket is not None and ticket.reporter == person.id else None


def still_takes(ticket: Ticket, lead: Matter) -> bool:
    """Tell whether words can be about it: what was taken back is over, what is closed may come back."""
    match Step(ticket.step):
        case Step.withdrawn:
            return lead.topic in _QUIET or lead.topic == "cancel"
        case Step.closed:
            return lead.kind in (Kind.followup, Kind.smalltalk)
        case _:
            return True


def meant(work: Work, person: Person, lead: Matter) -> Sequence[Ticket]:
    """Return what words without a reply can mean: nothing for a new matter, several where we must ask."""
    open_tickets = tickets.open_of(work, person.id)
    if intake.is_clear(lead):  # after the answer, a clear matter is a new one
        open_tickets = [ticket for ticket in open_tickets if Step(ticket.step) in OPEN]
    if not open_tickets:
        if lead.kind is Kind.followup and lead.topic in _ABOUT_A_TICKET:
            closed = tickets.closed_of(work, person.id, work.now - _REMEMBERED)
            return [ticket for ticket in closed if after(Step(ticket.step), Move.reopen)][:1]
        return []
    if all(intake.is_surely_new(lead, ticket) for ticket in open_tickets):
        return []
    same = [ticket for ticket in open_tickets if ticket.topic == lead.topic]
    if intake.is_clear(lead) and same:
        return same[:1]
    if lead.topic.startswith("rating_") or lead.topic == "not_resolved":
        return [t for t in open_tickets if Step(t.step) in _ASKED_AFTER] or open_tickets
    return open_tickets


def take(desk: Desk, work: Work, person: Person, ticket: Ticket, message: Message) -> None:
    """Let words do at a ticket what they say: withdraw, reopen, rate, or reach the staff."""
    messages.attach(work, [message.id], ticket.id)
    lead = understood(desk, message.text) if message.text else None
    topic = lead.topic if lead and lead.kind in (Kind.followup, Kind.smalltalk) else ""
    step = Step(ticket.step)
    rates = step in _ASKED_AFTER or (topic in _ABOUT_A_TICKET and after(step, Move.reopen) is not None)
    quiet = topic in _QUIET and not message.media and not conversation.is_with_a_person(desk, work, ticket)
    if topic == "cancel" and _may_be_withdrawn(ticket):
        withdraw(desk, work, ticket)
    elif quiet:
        _be_polite(desk, work, person, ticket, message, topic)
    elif rates and rating.by_words(desk, work, ticket, topic, message):
        card.show_media(desk, work, ticket, message)
    else:
        _pass_on(desk, work, ticket, message, lead, topic)


def withdraw(desk: Desk, work: Work, ticket: Ticket) -> Sentence:
    """Take a matter back, as long as work has not begun; the staff see it on the card."""
    if not _may_be_withdrawn(ticket):
        raise Refused("refusal.withdraw", state=register.state_of(ticket))
    ticket = moves.move(work, ticket, Move.withdraw, "owner", closed_at=work.now)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    told = languages.of_reporter(desk, work, ticket).outgoing("owner.withdrawn", number=ticket.number)
    speak.to_owner(work, ticket, "withdrawn", told)
    if ticket.assignee or paging.cannot_wait(ticket):
        speak.to_group(
            desk,
            work,
            ticket,
            "withdrawn",
            desk.texts.outgoing("staff.withdrawn", who=card.assignee_name(desk, ticket)),
        )
    return Sentence("toast.noted")


def is_untaken(work: Work, incoming: Incoming) -> bool:
    """Tell whether an edit changes words that became no part of a ticket: they are judged as they are now."""
    if incoming.message is None or not incoming.text:
        return False
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message)
    return first is None or (first.ticket is None and first.text != incoming.text)


def supersede(work: Work, incoming: Incoming, message: Message) -> None:
    """Let an edited message stand for what was written first and still waits."""
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message or "")
    if first is not None and first.pending and first.id != message.id:
        messages.settle(work, [first.id])


def edited(desk: Desk, work: Work, incoming: Incoming) -> None:
    """Keep an edit beside the first words, which never change, and let the staff see it.

    A place that moves comes as edits without text: they are none.
    """
    if incoming.message is None or not incoming.text:
        return
    first = messages.by_outside_id(work, incoming.channel, incoming.chat, incoming.message)
    if first is None or first.text == incoming.text:
        return
    revision = messages.revise(work, first.id, incoming.text, incoming.at)
    ticket = tickets.get(work, first.ticket) if first.ticket is not None else None
    if ticket is not None:
        words = Words(incoming.text)
        outgoing = desk.texts.outgoing("staff.edited", who=card.assignee_name(desk, ticket), words=words)
        speak.to_group(desk, work, ticket, f"edited:{revision}", outgoing, role="followup", origin=first.id)


def want_a_person(desk: Desk, work: Work, ticket: Ticket, key: str) -> None:
    """Tell the staff that the owner wants to speak to somebody, and the owner that they know."""
    outgoing = desk.texts.outgoing(
        "staff.person_wanted", who=card.assignee_name(desk, ticket), number=ticket.number
    )
    speak.to_group(desk, work, ticket, key, outgoing)
    ticket = conversation.ask_for_person(work, ticket)
    speak.to_owner(work, ticket, key, _reply(desk, work, ticket, "human"))


def _more_urgent(desk: Desk, ticket: Ticket, lead: Matter, message: Message) -> Urgency:
    # Later words can make a matter more urgent, never less; the piece alone may say it more clearly.
    piece = desk.judge(message.text).lead
    judged = [lead, piece] if intake.is_clear(piece) else [lead]
    return Urgency(min(ticket.urgency, *(matter.urgency.value for matter in judged)))


def _judged_anew(desk: Desk, ticket: Ticket, lead: Matter, urgency: Urgency) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "kind": lead.kind.value,
        "category": lead.category.value if lead.category else None,
        "topic": lead.topic,
        "urgency": urgency.value,
        "mood": lead.mood.value,
        "data": {**ticket.data, "receipt": receipt.text_for(lead)},
    }
    if urgency.value != ticket.urgency:
        estate = speak.estate_of(desk, ticket)
        changes["claim_due"] = calendar.claim_due(estate, urgency, ticket.received_at)
        changes["answer_due"] = calendar.answer_due(estate, urgency, ticket.received_at)
    return changes


def _may_be_withdrawn(ticket: Ticket) -> bool:
    # What was answered once and came back has had its work begun.
    return after(Step(ticket.step), Move.withdraw) is not None and not ticket.reopened


def _pass_on(
    desk: Desk, work: Work, ticket: Ticket, message: Message, lead: Matter | None, topic: str
) -> None:
    before = ticket
    ticket = opening.set_home(work, ticket, lead.home if lead else None)
    if ticket is not before:
        card.refresh(desk, work, ticket)
    key = f"followup:{message.id}"
    if message.text:
        who = card.assignee_name(desk, ticket)
        text = "staff.asks_for_person" if topic in ("human", "call_me") else "staff.followup"
        if leading.is_about_manner(ticket):
            leading.tell(desk, work, ticket, key, text, who=who, words=Words(message.text))
        else:
            outgoing = desk.texts.outgoing(text, who=who, words=Words(message.text))
            speak.to_group(desk, work, ticket, key, outgoing, role="followup", origin=message.id)
    card.show_media(desk, work, ticket, message)
    if topic in ("human", "call_me"):
        ticket = conversation.ask_for_person(work, ticket)
    elif topic != "urge" and conversation.is_with_a_person(desk, work, ticket):
        return
    if topic in _OWN_REPLY or conversation.first_addition(work, ticket):
        speak.to_owner(work, ticket, key, _reply(desk, work, ticket, topic))


def _reply(desk: Desk, work: Work, ticket: Ticket, topic: str) -> Outgoing:
    estate = speak.estate_of(desk, ticket)
    going_on = Step(ticket.step) in OPEN
    waiting = going_on and ticket.answer_due is not None and ticket.answer_due > work.now
    text = "owner.added"
    if topic in ("human", "call_me"):
        text = "owner.person_told"
    elif topic == "urge" and going_on:
        text = "owner.urged"
    return languages.of_reporter(desk, work, ticket).outgoing(
        text,
        number=ticket.number,
        state=register.state_of(ticket),
        by=calendar.spoken(estate, ticket.answer_due, work.now) if waiting and ticket.answer_due else "",
        hours=calendar.spoken_hours(estate),
        duty_phone=estate.duty_phone,
    )


def _be_polite(desk: Desk, work: Work, person: Person, ticket: Ticket, message: Message, topic: str) -> None:
    texts = languages.of_person(desk, person)
    if topic == "thanks":
        register.answer(work, person, f"talk:{message.id}", texts.outgoing("owner.thanks"))
    elif topic == "greet":
        outgoing = texts.outgoing("owner.greet_again", number=ticket.number, state=register.state_of(ticket))
        register.answer(work, person, f"talk:{message.id}", outgoing)
