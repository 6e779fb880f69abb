"""What the desk tells an owner who asked for nothing just now: seldom, and not while they sleep."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers import calendar, languages, quiet, speak
from handlers.desk import Desk, Estate
from handlers.messages import Button, Outgoing
from handlers.texts import Moment, Sentence, Value
from handlers.ticket import away, paging, phoning
from handlers.ticket.lifecycle import FINISHED, OPEN, Step
from storage import counters, people, timers
from storage.errors import Stale
from storage.records import Delivery, Priority, Ticket
from storage.work import Work

TIMER = "unasked"
_HELD = "held"
Buttons = tuple[tuple[Button, ...], ...]


def say(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    event: str,
    outgoing: Sentence | Outgoing,
    *,
    must: bool,
    live: bool = False,
    counts: bool = True,
    buttons: Buttons = (),
    role: str = speak.OWNER,
    priority: Priority = Priority.update,
    klass: Delivery = Delivery.must_arrive,
) -> None:
    """Tell the owner of a ticket something they did not just ask for, once per `event`.

    What need not be said (`must=False`) is left out when an ordinary ticket has little room left for the
    answer and the question whether it was solved. `counts=False`: a person's own words, or a part of another
    message. In quiet hours it waits, unless it cannot wait, is `live`, or the owner wrote a moment ago; a
    sentence gets its words when it goes out, its moments too, and one that the ticket has left behind goes
    nowhere. Whom no message reaches is phoned instead.
    """
    kept = {
        "outgoing": outgoing.as_json(),
        "is_sentence": isinstance(outgoing, Sentence),
        "buttons": [[[button.label, button.token] for button in line] for line in buttons],
        "event": event,
        "must": must,
        "counts": counts,
        "role": role,
        "priority": priority.value,
        "klass": klass.value,
        "live": live,
        "stage": _stage(ticket),
    }
    _send_or_hold(desk, work, ticket, kept)


def waited(desk: Desk, work: Work, ticket: Ticket, data: dict[str, Any]) -> None:
    """Send in its order what waited for the quiet hours to end, unless the ticket has moved past it."""
    for kept in data[_HELD]:
        if kept["stage"] == _stage(ticket):
            _send_or_hold(desk, work, ticket, kept)  # who was down all day comes back to a quiet evening


def _send_or_hold(desk: Desk, work: Work, ticket: Ticket, kept: dict[str, Any]) -> None:
    estate = speak.estate_of(desk, ticket)
    until = quiet.ends(estate, work.now)
    at_once = kept["live"] or paging.cannot_wait(ticket) or _just_wrote(work, ticket, estate)
    if until <= work.now and not at_once:
        until = away.told_next(work, ticket.reporter)
    if until > work.now and not at_once:
        _hold(work, ticket, until, kept)
    else:
        _send(desk, work, ticket, kept)


def _hold(work: Work, ticket: Ticket, until: datetime, kept: dict[str, Any]) -> None:
    # One timer for all that waits: two of the same moment could fire in either order.
    entity, occurrence = str(ticket.id), until.isoformat()
    waiting = timers.waiting(work, TIMER, entity, occurrence)
    if waiting is not None:
        others = [other for other in waiting.data[_HELD] if other["event"] != kept["event"]]
        added = timers.amend(work, waiting, {_HELD: [*others, kept]})
    else:
        added = timers.set(
            work, kind=TIMER, entity=entity, occurrence=occurrence, due=until, data={_HELD: [kept]}
        )
    if not added:
        raise Stale(f"what waits for the owner of ticket {ticket.id} has changed")


def _send(desk: Desk, work: Work, ticket: Ticket, kept: dict[str, Any]) -> None:
    budgeted = kept["counts"] and not paging.cannot_wait(ticket)
    if budgeted and not (kept["must"] or _has_room(desk, work, ticket)):
        return
    outgoing = _rendered(desk, work, ticket, kept)
    if not people.get(work, ticket.reporter).reachable:
        phoning.undelivered(desk, work, ticket, f"{ticket.id}:{kept['event']}:owner", outgoing.text)
        return
    queued = speak.to_owner(
        work,
        ticket,
        kept["event"],
        outgoing,
        priority=Priority(kept["priority"]),
        klass=Delivery(kept["klass"]),
        role=kept["role"],
    )
    if queued and budgeted:
        counters.next(work, _counter(ticket))


def _rendered(desk: Desk, work: Work, ticket: Ticket, kept: dict[str, Any]) -> Outgoing:
    if not kept["is_sentence"]:
        return Outgoing.from_json(kept["outgoing"])
    sentence = _spoken(speak.estate_of(desk, ticket), Sentence.from_json(kept["outgoing"]), work)
    texts = languages.of_reporter(desk, work, ticket)
    shown = speak.worded(work, texts, ticket.channel, ticket.chat, sentence)
    buttons = tuple(tuple(Button(label, token) for label, token in line) for line in kept["buttons"])
    return replace(shown, buttons=buttons)


def _spoken(estate: Estate, sentence: Sentence, work: Work) -> Sentence:
    """Put the moments of a sentence into words, as seen from now; one that is past is left out."""

    def said(value: Value) -> Value:
        match value:
            case Moment(at):
                return calendar.still_ahead(estate, at, work.now)
            case Sentence():
                return _spoken(estate, value, work)
            case _:
                return value

    return Sentence(sentence.key, **{name: said(value) for name, value in sentence.values.items()})


def _has_room(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell whether one more leaves room for the answer and for the one question whether it was solved.

    Nobody is phoned about what need not be said.
    """
    if not speak.has_chat(ticket):
        return False
    to_come = {Step.answered: 1, Step.revisiting: 0}.get(Step(ticket.step), 2)
    said = counters.last(work, _counter(ticket))
    return said + to_come < speak.estate_of(desk, ticket).policy.unasked_at_most


def _counter(ticket: Ticket) -> str:
    return f"unasked:{ticket.id}:{ticket.reopened}"


def _stage(ticket: Ticket) -> str:
    """Return how far a ticket is, each time it is opened: nobody has it, somebody has, it is done, over."""
    step = Step(ticket.step)
    if step is Step.received:
        stage = "waits"
    else:
        stage = "held" if step in OPEN else "over" if step in FINISHED else "done"
    return f"{stage}:{ticket.reopened}"


def _just_wrote(work: Work, ticket: Ticket, estate: Estate) -> bool:
    seen = people.get(work, ticket.reporter).seen_at
    return seen is not None and work.now < seen + timedelta(minutes=estate.policy.just_wrote_min)
