"""The staff: they look at their groups while on shift, claim, and answer what the desk asks them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.virtual import speech
from tests.virtual.chats import Chats, Shown
from tests.virtual.clock import Agenda, Clock
from tests.virtual.jobs import Jobs, said_time
from tests.virtual.place import Place, Worker
from tests.virtual.reading import NUMBER, number_in, staff_key

_MINUTE = 60
_SHARE = {"staff": 0.6, "lead": 0.15, "manager": 0.0}
_DONE = ("换了新的,试过了", "已处理好,正常了", "清理通了", "查过了,没有问题", "修好了,观察两天")
_TOLD = ("和您电话里说的一样办理", "工作日到前台办理即可", "已核对,详情见公示栏", "已转相关同事,会按规定办")
_GOING_ON = ("配件已经订了", "正在核实", "已经到现场看过,明天继续")
_WORDS = ("好的,我过来看看", "您方便的话下午在家吗", "收到,马上安排")
_REASONS = ("到现场看过,没有危险", "业主误会了,是邻居炒菜")
_NEEDED = ("请您拍一张水表的照片", "请告诉我们您什么时候在家")
_OTHERS = ("电梯维保,今早联系的,13800000000", "等供水公司,上午打的电话")
_WHY_LATER = ("配件没到", "前一家还没弄完", "电梯停着,材料上不来")
_SETTLED = ("staff.promised", "staff.picked")
_CARDS = ("staff.card", "staff.alarm_card")
_SOON, _LATER = timedelta(hours=1), timedelta(hours=5)


@dataclass
class Member:
    """Somebody on the roster with a phone, a memory and working hours."""

    worker: Worker
    place: Place
    shifts: list[tuple[datetime, datetime]]
    chance: Random
    clock: Clock
    agenda: Agenda
    chats: Chats
    ill: tuple[datetime, datetime] | None = None
    jobs: Jobs = field(init=False)
    wanted: dict[str, str] = field(default_factory=dict)
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self)

    @property
    def user(self) -> str:
        return self.worker.user

    def begin(self) -> None:
        """Watch one's chats, and look at them during each shift."""
        self.chats.watch(self.user, self.see)
        for chat, members in self.place.groups().items():
            if self.user in members:
                self.chats.watch(chat, self.see)
        for start, _end in self.shifts:
            self.agenda.at(start + timedelta(minutes=self.chance.uniform(1, 12)), self.look)

    def is_on(self, at: datetime) -> bool:
        """Tell whether one works at this moment, as one knows oneself."""
        if self.ill and self.ill[0] <= at < self.ill[1]:
            return False
        return any(start <= at < end for start, end in self.shifts)

    def when_on(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something then, or soon after one's next shift begins; after the last one nothing is done."""
        at = self.clock.at + timedelta(seconds=seconds)
        if not self.is_on(at):
            later = [start for start, _ in self.shifts if start > at and self.is_on(start)]
            if not later:
                return
            at = min(later) + timedelta(minutes=self.chance.uniform(5, 45))
        self.agenda.at(at, act)

    def perhaps(self, often: float, soonest: float, latest: float, act: Callable[[], object]) -> None:
        if self.chance.random() < often:
            self.agenda.within(self.chance.uniform(soonest, latest), act)

    def press(self, number: str, label: str) -> bool:
        """Press a button of a ticket's card; False: it is not there."""
        card = self.card(number)
        return card is not None and self.chats.press(self.user, card, label)

    def arrive(self, number: str) -> None:
        """Say that one is there: with the button for it, or with a word to the owner."""
        if self.chance.random() < 0.6:
            self.press_more(number, "已到场")
        else:
            self.press(number, "进展")

    def press_more(self, number: str, label: str) -> None:
        """Press what the card shows only under «更多»."""
        self.wanted[number] = label
        self.press(number, "更多")

    def say(self, message: Shown) -> None:
        """Write to the owner, as a reply."""
        self.chats.write(self.user, self.chance.choice(_WORDS), chat=message.chat, reply_to=message.id)

    def write_on_card(self, number: str, words: str) -> None:
        card = self.card(number)
        if card is not None:
            self.chats.write(self.user, words, chat=card.chat, reply_to=card.id)

    def look(self) -> None:
        """Scroll through the team's group, claim what one can do, and look again in a while."""
        if not self.is_on(self.clock.at):
            return
        for message in self.chats.pressable(self.team_chat):
            card = "接单" in message.labels and staff_key(message.text) in _CARDS
            if card and self.chance.random() < _SHARE[self.worker.role]:
                self.claim(message)
            elif "接班" in message.labels and self.chance.random() < 0.5:
                self._take_shift(message)
        self.agenda.within(self.chance.uniform(4, 25) * _MINUTE, self.look)

    @property
    def team_chat(self) -> str:
        return self.place.teams[self.worker.team].chat if self.worker.team else ""

    def see(self, message: Shown) -> None:
        key, labels = staff_key(message.text), message.labels
        if key in _CARDS:
            self.cards[number_in(message.text)] = message.chat, message.id
        if message.edited_at is not None and key not in _SETTLED:
            return  # an edit makes no sound; what one has just decided oneself one sees
        if "接单" in labels and self.is_on(self.clock.at):
            self._is_called(message)
        elif self.user in message.asks or (labels and self.worker.name in message.text):
            self.is_asked(message, key)
        elif "接班" in labels and message.chat == self.team_chat and self._is_on_next():
            self.perhaps(0.7, 60, 900, lambda: self._take_shift(message))
        elif self.worker.name in message.text:
            self.is_named(message, key)

    def _is_called(self, message: Shown) -> None:
        """Take what cannot wait at once: whoever is first has it."""
        private = message.chat == self.user
        if private or ("🚨" in message.text and message.chat == self.team_chat):
            self.perhaps(0.85 if private else 0.7, 20, 220, lambda: self.claim(message))

    def _is_on_next(self) -> bool:
        return self.is_on(self.clock.at + timedelta(minutes=30))

    def claim(self, card: Shown) -> None:
        def told(toast: str) -> None:
            number = number_in(card.text)
            if "由您负责" in toast and number:
                found = self.card(number)
                self.begins(number, found or card)

        self.chats.press(self.user, card, "接单", told)

    def begins(self, number: str, card: Shown) -> None:
        """Take on what one has just claimed."""
        self.jobs.begin(number, card)

    def _take_shift(self, listed: Shown) -> None:
        """Take over what a shift leaves; the list then says what one has."""

        def read() -> None:
            for line in self.chats.shown[listed.chat, listed.id].text.split("\n"):
                if "→" in line and line.endswith(self.worker.name):
                    self.jobs.work(number_in(line))

        self.chats.press(self.user, listed, "接班", lambda _toast: self.agenda.within(_MINUTE, read))

    def is_asked(self, question: Shown, key: str) -> None:
        number, labels = number_in(question.text), question.labels
        if "准时到" in labels:
            self.jobs.asked_whether_in_time(number, question)
        elif "就约这个" in labels:
            self.perhaps(0.97, 10, 60, lambda: self.chats.press(self.user, question, "就约这个"))
        elif self.wanted.get(number) in labels:
            label = self.wanted.pop(number)
            self.perhaps(1, 2, 10, lambda: self.chats.press(self.user, question, label))
        elif key == "staff.ask_what_it_was" or (
            key == "staff.ask_time" and labels and self.chance.random() < 0.6
        ):
            label = self.chance.choice(labels)
            self.perhaps(0.98, 10, 60, lambda: self.chats.press(self.user, question, label))
        else:
            self.perhaps(0.98, 20, 150, lambda: self.reply(question, key))

    def is_named(self, message: Shown, key: str) -> None:
        number = number_in(message.text)
        if key in _SETTLED:
            time = speech.read(message.text.partition(number)[2], self.clock.at)
            if time is not None:
                self.jobs.promised(number, *time)
        elif key.startswith("staff.reopened"):
            self.when_on(self.chance.uniform(10, 90) * _MINUTE, lambda: self.jobs.work(number))
        elif key in ("staff.wish", "staff.put_off"):
            self.when_on(self.chance.uniform(2, 30) * _MINUTE, lambda: self.press(number, "约时间"))
        elif key in ("staff.person_wanted", "staff.asks_for_person"):
            self.when_on(self.chance.uniform(2, 20) * _MINUTE, lambda: self.say(message))
        elif key == "staff.followup" and self.chance.random() < 0.3:
            self.when_on(self.chance.uniform(5, 60) * _MINUTE, lambda: self.say(message))
        elif key.startswith(("staff.due", "staff.overdue", "staff.silent", "staff.promise_late")):
            for one in NUMBER.findall(message.text):
                self.jobs.nudged(one)

    def reply(self, question: Shown, key: str) -> None:
        """Answer a question with words, as a reply to it."""
        words = {
            "staff.ask_answer": lambda: self.chance.choice(_DONE if self.chance.random() < 0.6 else _TOLD),
            "staff.ask_progress": lambda: self.chance.choice(_GOING_ON),
            "staff.ask_false_alarm": lambda: self.chance.choice(_REASONS),
            "staff.ask_time": lambda: said_time(self, _SOON),
            "staff.ask_time_again": lambda: said_time(self, _LATER),
            "staff.ask_wait_owner": lambda: self.chance.choice(_NEEDED),
            "staff.ask_wait_other": lambda: self.chance.choice(_OTHERS),
            "staff.ask_reason": lambda: self.chance.choice(_WHY_LATER),
            "staff.ask_new_time": lambda: f"{self.chance.choice(_WHY_LATER)},{said_time(self, _LATER)}",
        }.get(key)
        if words is not None:
            photo = key == "staff.ask_answer" and self.chance.random() < 0.2
            self.chats.write(self.user, words(), chat=question.chat, reply_to=question.id, photo=photo)

    def card(self, number: str) -> Shown | None:
        """Find a card one has seen, as it looks now."""
        place = self.cards.get(number)
        return self.chats.shown[place] if place else None
