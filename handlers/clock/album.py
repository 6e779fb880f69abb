"""Albums whose pieces have come: each is taken as the one message it is."""

from handlers.desk import Desk
from handlers.messages import ChatKind, Incoming
from handlers.owner import register, taking
from handlers.refusals import Refused
from handlers.staff import targets, which_one
from handlers.ticket import albums, refusing, upgraded
from storage.records import Timer
from storage.work import Work


def settle(desk: Desk, work: Work, timer: Timer) -> None:
    """Take the album, unless more of it may be about to come."""
    if albums.waits_on(work, timer):
        return
    incoming = albums.whole(timer)
    try:
        with work.savepoint():
            _take(desk, work, incoming)
    except Refused as refused:
        refusing.refuse(desk, work, incoming, refused)


def _take(desk: Desk, work: Work, incoming: Incoming) -> None:
    link = targets.of_staff(desk, work, incoming)
    desk, incoming = upgraded.caught_up(desk, work, incoming)
    if link is not None and which_one.is_about_a_ticket(link):
        which_one.received(desk, work, incoming, link)
    elif incoming.chat_kind is ChatKind.private:
        taking.take(desk, work, register.person_of(work, incoming), incoming)
