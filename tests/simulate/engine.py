"""One story from beginning to rest: lives that begin and end, and the world that goes on between them."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.bell import Bell
from bot.channel import FetchFailed, RawUpdate
from bot.following import Following
from handlers.desk import Desk
from storage import moved_chats
from storage.database import StorageError
from tests.simulate.channel import Shows, Unsteady
from tests.simulate.estate import GROUPS, REPORTERS, settings
from tests.simulate.life import Died, Life
from tests.simulate.loop import VirtualLoop
from tests.simulate.storage import InLoop, Now, Trouble, room_for
from tests.simulate.story import Story
from tests.simulate.weather import Weather
from tests.virtual.chats import Chats
from tests.virtual.clock import Agenda, Clock
from tests.virtual.service import Look, Service, desk_of

_LOOK_EVERY_S = 1.0
# More steps than any story needs: a desk that goes on and on talks to itself.
_STEPS = 60_000
# After the story everything must come to rest within this; the longest wait of ours is the lease of a message.
_REST = timedelta(hours=2)  # people tidy up three times, twenty minutes apart
# What fell due while the service was down happens in this time.
_AT_LEAST = timedelta(minutes=2)
_TICK = timedelta(seconds=0.5)


class Restless(Exception):
    """The service does not come to rest."""


class Waker(Bell):
    """A bell that wakes the one who steps the service, too."""

    def __init__(self) -> None:
        super().__init__()
        self.woken = asyncio.Event()
        self.tables: set[str] = set()

    def ring(self, tables: frozenset[str]) -> None:
        self.woken.set()
        self.tables |= tables
        super().ring(tables)


class Engine:
    """One seed. `shows`, `chats`, `story` and the file are what the checks look at."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        *,
        start: datetime,
        weather: Weather | None = None,
        story: type[Story] = Story,
    ) -> None:
        self.seed = seed
        self.chance = Random(f"{seed} world")
        self.weather = weather or Weather.of(Random(f"{seed} weather"))
        self.clock = Clock(start)
        self.chats = Chats(self.clock)
        self.agenda = Agenda(self.clock)
        self.shows = Shows()
        self.file = folder / "desk.db"
        self.config = settings(folder)
        self.story = story(Random(f"{seed} story"), self.clock, self.agenda, self.chats)
        self.blocked: set[str] = set()
        self.bugs: list[str] = []
        self.points = 0
        self.lives = 0
        self.end = start
        self.database: InLoop | None = None
        self._trouble = Trouble(self.file)

    def run(self, template: Path) -> None:
        """Let it all happen."""
        shutil.copyfile(template, self.file)
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        random.seed(f"{self.seed} jitter")
        loop = VirtualLoop(self.clock)
        loop.set_exception_handler(self._unforeseen)
        self.look = Look(self.file)
        try:
            loop.run_until_complete(self._story())
        finally:
            self._trouble.unlock()
            self.look.close()
            Now.life = None
            loop.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database that is left."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        try:
            return list(connection.execute(query))
        finally:
            connection.close()

    async def _story(self) -> None:
        self.chats.note("rig", str(self.weather))
        self.end = self.clock.at + self.story.begin()
        self._plan_trouble()
        self.agenda.at(self.end, self.weather.clears)
        while True:
            lasts = self.weather.deaths.pop(0) if self.weather.deaths else None
            life = Life(lasts, lambda where: self.chats.note("rig", f"the process is killed {where}"))
            self.lives += 1
            self.end = max(self.end, self.clock.at + _AT_LEAST)
            await self._live(life)
            self.points += life.points
            if not life.dead:
                return
            self._bury()
            await self.passes(self.chance.uniform(0.5, self.weather.asleep_s))

    @property
    def storage_was_slow(self) -> bool:
        """Tell whether somebody may have been answered before it was known what became of their press."""
        return self.weather.locked + self.weather.full > 0

    async def passes(self, seconds: float) -> None:
        """Let time pass in which the service does nothing; people go on."""
        until = self.clock.at + timedelta(seconds=seconds)
        while (moment := self.agenda.next()) is not None and moment <= until:
            self.clock.jump(moment)
            self.act()
        await asyncio.sleep(max(0.0, (until - self.clock.at).total_seconds()))

    def act(self) -> None:
        """Let everybody do what they were going to do by now."""
        while act := self.agenda.due():
            act()

    async def _live(self, life: Life) -> None:
        """Live until killed, or until there is nothing left to do."""
        desk = desk_of(self.config)
        try:
            self.database = await self._opened(life)
            await Stepper(self, life, self.database, desk).run()
        except Died:
            pass
        finally:
            await _end_of_others()
            database, self.database = self.database, None
            if database is not None:
                database.close()

    async def _opened(self, life: Life) -> InLoop:
        while True:
            try:
                return InLoop.of(self.file, life, self.clock.now)
            except StorageError:  # it is locked: whoever starts the service tries again
                await self.passes(_LOOK_EVERY_S)

    def _bury(self) -> None:
        """Note what was on its way: each of these may be shown once more."""
        query = "SELECT id FROM outbox WHERE state IN ('sending')"
        rows = [row for (row,) in self.look.connection.execute(query)]
        self.shows.blind.update(rows)
        self.shows.died.update(rows)
        self.shows.in_flight.clear()

    def _plan_trouble(self) -> None:
        within = (self.end - self.clock.at).total_seconds() / 2
        kinds = [
            (self.weather.locked, self._trouble.lock, self._trouble.unlock),
            (self.weather.full, lambda: self._room(2), lambda: self._room(None)),
            (self.weather.outages, self._goes_down, self._comes_back),
        ]
        for times, begin, end in kinds:
            for _ in range(times):
                at = self.chance.uniform(0, within)
                self.agenda.within(at, begin)
                self.agenda.within(at + self.chance.choice((0.2, 5, 40, 200)), end)
            self.agenda.at(self.end, end)
        for _ in range(self.weather.removed):
            self.agenda.within(self.chance.uniform(0, 2 * within), self._remove)
        if self.weather.upgraded:
            self.agenda.within(self.chance.uniform(0, within), self._upgrade)
        if self.weather.blocked:
            owner = self.chance.choice(("3001", "3003"))
            self.blocked.add(owner)
            self.agenda.within(self.chance.uniform(0, within), lambda: self.chats.unreachable.add(owner))

    def _remove(self) -> None:
        chat = self.chance.choice((*GROUPS, *REPORTERS))
        own = [one for one in self.chats.latest(self.chats.now(chat)) if one.sender is None]
        if own:
            self.chats.note("rig", f"somebody deletes {own[0].id}", own[0].chat)
            self.chats.remove(own[0])

    def _upgrade(self) -> None:
        group = self.chance.choice(GROUPS)
        self.chats.upgrade(group, f"-100{group[1:]}")

    def _room(self, pages: int | None) -> None:
        self.chats.note("rig", "the disk is full" if pages else "there is room")
        if self.database is not None:
            filling = asyncio.ensure_future(self.database.write(room_for(pages)))
            filling.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _goes_down(self) -> None:
        self.chats.note("rig", "the channel is down")
        self.weather.down = True

    def _comes_back(self) -> None:
        self.weather.down = False

    def _unforeseen(self, _loop: object, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, Died | asyncio.CancelledError):
            self.bugs.append(f"{context['message']}: {error!r}")


class Stepper:
    """One life, stepped: whatever can go on goes on side by side, and the clock jumps when nothing can."""

    def __init__(self, engine: Engine, life: Life, database: InLoop, desk: Desk) -> None:
        self._engine = engine
        self._life = life
        self._database = database
        self._clock = engine.clock
        self._chats = engine.chats
        self._look = engine.look
        self._bell = Waker()
        database.subscribe(self._bell.ring)
        self._channel = Unsteady(engine.chats, life, engine.weather, engine.chance, engine.look, engine.shows)
        self._service = Service(engine.config, desk, database, self._channel, engine.clock, self._bell)
        self._following = Following(engine.config, self._channel, database, desk)
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._pushing: dict[str, asyncio.Task[Any]] = {}
        self._tick_at = engine.clock.at

    async def run(self) -> None:
        await self._start()
        for _ in range(_STEPS):
            self._life.check()
            self._engine.act()
            self._receive()
            begun = await self._begin()
            self._life.check()
            wait = 0.0 if begun else self._wait()
            if wait is None:
                return
            self._bell.woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._bell.woken.wait()
        raise Restless(f"steps without end at {self._clock.at}")

    async def _start(self) -> None:
        while True:
            try:
                await self._following.look()
                await self._service.recover()
                await self._service.receiver.restore()
                return
            except StorageError:
                await self._engine.passes(_LOOK_EVERY_S)

    async def _begin(self) -> bool:
        """Begin what can be done now; False: nothing."""
        waiting = self._look.waiting(self._clock.at)
        begun = 0
        if moved_chats.NAME in self._bell.tables:
            self._bell.tables.clear()
            await self._follow()
        if waiting.inbox:
            begun += await self._service.worker.claim()
        if waiting.outbox:
            begun += await self._service.courier.claim()
        if waiting.timers and "tick" not in self._tasks and self._tick_at <= self._clock.at:
            self._tick_at = self._clock.at + _TICK
            self._task("tick", self._service.schedule.tick())
            begun += 1
        return begun > 0

    async def _follow(self) -> None:
        try:
            await self._following.look()
        except StorageError:
            self._bell.tables.add(moved_chats.NAME)

    def _wait(self) -> float | None:
        """Return how long nothing will happen by itself; None: the story is over."""
        waiting, now = self._look.waiting(self._clock.at), self._clock.at
        moments = [self._engine.agenda.next(), waiting.inbox_next, waiting.outbox_next]
        timers = waiting.timers_next
        if timers is not None and now < timers <= self._engine.end:
            moments.append(timers)
        if waiting.inbox or waiting.outbox or waiting.timers or self._chats.updates:
            moments.append(
                now + timedelta(seconds=min(_LOOK_EVERY_S, self._service.courier._budget.next_turn()))
            )
        elif self._busy():  # whoever is busy rings when done
            moments.append(now + _AT_LEAST)
        if waiting.timers and self._tick_at > now:
            moments.append(self._tick_at)
        if now > self._engine.end + _REST:
            raise Restless(f"at {now} there still is {waiting}")
        soonest = min((moment for moment in moments if moment is not None), default=None)
        return None if soonest is None else max(0.0, (soonest - now).total_seconds())

    def _busy(self) -> bool:
        return len(asyncio.all_tasks()) > 1

    def _receive(self) -> None:
        if not self._chats.updates:
            return
        if self._engine.weather.pushed:
            self._push()
        elif "fetch" not in self._tasks:
            self._task("fetch", self._fetch())

    async def _fetch(self) -> None:
        try:
            kept = await self._service.receiver.step(0)
        except FetchFailed:
            kept = False
        if not kept:
            await asyncio.sleep(_LOOK_EVERY_S)

    def _push(self) -> None:
        """Hand over what is not acknowledged, side by side and in any order; now and then once more."""
        chance, again = self._engine.chance, self._engine.weather.again
        updates = [one for one in self._chats.updates if one.key not in self._pushing]
        chance.shuffle(updates)
        for update in updates:
            self._pushing[update.key] = task = asyncio.create_task(self._hand_over(update))
            task.add_done_callback(lambda _, key=update.key: self._pushing.pop(key))
        if again and chance.random() < again and self._chats.updates:
            asyncio.create_task(self._hand_over(chance.choice(self._chats.updates)))  # noqa: RUF006

    async def _hand_over(self, update: RawUpdate) -> None:
        await asyncio.sleep(self._engine.chance.uniform(0, 0.05))
        if not await self._service.receiver.take([update]):
            await asyncio.sleep(_LOOK_EVERY_S)
            return
        if self._engine.chance.random() >= self._engine.weather.again and update in self._chats.updates:
            self._chats.updates.remove(update)

    def _task(self, name: str, doing: Coroutine[Any, Any, Any]) -> None:
        self._tasks[name] = task = asyncio.create_task(doing)

        def over(done: asyncio.Task[Any]) -> None:
            self._tasks.pop(name, None)
            self._bell.woken.set()

        task.add_done_callback(over)


async def _end_of_others() -> None:
    """Let every task of a life end: nothing of it can have an effect any more."""
    current = asyncio.current_task()
    while others := [task for task in asyncio.all_tasks() if task is not current]:
        for task in others:
            task.cancel()
        await asyncio.wait(others)
