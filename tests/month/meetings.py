"""The review meeting of every Friday: its list, minutes, and what becomes of what was decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.month.clerks import Clerk
from tests.month.estate import MANAGER, NAMES
from tests.virtual import ledger
from tests.virtual.chats import Shown
from tests.virtual.findings import Figure, Wrong
from tests.virtual.lived import Lived, World
from tests.virtual.owners import Owner
from tests.virtual.place import ZONE
from tests.virtual.reading import NUMBER, staff_key

_FRIDAY, _AT = 4, timedelta(hours=10)
_CASES = 4
_MINUTE, _HOUR = 60, 3600
_WHO = ("2001", "2002", "2003", "2005", "2013", "2006", "2007")
_WHAT = ("换掉整根立管", "门口贴出收费标准", "每周巡一次地库", "给班组讲一次接话", "找厂家来看一次")
_DONE = ("已做完,拍了照", "已落实到班组")
# Of what was decided: done in time, done late, given up by the chair once it is late; the rest is forgotten. Ours.
_IN_TIME, _LATE, _GIVEN_UP = 0.62, 0.15, 0.5
_TOLD = ("staff.decision_late", "staff.decision_alone")


@dataclass
class Chair:
    """Who holds the meetings, in their private chat with the desk."""

    me: Clerk
    sheet: Shown | None = None
    asked: set[str] = field(default_factory=set)

    def opens(self) -> None:
        """Ask for the list."""
        self.asked.clear()
        self.me.chats.write(self.me.user, "会审")

    def see(self, message: Shown) -> None:
        key = staff_key(message.text)
        if "会审清单" in message.text.partition("\n")[0] and message.labels:
            self.sheet = message
            if "开会" in message.labels:
                self._soon(60, "开会")
            elif "结束会议" in message.labels and not self.asked:
                self._goes_through(message)
        elif key == "staff.ask_begin_review":
            day = self.me.clock.at.astimezone(ZONE)
            self._says(message, f"{day.month}月{day.day}日 主持 赵经理 参加 李主管、严工")
        elif key in ("staff.ask_decide_case", "staff.ask_decide_general"):
            self._says(message, self._decision())
        elif key == "staff.ask_decision_dropped":
            self._says(message, "条件变了,先不做")
        elif key in _TOLD and "不做了" in message.labels and self.me.chance.random() < _GIVEN_UP:
            self.me.when_on(4 * _HOUR, lambda: self.me.chats.press(self.me.user, message, "不做了"))

    def _goes_through(self, sheet: Shown) -> None:
        cases = [label for label in sheet.labels if NUMBER.fullmatch(label)][:_CASES]
        self.asked = {*cases, "其他决定"}
        for n, label in enumerate([*cases, "其他决定", "结束会议"]):
            self._soon((n + 1) * 3 * _MINUTE, label)

    def _decision(self) -> str:
        due = self.me.clock.at.astimezone(ZONE) + timedelta(days=self.me.chance.randrange(2, 13))
        who, what = self.me.chance.choice(_WHO), self.me.chance.choice(_WHAT)
        return f"{NAMES[who]} {what} {due.month}月{due.day}日前"

    def _soon(self, seconds: float, label: str) -> None:
        def act() -> None:
            if self.sheet is not None:
                self.me.chats.press(self.me.user, self.sheet, label)

        self.me.agenda.within(seconds, act)

    def _says(self, question: Shown, words: str) -> None:
        def act() -> None:
            self.me.chats.write(self.me.user, words, reply_to=question.id)

        self.me.agenda.within(40, act)


def plan(within: World, _owners: Sequence[Owner], staff: Sequence[Clerk], days: int) -> None:
    """Let the manager hold one each Friday, and everybody do, forget or put off what they are named for."""
    known = {one.user: one for one in staff}
    chair = Chair(known[MANAGER])
    within.chats.watch(MANAGER, chair.see)
    for one in staff:
        within.chats.watch(one.user, _Named(one).see)
    for n in range(days):
        day = within.start + timedelta(days=n)
        if day.weekday() == _FRIDAY:
            within.agenda.at(day + _AT, chair.opens)


@dataclass
class _Named:
    """Somebody whom decisions name."""

    me: Clerk

    def see(self, message: Shown) -> None:
        key = staff_key(message.text)
        if key == "staff.decided" and "完成" in message.labels and message.edited_at is None:
            turn = self.me.chance.random()
            days = self.me.chance.uniform(0.2, 2) if turn < _IN_TIME else self.me.chance.uniform(13, 18)
            if turn < _IN_TIME + _LATE:
                wait = days * 24 * _HOUR
                self.me.when_on(wait, lambda: self.me.chats.press(self.me.user, message, "完成"))
        elif key == "staff.ask_decision_done":
            words = self.me.chance.choice(_DONE)
            self.me.agenda.within(60, lambda: self.me.chats.write(self.me.user, words, reply_to=message.id))


def no_decision_without_an_end(lived: Lived) -> Figure:
    """What was decided is done or given up with a word, not yet due, or late and known to chair and managers."""
    wrong, ends = [], Counter[str]()
    told = [line for line in lived.chats.log if line.what == "says" and staff_key(line.text) in _TOLD]
    for one in ledger.rows(lived.file, "SELECT * FROM decisions"):
        due = ledger.moment(one["due"])
        if one["state"] != "open":
            end = one["state"] if one["outcome"] else "without a word"
        elif due + timedelta(days=1, hours=12) > lived.end:
            end = "not yet due"
        else:
            known = any(one["words"] in line.text and line.at >= due for line in told)
            end = "late, and known" if known else "late, and nobody knows"
        ends[end] += 1
        if end.startswith(("without", "late, and nobody")):
            wrong.append(Wrong(due, f"{one['words']} by {one['person']} is {end}", (one["words"],)))
    note = ", ".join(f"{n} {end}" for end, n in ends.most_common())
    return Figure("decisions of meetings, none without an end", sum(ends.values()), wrong, note)


def meetings_were_held(lived: Lived) -> Figure:
    """One a Friday; what a meeting left undone and late stands on the list of the next."""
    fridays = [
        day for n in range(lived.days) if (day := lived.start + timedelta(days=n)).weekday() == _FRIDAY
    ]
    held = ledger.rows(lived.file, "SELECT * FROM reviews WHERE ended_at IS NOT NULL")
    wrong = [Wrong(day, f"{len(held)} meetings were held") for day in fridays[len(held) :]]
    lists = [one for one in lived.chats.log if "会审清单" in one.text.partition("\n")[0]]
    for one in ledger.rows(lived.file, "SELECT * FROM decisions"):
        undone_on = [day + _AT for day in fridays if _is_undone(one, day + _AT)]
        for day in undone_on:
            shown = [line for line in lists if day <= line.at < day + timedelta(minutes=5)]
            if not any(one["words"] in line.text for line in shown):
                wrong.append(Wrong(day, f"{one['words']} is undone, and not on the list", (one["words"],)))
    cases = ledger.rows(lived.file, "SELECT count(*) AS n FROM reviewed")[0]["n"]
    return Figure(
        "review meetings, each with what was left undone", len(held), wrong, f"{cases} matters on lists"
    )


def _is_undone(decision: Mapping[str, Any], at: datetime) -> bool:
    settled = decision["settled_at"] and ledger.moment(decision["settled_at"])
    return ledger.moment(decision["due"]) < at and (settled is None or settled > at)


CHECKS = (meetings_were_held, no_decision_without_an_end)
