"""A danger that is only suspected: asked about, and paged on yes or on silence."""

from dataclasses import replace
from datetime import timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate
from handlers.owner import alarm, intake, opening, register
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import actions, calling_off, card, confiding, raising
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from nlp.judgement import Alarm, Kind, Screening, Urgency
from storage import messages, people, tickets, timers
from storage.records import Message, Person, Priority
from storage.work import Work


def ask(
    desk: Desk, work: Work, person: Person, estate: Estate | None, screening: Screening, message: Message
) -> None:
    """Ask whether it is happening now, and set the time after which silence counts as yes."""
    policy = (estate or next(iter(desk.estates.values()))).policy
    people.set_conversation(
        work, person.id, intake.SUSPECT, {"topic": screening.topic, "urgency": screening.urgency.value}
    )
    for kind in (intake.JOIN, intake.ASK):
        timers.cancel(work, kind, str(person.id))
    due = work.now + timedelta(seconds=policy.suspect_wait_s)
    timers.set(work, kind=intake.SUSPECT, entity=str(person.id), occurrence=str(message.id), due=due)
    buttons = actions.for_person(
        desk,
        work,
        person,
        [(Action.happening, ""), (Action.not_happening, "")],
    )
    speak.say(
        work,
        key=f"now:{message.id}",
        channel=person.channel,
        chat=person.chat,
        outgoing=replace(languages.of_person(desk, person).outgoing("owner.happening_now"), buttons=buttons),
        priority=Priority.emergency,
    )


def confirm(desk: Desk, work: Work, person: Person, how: Alarm) -> None:
    """Treat a suspicion as a danger: the owner said so, or nobody said otherwise in time. Once."""
    conversation = people.conversation(work, person.id)
    if conversation.state != intake.SUSPECT:
        return
    topic, urgency = conversation.data["topic"], Urgency(conversation.data["urgency"])
    alarm.open_with_all(desk, work, person, register.estate_of(desk, person), topic, urgency, how)


def deny(desk: Desk, work: Work, person: Person) -> None:
    """Take a suspicion that is none as an ordinary matter."""
    estate = register.estate_of(desk, person)
    if people.conversation(work, person.id).state != intake.SUSPECT:
        return
    timers.cancel(work, intake.SUSPECT, str(person.id))
    people.set_conversation(work, person.id, intake.IDLE, {})
    waiting = messages.pending_of(work, person.id)
    if estate is None:
        register.ask_estate(desk, work, person, f"estate:{waiting[-1].id}")
        return
    lead = desk.judge(intake.joined(waiting)).lead
    if lead.kind is Kind.emergency:
        matter = replace(lead, kind=Kind.request, urgency=Urgency.P2, alarm=None)
        opening.open_ticket(desk, work, person, estate, waiting, matter)
    else:
        intake.flush(desk, work, person, estate)


def happening(desk: Desk, work: Work, person: Person) -> Sentence:
    """Take «正在发生», also after «没有»: what was taken as an ordinary matter is raised."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        confirm(desk, work, person, Alarm.sure)
        return Sentence("toast.noted")
    going_on = [ticket for ticket in tickets.open_of(work, person.id) if Step(ticket.step) in OPEN]
    if any(card.is_alarm(ticket) for ticket in going_on):
        return Sentence("toast.done_already")
    for ticket in going_on:
        screening = desk.screen(ticket.words)
        if screening is not None:
            raised = raising.raise_again(desk, work, ticket, screening.topic, screening.urgency, "alarm")
            confiding.reconsider(desk, work, raised, raised.words)
            return Sentence("toast.noted")
    raise Refused("refusal.unknown_button")


def not_happening(desk: Desk, work: Work, person: Person) -> Sentence:
    """Take «没有», also after the page went out: it is called off."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        deny(desk, work, person)
        return Sentence("toast.noted")
    for ticket in tickets.open_of(work, person.id):
        if ticket.alarm == Alarm.suspected.value and calling_off.is_possible(ticket):
            return alarm.take_back(desk, work, ticket)
    return Sentence("toast.done_already")
