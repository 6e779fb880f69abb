"""The owners of the month: each with a temper, and what they are going to write about."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from tests.month.grievances import grievance
from tests.virtual.lived import World
from tests.virtual.owners import Owner, Temper, begins, moment, special
from tests.virtual.place import homes
from tests.virtual.sentences import MIX, Matter, matter

# How often of a hundred somebody is like this; ours.
TEMPERS: Mapping[str, tuple[int, Temper]] = {
    "usual": (38, Temper()),
    "silent": (30, Temper(presses=0, writes=0, thanks=0, urges=0.05)),
    "thankful": (12, Temper(0.7, 0.2, (("满意", 95), ("基本满意", 5)), ("满意,谢谢", "谢谢师傅,很好"), 0.9)),
    "angry": (
        10,
        Temper(
            0.5,
            0.3,
            (("不满意", 50), ("还没解决", 35), ("基本满意", 15)),
            ("不满意", "还是没解决,你们到底管不管", "太慢了,不满意"),
            thanks=0,
            not_done=0.15,
            urges=0.8,
            withdraws=0.01,
        ),
    ),
    "opens_again": (
        6,
        Temper(0.8, 0.1, (("还没解决", 70), ("满意", 30)), ("还没好", "还是漏"), not_done=0.3),
    ),
    "rates_badly": (4, Temper(0.85, 0.1, (("不满意", 85), ("满意", 15)), ("不满意",))),
}
# What is begun a day, for 2,000 homes. Somebody who complains by chat is one of six; with what staff type in
# it is about four times what an estate of this size has, so that things meet.
ORDINARY_A_DAY, COMPLAINTS_A_DAY = 34, 7
_HOMES = 2000
_AT_NIGHT = 0.06
_BUSY = 12  # people who bring many matters, two of them at once now and then
_OTHERS = {kind: weight for kind, weight in MIX.items() if kind != "complaint"}


def people(within: World, count: int) -> list[Owner]:
    """Return those who live there."""
    found = []
    names = list(TEMPERS)
    weights = [weight for weight, _ in TEMPERS.values()]
    for n, home in enumerate(homes(count)):
        chance = within.chance(f"owner {home.owner}")
        temper = TEMPERS[chance.choices(names, weights)[0]][1]
        within.chats.add(home.owner, home.name, "en" if n == 0 else "zh-hans")
        parts = (home, chance, within.clock, within.agenda, within.chats)
        found.append(Owner(*parts, english=n == 0, temper=temper))
    return found


def plan(within: World, owners: Sequence[Owner], days: int) -> None:
    """Decide who brings what and when, in the whole time."""
    chance = within.chance("plan")
    share = len(owners) / _HOMES
    busy = owners[:_BUSY]
    for n in range(days):
        day = within.start + timedelta(days=n)
        for _ in range(_about(chance, ORDINARY_A_DAY * share)):
            who = chance.choice(busy if chance.random() < 0.1 else owners)
            within.agenda.at(moment(chance, day), begins(who, matter(chance, who.home.number, _OTHERS)))
        for _ in range(_about(chance, COMPLAINTS_A_DAY * share)):
            who = chance.choice(busy if chance.random() < 0.1 else owners)
            at = moment(chance, day)
            if chance.random() < _AT_NIGHT:
                at = day + timedelta(hours=chance.uniform(0, 5))
            what = grievance(chance, who.home.number)
            within.agenda.at(at, begins(who, what))
            if chance.random() < 0.08:  # and another thing, right after
                other: Matter = matter(chance, who.home.number, {"request": 1})
                within.agenda.at(at + timedelta(minutes=chance.uniform(3, 40)), begins(who, other))
        special(owners, chance, day, n)


def _about(chance: Random, many: float) -> int:
    return max(0, round(chance.gauss(many, many / 6)))
