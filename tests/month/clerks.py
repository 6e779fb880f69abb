"""The staff of the month: those of the week, who also keep files, type in calls, hand matters on, and judge."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.month.estate import NAMES
from tests.month.papers import Papers
from tests.virtual.chats import Shown
from tests.virtual.reading import number_in, staff_key
from tests.virtual.staff import Member

_MINUTE, _HOUR = 60, 3600
_CARDS = ("staff.card", "staff.alarm_card")
_CALLS = ("已电话告知", "已回电")
# How often of a hundred what one has just claimed is offered to a colleague, handed back, handed out by a lead,
# marked as sensitive by one who leads, or judged invalid where it is not ours; ours.
_TRANSFERS, _HANDS_BACK, _DISPATCHES, _MARKS = 4, 3, 5, 2
_JUDGES = 60
_NOT_OURS = ("开发商", "学校", "航线", "宽带", "派出所", "中介", "公交", "供水", "快递", "街道", "路灯")
_WHY_BACK = ("不是我们组的事", "今天排满了", "要先等材料")


@dataclass
class Clerk(Member):
    """Somebody who works a month: `left` is when they are out of their group, if ever."""

    left: tuple[datetime, datetime] | None = None
    papers: Papers = field(init=False)
    picks: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.papers = Papers(self)

    @property
    def leads(self) -> bool:
        return self.worker.role in ("lead", "manager")

    def is_on(self, at: datetime) -> bool:
        return not self.is_out(at) and super().is_on(at)

    def is_out(self, at: datetime) -> bool:
        """Tell whether one has left the group one works in."""
        return self.left is not None and self.left[0] <= at < self.left[1]

    def see(self, message: Shown) -> None:
        if self.is_out(self.clock.at) and message.chat != self.user:
            return
        key = staff_key(message.text)
        if message.chat == self.user and message.labels and self.papers.see(message, key):
            return
        if "开单" in message.labels and message.chat == self.user:
            self.perhaps(0.95, 10, 120, lambda: self.chats.press(self.user, message, "开单"))
            return
        if "退回待接" in message.labels and self.leads:
            self.when_on(0.5 * _HOUR, lambda: self.chats.press(self.user, message, "退回待接"))
            return
        super().see(message)
        if self.leads and key == "staff.card" and message.edited_at is None and "投诉" in message.text:
            self._considers(message)

    def look(self) -> None:
        """Look at the other chats one reads too: what is confided, and calls that nobody has made."""
        if self.is_on(self.clock.at):
            for message in self.chats.pressable(self.user)[-30:]:
                if "接单" in message.labels and self.chance.random() < 0.4:
                    self.claim(message)
            for message in self.chats.pressable(self.team_chat):
                label = next((one for one in _CALLS if one in message.labels), None)
                if label is not None and self.chance.random() < 0.12:
                    self.chats.press(self.user, message, label)
        super().look()

    def begins(self, number: str, card: Shown) -> None:
        turn = self.chance.uniform(0, 100)
        super().begins(number, card)
        if turn < _TRANSFERS:
            self.when_on(self.chance.uniform(2, 60) * _MINUTE, lambda: self.press_more(number, "转派"))
        elif turn < _TRANSFERS + _HANDS_BACK:
            self.when_on(self.chance.uniform(2, 60) * _MINUTE, lambda: self.press_more(number, "退单"))

    def is_asked(self, question: Shown, key: str) -> None:
        labels, number = question.labels, number_in(question.text)
        if "接受" in labels:
            label = "接受" if self.chance.random() < 0.8 else "不接"

            def told(_toast: str) -> None:
                if label == "接受":
                    self.jobs.work(number)

            self.perhaps(0.9, 60, 1500, lambda: self.chats.press(self.user, question, label, told))
        elif key in ("staff.ask_transfer", "staff.ask_dispatch", "staff.ask_about_person") and labels:
            label = self.chance.choice([one for one in labels if one in NAMES.values()] or list(labels))
            self.perhaps(0.95, 10, 60, lambda: self.chats.press(self.user, question, label))
        else:
            super().is_asked(question, key)

    def is_named(self, message: Shown, key: str) -> None:
        if key == "staff.dispatched_to_you":
            self.when_on(
                self.chance.uniform(5, 60) * _MINUTE, lambda: self.jobs.work(number_in(message.text))
            )
        else:
            super().is_named(message, key)

    def reply(self, question: Shown, key: str) -> None:
        words = None
        if key == "staff.file_question":
            words = self.papers.words_for(question)
        elif key == "staff.ask_hand_back":
            words = self.chance.choice(_WHY_BACK)
        elif key == "staff.ask_change":
            words = "请写清楚什么时候做完"
        if words is None:
            super().reply(question, key)
        else:
            self.chats.write(self.user, words, chat=question.chat, reply_to=question.id)

    def types_in(self, line: str) -> None:
        """Take in by hand what came by phone or on paper, when next at the desk."""
        self.when_on(60, lambda: self.chats.write(self.user, f"代报 {line}"))

    def _considers(self, card: Shown) -> None:
        """Judge what is not ours, hand it out, or keep it from others, as one who leads."""
        number, turn = number_in(card.text), self.chance.uniform(0, 100)
        if any(word in card.text for word in _NOT_OURS) and turn < _JUDGES:
            line = f"定性 {number} 无效 不在服务合同范围内"
            wait = self.chance.uniform(5, 90) * _MINUTE
            self.when_on(wait, lambda: self.chats.write(self.user, line))
        elif turn > 100 - _MARKS:
            label = self.chance.choice(("敏感", "涉及人员"))
            self.when_on(self.chance.uniform(5, 300) * _MINUTE, lambda: self.press_more(number, label))
        elif turn > 100 - _MARKS - _DISPATCHES:
            self.when_on(self.chance.uniform(2, 30) * _MINUTE, lambda: self.press_more(number, "派单"))
