"""One estate's weeks with matters that need footage: was any overwritten before somebody told could act?"""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from handlers.ticket import evidence
from handlers.ticket.footage import Footage, State
from storage import journal, timers
from storage.records import Ticket
from tests.followed.lives import Found, Mortal, Place
from tests.handlers.front import GROUP, WANG

LEAD, MANAGER = "2003", "2004"
_STAFF = (WANG, LEAD, MANAGER)
WORDS = (
    "我的电动车{when}在3号楼下被偷了,请查一下监控",
    "{when}我的车停在地库被人刮了一道,没人管",
    "门口快递{when}被人拿走了,请帮忙查监控",
    "前台{when}态度太差了,我要投诉",
    "{when}有人高空抛物砸到我的车,请查一下监控",
)
_WHEN = ("", "昨天", "昨天晚上", "三天前", "上周三", "11月20号下午三点", "今天早上")
_SILENT = (
    "remind_percent",
    "lead_percent",
    "manager_percent",
    "major_plan_h",
    "progress_remind_h",
    "urgent_progress_h",
    "emergency_progress_min",
)
_LAST_CALLS = ("只剩一天", "今天必须")
_HOUR = timedelta(hours=1)
_ENOUGH = timedelta(days=2)


class People:
    """Staff who answer a call, or forget so many of them; whoever leads acts on the last ones at the latest."""

    def __init__(self, front: Mortal, chance: Random) -> None:
        self._front = front
        self._chance = chance
        self._read = 0
        self._forgets: dict[str, int] = {}
        self.acts: list[tuple[datetime, str, str]] = []
        self.calls: Counter[tuple[str, str, str]] = Counter()

    def look(self) -> None:
        """Read what came, and do what was to be done by now."""
        front = self._front
        front.sends()
        new, self._read = front.sent[self._read :], len(front.sent)
        for to, _, shown in new:
            labels = [button.label for line in shown.buttons for button in line]
            if to in _STAFF and "已调取" in labels and " · " not in shown.text.split("\n")[0]:
                self._called(to, shown.text)
        due = [act for act in self.acts if act[0] <= front.clock.at]
        self.acts = [act for act in self.acts if act[0] > front.clock.at]
        for _, user, number in due:
            self._save(user, number)

    def _called(self, user: str, text: str) -> None:
        number = text[:10]
        self.calls[user, number, text.split("\n", maxsplit=1)[0]] += 1
        left = self._forgets.setdefault(number, self._chance.choice((0, 0, 1, 2, 3, 9)))
        self._forgets[number] = left - 1
        leads = user != WANG
        if left <= 0 or (leads and any(words in text for words in _LAST_CALLS)):
            at = self._front.clock.at + self._chance.uniform(0, 2) * _HOUR
            self.acts.append((at, user, number))

    def _save(self, user: str, number: str) -> None:
        front = self._front
        ticket = next(one for one in front.tickets() if one.number == number)
        found = Footage.of(ticket)
        if found is None or found.state.is_settled:
            return
        label, asked = self._chance.choice((("已调取", "存在哪里"), ("没有拍到", "看了哪些机位")))
        front.press(user, user, label, contains=number)
        front.says(user, "监控室2号盘", reply_to=front.last(user, asked), reply_to_desk=True)


def lived(place: Place, seed: int) -> Found:
    """Let the weeks of a seed pass."""
    chance, weeks = Random(f"{seed} story"), Found()
    keep = chance.choice((7, 14, 30))
    # What else falls due about the tickets is none of this.
    with place.life(seed, video_keep_days=keep, **dict.fromkeys(_SILENT, 0)) as front:
        people = People(front, chance)
        for n in range(chance.randint(2, 4)):
            words = chance.choice(WORDS).format(when=chance.choice(_WHEN))
            front.says(f"{3100 + n}", words)
            weeks.figures["reports"] += 1
            _pass(front, people, chance.uniform(0.2, 30))
            if chance.random() < 0.7:
                _claim(front)
        _pass(front, people, 24 * (keep + 3))
        _count(front, weeks, people)
        weeks.figures["deaths"] = front.deaths
    return weeks


def _pass(front: Mortal, people: People, hours: float) -> None:
    """Let time pass from one thing that happens to the next."""
    until = front.clock.at + hours * _HOUR
    while front.clock.at < until:
        moments = [until, *(at for at, _, _ in people.acts)]
        due = front.database.read_now(timers.next_due)
        soonest = max(front.clock.at, min([*moments, *([due] if due else [])]))
        front.passes(hours=max(0.0, (soonest - front.clock.at) / _HOUR))
        people.look()


def _claim(front: Mortal) -> None:
    try:
        front.press(WANG, GROUP, "接单")
    except AssertionError:  # everything is claimed
        return


def _count(front: Mortal, weeks: Found, people: People) -> None:
    for ticket in front.tickets():
        found = Footage.of(ticket)
        if found is None:
            weeks.wrong.append(f"{ticket.number} has no task: {ticket.words}")
        elif _was_missed(front, ticket) and _could_be_promised(found, ticket):
            weeks.figures["missed"] += 1
            weeks.wrong.append(f"{ticket.number} was told as missed: {ticket.words}")
        elif found.state in (State.taken, State.none):
            weeks.figures["settled"] += 1
        elif not _could_be_promised(found, ticket):
            weeks.figures["too late when told"] += 1
        else:
            weeks.figures["missed"] += 1
            weeks.wrong.append(f"{ticket.number} is {found.state.value}: {ticket.words}")
    if len(front.tickets()) < weeks.figures["reports"]:
        weeks.wrong.append(f"{weeks.figures['reports']} reports, {len(front.tickets())} tickets")
    weeks.wrong += [f"{call} came {times} times" for call, times in people.calls.items() if times > 1]


def _was_missed(front: Mortal, ticket: Ticket) -> bool:
    rows = front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    return any(row.code == evidence.MISSED for row in rows)


def _could_be_promised(found: Footage, ticket: Ticket) -> bool:
    """Tell whether there was time when it was told; what is gone in some hours an outage may outlast."""
    return found.until - ticket.received_at >= _ENOUGH
