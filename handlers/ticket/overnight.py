"""What can wait and comes while nobody is there: cards stand quietly; at opening one message tells of all.

Danger, urgency, and what nobody has heard yet are no part of it.
"""

from handlers import calendar, speak
from handlers.desk import Desk
from handlers.ticket import card, incident, moves, paging, several, sight
from handlers.ticket.lifecycle import Step
from storage import moved_chats, timers
from storage.records import Ticket, TicketId, Timer
from storage.work import Work

TIMER = "opening"


def is_quiet(desk: Desk, work: Work, ticket: Ticket) -> bool:
    """Tell whether what is said of a ticket now need not notify anybody before its estate opens."""
    waits = ticket.step == Step.received.value and not paging.cannot_wait(ticket)
    return waits and not calendar.is_open(speak.estate_of(desk, ticket), work.now)


def post(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Put a new ticket before the staff; in a working group at night, without a sound until it opens."""
    estate = speak.estate_of(desk, ticket)
    quiet = is_quiet(desk, work, ticket) and ticket.staff_chat in estate.working_chats
    card.post(desk, work, ticket, silent=quiet)
    if quiet:
        opens = calendar.next_open(estate, work.now)
        timers.collect(
            work,
            kind=TIMER,
            entity=f"{estate.key}|{ticket.staff_chat}",
            occurrence=opens.isoformat(),
            due=opens,
            item={"ticket": ticket.id},
        )


def tell(desk: Desk, work: Work, timer: Timer) -> None:
    """Tell a group at opening of what came meanwhile and nobody has claimed."""
    key, noted = timer.entity.split("|")
    estate = desk.estates.get(key)
    if estate is None:  # taken out of the configuration since
        return
    chat = moved_chats.now(work, desk.staff_channel, noted)
    came = (moves.get(work, TicketId(item["ticket"])) for item in timer.data["items"])
    waiting = [one for one in came if one.step == Step.received.value and one.staff_chat == chat]
    waiting = [one for one in waiting if not (paging.cannot_wait(one) or incident.is_folded(one))]
    here = sight.shown_in(estate, chat, waiting)
    several.say(desk, work, estate, chat, f"opening:{timer.id}", "staff.overnight", here)
