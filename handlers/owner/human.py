"""A person is wanted: at the open ticket where there is one, else with a ticket of its own."""

from dataclasses import replace

from handlers.desk import Desk
from handlers.messages import Incoming
from handlers.owner import followup, intake, register, suspicion
from handlers.ticket.actions import Action
from nlp.judgement import Alarm
from storage import messages, people, tickets
from storage.records import Person
from storage.work import Work


def command(desk: Desk, work: Work, person: Person, incoming: Incoming) -> None:
    """Take the command, with what stands behind it; of an unknown estate it waits like any words."""
    # These words are kept as if the owner had written them: staff read them, and judging knows them.
    known = register.estate_of(desk, person) is not None
    said = incoming.argument if known or incoming.argument else desk.texts.button(Action.human.value)
    if said:
        intake.keep(desk, work, replace(incoming, text=said), person)
    wanted(desk, work, person, f"human:{incoming.key}")


def wanted(desk: Desk, work: Work, person: Person, key: str) -> None:
    """Bring a person in. While a danger is suspected that means paging, without waiting any longer."""
    if people.conversation(work, person.id).state == intake.SUSPECT:
        suspicion.confirm(desk, work, person, Alarm.suspected)
        return
    estate = register.estate_of(desk, person)
    if estate is None:
        register.ask_estate(desk, work, person, f"estate:{key}")
        return
    open_tickets = tickets.open_of(work, person.id)
    waiting = messages.pending_of(work, person.id)
    if waiting or not open_tickets:
        intake.to_a_person(desk, work, person, estate, waiting)
    else:
        followup.want_a_person(desk, work, open_tickets[0], key)
