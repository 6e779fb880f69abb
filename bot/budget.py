"""One budget of sends for all services on a database: what each sends is drawn from one common account.

Where a database is not shared there is one service, and its own windows are the account.
"""

import math
from dataclasses import dataclass, field
from datetime import timedelta

from bot.pacing import Pacing
from storage import turns
from storage.database import Database
from storage.records import OutboxId, OutboxRow
from storage.work import Work

_FORGET_EVERY_S = 60.0


@dataclass(slots=True)
class Draw:
    """What one unit of work takes: `plan` knows every turn until now, `taken` are the messages it sends.

    `began`: the moment of the unit, at which its `work.machine_now` stands still.
    """

    plan: Pacing
    began: float
    taken: list[tuple[OutboxId, str]] = field(default_factory=list)

    def take(self, row: OutboxRow) -> None:
        """Take the turn for one message."""
        self.plan.take(row.chat)
        self.taken.append((row.id, row.chat))


class Budget:
    """The pacing of one bot, whichever service sends for it."""

    def __init__(self, pacing: Pacing, database: Database, channel: str) -> None:
        self._pacing = pacing
        self._shared = database.is_shared
        self._channel = channel
        self._forgot = pacing.clock()

    @property
    def now(self) -> float:
        """Return the moment; a unit asks when it begins."""
        return self._pacing.clock()

    def known(self) -> Pacing:
        """Return what is known by now, for a unit to draw on; the unit runs in a thread of its own."""
        return self._pacing.plan()

    def draw(self, work: Work, known: Pacing, began: float) -> Draw:
        """Return what may be taken now. Every other service waits until the unit has committed."""
        if not self._shared:
            return Draw(known.plan(), began)
        turns.lock(work, self._channel)
        now = self.now
        plan, moment = known.emptied(now), work.machine_now + timedelta(seconds=now - began)
        spans = (timedelta(seconds=span) for span in (plan.longest_s, plan.longest_of_groups_s))
        for turn in turns.lately(work, self._channel, *(moment - span for span in spans)):
            plan.take(turn.chat, now - max(0.0, (moment - turn.at).total_seconds()))
        return Draw(plan, began)

    def keep(self, work: Work, draw: Draw) -> None:
        """Put what was taken into the common account, as the last act of the unit."""
        if not self._shared:
            return
        moment = work.machine_now + timedelta(seconds=self.now - draw.began)
        turns.note(work, self._channel, draw.taken, moment)
        if draw.began - self._forgot >= _FORGET_EVERY_S:
            turns.forget(work, moment - timedelta(seconds=draw.plan.longest_of_groups_s))

    def kept(self, draw: Draw) -> None:
        """Go on from what the unit took, once it has committed."""
        if self._shared:
            self._pacing = draw.plan.going_on(self._pacing.clock)
        else:
            for _, chat in draw.taken:
                self._pacing.take(chat)
        if draw.began - self._forgot >= _FORGET_EVERY_S:
            self._forgot = draw.began

    def arrived(self, work: Work, row: OutboxId, answered_at: float) -> None:
        """Put right when a message went out, of which the answer is sure proof.

        Between its turn and that lie a commit and a busy processor, which others cannot know of.
        """
        if self._shared:
            ago = timedelta(seconds=max(0.0, self.now - answered_at))
            turns.correct(work, self._channel, row, work.machine_now - ago)

    def next_turn(self) -> float:
        """Return after how many seconds somebody's turn comes because until then the bot was too fast."""
        waits = [self._pacing.bot_wait(emergency=emergency) for emergency in (True, False)]
        waits += [
            wait for emergency in (True, False) for wait in self._pacing.full(emergency=emergency).values()
        ]
        return min((wait for wait in waits if wait > 0), default=math.inf)
