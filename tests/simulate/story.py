"""Who does what in one story, drawn from its seed: owners write, staff react to what they see."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from tests.crash.serials import serials
from tests.simulate.estate import DESK, ENGINEERING, GROUPS, MANAGERS, REPORTERS, STAFF, TALKERS
from tests.virtual.chats import Chats, Shown
from tests.virtual.clock import Agenda, Clock

# One clear matter each, every one of another topic.
CLEAR = (
    "厨房水管漏水了",
    "客厅没电了,灯都不亮",
    "门禁卡刷不开单元门",
    "马桶堵了",
    "电梯按键失灵,请来修",
    "物业费怎么交",
    "停车位怎么申请",
    "保安骂人,态度太差了",
    "楼上半夜装修太吵",
    "门锁坏了请来修",
)
EMERGENCIES = ("我被困在电梯里了", "家里燃气味很重", "着火了")
_TALK = ("在吗", "就是楼下那个", "还有一件事", "什么时候来", "谢谢", "好了", "不用来了", "3-2-1501", "?")
_BURST = ("厨房那边", "水管", "一直在滴水", "地上都是水了")
_DONE = ("换了新的角阀", "已核对,按规定办", "清理通了")
_WORDS = ("好的,我过来看看", "收到,马上安排", "// 备件在二号库房")
_NOT_FOR_REPORTERS = ("不用来了", "不是紧急情况", "这件", "还没解决")
_REACTIONS = 8
_TIDIED = 3


class Story:
    """One story. `clear` are the words of which each must be in one ticket, `written` all words by person.

    `overtaken` were changed by whoever wrote them: pushed side by side, the new words may come first.
    """

    def __init__(self, chance: Random, clock: Clock, agenda: Agenda, chats: Chats) -> None:
        self.clear: dict[str, str] = {}
        self.emergencies: list[str] = []
        self.written: list[tuple[str, str]] = []
        self.claims: list[tuple[str, str, str]] = []
        self.overtaken: set[str] = set()
        self._chance = chance
        self._clock = clock
        self._agenda = agenda
        self._chats = chats
        self._marks: Iterator[str] = serials()
        self._unused = {owner: chance.sample(CLEAR, len(CLEAR)) for owner in REPORTERS}
        self._dangers = {owner: chance.sample(EMERGENCIES, 2) for owner in REPORTERS}
        self._reactions = _REACTIONS
        self._tidied = 0
        self._people()

    def begin(self) -> timedelta:
        """Plan all acts; return how long the story goes on."""
        at = 0.0
        for _ in range(self._chance.randint(2, 6)):
            at += self._chance.choice((0.0, 1.0, 30.0, 240.0)) * self._chance.random()
            self._agenda.within(at, self._chance.choices(*self._owners_acts())[0])
        for _ in range(self._chance.randint(0, 3)):
            self._agenda.within(at + self._chance.uniform(0, 1800), self._staff_act)
        later = self._chance.choices((300, 1_500, 4_000, 27 * 3_600, 7 * 86_400), (50, 25, 14, 10, 1))[0]
        for nth in (1, 2, 3):
            self._agenda.within(at + min(later, 900) * 0.3 * nth, self._tidy_up)
        return timedelta(seconds=at + later)

    def _owners_acts(self) -> tuple[list[Callable[[], object]], list[int]]:
        return (
            [
                self._report,
                self._alarm,
                self._talk,
                self._burst,
                self._rewrite,
                self._album,
                self._owner_press,
            ],
            [40, 12, 14, 8, 6, 6, 14],
        )

    def _people(self) -> None:
        for user, name in STAFF.items():
            self._chats.add(user, name)
            self._chats.watch(user, lambda shown, me=user: self._called(me, shown))
        for owner in (*REPORTERS, *TALKERS):
            self._chats.add(owner, f"业主{owner}", self._chance.choice(("zh-hans", "en")))
            self._chats.watch(owner, self._owner_sees)
        for group in GROUPS:
            self._chats.watch(group, self._group_sees)

    # What owners do.

    def _report(self) -> None:
        owner = self._chance.choice(REPORTERS)
        if not self._unused[owner]:
            return
        text = f"{self._unused[owner].pop()} {next(self._marks)}"
        self.clear[text] = owner
        self._write(owner, text)

    def _alarm(self) -> None:
        owner = self._chance.choice(REPORTERS)
        if not self._dangers[owner]:
            return
        text = f"{self._dangers[owner].pop()} {next(self._marks)}"
        self.emergencies.append(text)
        self._write(owner, text)

    def _talk(self) -> None:
        owner = self._chance.choice(TALKERS)
        seen = [one for one in self._chats.latest(owner) if one.sender is None]
        to = self._chance.choice(seen).id if seen and self._chance.random() < 0.3 else None
        self._write(owner, f"{self._chance.choice(_TALK)} {next(self._marks)}", reply_to=to)

    def _burst(self) -> None:
        owner = self._chance.choice(TALKERS)
        wait = 0.0
        for piece in _BURST[: self._chance.randint(2, 4)]:
            text = f"{piece} {next(self._marks)}"
            self._agenda.within(wait, lambda text=text: self._write(owner, text))
            wait += self._chance.choice((0.0, 0.5, 5.0, 40.0))

    def _rewrite(self) -> None:
        owner = self._chance.choice(TALKERS)
        own = [one for one in self._chats.latest(owner) if one.sender == owner and one.text]
        if own:
            self.overtaken.add(own[-1].text)
            self._chats.rewrite(own[-1], f"{self._chance.choice(CLEAR)} {next(self._marks)}")

    def _album(self) -> None:
        owner = self._chance.choice(TALKERS)
        album = f"a{self._clock.monotonic()}"
        words = f"{self._chance.choice(CLEAR)} {next(self._marks)}"
        for n in range(self._chance.randint(2, 4)):
            self._chats.write(owner, "" if n else words, photo=True, album=album)

    def _owner_press(self) -> None:
        owner = self._chance.choice((*REPORTERS, *TALKERS))
        self._press_any(owner, owner, () if owner in TALKERS else _NOT_FOR_REPORTERS)

    def _owner_sees(self, shown: Shown) -> None:
        if len(shown.buttons) > 1 and self._chance.random() < 0.5:
            refused = () if shown.chat in TALKERS else _NOT_FOR_REPORTERS
            self._react(lambda: self._press_any(shown.chat, shown.chat, refused))

    # What staff do.

    def _group_sees(self, shown: Shown) -> None:
        for user in shown.asks:
            self._react(lambda user=user: self._reply(user, shown, _DONE))
        if "接单" in shown.labels:
            first, second = self._chance.sample(list(STAFF), 2)
            wait = self._chance.choice((1.0, 20.0, 400.0)) * self._chance.random()
            if self._reactions <= 0:  # somebody comes in the end, or the desk calls for ever
                self._agenda.within(300, lambda: self._claim(first, shown))
            self._react(lambda: self._claim(first, shown), wait)
            if self._chance.random() < 0.4:
                self._react(lambda: self._claim(second, shown), wait + self._chance.choice((0, 0, 0.4)))
        elif "办结" in shown.labels and self._chance.random() < 0.4:
            self._react(lambda: self._press_any(self._one(), shown.chat, (), only="办结"))
        elif self._chance.random() < 0.15:
            self._react(lambda: self._reply(self._one(), shown, _WORDS))

    def _called(self, user: str, shown: Shown) -> None:
        if "接单" in shown.labels and self._chance.random() < 0.5:
            self._react(lambda: self._claim(user, shown))

    def _staff_act(self) -> None:
        group = self._chats.now(self._chance.choice((*GROUPS, MANAGERS)))
        if self._chance.random() < 0.6:
            self._press_any(self._one(), group, ())
        elif self._chats.latest(group):
            self._reply(self._one(), self._chance.choice(self._chats.latest(group)), _WORDS)

    def _tidy_up(self) -> None:
        """Claim what nobody has: a desk that calls people for days is a longer story."""
        for group in GROUPS:
            for shown in self._chats.pressable(self._chats.now(group)):
                if "接单" in shown.labels:
                    self._claim(self._one(), shown)
                    if self._tidied < _TIDIED:  # the copy that a death left keeps its button for good
                        self._tidied += 1
                        self._agenda.within(1_200, self._tidy_up)

    def _claim(self, user: str, shown: Shown) -> None:
        told = self.claims

        def tell(toast: str) -> None:
            told.append((shown.chat, user, toast))

        if shown.chat not in self._chats.moved and (shown.chat, shown.id) in self._chats.shown:
            self._chats.press(user, shown, "接单", tell)

    def _reply(self, user: str, shown: Shown, words: tuple[str, ...]) -> None:
        text = f"{self._chance.choice(words)} {next(self._marks)}"
        if shown.chat not in self._chats.moved:
            self._write(user, text, chat=shown.chat, reply_to=shown.id)

    def _one(self) -> str:
        return self._chance.choice(list(STAFF))

    def _press_any(self, user: str, chat: str, refused: tuple[str, ...], only: str = "") -> None:
        choices = [
            (shown, label)
            for shown in self._chats.pressable(self._chats.now(chat))
            for label in shown.labels
            if not label.startswith(refused or ("\0",)) and (not only or label == only)
        ]
        if choices:
            shown, label = self._chance.choice(choices[-12:])
            self._chats.press(user, shown, label)

    def _write(self, user: str, text: str, *, chat: str | None = None, reply_to: str | None = None) -> None:
        self.written.append((user, text))
        self._chats.write(user, text, chat=chat, reply_to=reply_to)

    def _react(self, act: Callable[[], object], wait: float | None = None) -> None:
        if self._reactions > 0:
            self._reactions -= 1
            self._agenda.within(self._chance.uniform(1, 300) if wait is None else wait, act)


class Short(Story):
    """One matter and one danger, claimed by two at once, the first finished: a story to be killed everywhere."""

    def begin(self) -> timedelta:
        self._reactions = 4
        self._report()
        self._agenda.within(5, self._alarm)
        self._agenda.within(60, self._tidy_up)
        self._agenda.within(90, self._finish)
        return timedelta(seconds=300)

    def _finish(self) -> None:
        self._press_any(self._one(), ENGINEERING, (), only="办结")
        self._press_any(self._one(), DESK, (), only="办结")
