"""What a press does. A button's data only names a row: who may press is judged here, every time."""

from handlers.desk import Desk
from handlers.messages import Incoming, Press
from handlers.owner import (
    alarm,
    appointment,
    estates,
    followup,
    human,
    intake,
    language,
    rating,
    register,
    suspicion,
    which,
)
from handlers.refusals import Refused
from handlers.staff import pressing
from handlers.texts import Sentence
from handlers.ticket import actions, moves, upgraded
from handlers.ticket.actions import Action
from nlp.judgement import Kind
from storage import buttons
from storage.records import Person, Pressable, Ticket
from storage.work import Work

_RATINGS = {
    Action.good: rating.GOOD,
    Action.fair: rating.FAIR,
    Action.bad: rating.BAD,
    Action.unsolved: rating.UNSOLVED,
    Action.thumb_up: rating.GOOD,
    Action.thumb_down: rating.UNSOLVED,
}
_HEARD = {
    Action.heard_good: rating.GOOD,
    Action.heard_fair: rating.FAIR,
    Action.heard_bad: rating.BAD,
    Action.heard_unsolved: rating.UNSOLVED,
}
_KINDS = {
    Action.as_request: Kind.request,
    Action.as_complaint: Kind.complaint,
    Action.as_inquiry: Kind.inquiry,
}
_SIMPLY = {
    Action.not_an_emergency: alarm.take_back,
    Action.withdraw: followup.withdraw,
    Action.differs: followup.differs,
}
_EACH_TIME = {Action.urge: followup.urge, Action.call_me: followup.call_me}
_CHOOSING = {Action.pick_time: appointment.pick, Action.other_time: appointment.other}


def pressed(desk: Desk, work: Work, incoming: Incoming, press: Press) -> Sentence:
    """Do what the button stands for and return the toast. Refuses a forged, foreign or stale press."""
    assert incoming.sender is not None, "the router passes on only messages with a sender"
    pressable = buttons.by_token(work, press.token)
    if pressable is None or not upgraded.is_here(work, pressable, incoming):
        raise Refused("refusal.unknown_button")
    if pressable.user not in (None, incoming.sender.user):
        raise Refused("refusal.not_for_you")
    action = Action(pressable.action)
    if pressing.is_for_staff(action):
        toast = pressing.pressed(desk, work, incoming, pressable)
        if action in _HEARD:  # what an owner said on the phone counts like a press of theirs
            rating.rate(desk, work, _ticket(work, pressable), _HEARD[action], heard=True)
        elif action is Action.heard_why:
            rating.chip(desk, work, _ticket(work, pressable), Action(pressable.arg))
        return toast
    return _by_owner(desk, work, incoming, pressable, action)


def _by_owner(desk: Desk, work: Work, incoming: Incoming, pressable: Pressable, action: Action) -> Sentence:
    person = register.person_of(work, incoming)
    if pressable.ticket is None:
        return _without_ticket(desk, work, person, pressable, action, f"press:{incoming.key}")
    ticket = _ticket(work, pressable)
    if ticket.reporter != person.id:
        raise Refused("refusal.not_for_you")
    if action in _RATINGS:
        return rating.pressed(desk, work, ticket, _RATINGS[action], pressable.arg)
    if action in actions.WHYS:
        return rating.chip(desk, work, ticket, action)
    return _about_ticket(desk, work, person, ticket, pressable, action, f"press:{incoming.key}")


def _about_ticket(
    desk: Desk, work: Work, person: Person, ticket: Ticket, pressable: Pressable, action: Action, key: str
) -> Sentence:
    if action in _SIMPLY:
        return _SIMPLY[action](desk, work, ticket)
    if action in _EACH_TIME:
        return _EACH_TIME[action](desk, work, ticket, key)
    if action in _CHOOSING:
        return _CHOOSING[action](desk, work, ticket, pressable.arg)
    which.this_one(desk, work, person, ticket, pressable.arg)
    return Sentence("toast.noted")


def _without_ticket(
    desk: Desk, work: Work, person: Person, pressable: Pressable, action: Action, key: str
) -> Sentence:
    if action is Action.happening:
        return suspicion.happening(desk, work, person)
    if action is Action.not_happening:
        return suspicion.not_happening(desk, work, person)
    if action is Action.this_estate:
        return estates.choose(desk, work, person, pressable.arg)
    if action is Action.language:
        return language.pressed(desk, work, person, pressable.arg, key)
    if action is Action.human:
        human.wanted(desk, work, person, key)
    else:
        estate = register.estate_of(desk, person)
        if estate is None:
            raise Refused("refusal.unknown_button")
        if action is Action.new_ticket:
            which.a_new_one(desk, work, person, estate, pressable.arg)
        else:
            intake.answered(desk, work, person, estate, _KINDS[action])
    return Sentence("toast.noted")


def _ticket(work: Work, pressable: Pressable) -> Ticket:
    assert pressable.ticket is not None, f"a button for {pressable.action} is always about a ticket"
    return moves.get(work, pressable.ticket)
