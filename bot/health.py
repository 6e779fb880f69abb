"""Does the service do its work: can it write, does anything come in, does anything wait too long."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.leadership import Leadership
from bot.stopping import abandon
from storage import backlog, settings
from storage.backlog import Backlog
from storage.database import Database, SchemaTooNew, SchemaTooOld, StorageError
from storage.records import Priority, TimerId
from storage.work import Work

# A poll waits 25 s, and its failures pause up to 60 s: older than both means that nothing comes in.
HEARD_WITHIN_S = 120.0
ROW_MAY_WAIT_S = 300.0
TIMER_MAY_BE_LATE_S = 60.0
# A jump of the business clock makes many timers late at once; the service needs a moment to fire them.
TIMER_STAYS_FOR_S = 30.0
WRITE_WITHIN_S = 2.0
# Several services on one database measure their leases, and what all of them sent, each by its own clock.
CLOCKS_AGREE_TO = timedelta(seconds=2)
_SETTING = "health"
_OTHER_SCHEMA = (SchemaTooNew.__name__, SchemaTooOld.__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What the database tells, and how old it is in seconds: each by the clock that it was written with."""

    backlog: Backlog | None = None
    inbox_age: float | None = None
    outbox_ages: Mapping[Priority, float] = field(default_factory=dict)
    timer_lag: float = 0.0
    clock_differs: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `reasons` is empty where all is well; ages are in seconds, None where nothing waits."""

    reasons: tuple[str, ...]
    database: str
    heard_age: float | None
    found: Found
    leads: bool
    leader: str

    def as_json(self) -> dict[str, object]:
        """Return it for whoever asks over HTTP: states and ages, nothing of anybody."""
        backlog = self.found.backlog
        return {
            "ready": not self.reasons,
            "reasons": self.reasons,
            "database": self.database,
            "leads": self.leads,
            "leader": self.leader or None,
            "last_poll_age_s": self.heard_age,
            "oldest_inbox_s": self.found.inbox_age,
            "oldest_outbox_s": max(self.found.outbox_ages.values(), default=None),
            "timer_lag_s": self.found.timer_lag,
            "parked": None if backlog is None else _parked(backlog),
        }


class Health:
    """What the service knows of itself.

    `heard` returns the monotonic moment at which the channel answered last, `trouble` why it pushes nothing.
    """

    def __init__(
        self,
        database: Database,
        leadership: Leadership,
        heard: Callable[[], float | None],
        trouble: Callable[[], str] = str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._leadership = leadership
        self._heard = heard
        self._trouble = trouble
        self._clock = clock
        self._writing: asyncio.Task[None] | None = None
        self._late: tuple[TimerId, float] | None = None

    async def look(self) -> Report:
        """Look now; writes one small row, because a database that can be read may still refuse that."""
        database, heard = await self._written(), self._heard()
        found = Found()
        try:
            found = await self._database.read(self._look)
        except StorageError as error:
            database = type(error).__name__
        heard_age = None if heard is None else round(self._clock() - heard, 1)
        late = self._is_late(found.backlog, found.timer_lag)
        told = _told(database, heard_age, self._trouble(), found, late=late)
        leadership = self._leadership
        return Report(told, database, heard_age, found, leadership.leads, leadership.leader)

    def _look(self, work: Work) -> Found:
        self._database.refuse_other_schema(work)
        return replace(_look(work), clock_differs=self._database.clock_differs(work, CLOCKS_AGREE_TO))

    async def close(self) -> None:
        """Stop waiting for a row that cannot be written."""
        if self._writing is not None:
            await abandon([self._writing])

    async def _written(self) -> str:
        """Return "ok", "slow", or the kind of error; one attempt at a time, however often it is asked."""
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._database.write(_mark))
        await asyncio.wait({self._writing}, timeout=WRITE_WITHIN_S)
        if not self._writing.done():
            return "slow"
        error = self._writing.exception()
        return "ok" if error is None else type(error).__name__

    def _is_late(self, found: Backlog | None, lag: float) -> bool:
        """Tell whether one timer has been late for a while of the machine's time."""
        if found is None or found.timer is None or lag < TIMER_MAY_BE_LATE_S:
            self._late = None
            return False
        timer, now = found.timer[0], self._clock()
        if self._late is None or self._late[0] != timer:
            self._late = timer, now
        return now - self._late[1] >= TIMER_STAYS_FOR_S


def _mark(work: Work) -> None:
    settings.put(work, _SETTING, work.machine_now.isoformat())


def _look(work: Work) -> Found:
    found, now = backlog.look(work), work.machine_now
    return Found(
        found,
        None if found.inbox_since is None else _seconds(found.inbox_since, now),
        {priority: _seconds(since, now) for priority, since in found.outbox_since.items()},
        0.0 if found.timer is None else max(0.0, _seconds(found.timer[1], work.now)),
    )


def _seconds(since: datetime, now: datetime) -> float:
    return round((now - since) / timedelta(seconds=1), 1)


def _told(
    database: str, heard_age: float | None, trouble: str, found: Found, *, late: bool
) -> tuple[str, ...]:
    waits = {
        "the database has the schema of another version": database in _OTHER_SCHEMA,
        "the database cannot be written": database not in ("ok", *_OTHER_SCHEMA),
        "this machine's clock is not the database's": found.clock_differs,
        "the channel has not answered yet": heard_age is None,
        "the channel has not answered for long": heard_age is not None and heard_age >= HEARD_WITHIN_S,
        trouble: bool(trouble),
        "an update waits too long": found.inbox_age is not None and found.inbox_age >= ROW_MAY_WAIT_S,
        "a message waits too long": any(age >= ROW_MAY_WAIT_S for age in found.outbox_ages.values()),
        "a timer is late": late,
    }
    return tuple(reason for reason, holds in waits.items() if holds)


def _parked(found: Backlog) -> int:
    rows = found.inbox["parked"] + found.outbox["parked"] + found.outbox["unknown"]
    return rows + found.timers_parked
