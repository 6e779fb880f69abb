"""A time for which nobody is planned: whoever manages is told, once a day as long as it lasts."""

from datetime import datetime, timedelta

from handlers import calendar, languages, speak
from handlers.desk import Desk, Estate
from handlers.texts import Sentence
from handlers.ticket import duty, membership
from storage import duties, timers
from storage.work import Work

TIMER = "duty_gap"
_A_DAY = timedelta(days=1)
_AHEAD = timedelta(days=60)


def warn(desk: Desk, work: Work, estate: Estate, moment: datetime) -> None:
    """Tell whoever manages that nobody is on shift at a moment, and look again a day later."""
    if not duty.is_gap(work, estate, moment):
        return
    day = f"{moment.astimezone(estate.zone):%Y-%m-%d}"
    told = _told(work, estate, moment)
    for chat in membership.present(work, estate).managing_chats:
        outgoing = languages.of_staff_chat(desk, work, chat).outgoing(told.key, **told.values)
        speak.say(
            work,
            key=f"gap:{estate.key}:{day}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=outgoing,
        )
    timers.set(work, kind=TIMER, entity=estate.key, occurrence=day, due=moment + _A_DAY)


def _told(work: Work, estate: Estate, moment: datetime) -> Sentence:
    since = calendar.spoken(estate, moment, work.now) if moment > work.now else Sentence("when.now")
    later = duties.between(work, estate.key, moment, moment + _AHEAD)
    starts = next((shift.starts for shift in later if shift.starts > moment), None)
    if starts is None:
        return Sentence("staff.gap_open", since=since)
    return Sentence("staff.gap", since=since, until=calendar.spoken(estate, starts, work.now))
