"""What a member of staff does with a ticket they have: a word, a promised time, the work, the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from tests.virtual import speech
from tests.virtual.chats import Shown

if TYPE_CHECKING:
    from tests.virtual.staff import Member

_MINUTE, _HOUR = 60, 3600
_NOTE = "// 备件在二号库房"


class Fate(Enum):
    """What comes of a promised time, and how often of a hundred."""

    kept = 79
    late = 9
    moved = 7
    forgotten = 5


@dataclass
class Job:
    """One ticket in somebody's head."""

    number: str
    promised: datetime | None = None
    fate: Fate = Fate.kept
    over: bool = False


class Jobs:
    """All tickets of one person."""

    def __init__(self, member: "Member") -> None:
        self._me = member
        self._chance = member.chance
        self.known: dict[str, Job] = {}

    def begin(self, number: str, card: Shown) -> None:
        """Take on what one has just claimed."""
        self.known[number] = Job(number)
        if self._chance.random() < 0.1:
            self._me.when_on(self._chance.uniform(2, 20) * _MINUTE, lambda: self._me.say(card))
        if self._chance.random() < 0.05:
            self._me.when_on(
                self._chance.uniform(1, 20) * _MINUTE, lambda: self._me.write_on_card(number, _NOTE)
            )
        if "🚨" in card.text:
            self._me.when_on(self._chance.uniform(6, 50) * _MINUTE, lambda: self._finish_alarm(number))
        elif "咨询" in card.text or "建议" in card.text:
            self._finish(number, self._chance.uniform(5, 120) * _MINUTE)
        elif self._chance.random() < 0.55:
            self._me.when_on(self._chance.uniform(1, 15) * _MINUTE, lambda: self._me.press(number, "约时间"))
        else:
            self.work(number)

    def work(self, number: str) -> None:
        """Do the job some time: perhaps word on the way, or a wait; in the end what was done. One in fifty is forgotten."""
        self.known.setdefault(number, Job(number)).over = False
        takes = self._chance.choice((0.5, 1, 2, 4, 8, 20)) * self._chance.uniform(0.5, 1.5) * _HOUR
        if self._chance.random() < 0.25:
            self._me.when_on(takes * 0.5, lambda: self._me.press(number, "进展"))
        if self._chance.random() < 0.1:
            other = self._chance.choice(("等业主", "等别人"))
            self._me.when_on(takes * 0.3, lambda: self._me.press_more(number, other))
        if self._chance.random() > 0.02:
            self._finish(number, takes)

    def promised(self, number: str, at: datetime, until: datetime) -> None:
        """Remember a time that now stands, and decide in one's heart what will come of it."""
        job = self.known.get(number)
        if job is None or job.promised == at:
            return
        fates = [fate for fate in Fate if fate is not Fate.moved or job.promised is None]
        job.promised, job.fate = at, self._chance.choices(fates, [fate.value for fate in fates])[0]
        now, span = self._me.clock.at, (until - at).total_seconds()
        begins, ends = (at - now).total_seconds(), (until - now).total_seconds()
        match job.fate:
            case Fate.kept:
                coming = begins + self._chance.uniform(0.05, 0.8) * span if span else begins
                self._come(number, at, coming + self._chance.uniform(-8, 8) * _MINUTE)
            case Fate.late:
                self._come(number, at, ends + self._chance.uniform(25, 150) * _MINUTE)
            case Fate.moved:
                before = self._chance.uniform(20, 120) * _MINUTE
                self._me.when_on(max(_MINUTE, begins - before), lambda: self._me.press(number, "约时间"))
            case Fate.forgotten:
                self._finish(number, ends + self._chance.uniform(4, 20) * _HOUR)

    def asked_whether_in_time(self, number: str, question: Shown) -> None:
        """Answer the reminder of a promised time, or not."""
        job = self.known.get(number)
        fate = job.fate if job else Fate.forgotten
        often = {Fate.kept: 0.85, Fate.late: 0.5, Fate.moved: 0.5, Fate.forgotten: 0.0}[fate]
        label = "准时到" if fate is Fate.kept else "要改时间"
        self._me.perhaps(often, 60, 420, lambda: self._me.chats.press(self._me.user, question, label))

    def nudged(self, number: str) -> None:
        """Finish what one is reminded of, most of the times."""
        if number in self.known and not self.known[number].over and self._chance.random() < 0.75:
            self._finish(number, self._chance.uniform(10, 60) * _MINUTE)

    def _come(self, number: str, at: datetime, ahead: float) -> None:
        def act() -> None:
            job = self.known[number]
            if job.promised == at and not job.over:
                self._me.arrive(number)
                self._finish(number, self._chance.uniform(15, 90) * _MINUTE)

        self._me.when_on(max(_MINUTE, ahead), act)

    def _finish(self, number: str, after: float) -> None:
        def act() -> None:
            if self._me.press(number, "继续处理"):  # it has waited for somebody
                self._finish(number, _MINUTE)
            else:
                self.known[number].over = self._me.press(number, "办结")

        self._me.when_on(after, act)

    def _finish_alarm(self, number: str) -> None:
        if self._chance.random() < 0.25:
            self._me.press(number, "误报")
            self._me.when_on(_HOUR, lambda: self._me.press(number, "办结"))
        else:
            self._me.arrive(number)
            self._finish(number, self._chance.uniform(10, 40) * _MINUTE)


def a_time(member: "Member", soonest: timedelta) -> datetime:
    """Choose a full or half hour of one's own next shifts, early enough to be there."""
    now = member.clock.at
    free = []
    for start, end in member.shifts:
        at = max(start + timedelta(minutes=30), now + soonest)
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while at < end - timedelta(minutes=30) and len(free) < 8:
            if 8 <= at.hour <= 20:
                free.append(at)
            at += timedelta(minutes=30)
    return member.chance.choice(free) if free else now + timedelta(days=1)


def said_time(member: "Member", soonest: timedelta) -> str:
    """Say such a time."""
    return speech.spoken(a_time(member, soonest), member.clock.at)
