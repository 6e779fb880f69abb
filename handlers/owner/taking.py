"""Taking what an owner says: danger first, then the ticket it belongs to, else a matter of its own."""

from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import (
    alarm,
    belonging,
    blaming,
    edits,
    emergency,
    estates,
    flood,
    followup,
    intake,
    register,
    suspicion,
    which,
)
from nlp.judgement import Alarm
from storage import people
from storage.records import Message, Person
from storage.work import Work


def take(desk: Desk, work: Work, person: Person, incoming: Incoming) -> None:
    """Keep a message, and do what it asks for; once, also when its edit came before it."""
    if edits.came_before(work, incoming):
        return
    message = intake.keep(desk, work, incoming, person)
    if incoming.edited and people.conversation(work, person.id).state != intake.SUSPECT:
        edits.supersede(work, incoming, message)
    estate = register.estate_of(desk, person)
    if emergency.heard(desk, work, person, estate, incoming, message):
        return
    if _answers_a_suspicion(desk, work, person, incoming):
        return
    if estate is None:
        estate = estates.named(desk, incoming.text)
        if estate is None:
            alarm.tell_all(desk, work, person, message)
            register.ask_estate(desk, work, person, f"estate:{message.id}")
            return
        estates.settle(desk, work, person, estate)
    if blaming.heard(desk, work, person, estate, incoming, message):
        return
    if flood.is_on(work, estate, message):
        flood.take(desk, work, person, estate, message)
    elif not _belongs_to_a_ticket(desk, work, person, incoming, message):
        intake.consider(desk, work, person, estate, message)


def _answers_a_suspicion(desk: Desk, work: Work, person: Person, incoming: Incoming) -> bool:
    if people.conversation(work, person.id).state != intake.SUSPECT:
        return False
    lead = belonging.understood(desk, incoming.text)
    if lead.topic == "yes_now":
        suspicion.confirm(desk, work, person, Alarm.sure)
    elif lead.topic in ("false_alarm", "resolved", "cancel"):
        suspicion.deny(desk, work, person)
    return True


def _belongs_to_a_ticket(
    desk: Desk, work: Work, person: Person, incoming: Incoming, message: Message
) -> bool:
    lead = belonging.understood(desk, incoming.text)
    named = belonging.replied_to(work, incoming, person)
    if named is not None and not belonging.still_takes(named, lead):
        named = None
    opened = belonging.joining(work, person, lead)
    if opened is not None and lead.topic not in followup.ACTS and named in (None, opened):
        followup.join(desk, work, opened, message)
        return True
    if named is not None:
        followup.take(desk, work, person, named, message)
        return True
    if people.conversation(work, person.id).state != intake.IDLE:
        return False
    meant = belonging.meant(desk, work, person, incoming.text, lead)
    if belonging.must_ask(meant, lead):
        which.ask(desk, work, person, meant, message)
    elif meant:
        followup.take(desk, work, person, meant[0], message)
    return bool(meant)
