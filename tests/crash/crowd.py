"""A seeded crowd: owners report, show, ask, correct themselves and rate; staff claim, reply and answer. About 22 acts a second."""

import asyncio
import random
from collections import deque
from collections.abc import Callable

from bot.sandbox.messages import Message
from bot.sandbox.world import Change
from tests.crash.serials import serials
from tests.crash.town import STAFF, STAFF_CHAT, Town

ACTS_A_SECOND = 22
# One clear matter each, every one of another topic: an owner who uses each once means a new ticket each time.
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
TALK = ("在吗", "那个", "就是楼下那个", "嗯", "还有一件事", "我想说一下")
URGES = ("什么时候来", "还没来吗")
# So many only talk: what they write may be joined or asked about, so it is no ticket of its own for certain.
TALKERS = 15
_ASKED = ("报修办事", "反映问题", "咨询", "转人工")
_RATINGS = ("满意", "满意", "基本满意", "不满意")
_MAY_BE_EDITED = 20
_MORE_PICTURES = (1, 4)


class Crowd:
    """What everybody saw and has not reacted to yet. `clear` are the texts that each mean one ticket."""

    def __init__(
        self, town: Town, seed: int, *, only_talk: bool = False, rate: float = ACTS_A_SECOND
    ) -> None:
        self.clear: list[str] = []
        self.staff_words: list[str] = []
        self.edits: list[str] = []
        self.albums: list[list[str]] = []
        self.acts = 0
        self._town = town
        self._talkers = town.owners if only_talk else town.owners[:TALKERS]
        self._reporters = town.owners[TALKERS:]
        self._only_talk = only_talk
        self._rate = rate
        self._people = town.sandbox.people
        self._chance = random.Random(seed)
        self._marks = serials()
        self._waiting: set[int] = set()
        self._recent: deque[tuple[int, int, str]] = deque(maxlen=_MAY_BE_EDITED)
        self._unused = {owner: [*CLEAR, *EMERGENCIES] for owner in self._reporters}
        self._receipts: dict[int, int] = {}
        self._cards: dict[str, tuple[int, list[str]]] = {}
        self._claimed: dict[str, int] = {}
        self._finished: set[str] = set()
        self._questions: list[tuple[int, int]] = []
        self._buttons: dict[tuple[int, int], list[str]] = {}
        town.sandbox.world.listen(self._see)
        for owner in self._reporters:
            self._chance.shuffle(self._unused[owner])

    async def keep_going(self, stop: asyncio.Event) -> None:
        """Act until told to stop, in small bursts, as a busy hour is."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not stop.is_set():
            while self.acts < (loop.time() - began) * self._rate:
                self.act()
            await asyncio.sleep(self._chance.uniform(0.02, 0.2))

    def act(self) -> None:
        """Do one thing somebody would do now; where that is not possible somebody says something."""
        doing: list[tuple[Callable[[], bool], int]] = [
            (self._report, 26),
            (self._album, 6),
            (self._talk, 18),
            (self._edit, 5),
            (self._claim, 22),
            (self._staff_reply, 8),
            (self._finish, 12),
            (self._answer_question, 14),
            (self._owner_press, 12),
            (self._urge, 5),
        ]
        acts, weights = zip(*doing, strict=True)
        self.acts += 1
        if self._only_talk or not self._chance.choices(acts, weights)[0]():
            self._talk()

    def _see(self, change: Change) -> None:
        message = change.message
        if change.kind not in ("message", "edit") or message is None or not message.sender.is_bot:
            return
        text = str(message.content.get("text", ""))
        labels = [b["text"] for row in (message.markup or {}).get("inline_keyboard", []) for b in row]
        if message.chat_id == STAFF_CHAT:
            self._see_in_group(message, text, labels)
        elif message.chat_id > 0:
            self._see_privately(message, text, labels)

    def _see_in_group(self, message: Message, text: str, labels: list[str]) -> None:
        number = _number(text)
        if number and ("接单" in labels or "办结" in labels):
            self._cards[number] = message.id, labels
        elif self._cards.get(number, (0, []))[0] == message.id:
            del self._cards[number]
        if "有效·满足" in labels:
            member = next((n for n, name in STAFF.items() if text.startswith(name)), None)
            if member is not None:
                self._people.press(member, message.id, label="有效·满足", chat=STAFF_CHAT)
        elif "做了什么" in text:
            member = next((n for n, name in STAFF.items() if text.startswith(name)), None)
            if member is not None:
                self._questions.append((message.id, member))

    def _see_privately(self, message: Message, text: str, labels: list[str]) -> None:
        owner = message.chat_id
        self._buttons[owner, message.id] = labels
        if "已由" in text and "接手" in text:
            self._waiting.discard(owner)
        if "已记下" in text or "单号" in text:
            self._receipts[owner] = message.id

    def _write(self, owner: int, words: str) -> str:
        text = f"{words}{next(self._marks)}"
        message = self._people.write(owner, text)
        self._town.written.append(text)
        self._recent.append((owner, message, text))
        return text

    def _next_matter(self) -> tuple[int, str] | None:
        """Return somebody who waits for nothing, and what is the matter there."""
        ready = [owner for owner in self._reporters if owner not in self._waiting and self._unused[owner]]
        if not ready:
            return None
        owner = self._chance.choice(ready)
        self._waiting.add(owner)
        return owner, self._unused[owner].pop()

    def _report(self) -> bool:
        found = self._next_matter()
        if found is not None:
            self.clear.append(self._write(*found))
        return found is not None

    def _album(self) -> bool:
        """Report with pictures, the words under any of them."""
        found = self._next_matter()
        if found is None:
            return False
        owner, words = found
        text = f"{words}{next(self._marks)}"
        captions = [text] + [""] * self._chance.randint(*_MORE_PICTURES)
        self._chance.shuffle(captions)
        messages = self._people.album(owner, captions)
        self.clear.append(text)
        self._town.written.append(text)
        self.albums.append([self._town.file_in(owner, message) for message in messages])
        return True

    def _talk(self) -> bool:
        self._write(self._chance.choice(self._talkers), self._chance.choice(TALK))
        return True

    def _edit(self) -> bool:
        """Change what was said a moment ago: it may be on its way in, waiting, or done."""
        if not self._recent:
            return False
        owner, message, text = self._recent.popleft()
        changed = f"{text},谢谢{next(self._marks)}"
        self._people.edit(owner, message, changed)
        self.edits.append(changed)
        return True

    def _urge(self) -> bool:
        if not self._receipts:
            return False
        owner = self._chance.choice(sorted(self._receipts))
        text = f"{self._chance.choice(URGES)}{next(self._marks)}"
        self._people.write(owner, text, reply_to=self._receipts[owner])
        self._town.written.append(text)
        return True

    def _claim(self) -> bool:
        """Press «接单», at times two people at once, as happens in a busy group."""
        cards = [n for n, (_, labels) in self._cards.items() if "接单" in labels and n not in self._claimed]
        if not cards:
            return False
        number = self._chance.choice(cards)
        members = self._chance.sample(sorted(STAFF), self._chance.choice((1, 1, 1, 2)))
        for member in members:
            self._people.press(member, self._cards[number][0], label="接单", chat=STAFF_CHAT)
        self._claimed[number] = members[0]
        return True

    def _staff_reply(self) -> bool:
        numbers = [number for number in self._claimed if number in self._cards]
        if not numbers:
            return False
        number = self._chance.choice(numbers)
        words = f"我十点到{next(self._marks)}"
        self._people.write(self._claimed[number], words, chat=STAFF_CHAT, reply_to=self._cards[number][0])
        self.staff_words.append(words)
        return True

    def _finish(self) -> bool:
        cards = {n for n, (_, labels) in self._cards.items() if "办结" in labels}
        numbers = sorted(cards & self._claimed.keys() - self._finished)
        if not numbers:
            return False
        number = self._chance.choice(numbers)
        self._finished.add(number)
        self._people.press(self._claimed[number], self._cards[number][0], label="办结", chat=STAFF_CHAT)
        return True

    def _answer_question(self) -> bool:
        if not self._questions:
            return False
        question, member = self._questions.pop(0)
        self._people.write(member, f"换了零件,试过了{next(self._marks)}", chat=STAFF_CHAT, reply_to=question)
        return True

    def _owner_press(self) -> bool:
        """Rate, or answer the question what an unclear message meant."""
        asked = [place for place, labels in self._buttons.items() if set(labels) & {*_ASKED, *_RATINGS}]
        if not asked:
            return False
        place = self._chance.choice(asked)
        labels = self._buttons.pop(place)
        wanted = [label for label in (*_ASKED, *_RATINGS) if label in labels]
        self._people.press(place[0], place[1], label=self._chance.choice(wanted))
        return True


def _number(text: str) -> str:
    """Return the ticket's number of a card: 261123-001 in its first line."""
    words = text.partition("\n")[0].replace("🚨", " ").split()
    return next((word for word in words if len(word) >= 10 and word[6:7] == "-"), "")
