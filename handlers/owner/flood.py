"""Somebody who writes faster than anybody reads: all of it is kept with one ticket, and shown together."""

from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.owner import intake, opening
from handlers.texts import Words
from handlers.ticket import card, confiding, conversation, gathering, leading, whole
from handlers.ticket.lifecycle import OPEN, Step
from storage import messages, tickets
from storage.records import Message, MessageId, Person, Ticket, Timer
from storage.work import Work

TIMER = "flood"
_A_MINUTE = timedelta(minutes=1)
_QUIET = timedelta(seconds=10)
_WORDS = 1000


def is_on(work: Work, estate: Estate, message: Message) -> bool:
    """Tell whether somebody wrote more than `flood_per_min` messages in the minute before this one."""
    most = estate.policy.flood_per_min
    if most == 0:
        return False
    before = messages.nth_latest(work, message.channel, message.chat, most + 1)
    return before is not None and message.at - before.at < _A_MINUTE


def take(desk: Desk, work: Work, person: Person, estate: Estate, message: Message) -> None:
    """Keep words with the newest open matter, or open one; nothing is done about each of them alone."""
    waiting = messages.pending_of(work, person.id)
    ticket = next((one for one in tickets.open_of(work, person.id) if Step(one.step) in OPEN), None)
    if ticket is None:
        intake.open_as_one(desk, work, person, estate, waiting)
        return
    messages.attach(work, [one.id for one in waiting], ticket.id)
    opening.stop_waiting(work, person)
    for one in waiting:
        gathering.gather(
            work,
            TIMER,
            str(ticket.id),
            {"message": one.id},
            occurrence=str(one.id),
            quiet=_QUIET,
            most=_A_MINUTE,
        )
    _answer(desk, work, ticket, message)


def show(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Show what came meanwhile under the card, as one message that says how many there were."""
    came = [messages.get(work, MessageId(piece["message"])) for piece in timer.data["pieces"]]
    ticket = confiding.reconsider(desk, work, ticket, intake.joined(came))
    words = card.as_shown(ticket, intake.joined(came))
    values = {
        "who": card.assignee_name(desk, ticket),
        "count": len(came),
        "words": Words(words).shortened(_WORDS),
    }
    key = f"flood:{timer.occurrence}"
    if leading.is_about_manner(ticket):
        leading.tell(desk, work, ticket, key, "staff.flood", **values)
    else:
        outgoing = desk.texts.outgoing("staff.flood", **values)
        speak.to_group(desk, work, ticket, key, outgoing, role="followup")
    card.show_media(desk, work, ticket, *came)
    for one in came:
        whole.pass_on(desk, work, ticket, one)


def _answer(desk: Desk, work: Work, ticket: Ticket, message: Message) -> None:
    """Say once that all of it has come; where the receipt has just said so, or a person talks, nothing."""
    just_opened = work.now < ticket.received_at + _A_MINUTE
    if just_opened or conversation.is_with_a_person(desk, work, ticket):
        return
    if conversation.begins_to_add(desk, work, ticket):
        texts = languages.of_reporter(desk, work, ticket)
        outgoing = texts.outgoing("owner.flood", number=ticket.number)
        speak.to_owner(work, ticket, f"flood:{message.id}", outgoing)
