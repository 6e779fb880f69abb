"""What managers read regularly, at the estate's hour: the digest, a page each week and one each month.

Each is one for its days, whatever the service went through, and named by the last of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers import languages, speak
from handlers.desk import Desk, Estate, Role
from handlers.manager import days, digest, figures, report
from handlers.messages import Outgoing
from handlers.texts import Texts
from handlers.ticket import membership
from storage import journal, settings, timers
from storage.records import Delivery, Priority, Timer
from storage.work import Work

# Two wait at any time: one that fails for good must not be the last.
_AHEAD = 2
_LATE = timedelta(minutes=10)
_A_WEEK = timedelta(days=7)

Shown = Callable[[Texts, Estate, datetime | None, str | None], Outgoing]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page that is computed: its last day, how it reads, and from when on days had none."""

    last: date
    shown: Shown
    missed_from: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What goes out under the timer `name`. Its days end with `ends` of any day, the next with `next_end`.

    `prepare` is told the last of its days, and the first one that no page of this sort went out for.
    """

    name: str
    ends: Callable[[date], date]
    next_end: Callable[[date], date]
    prepare: Callable[[Work, Estate, date, date], Prepared]


def plan(desk: Desk, work: Work) -> None:
    """Lay down the next pages of every estate, by the hour and the zone it has now; twice is harmless."""
    for estate in desk.estates.values():
        for page in PAGES.values():
            _plan(work, estate, page)


def ahead(desk: Desk, work: Work, timer: Timer) -> Prepared | None:
    """Compute, on a reader, the page that a timer calls for; None: there is none to send."""
    estate, page = desk.estates.get(timer.entity), PAGES[timer.kind]
    last = _owed(work, estate, page) if estate else None
    return _prepared(work, estate, page, last) if estate and last else None


def send(desk: Desk, work: Work, timer: Timer, found: Prepared | None) -> None:
    """Send the page of the days that were last to be reported, unless it went out; see `ahead` for `found`.

    After a downtime that is one page: a digest names the days that none went out for.
    """
    estate, page = desk.estates.get(timer.entity), PAGES[timer.kind]
    if estate is None:
        return
    _plan(work, estate, page)
    last = _owed(work, estate, page)
    if last is None:
        return
    if found is None or found.last != last:
        found = _prepared(work, estate, page, last)
    late_for = _late_for(estate, last, work.now)
    for chat in _chats(membership.present(work, estate)):
        speak.say(
            work,
            key=f"{page.name}:{estate.key}:{last}:{chat}",
            channel=desk.staff_channel,
            chat=chat,
            outgoing=found.shown(languages.of_staff_chat(desk, work, chat), estate, late_for, chat),
            priority=Priority.digest,
            klass=Delivery.at_most_once,
            role=page.name,
        )
    settings.put(work, _name(estate, page), last.isoformat())
    missed = found.missed_from.isoformat() if found.missed_from else None
    facts = {"day": last.isoformat(), "missed_from": missed}
    journal.add(work, estate=estate.key, ticket=None, code=page.name, actor="desk", facts=facts)


def due_at(estate: Estate, last: date) -> datetime:
    """Return when a page of days up to this one is due: on the morning after."""
    return days.moment_of(estate, last + days.A_DAY, estate.digest_at)


def latest(estate: Estate, now: datetime, page: Page) -> date:
    """Return the last day of the last page that is due by now."""
    yesterday = now.astimezone(estate.zone).date() - days.A_DAY
    return page.ends(yesterday if due_at(estate, yesterday) <= now else yesterday - days.A_DAY)


def _plan(work: Work, estate: Estate, page: Page) -> None:
    for timer in timers.all_waiting(work, page.name, estate.key):
        due = due_at(estate, date.fromisoformat(timer.occurrence))
        if timer.due != due:
            timers.move(work, page.name, estate.key, timer.occurrence, due)
    last = latest(estate, work.now, page)
    if settings.get(work, _name(estate, page)) is None:
        settings.put(work, _name(estate, page), last.isoformat())
    for _ in range(_AHEAD):
        last = page.next_end(last)
        due = due_at(estate, last)
        timers.set(work, kind=page.name, entity=estate.key, occurrence=last.isoformat(), due=due)


def _owed(work: Work, estate: Estate, page: Page) -> date | None:
    """Return the last day that is to be reported now; None: it was, or a later one."""
    last = latest(estate, work.now, page)
    return last if _reported(work, estate, page) < last else None


def _reported(work: Work, estate: Estate, page: Page) -> date:
    """Return the last day that was reported; before the first, the last that is nobody's to report."""
    kept = settings.get(work, _name(estate, page))
    return date.fromisoformat(kept) if kept else latest(estate, work.now, page)


def _name(estate: Estate, page: Page) -> str:
    return f"{page.name}:{estate.key}"


def _prepared(work: Work, estate: Estate, page: Page, last: date) -> Prepared:
    return page.prepare(work, estate, last, _reported(work, estate, page) + days.A_DAY)


def _late_for(estate: Estate, last: date, now: datetime) -> datetime | None:
    due = due_at(estate, last)
    return due if now - due > _LATE else None


def _chats(estate: Estate) -> list[str]:
    if estate.manager_chat:
        return [estate.manager_chat]
    return [member.user for member in estate.staff if member.role is Role.manager]


def _digest_of(work: Work, estate: Estate, last: date, missed_from: date) -> Prepared:
    found = figures.of(work, estate, last, missed_from=missed_from)

    def shown(texts: Texts, estate: Estate, late_for: datetime | None, chat: str | None) -> Outgoing:
        return digest.render(texts, estate, found, late_for, chat)

    return Prepared(last, shown, found.missed.first if found.missed else None)


def _report_of(name: str, first_day: Callable[[date], date]) -> Callable[..., Prepared]:
    def prepare(work: Work, estate: Estate, last: date, _missed_from: date) -> Prepared:
        found = report.of(work, estate, first_day(last), last)

        def shown(texts: Texts, estate: Estate, late_for: datetime | None, chat: str | None) -> Outgoing:
            return report.render(texts, estate, name, found, late_for, chat)

        return Prepared(last, shown)

    return prepare


def _sunday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7)


def _end_of_month(day: date) -> date:
    tomorrow = day + days.A_DAY
    return day if tomorrow.day == 1 else day.replace(day=1) - days.A_DAY


def _next_month_end(last: date) -> date:
    """Return the end of the month after the one that ends on this day: 32 days on are behind it."""
    return (last + timedelta(days=32)).replace(day=1) - days.A_DAY


DAILY = Page("digest", lambda day: day, lambda last: last + days.A_DAY, _digest_of)
WEEKLY = Page(
    "weekly",
    _sunday,
    lambda last: last + _A_WEEK,
    _report_of("weekly", lambda last: last - _A_WEEK + days.A_DAY),
)
MONTHLY = Page(
    "monthly", _end_of_month, _next_month_end, _report_of("monthly", lambda last: last.replace(day=1))
)
PAGES: Mapping[str, Page] = {page.name: page for page in (DAILY, WEEKLY, MONTHLY)}
