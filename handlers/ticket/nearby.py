"""What came from the same home, and from above and below it, in the month before a ticket.

It is about things, never about who tells of them: only matters of the same sort count, and none that may not
be seen where it would be shown. Repairs of a home count together: one may be the cause of the next.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from handlers import speak
from handlers.desk import Desk
from handlers.texts import Sentence, Texts, Value
from handlers.ticket import incident, sight
from handlers.ticket.lifecycle import DONE, OPEN, Step
from nlp.judgement import Kind
from storage import tickets
from storage.records import Ticket
from storage.work import Work

WITHIN = timedelta(days=30)
_REPAIRS = frozenset({Kind.request.value, Kind.emergency.value})
ALONG_A_RISER = frozenset({"plumbing", "leak_between", "drain", "flood"})
_OF_A_BUILDING = frozenset({"lift", "lift_trapped", "outage", "utilities", "access", "common_area"})
NO_MATTER = frozenset({"", "general", "unclear"})
CAME_TO_NOTHING = frozenset({Step.withdrawn, Step.merged, Step.declined})
_NAMED = 3


def shown(desk: Desk, work: Work, texts: Texts, ticket: Ticket, chat: str) -> dict[str, Value]:
    """Return what a card says of it in a chat; only while the ticket is open."""
    if Step(ticket.step) not in OPEN:
        return {"history": "", "rework": ""}
    here = _of_riser(desk, work, ticket, chat)
    former = _redone(ticket, here)
    before = [one for one in here if one.received_at >= ticket.received_at - WITHIN]
    said = [*_of_home(ticket, before), *_along_riser(desk, ticket, before)]
    said += _of_building(desk, work, ticket, chat)
    return {
        "history": " · ".join(texts.said(sentence) for sentence in said),
        "rework": former.number if former else "",
    }


def redone(desk: Desk, work: Work, ticket: Ticket) -> Ticket | None:
    """Return the repair of the same home and matter that was done within the month before, the last one."""
    return _redone(ticket, _of_riser(desk, work, ticket, ticket.staff_chat))


def _redone(ticket: Ticket, here: Sequence[Ticket]) -> Ticket | None:
    if ticket.kind not in _REPAIRS or ticket.topic in NO_MATTER:
        return None
    return next((one for one in here if _is_redone(ticket, one)), None)


def _is_redone(ticket: Ticket, former: Ticket) -> bool:
    same = (former.home, former.topic) == (ticket.home, ticket.topic) and former.kind in _REPAIRS
    at = former.answered_at if same and Step(former.step) in DONE else None
    return at is not None and at <= ticket.received_at <= at + WITHIN


def _of_riser(desk: Desk, work: Work, ticket: Ticket, chat: str) -> list[Ticket]:
    # What was done within a month may have been told of a month before that.
    topics = ALONG_A_RISER if ticket.topic in ALONG_A_RISER else ()
    found = tickets.from_riser(work, ticket, ticket.received_at - 2 * WITHIN, topics)
    return _counting(desk, ticket, chat, found)


def _counting(desk: Desk, ticket: Ticket, chat: str, found: Sequence[Ticket]) -> list[Ticket]:
    """Return those that may be named in a chat, led to something, and tell of another event."""
    estate = speak.estate_of(desk, ticket)
    return [
        one
        for one in found
        if Step(one.step) not in CAME_TO_NOTHING
        and _event(one) != _event(ticket)
        and sight.chat_may_name(estate, chat, one)
    ]


def _event(ticket: Ticket) -> int:
    first: int = ticket.data.get(incident.FIRST, ticket.id)
    return first


def _of_home(ticket: Ticket, before: Sequence[Ticket]) -> Iterator[Sentence]:
    alike = [one for one in before if one.home == ticket.home and _is_alike(ticket, one)]
    if alike:
        yield Sentence("staff.times_of_home", times=len(alike) + 1)


def _is_alike(ticket: Ticket, other: Ticket) -> bool:
    if ticket.kind in _REPAIRS:
        return other.kind in _REPAIRS
    return (other.kind, other.topic) == (ticket.kind, ticket.topic)


def _along_riser(desk: Desk, ticket: Ticket, before: Sequence[Ticket]) -> Iterator[Sentence]:
    if ticket.kind not in _REPAIRS or ticket.topic not in ALONG_A_RISER:
        return
    zone = speak.estate_of(desk, ticket).zone
    latest: dict[str, Ticket] = {}
    for one in before:
        wet = one.kind in _REPAIRS and one.topic in ALONG_A_RISER and not sight.is_unnamed(one)
        if wet and one.home and one.home != ticket.home:
            latest.setdefault(one.home.rpartition("-")[2], one)
    for room, one in list(latest.items())[:_NAMED]:
        day = f"{one.received_at.astimezone(zone):%m-%d}"
        yield Sentence("staff.along_riser", room=room, day=day, topic=Sentence(f"topics.{one.topic}"))


def _of_building(desk: Desk, work: Work, ticket: Ticket, chat: str) -> Iterator[Sentence]:
    if ticket.kind not in _REPAIRS or ticket.topic not in _OF_A_BUILDING:
        return
    found = tickets.from_building(work, ticket, ticket.received_at - WITHIN)
    events = {_event(one) for one in _counting(desk, ticket, chat, found) if one.kind in _REPAIRS}
    if events:
        topic = Sentence(f"topics.{ticket.topic}")
        yield Sentence("staff.times_of_building", times=len(events) + 1, topic=topic)
