"""The owners: they write when something is the matter, and react to what they read in their own chat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.virtual.chats import Chats, Shown
from tests.virtual.clock import Agenda, Clock
from tests.virtual.place import ZONE, Home
from tests.virtual.reading import owner_key
from tests.virtual.sentences import DANGERS, ENGLISH, HOURS, SUSPICIOUS, Matter, matter

# Messages by which owners begin something, a day, for 500 homes; with what follows about 95 a day.
MATTERS_A_DAY = 46
_HOMES = 500
_CHIPS = ("没修好", "态度", "太慢", "收费", "其他")
_KINDS = {"request": "报修办事", "complaint": "反映问题", "inquiry": "咨询"}
_THANKS = ("谢谢", "好的", "收到,谢谢", "👌")
_URGES = ("怎么还没来", "什么时候来啊", "有人管吗")
_NOT_THEN = ("那个时间我不在家", "改到明天上午十点可以吗", "不方便")
_TIMES = ("明天下午三点", "周六上午", "后天晚上七点")
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Temper:
    """How somebody is: what they do where they are asked or told something, and how often."""

    presses: float = 0.5
    writes: float = 0.1
    ratings: tuple[tuple[str, int], ...] = (("满意", 70), ("基本满意", 14), ("不满意", 7), ("还没解决", 9))
    words: tuple[str, ...] = ("满意,谢谢师傅", "挺好的", "还是漏", "没修好", "不满意,等了两天")
    thanks: float = 0.2
    not_done: float = 0.05
    urges: float = 0.25
    withdraws: float = 0.03


@dataclass
class Owner:
    """One person with a phone. What they know is in their chat."""

    home: Home
    chance: Random
    clock: Clock
    agenda: Agenda
    chats: Chats
    truth: Matter | None = None
    danger: bool = False
    english: bool = False
    temper: Temper = Temper()
    begun: list[tuple[datetime, Matter]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chats.watch(self.home.owner, self._see)

    def begin(self, what: Matter) -> None:
        """Write a matter, in as many pieces as it has."""
        self.truth = what
        self.begun.append((self.clock.at, what))
        after = 0.0
        for n, piece in enumerate(what.pieces):
            last = n == len(what.pieces) - 1
            self.agenda.within(after, self._writing(piece, photo=what.photo and last))
            after += self.chance.uniform(2, 7)
        if what.kind in ("request", "complaint", "inquiry"):
            self._perhaps(
                self.temper.withdraws, 15 * _MINUTE, 90 * _MINUTE, lambda: self._press_latest("不用来了")
            )
            self._perhaps(self.temper.urges, 4 * _HOUR, 30 * _HOUR, self._urge)

    def _writing(self, text: str, *, photo: bool = False) -> Callable[[], object]:
        return lambda: self._write(text, photo=photo)

    def _write(self, text: str, reply_to: str | None = None, *, photo: bool = False) -> None:
        self.chats.write(self.home.owner, text, reply_to=reply_to, photo=photo)

    def _see(self, message: Shown) -> None:
        if message.edited_at is not None:
            return  # an edit makes no sound
        key, labels = owner_key(message.text), message.labels
        if "正在发生" in labels:
            answer = "正在发生" if self.danger else "没有,不是现在"
            self._perhaps(0.8, 10, 50, self._pressing(message, answer))
        elif "满意" in labels:
            self._is_asked(message)
        elif "就这个时间" in labels:
            self._perhaps(0.6, 60, _HOUR, self._pressing(message, "就这个时间"))
        elif key.startswith("owner.pick_") and labels:
            wanted = [label for label in labels if ":" in label] or list(labels)
            self._perhaps(0.85, 60, 2 * _HOUR, self._pressing(message, self.chance.choice(wanted)))
        elif "没修好" in labels:
            self._perhaps(0.7, 20, 300, self._pressing(message, self.chance.choice(_CHIPS)))
        elif "新的事情" in labels:
            self._perhaps(0.7, 20, 600, self._pressing(message, self.chance.choice(labels)))
        elif "报修办事" in labels:
            kind = _KINDS.get(self.truth.kind if self.truth else "", "转人工")
            wanted = kind if kind in labels else labels[0]
            self._perhaps(0.75, 15, 600, self._pressing(message, wanted))
        elif _asks_home(message.text):
            self._perhaps(0.7, 20, 600, self._writing(self.home.number))
        else:
            self._chats(key, message)

    def _is_asked(self, message: Shown) -> None:
        """Rate: by a button, in their own words, or not at all."""
        turn = self.chance.random()
        if turn < self.temper.presses:
            names, weights = zip(*self.temper.ratings, strict=True)
            label = self.chance.choices(names, weights)[0]
            self._later(3 * _MINUTE, 20 * _HOUR, self._pressing(message, label))
        elif turn < self.temper.presses + self.temper.writes:
            words = self.chance.choice(self.temper.words)
            self._later(3 * _MINUTE, 20 * _HOUR, lambda: self._write(words, message.id))

    def _chats(self, key: str, message: Shown) -> None:
        if key.startswith("owner.promised_"):
            self._perhaps(0.08, 60, _HOUR, lambda: self._write(self.chance.choice(_NOT_THEN), message.id))
        elif key == "owner.write_time":
            self._perhaps(0.8, 60, _HOUR, self._writing(self.chance.choice(_TIMES)))
        elif key in ("owner.promise_late", "owner.promise_unconfirmed"):
            self._perhaps(0.2, 300, _HOUR, self._urge)
        elif key in ("owner.claimed", "owner.claimed_emergency"):
            self._perhaps(0.12, 30, 900, self._writing(self.chance.choice(_THANKS)))
        elif key in ("owner.answered", "owner.replied"):
            self._perhaps(self.temper.thanks, 30, 3 * _HOUR, self._writing(self.chance.choice(_THANKS)))
            self._perhaps(self.temper.not_done, 600, 3 * _HOUR, lambda: self._write("没好", message.id))
        elif key == "owner.waits_for_you":
            self._perhaps(0.7, 300, 20 * _HOUR, self._writing("好的,明天上午都在家"))
        elif key == "owner.staff_words":
            self._perhaps(0.4, 30, 1800, self._writing(self.chance.choice(("好的", "我在家", "可以"))))

    def _urge(self) -> None:
        """Ask where it stays when nobody has come, answered or called since the claim."""
        said = [one for one in self.chats.latest(self.home.owner) if one.sender is None]
        last = owner_key(said[-1].text) if said else ""
        if last == "owner.claimed" or last.startswith("owner.receipt"):
            if self.chance.random() < 0.5:
                self._press_latest("催一下")
            else:
                self._write(self.chance.choice(_URGES))

    def _press_latest(self, label: str) -> None:
        for message in reversed(self.chats.latest(self.home.owner)):
            if label in message.labels:
                self.chats.press(self.home.owner, message, label)
                return

    def _pressing(self, message: Shown, label: str) -> Callable[[], object]:
        def act() -> None:
            self.chats.press(self.home.owner, message, label)

        return act

    def _perhaps(self, often: float, soonest: float, latest: float, act: Callable[[], object]) -> None:
        if self.chance.random() < often:
            self._later(soonest, latest, act)

    def _later(self, soonest: float, latest: float, act: Callable[[], object]) -> None:
        """Do something when one is awake: nobody taps a phone about a tap between 23:30 and 6:30."""
        at = self.clock.at + timedelta(seconds=self.chance.uniform(soonest, latest))
        local = at.astimezone(ZONE)
        asleep = latest > 2 * _HOUR and (local.hour < 6 or (local.hour == 23 and local.minute > 30))
        self.agenda.at(at + timedelta(hours=8) if asleep else at, act)


def plan(owners: Sequence[Owner], chance: Random, first: datetime, days: int) -> None:
    """Decide who writes what and when, in the whole time."""
    a_day = MATTERS_A_DAY * len(owners) / _HOMES
    agenda = owners[0].agenda
    for n in range(days):
        day = first + timedelta(days=n)
        for _ in range(round(chance.gauss(a_day, a_day / 6))):
            owner = chance.choice(owners)
            agenda.at(moment(chance, day), begins(owner, matter(chance, owner.home.number)))
        special(owners, chance, day, n)


def special(owners: Sequence[Owner], chance: Random, day: datetime, n: int) -> None:
    """Add what is rare: a danger every second day, one of them at night, a suspicion, an English owner."""
    agenda = owners[0].agenda
    if n % 2 == 0:
        hour = 2.5 if n % 4 == 0 else chance.uniform(8, 21)
        owner = chance.choice(owners)
        owner.danger = True
        words = f"{chance.choice(DANGERS)} {owner.home.number}"
        agenda.at(day + timedelta(hours=hour), begins(owner, Matter("emergency", (words,))))
    owner = chance.choice(owners)
    agenda.at(moment(chance, day), begins(owner, Matter("request", (chance.choice(SUSPICIOUS),))))
    stranger = next((one for one in owners if one.english), None)
    if stranger is not None:
        agenda.at(moment(chance, day), begins(stranger, Matter("request", (ENGLISH[n % len(ENGLISH)],))))


def begins(owner: Owner, what: Matter) -> Callable[[], object]:
    return lambda: owner.begin(what)


def moment(chance: Random, day: datetime) -> datetime:
    hour = chance.choices(range(24), HOURS)[0]
    return day + timedelta(hours=hour, seconds=chance.randrange(3600))


def _asks_home(text: str) -> bool:
    return "哪一栋哪个单元" in text
