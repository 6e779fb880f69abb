"""Which language somebody wants to read: asked for with a command, chosen with a button or a word."""

from dataclasses import replace

from handlers import languages
from handlers.desk import Desk
from handlers.owner import register
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import actions
from handlers.ticket.actions import Action
from storage import people
from storage.records import Person
from storage.work import Work


def command(desk: Desk, work: Work, person: Person, wanted: str, key: str) -> None:
    """Take `/language en`, by code or by the language's own name; anything else shows what there is."""
    chosen = _named(desk, wanted.strip().casefold())
    if chosen is not None:
        _choose(desk, work, person, chosen, key)
        return
    labels = [texts.button(Action.language.value) for texts in desk.catalogues.values()]
    offered = [(Action.language, code) for code in desk.catalogues]
    buttons = actions.for_person(desk, work, person, offered, labels=labels)
    text = "owner.no_such_language" if wanted.strip() else "owner.which_language"
    outgoing = languages.of_person(desk, person).outgoing(text)
    register.answer(work, person, key, replace(outgoing, buttons=buttons))


def pressed(desk: Desk, work: Work, person: Person, code: str, key: str) -> Sentence:
    """Take a press on a language's name. Refuses one that this version has no more."""
    if code not in desk.catalogues:
        raise Refused("refusal.unknown_button")
    _choose(desk, work, person, code, key)
    return Sentence("toast.noted")


def _named(desk: Desk, wanted: str) -> str | None:
    names = {texts.button(Action.language.value).casefold(): code for code, texts in desk.catalogues.items()}
    return wanted if wanted in desk.catalogues else names.get(wanted)


def _choose(desk: Desk, work: Work, person: Person, code: str, key: str) -> None:
    people.choose_language(work, person.id, code)
    person = replace(person, chosen_language=code)
    estate = register.estate_of(desk, person)
    outgoing = languages.of_person(desk, person).outgoing(
        "owner.language_chosen", duty_phone=estate.duty_phone if estate else ""
    )
    register.answer(work, person, key, outgoing)
