"""Who works in the month, and what happens to them: illness, leaving the group, and the calls they type in."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from tests.month.clerks import Clerk
from tests.month.estate import MANAGER, PLACE
from tests.month.grievances import a_repair, grievance, of_an_office, typed_in
from tests.virtual.lived import World
from tests.virtual.owners import Owner
from tests.week.estate import ENGINEERING, ORDER

# Who rings in ill, on which day, for how many; and who leaves the group they work in, for good or for days.
_ILL = (("2001", 1, 2), ("2008", 5, 1), ("2014", 9, 3), ("2005", 15, 2), ("2003", 19, 1), ("2007", 24, 2))
_LEAVES = (("2021", ENGINEERING, 8, 5), ("2017", ORDER, 16, 90))
_CLERKS = ("2002", "2008", "2009", "2020")
# Calls, visits and letters a day; cases of 12345 a day. The latter is the only one with a source: 173,000 valid
# complaints about property services reached 12345 in Shanghai in 2018, 22 for every 100,000 m² (its housing
# bureau, July 2019); 2,000 homes of 90 m² make 40 a year.
_CALLS_A_DAY, _CASES_A_DAY = 4.0, 40 / 365


def people(within: World, first: date, days: int) -> list[Clerk]:
    """Return those who work there, at their places."""
    found = []
    for worker in PLACE.workers:
        within.chats.add(worker.user, worker.name)
        # The night before the first day has begun already.
        shifts = worker.shifts(first - timedelta(days=1), days + 1)
        chance = within.chance(worker.user)
        clerk = Clerk(worker, PLACE, shifts, chance, within.clock, within.agenda, within.chats)
        clerk.begin()
        found.append(clerk)
    return found


def plan(within: World, owners: Sequence[Owner], staff: Sequence[Clerk], days: int) -> None:
    """Decide who is ill, who leaves, and what is typed in."""
    known = {one.user: one for one in staff}
    for user, day, many in _ILL:
        if day < days:
            _falls_ill(within, known, user, day, many)
    for user, chat, day, many in _LEAVES:
        if day < days:
            _leaves(within, known[user], chat, day, many)
    _typed_in(within, owners, [known[user] for user in _CLERKS], days)


def _falls_ill(within: World, known: dict[str, Clerk], user: str, day: int, many: int) -> None:
    """Let somebody ring in before their shift, and whoever leads them tell the desk."""
    ill = known[user]
    begins = within.start + timedelta(days=day, hours=7, minutes=20)
    ends = within.start + timedelta(days=day + many)
    ill.ill = begins, ends
    last = (ends - timedelta(days=1)).date()
    span = f"{begins.month}月{begins.day}日" + (f"到{last.day}日" if many > 1 else "")
    mates = (one for one in known.values() if one.worker.team == ill.worker.team and one is not ill)
    lead = next((one for one in mates if one.worker.role == "lead"), known[MANAGER])
    words = f"/duty {ill.worker.name} 请假 {span}"
    chat = PLACE.teams[ill.worker.team].chat
    within.agenda.at(begins, lambda: within.chats.write(lead.user, words, chat=chat))


def _leaves(within: World, who: Clerk, chat: str, day: int, many: int) -> None:
    goes = within.start + timedelta(days=day, hours=11)
    comes = goes + timedelta(days=many)
    who.left = goes, comes
    within.agenda.at(goes, lambda: within.chats.come_or_go(who.user, chat, inside=False))
    within.agenda.at(comes, lambda: within.chats.come_or_go(who.user, chat, inside=True))


def _typed_in(within: World, owners: Sequence[Owner], clerks: Sequence[Clerk], days: int) -> None:
    chance, share = within.chance("typed in"), len(owners) / 2000
    for n in range(days):
        day = within.start + timedelta(days=n)
        lines = []
        for _ in range(round(chance.gauss(_CALLS_A_DAY * share, 1))):
            home = chance.choice(owners).home.number
            complains = chance.random() < 0.5
            words = grievance(chance, home).pieces[0] if complains else a_repair(chance)
            lines.append(typed_in(chance, home, words))
        if chance.random() < _CASES_A_DAY:
            home = chance.choice(owners).home.number
            lines.append(of_an_office(chance, home, grievance(chance, home).pieces[0]))
        for line in lines:
            at = day + timedelta(hours=chance.uniform(8, 19))
            within.agenda.at(at, _typing(chance.choice(clerks), line))


def _typing(clerk: Clerk, line: str) -> Callable[[], None]:
    return lambda: clerk.types_in(line)
