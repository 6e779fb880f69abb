"""When a digest goes out: every day at the estate's hour, one a day, whatever the service went through."""

from datetime import date, datetime, timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate, Role
from handlers.manager import days, digest, figures
from handlers.manager.figures import Figures
from handlers.ticket import membership
from storage import journal, settings, timers
from storage.records import Delivery, Priority, Timer
from storage.work import Work

TIMER = "digest"
# Two wait at any time: one that fails for good must not be the last.
_AHEAD = 2
_LATE = timedelta(minutes=10)


def plan(desk: Desk, work: Work) -> None:
    """Lay down the next digests of every estate, by the hour and the zone it has now; twice is harmless."""
    for estate in desk.estates.values():
        _plan(work, estate)


def ahead(desk: Desk, work: Work, timer: Timer) -> Figures | None:
    """Compute, on a reader, the figures of the digest that a timer calls for; None: of none."""
    estate = desk.estates.get(timer.entity)
    day = _owed(work, estate) if estate else None
    return _figures(work, estate, day) if estate and day else None


def send(desk: Desk, work: Work, timer: Timer, found: Figures | None) -> None:
    """Send the digest of the day that was last to be reported, unless it went out; see `ahead` for `found`.

    After a downtime that is one digest: it names the days that none went out for.
    """
    estate = desk.estates.get(timer.entity)
    if estate is None:
        return
    _plan(work, estate)
    day = _owed(work, estate)
    if day is None:
        return
    if found is None or found.day != day:
        found = _figures(work, estate, day)
    late_for = _late_for(estate, day, work.now)
    for chat in _chats(membership.present(work, estate)):
        texts = languages.of_staff_chat(desk, work, chat)
        speak.say(
            work,
            key=f"{TIMER}:{estate.key}:{day}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=digest.render(texts, estate, found, late_for, chat),
            priority=Priority.digest,
            klass=Delivery.at_most_once,
            role=TIMER,
        )
    settings.put(work, _name(estate), day.isoformat())
    missed = found.missed.first.isoformat() if found.missed else None
    facts = {"day": day.isoformat(), "missed_from": missed}
    journal.add(work, estate=estate.key, ticket=None, code=TIMER, actor="desk", facts=facts)


def due_at(estate: Estate, day: date) -> datetime:
    """Return when the digest of a day is due: on the morning after it."""
    return days.moment_of(estate, day + days.A_DAY, estate.digest_at)


def latest(estate: Estate, now: datetime) -> date:
    """Return the last day whose digest is due by now."""
    yesterday = now.astimezone(estate.zone).date() - days.A_DAY
    return yesterday if due_at(estate, yesterday) <= now else yesterday - days.A_DAY


def _plan(work: Work, estate: Estate) -> None:
    for timer in timers.all_waiting(work, TIMER, estate.key):
        due = due_at(estate, date.fromisoformat(timer.occurrence))
        if timer.due != due:
            timers.move(work, TIMER, estate.key, timer.occurrence, due)
    if settings.get(work, _name(estate)) is None:
        settings.put(work, _name(estate), latest(estate, work.now).isoformat())
    first = latest(estate, work.now) + days.A_DAY
    for day in (first + n * days.A_DAY for n in range(_AHEAD)):
        timers.set(work, kind=TIMER, entity=estate.key, occurrence=day.isoformat(), due=due_at(estate, day))


def _owed(work: Work, estate: Estate) -> date | None:
    """Return the day that is to be reported now; None: it was, or a later one."""
    day = latest(estate, work.now)
    return day if _last(work, estate) < day else None


def _last(work: Work, estate: Estate) -> date:
    """Return the last day that was reported; before the first, the last that is nobody's to report."""
    kept = settings.get(work, _name(estate))
    return date.fromisoformat(kept) if kept else latest(estate, work.now)


def _name(estate: Estate) -> str:
    return f"{TIMER}:{estate.key}"


def _figures(work: Work, estate: Estate, day: date) -> Figures:
    return figures.of(work, estate, day, missed_from=_last(work, estate) + days.A_DAY)


def _late_for(estate: Estate, day: date, now: datetime) -> datetime | None:
    due = due_at(estate, day)
    return due if now - due > _LATE else None


def _chats(estate: Estate) -> list[str]:
    if estate.manager_chat:
        return [estate.manager_chat]
    return [member.user for member in estate.staff if member.role is Role.manager]
