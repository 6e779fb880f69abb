"""What follows as a promised time comes near and passes: reminders, and true words to the owner before it."""

from dataclasses import replace

from handlers import quiet, speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.texts import Sentence, Value, Words
from handlers.ticket import actions, away, card, incident, notices, promise, promised, unasked
from handlers.ticket.actions import Action
from storage.commitments import Promise
from storage.records import Ticket, Timer
from storage.work import Work


def fire(desk: Desk, work: Work, ticket: Ticket, timer: Timer) -> None:
    """Do what fell due about the promise that stands; about another one nothing."""
    standing = promised.standing(work, ticket)
    if standing is None or str(standing.id) != timer.occurrence:
        return
    if promised.is_in_question(ticket, standing):
        _put_off(desk, work, ticket, standing, timer.kind)
        return
    if timer.kind != promise.LATE and work.now >= standing.at:
        return  # its moment has passed; what follows from that has a timer of its own
    match timer.kind:
        case promise.REMIND if standing.confirmed_at is None:
            _remind(desk, work, ticket, standing)
        case promise.CONFIRM if standing.confirmed_at is None:
            _unconfirmed(desk, work, ticket, standing)
        case promise.OWNER:
            _remind_owner(desk, work, ticket, standing)
        case promise.LATE:
            _late(desk, work, ticket, standing, timer)


def _remind(desk: Desk, work: Work, ticket: Ticket, standing: Promise) -> None:
    outgoing = _to_staff(desk, work, ticket, standing, "promise_remind", home=Words(ticket.home or ""))
    offered = [Action.on_time, Action.change_time]
    buttons = actions.under_ticket(
        desk, work, ticket, offered, texts=desk.texts, chat=ticket.staff_chat, arg=str(standing.id)
    )
    _tell_group(desk, work, ticket, standing, "remind", replace(outgoing, buttons=buttons))


def _unconfirmed(desk: Desk, work: Work, ticket: Ticket, standing: Promise) -> None:
    outgoing = _to_staff(
        desk, work, ticket, standing, "promise_unconfirmed", lead=promised.lead(desk, work, ticket)
    )
    _tell_group(desk, work, ticket, standing, "unconfirmed", outgoing)
    _tell_owner(desk, work, ticket, standing, "promise_unconfirmed", must=True, live=True)


def _late(desk: Desk, work: Work, ticket: Ticket, standing: Promise, timer: Timer) -> None:
    missed = away.missed(work, timer.due)
    if missed is not None:
        notices.promise_missed(desk, work, ticket, missed, standing)
        # Hours later it is no news of the moment: it waits for the morning.
        _tell_owner(desk, work, ticket, standing, "promise_late", must=True, live=False)
        promise.count_broken(desk, work, ticket)
        return
    outgoing = _to_staff(desk, work, ticket, standing, "promise_late", lead=promised.lead(desk, work, ticket))
    _tell_group(desk, work, ticket, standing, "late", outgoing)
    _tell_owner(desk, work, ticket, standing, "promise_late", must=True, live=True)
    promise.count_broken(desk, work, ticket)


def _put_off(desk: Desk, work: Work, ticket: Ticket, standing: Promise, kind: str) -> None:
    """Remind of nothing that the owner did not want; once it has passed, nobody waits for it."""
    if kind == promise.LATE:
        outgoing = _to_staff(desk, work, ticket, standing, "no_new_time")
        promise.void(work, ticket)
        card.refresh(desk, work, ticket)
        _tell_group(desk, work, ticket, standing, "put_off", outgoing)


def _remind_owner(desk: Desk, work: Work, ticket: Ticket, standing: Promise) -> None:
    if quiet.ends(speak.estate_of(desk, ticket), work.now) >= standing.at:
        return  # they would read it afterwards
    _tell_owner(desk, work, ticket, standing, "remind_{way}", must=False, live=False)


def _to_staff(
    desk: Desk, work: Work, ticket: Ticket, standing: Promise, text: str, **values: Value
) -> Outgoing:
    time = promised.said(speak.estate_of(desk, ticket), promised.of(standing), work.now)
    who = card.assignee_name(desk, ticket) if ticket.assignee else Sentence("staff.team")
    return desk.texts.outgoing(f"staff.{text}", number=ticket.number, who=who, time=time, **values)


def _tell_group(
    desk: Desk, work: Work, ticket: Ticket, standing: Promise, event: str, outgoing: Outgoing
) -> None:
    speak.to_group(desk, work, ticket, f"promise:{standing.id}:{event}", outgoing)


def _tell_owner(
    desk: Desk, work: Work, ticket: Ticket, standing: Promise, text: str, *, must: bool, live: bool
) -> None:
    """Tell everybody who was told of the time; `way` in a text is what each was promised."""
    for one in incident.told_with(work, ticket):
        _tell_one(desk, work, one, standing, text.format(way=promised.way(one)), must=must, live=live)


def _tell_one(
    desk: Desk, work: Work, ticket: Ticket, standing: Promise, text: str, *, must: bool, live: bool
) -> None:
    estate, when = speak.estate_of(desk, ticket), promised.of(standing)
    sentence = Sentence(
        f"owner.{text}",
        number=ticket.number,
        staff=promised.staff(desk, ticket),
        time=promised.said_later(estate, when, work.now),
        duty_phone=estate.duty_phone,
    )
    event = f"promise:{standing.id}:{text}"
    unasked.say(desk, work, ticket, event, sentence, must=must, live=live)
