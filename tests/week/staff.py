"""The staff: they look at their groups while on shift, claim, promise, work, answer; some are late, some forget."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.week.chats import Chats, Shown
from tests.week.clock import Agenda, Clock
from tests.week.estate import TEAMS, Worker, groups
from tests.week.reading import key_of, number_in

_MINUTE, _HOUR = 60, 3600
_DONE = ("换了新的,试过了", "已处理好,正常了", "清理通了", "查过了,没有问题", "修好了,观察两天")
_TOLD = ("和您电话里说的一样办理", "工作日到前台办理即可", "已核对,详情见公示栏", "已转相关同事,会按规定办")
_GOING_ON = ("配件已经订了", "正在核实", "已经到现场看过,明天继续")
_WORDS = ("好的,我过来看看", "您方便的话下午在家吗", "收到,马上安排")
_REASONS = ("到现场看过,没有危险", "业主误会了,是邻居炒菜")
_NOTE = "// 备件在二号库房"


@dataclass
class Member:
    """Somebody on the roster with a phone, a memory and working hours."""

    worker: Worker
    shifts: list[tuple[datetime, datetime]]
    chance: Random
    clock: Clock
    agenda: Agenda
    chats: Chats
    ill: tuple[datetime, datetime] | None = None
    mine: dict[str, Shown] = field(default_factory=dict)

    @property
    def user(self) -> str:
        return self.worker.user

    def begin(self) -> None:
        """Watch one's chats, and look at them during each shift."""
        self.chats.watch(self.user, self._see_privately)
        for chat, members in groups().items():
            if self.user in members:
                self.chats.watch(chat, self._see_in_group)
        for start, _end in self.shifts:
            self.agenda.at(start + timedelta(minutes=self.chance.uniform(1, 12)), self._look)

    def is_on(self, at: datetime) -> bool:
        """Tell whether one works at this moment, as one knows oneself."""
        if self.ill and self.ill[0] <= at < self.ill[1]:
            return False
        return any(start <= at < end for start, end in self.shifts)

    def _when_on(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something then, or soon after one's next shift begins; after the last one nothing is done."""
        at = self.clock.at + timedelta(seconds=seconds)
        if not self.is_on(at):
            later = [start for start, _ in self.shifts if start > at and self.is_on(start)]
            if not later:
                return
            at = min(later) + timedelta(minutes=self.chance.uniform(5, 45))
        self.agenda.at(at, act)

    def _look(self) -> None:
        """Scroll through the team's group, claim what one can do, and look again in a while."""
        if not self.is_on(self.clock.at):
            return
        share = {"staff": 0.6, "lead": 0.15, "manager": 0.0}[self.worker.role]
        for chat in self._chats():
            for card in self.chats.latest(chat)[-80:]:
                if card.sender is None and "接单" in card.labels and self.chance.random() < share:
                    self._claim(card)
        self.agenda.within(self.chance.uniform(4, 25) * _MINUTE, self._look)

    def _chats(self) -> list[str]:
        return [chat for chat, users in groups().items() if self.user in users and self._is_of_team(chat)]

    def _is_of_team(self, chat: str) -> bool:
        return bool(self.worker.team) and TEAMS[self.worker.team][1] == chat

    def _see_privately(self, message: Shown) -> None:
        self._see(message)
        if "接单" in message.labels and message.edited_at is None and self.is_on(self.clock.at):
            self._perhaps(0.85, 25, 200, lambda: self._claim(message))

    def _see_in_group(self, message: Shown) -> None:
        self._see(message)
        alarm = "🚨" in message.text and "接单" in message.labels and message.edited_at is None
        if alarm and self._is_of_team(message.chat) and self.is_on(self.clock.at):
            self._perhaps(0.7, 20, 240, lambda: self._claim(message))

    def _see(self, message: Shown) -> None:
        if message.edited_at is not None:
            return
        if self.user in message.asks:
            self._perhaps(0.98, 20, 150, lambda: self._reply_to_question(message))
        elif self.worker.name in message.text:
            self._is_named(message, key_of(message.text))

    def _is_named(self, message: Shown, key: str) -> None:
        if key.startswith("staff.reopened"):
            self._when_on(self.chance.uniform(10, 90) * _MINUTE, lambda: self._work(number_in(message.text)))
        elif key in ("staff.person_wanted", "staff.asks_for_person"):
            self._when_on(self.chance.uniform(2, 20) * _MINUTE, lambda: self._say(message))
        elif key == "staff.followup" and self.chance.random() < 0.3:
            self._when_on(self.chance.uniform(5, 60) * _MINUTE, lambda: self._say(message))

    def _claim(self, card: Shown) -> None:
        def told(toast: str) -> None:
            number = number_in(card.text)
            if "由您负责" in toast and number not in self.mine:
                self.mine[number] = card
                self._begin_job(number)

        self.chats.press(self.user, card, "接单", told)

    def _begin_job(self, number: str) -> None:
        card = self._card(number)
        if card is None:
            return
        if self.chance.random() < 0.2:
            self._when_on(self.chance.uniform(2, 20) * _MINUTE, lambda: self._say(card))
        if self.chance.random() < 0.05:
            self._when_on(self.chance.uniform(1, 20) * _MINUTE, lambda: self._write_on_card(number, _NOTE))
        if "🚨" in card.text:
            self._when_on(self.chance.uniform(10, 60) * _MINUTE, lambda: self._finish_alarm(number))
        elif "咨询" in card.text or "建议" in card.text:
            self._when_on(self.chance.uniform(5, 120) * _MINUTE, lambda: self._press(number, "办结"))
        else:
            self._work(number)

    def _work(self, number: str) -> None:
        """Do the job: perhaps word on the way, and in the end what was done. One in fifty is forgotten."""
        takes = self.chance.choice((0.5, 1, 2, 4, 8, 20)) * self.chance.uniform(0.5, 1.5) * _HOUR
        if self.chance.random() < 0.25:
            self._when_on(takes * 0.5, lambda: self._press(number, "进展"))
        if self.chance.random() > 0.02:
            self._when_on(takes, lambda: self._press(number, "办结"))

    def _finish_alarm(self, number: str) -> None:
        self._press(number, "误报" if self.chance.random() < 0.25 else "办结")
        self._when_on(2 * _HOUR, lambda: self._press(number, "办结"))

    def _press(self, number: str, label: str) -> None:
        card = self._card(number)
        if card is not None:
            self.chats.press(self.user, card, label)

    def _card(self, number: str) -> Shown | None:
        """Find the card in the group, as one does: by its number, scrolling up."""
        for chat, users in groups().items():
            for message in reversed(self.chats.latest(chat) if self.user in users else []):
                named = message.sender is None and number_in(message.text) == number
                if named and key_of(message.text) in ("staff.card", "staff.alarm_card"):
                    return message
        return None

    def _reply_to_question(self, question: Shown) -> None:
        words = {
            "staff.ask_answer": self.chance.choice(_DONE if self.chance.random() < 0.6 else _TOLD),
            "staff.ask_progress": self.chance.choice(_GOING_ON),
            "staff.ask_false_alarm": self.chance.choice(_REASONS),
        }.get(key_of(question.text))
        if words is not None:
            photo = key_of(question.text) == "staff.ask_answer" and self.chance.random() < 0.2
            self.chats.write(self.user, words, chat=question.chat, reply_to=question.id, photo=photo)

    def _say(self, message: Shown) -> None:
        self.chats.write(self.user, self.chance.choice(_WORDS), chat=message.chat, reply_to=message.id)

    def _write_on_card(self, number: str, words: str) -> None:
        card = self._card(number)
        if card is not None:
            self.chats.write(self.user, words, chat=card.chat, reply_to=card.id)

    def _perhaps(self, often: float, soonest: float, latest: float, act: Callable[[], None]) -> None:
        if self.chance.random() < often:
            self.agenda.within(self.chance.uniform(soonest, latest), act)
