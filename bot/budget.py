"""One budget of sends for all services on a database: what each sends is drawn from one common account.

Where a database is not shared there is one service, and its own windows are the account.
"""

import math
from dataclasses import dataclass, field
from datetime import timedelta

from bot.pacing import Pacing
from storage import turns
from storage.database import Database
from storage.turns import Turn
from storage.work import Work

_FORGET_EVERY_S = 60.0


@dataclass(slots=True)
class Draw:
    """What one unit of work takes: `plan` knows every turn until now, `taken` are the chats it sends to."""

    plan: Pacing
    began: float
    news: list[tuple[Turn, float]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def take(self, chat: str) -> None:
        """Take the turn for one message."""
        self.plan.take(chat)
        self.taken.append(chat)


class Budget:
    """The pacing of one bot, whichever service sends for it."""

    def __init__(self, pacing: Pacing, database: Database, channel: str) -> None:
        self._pacing = pacing
        self._shared = database.is_shared
        self._channel = channel
        self._seen = 0
        self._forgot = pacing.now

    def known(self) -> Pacing:
        """Return what is known by now, for a unit to draw on; the unit runs in a thread of its own."""
        return self._pacing.plan()

    @property
    def now(self) -> float:
        """Return the moment; a unit asks when it begins, because `work.machine_now` stands still then."""
        return self._pacing.now

    def draw(self, work: Work, known: Pacing, began: float) -> Draw:
        """Return what may be taken now. Every other service waits until the unit has committed."""
        if not self._shared:
            return Draw(known.plan(), began)
        turns.lock(work, self._channel)
        now = self.now
        draw, moment = Draw(known.plan(now), began), work.machine_now + timedelta(seconds=now - began)
        for turn in turns.since(work, self._channel, self._seen):
            at = now - max(0.0, (moment - turn.at).total_seconds())
            draw.plan.take(turn.chat, at)
            draw.news.append((turn, at))
        return draw

    def keep(self, work: Work, draw: Draw) -> None:
        """Put what was taken into the common account, as the last act of the unit."""
        if not self._shared:
            return
        moment = work.machine_now + timedelta(seconds=self.now - draw.began)
        turns.note(work, self._channel, draw.taken, moment)
        if self.now - self._forgot >= _FORGET_EVERY_S:
            turns.forget(work, moment - timedelta(seconds=self._pacing.longest_s))

    def kept(self, draw: Draw) -> None:
        """Go on from a unit that has committed; what it took itself the next one reads where all share it."""
        if not self._shared:
            for chat in draw.taken:
                self._pacing.take(chat)
            return
        for turn, at in draw.news:
            if turn.id > self._seen:
                self._seen = turn.id
                self._pacing.take(turn.chat, at)
        if draw.began - self._forgot >= _FORGET_EVERY_S:
            self._forgot = draw.began

    def next_turn(self) -> float:
        """Return after how many seconds somebody's turn comes because until then the bot was too fast."""
        waits = [self._pacing.bot_wait(), *self._pacing.full(emergency=False).values()]
        return min((wait for wait in waits if wait > 0), default=math.inf)
