"""The return of a service that was not running: who is told how long, and what was left undone."""

from datetime import datetime

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.ticket import away, deadlines, moves, promise, reminding
from handlers.ticket.away import Away
from handlers.ticket.lifecycle import OPEN
from storage import journal, tickets, timers
from storage.records import Timer
from storage.work import Work

TIMER = away.RETURNED
_TIMED = frozenset({deadlines.TIMER, reminding.TIMER, *promise.TIMERS})
_MOST = 100_000


def came_back(desk: Desk, work: Work, since: datetime) -> None:
    """Note that nothing was done since then, before anything is caught up; managers hear of it at opening."""
    found = Away(since, work.now)
    away.note(work, found)
    fell_due = {timer.entity for timer in timers.due(work, _MOST) if timer.kind in _TIMED}
    for estate in desk.estates.values():
        left = _left(work, estate, fell_due)
        facts: dict[str, str | int | None] = {
            "since": since.isoformat(),
            "until": work.now.isoformat(),
            "tickets": left,
        }
        journal.add(work, estate=estate.key, ticket=None, code=TIMER, actor=moves.DESK, facts=facts)
        timers.set(
            work,
            kind=TIMER,
            entity=estate.key,
            occurrence=found.since.isoformat(),
            due=calendar.next_open(estate, work.now),
            data={"away": found.as_json(), "tickets": left},
        )


def tell(desk: Desk, work: Work, estate: Estate, timer: Timer) -> None:
    """Tell whoever manages an estate how long the service was not running, and what was left undone."""
    found = Away.from_json(timer.data["away"])
    for chat in estate.managing_chats:
        speak.say(
            work,
            key=f"{TIMER}:{estate.key}:{timer.occurrence}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=languages.of_staff_chat(desk, work, chat).outgoing(
                "staff.back_again",
                estate=estate.name,
                time=away.spoken(estate, found, work.now),
                span=calendar.lasting(found.until - found.since),
                count=timer.data["tickets"] or "",
            ),
            lane=f"{TIMER}/{chat}",
        )


def _left(work: Work, estate: Estate, fell_due: set[str]) -> int:
    still_open = tickets.in_step(work, estate.key, [step.value for step in OPEN])
    return sum(str(ticket.id) in fell_due for ticket in still_open)
