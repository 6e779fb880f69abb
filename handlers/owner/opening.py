"""Opening a ticket: number, receipt, card, and a page where it cannot wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers import speak
from handlers.desk import Desk, Estate
from handlers.messages import Media, Outgoing
from handlers.owner import appointment, register
from handlers.texts import Sentence, Words
from handlers.ticket import late, moves, opened, receipt, sight
from nlp.extract import masked
from nlp.judgement import Alarm, Home, Matter
from storage import journal, messages, people, timers
from storage.records import Message, Person, Ticket
from storage.work import Work


def open_ticket(
    desk: Desk,
    work: Work,
    person: Person,
    estate: Estate,
    waiting: Sequence[Message],
    matter: Matter,
    *,
    words: str | None = None,
    alarm: Alarm | None = None,
    text: str | None = None,
    answer_by: datetime | None = None,
    media_alone: bool = False,
    about: Sequence[str] = (),
) -> Ticket:
    """Open a ticket with the waiting messages: its receipt, card and, for what cannot wait, its first page.

    `answer_by`: a person speaks to the owner sooner than the matter itself would ask for. `about`: of whom of
    the staff it complains, where its words alone do not say so.
    """
    if words is None:
        words = "\n".join(message.text for message in waiting if message.text)
    new = opened.as_new(
        person,
        estate,
        matter,
        words,
        alarm=alarm,
        text=text or receipt.text_for(matter),
        now=work.now,
        data=sight.Confided(tuple(about)).kept_in(
            appointment.wished_in(estate, words, work.now) | late.of(*waiting)
        ),
        media_alone=media_alone,
    )
    if answer_by is not None:
        new = replace(new, answer_due=answer_by)
    ticket = opened.put(desk, work, new, waiting, "owner")
    stop_waiting(work, person)
    return ticket


def stop_waiting(work: Work, person: Person) -> None:
    """End the window and the question of somebody whose words all have a ticket now."""
    # Where something else still waits, a suspicion above all, its question and its time stay.
    if messages.pending_of(work, person.id):
        return
    people.set_conversation(work, person.id, people.IDLE, {})
    for kind in ("join", "ask", "suspect"):
        timers.cancel(work, kind, str(person.id))


def pass_on_praise(
    desk: Desk, work: Work, person: Person, estate: Estate, waiting: Sequence[Message], words: str
) -> None:
    """Thank the owner and let the staff read it; there is nothing to be done about praise."""
    messages.settle(work, [message.id for message in waiting])
    stop_waiting(work, person)
    key = f"praise:{waiting[-1].id}"
    register.talk(desk, work, person, f"{key}:owner", Sentence("owner.praise"))
    speak.say(
        work,
        key=f"{key}:group",
        channel=desk.staff_channel,
        chat=estate.staff_chat,
        outgoing=desk.texts.outgoing("staff.praise", words=Words(masked(words))),
    )
    files = tuple(Media.from_json(file) for message in waiting for file in message.media)
    if files:
        speak.say(
            work,
            key=f"{key}:files",
            channel=desk.staff_channel,
            chat=estate.staff_chat,
            outgoing=Outgoing(text="", media=files),
        )
    journal.add(work, estate=estate.key, ticket=None, code="praise", actor="owner", facts={}, words=words)


def set_home(work: Work, ticket: Ticket, home: Home | None) -> Ticket:
    """Take a home that was typed later, unless the ticket has one; receipt and card show it."""
    changes = opened.located(home, ticket.data)
    if not changes or ticket.home is not None:
        return ticket
    return moves.amend(work, ticket, "home", "owner", **changes)
