"""What an owner's words do at the ticket they belong to."""

from dataclasses import replace
from typing import Any

from handlers import calendar, languages, speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.owner import appointment, belonging, intake, opening, rating, register
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import (
    actions,
    alike,
    callback,
    card,
    confiding,
    conversation,
    deadlines,
    evidence,
    grading,
    incident,
    joining,
    late,
    leading,
    moves,
    opened,
    overnight,
    paging,
    pausing,
    promise,
    receipt,
    rework,
    sight,
    urging,
    whole,
)
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import FINISHED, OPEN, Move, Step, after
from nlp.judgement import Kind, Matter, Urgency
from storage import messages, tickets
from storage.records import Message, Person, Ticket
from storage.work import Work

_OWN_REPLY = belonging.WANTS_A_PERSON | {"urge", "resolved"}
# Words that do something by themselves; all others, written in the wake of a ticket, only add to it.
ACTS = belonging.QUIET | {"cancel", "human", "call_me", "resolved", "false_alarm", "urge"}


def join(desk: Desk, work: Work, ticket: Ticket, message: Message) -> None:
    """Add a later piece to a ticket just opened: judged again as one, receipt and card edited in silence."""
    messages.attach(work, [message.id], ticket.id)
    words = "\n".join(part for part in (ticket.words, message.text) if part)
    lead = intake.judged(desk, words).lead
    changes: dict[str, Any] = {"words": words}
    if ticket.home is None:
        changes |= opened.located(lead.home, ticket.data)
    held = card.is_alarm(ticket) or ticket.data.get("sorted")  # what people say a matter is stays
    if not held and lead.kind is not Kind.emergency and intake.is_clear(lead):
        urgency = _more_urgent(desk, ticket, lead, message)
        changes |= judged_anew(desk, replace(ticket, **changes), lead, urgency)
    wish = appointment.wished_in(speak.estate_of(desk, ticket), message.text, work.now)
    changes["data"] = changes.get("data", ticket.data) | wish
    could_wait = not paging.cannot_wait(ticket)
    ticket = moves.amend(work, ticket, "joined", "owner", said=message.text, **changes)
    ticket = confiding.reconsider(desk, work, ticket, words)
    ticket = rework.note(desk, work, grading.heard(desk, work, ticket, words))
    ticket = evidence.heard(desk, work, ticket, words, work.now)
    deadlines.plan(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    card.refresh(desk, work, ticket)
    quiet = overnight.is_quiet(desk, work, ticket)
    card.show_rest(desk, work, ticket, message, silent=quiet)
    card.show_media(desk, work, ticket, message, silent=quiet)
    whole.pass_on(desk, work, ticket, message)
    ticket = alike.consider(desk, work, moves.get(work, ticket.id), new=False)
    if could_wait and paging.cannot_wait(ticket):
        paging.start(desk, work, ticket)


def take(desk: Desk, work: Work, person: Person, ticket: Ticket, message: Message) -> None:
    """Let words do at a ticket what they say: withdraw, reopen, rate, or reach the staff."""
    step = Step(ticket.step)
    if message.album and message.text and not ticket.words and step in OPEN:
        # What is the matter came with the last pictures of an album, after a standstill between them.
        if step is Step.received:
            join(desk, work, ticket, message)
            return
        ticket = moves.amend(work, ticket, "joined", "owner", said=message.text, words=message.text)
        card.refresh(desk, work, ticket)
    messages.attach(work, [message.id], ticket.id)
    ticket = confiding.reconsider(desk, work, ticket, message.text)
    lead = belonging.understood(desk, message.text) if message.text else None
    topic = lead.topic if lead and lead.kind in (Kind.followup, Kind.smalltalk) else ""
    comes_back = topic in belonging.COMES_BACK and after(step, Move.reopen) is not None
    rates = step in belonging.ASKED_AFTER or comes_back
    alone = not message.media and not conversation.is_with_a_person(desk, work, ticket)
    stays = appointment.is_put_off(work, ticket, message.text)
    if topic == "cancel" and _may_be_withdrawn(ticket) and not stays:
        withdraw(desk, work, ticket)
    elif topic in belonging.QUIET and alone:
        _be_polite(desk, work, person, ticket, message, topic)
    elif rates and rating.by_words(desk, work, ticket, topic, message):
        card.show_media(desk, work, ticket, message)
    elif topic == "urge" and step is Step.closed:
        rating.reopen(desk, work, ticket, message.text)
    else:
        _pass_on(desk, work, ticket, message, lead, topic)
    whole.pass_on(desk, work, moves.get(work, ticket.id), message)


def withdraw(desk: Desk, work: Work, ticket: Ticket) -> Sentence:
    """Take a matter back, as long as work has not begun; the staff see it on the card."""
    if not _may_be_withdrawn(ticket):
        raise Refused("refusal.withdraw", state=register.state_of(ticket))
    ticket = joining.leave(desk, work, ticket, over=True)
    promise.void(work, ticket)
    ticket = moves.move(work, ticket, Move.withdraw, "owner", closed_at=work.now)
    paging.over(desk, work, ticket)
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


def differs(desk: Desk, work: Work, ticket: Ticket) -> Sentence:
    """Take a matter out of the event that others told of, because it is another one in this home."""
    if not incident.is_joined(ticket) or Step(ticket.step) not in OPEN:
        raise Refused("toast.done_already")
    ticket = joining.stand_alone(desk, work, ticket)
    told = languages.of_reporter(desk, work, ticket).outgoing("owner.differs", number=ticket.number)
    speak.to_owner(work, ticket, f"differs:{ticket.version}", told)
    return Sentence("toast.noted")


def urge(desk: Desk, work: Work, ticket: Ticket, key: str) -> Sentence:
    """Take a press on «催一下»; what is done already is told with how to bring it back."""
    if Step(ticket.step) in FINISHED:
        raise Refused("toast.done_already")
    if Step(ticket.step) in OPEN:
        urging.urge(desk, work, ticket, key)
    else:
        speak.to_owner(work, ticket, key, _reply(desk, work, ticket, "urge"))
    return Sentence("toast.noted")


def call_me(desk: Desk, work: Work, ticket: Ticket, key: str, words: str = "") -> Sentence:
    """Let a person phone the owner: once, however often they ask; they are told by when."""
    task = callback.open_of(work, ticket) or callback.begin(desk, work, ticket, words)
    speak.to_owner(work, ticket, key, callback.told(desk, work, ticket, task))
    conversation.ask_for_person(work, ticket)
    return Sentence("toast.noted")


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


def judged_anew(desk: Desk, ticket: Ticket, lead: Matter, urgency: Urgency) -> dict[str, Any]:
    """Return the changes of a ticket that is held to be something else now; its clocks run from receipt."""
    changes: dict[str, Any] = {
        "kind": lead.kind.value,
        "category": lead.category.value if lead.category else None,
        "topic": lead.topic,
        "urgency": urgency.value,
        "mood": lead.mood.value,
        "data": ticket.data
        if sight.Confided.of(ticket)
        else ticket.data | {"receipt": receipt.text_for(lead)},
    }
    estate = speak.estate_of(desk, ticket)
    return (
        changes
        | calendar.dues(estate, lead.kind, urgency, ticket.received_at, severity=ticket.severity).as_changes()
    )


def _may_be_withdrawn(ticket: Ticket) -> bool:
    # What was answered once and came back has had its work begun.
    return after(Step(ticket.step), Move.withdraw) is not None and not ticket.reopened


def _pass_on(
    desk: Desk, work: Work, ticket: Ticket, message: Message, lead: Matter | None, topic: str
) -> None:
    if ticket.step == Step.waiting_owner.value:
        ticket = pausing.resume(desk, work, ticket, "owner")
    before = ticket
    ticket = opening.set_home(work, ticket, lead.home if lead else None)
    if ticket is not before:
        ticket = rework.note(desk, work, ticket)
        card.refresh(desk, work, ticket)
        ticket = alike.consider(desk, work, ticket, new=False)
    ticket = joining.reconsider(desk, work, ticket, message.text)
    ticket = grading.heard(desk, work, ticket, message.text)
    ticket = evidence.heard_later(desk, work, ticket, message.text)
    key = f"followup:{message.id}"
    if _does_more(desk, work, ticket, message, key, topic):
        return
    _show(desk, work, ticket, message, key, topic)
    if topic == "human":
        ticket = conversation.ask_for_person(work, ticket)
    elif topic != "urge" and conversation.is_with_a_person(desk, work, ticket):
        return
    if topic in _OWN_REPLY or conversation.begins_to_add(desk, work, ticket):
        speak.to_owner(work, ticket, key, _reply(desk, work, ticket, topic))


def _does_more(desk: Desk, work: Work, ticket: Ticket, message: Message, key: str, topic: str) -> bool:
    """Take an urge, a wish to be phoned, the number for it, or a time; False: it is none of these."""
    put_off = appointment.is_put_off(work, ticket, message.text)
    if topic == "urge" and Step(ticket.step) in OPEN and not put_off:
        urging.urge(desk, work, ticket, key, message)
    elif callback.heard(desk, work, ticket, message):
        ticket = moves.get(work, ticket.id)
        _show(desk, work, ticket, message, key, topic)
        call_me(desk, work, ticket, key)
        return True
    elif topic == "call_me":
        words = "" if leading.is_about_manner(ticket) else message.text
        if callback.open_of(work, ticket) or not words:
            _show(desk, work, ticket, message, key, topic)
            call_me(desk, work, ticket, key)
            return True
        call_me(desk, work, ticket, key, words)
    elif not message.text or topic == "human" or not appointment.heard(desk, work, ticket, message, topic):
        return False
    card.show_media(desk, work, ticket, message)
    return True


def _show(desk: Desk, work: Work, ticket: Ticket, message: Message, key: str, topic: str) -> None:
    """Show the staff what was written and sent; what may be about somebody's manner, those who lead."""
    quiet = overnight.is_quiet(desk, work, ticket)
    if message.text:
        who = card.assignee_name(desk, ticket)
        words = Words(card.as_shown(ticket, message.text))
        text = "staff.asks_for_person" if topic in belonging.WANTS_A_PERSON else "staff.followup"
        if leading.is_about_manner(ticket):
            leading.tell(desk, work, ticket, key, text, who=who, words=words)
        else:
            outgoing = desk.texts.outgoing(text, who=who, words=words)
            outgoing = late.noted(desk, desk.texts, ticket, outgoing, message)
            role, origin = "followup", message.id
            speak.to_group(desk, work, ticket, key, outgoing, role=role, origin=origin, silent=quiet)
    card.show_media(desk, work, ticket, message, silent=quiet)


def _reply(desk: Desk, work: Work, ticket: Ticket, topic: str) -> Outgoing:
    estate = speak.estate_of(desk, ticket)
    texts = languages.of_reporter(desk, work, ticket)
    sentence = Sentence(
        _reply_text(ticket, topic),
        number=ticket.number,
        state=register.state_of(ticket),
        hours=calendar.spoken_hours(estate),
        duty_phone=estate.duty_phone,
    )
    outgoing = speak.worded(work, texts, ticket.channel, ticket.chat, sentence)
    if topic != "resolved" or not _may_be_withdrawn(ticket):
        return outgoing
    offered = actions.under_ticket(desk, work, ticket, [Action.withdraw], texts=texts, chat=ticket.chat)
    return replace(outgoing, buttons=offered)


def _reply_text(ticket: Ticket, topic: str) -> str:
    if topic in belonging.WANTS_A_PERSON:
        return "owner.person_told"
    if topic == "urge":
        return "owner.urged_when_done"
    if topic == "resolved":
        return "owner.still_needed" if _may_be_withdrawn(ticket) else "owner.glad"
    return "owner.added"


def _be_polite(desk: Desk, work: Work, person: Person, ticket: Ticket, message: Message, topic: str) -> None:
    key = f"talk:{message.id}"
    if topic == "thanks":
        register.talk(desk, work, person, key, Sentence("owner.thanks"))
    elif topic == "greet" and len(tickets.open_of(work, person.id)) > 1:
        register.talk(desk, work, person, key, Sentence("owner.greet"))
    elif topic == "greet":
        again = Sentence("owner.greet_again", number=ticket.number, state=register.state_of(ticket))
        register.talk(desk, work, person, key, again)
