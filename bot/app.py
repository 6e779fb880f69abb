"""The composition root: builds the service from a configuration, starts it and stops it in order."""

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

import nlp
from bot import logs, menus, settling
from bot.bell import Bell
from bot.channel import Channel
from bot.channels import CHANNELS
from bot.config import Config
from bot.courier import Courier
from bot.following import Following
from bot.judging import Judging
from bot.leadership import Leadership
from bot.pacing import Pacing
from bot.pauses import Pauses
from bot.pushing import fetch_again
from bot.receiver import Receiver
from bot.roll_call import RollCall
from bot.steady import Steady
from bot.stopping import unless
from bot.worker import Worker
from handlers import texts
from handlers.desk import Desk
from handlers.manager import regular
from handlers.ticket import deadlines, replanning
from nlp.rules import RuleError
from storage import inbox, leases, moved_chats
from storage.database import Database
from storage.work import Work

if TYPE_CHECKING:
    from bot.door import Door
    from bot.schedule import Schedule

log = structlog.get_logger()

# `run` promises to be gone within 10 s of SIGTERM.
STOP_WITHIN_S = 8.0


class App:
    """One service: a database, a channel, and the loops between them. `now` is the business clock."""

    def __init__(
        self,
        config: Config,
        *,
        now: Callable[[], datetime] | None = None,
        judging: Judging | None = None,
    ) -> None:
        self.config = config
        self.judging = judging or Judging(config.rules)
        catalogues = texts.load_all()
        self.desk = Desk(
            config.estates(),
            catalogues[texts.DEFAULT],
            self.judging.judge,
            nlp.screen,
            catalogues=catalogues,
        )
        self._machine_now = Steady()
        self._now = now or self._machine_now
        self._bell: Bell | None = None
        self.port = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is begun. Raises what kept it from starting."""
        database = await asyncio.to_thread(self._open)
        channel = self._channel()
        try:
            bell = self._bell = Bell()
            database.subscribe(bell.ring)
            following = Following(self.config, channel, database, self.desk)
            await following.look()
            await database.write(_recover(self.desk))
            for uncovered in self.config.uncovered(self._now().date()):
                log.warning("rest days are known by rule only", where=uncovered)
            leadership = Leadership(database)
            await self._serve(stop, database, channel, bell, following, leadership)
            if leadership.refused is not None:
                raise leadership.refused
        except ExceptionGroup as group:
            # One loop failed and took the others along: its error is the one to tell.
            raise group.exceptions[0] from None
        finally:
            await channel.close()
            await asyncio.to_thread(database.close)
        log.info("stopped")

    def _open(self) -> Database:
        return Database.open(
            self.config.desk.database,
            create=True,
            exclusive=True,
            now=self._now,
            machine_now=self._machine_now,
        )

    def _channel(self) -> Channel:
        telegram = self.config.telegram
        token = telegram.token.get_secret_value()
        return CHANNELS["telegram"](token=token, api=telegram.api, driver=telegram.driver)

    async def _serve(
        self,
        stop: asyncio.Event,
        database: Database,
        channel: Channel,
        bell: Bell,
        following: Following,
        leadership: Leadership,
    ) -> None:
        desk, limits = self.desk, self.config.telegram.limits
        pacing = Pacing(
            per_second=limits.per_second,
            chat_per_second=limits.chat_per_second,
            group_per_minute=limits.group_per_minute,
        )
        telegram, pauses = self.config.telegram, Pauses()
        take_back = partial(fetch_again, channel, database, telegram.webhook.url)
        receiver = Receiver(channel, database, desk, now=self._machine_now, fetch_again=take_back)
        worker = Worker(channel, database, desk, bell=bell)
        courier = Courier(channel, database, desk, bell=bell, pacing=pacing, pauses=pauses)
        door = partial(
            _door,
            self.config,
            channel,
            database,
            receiver=receiver,
            courier=courier,
            pauses=pauses,
            leadership=leadership,
            now=self._machine_now,
        )
        try:
            async with asyncio.timeout(None) as deadline, asyncio.TaskGroup() as loops:
                loops.create_task(_limit(stop, deadline, bell))
                loops.create_task(leadership.run(stop, bell))
                if not telegram.pushes:
                    loops.create_task(receiver.run(stop, leadership))
                loops.create_task(courier.run(stop))
                loops.create_task(following.run(stop, bell))
                loops.create_task(RollCall(channel, database, desk).run(stop, leadership))
                loops.create_task(self._work(stop, database, bell, worker))
                loops.create_task(unless(stop, menus.publish(channel, database, self.desk)))
                loops.create_task(self._keep_open(stop, door))
        except TimeoutError:
            log.warning("stopped with work in flight: it is taken up again at the next start")

    def clock_moved(self) -> None:
        """Look at once for what fell due: the business clock was set forward."""
        if self._bell is not None:
            self._bell.ring(frozenset({"timers"}))

    async def read_rules_anew(self) -> None:
        """Judge by the rule files as they are now; broken ones are told in the log, and the old ones stay."""
        try:
            await self.judging.reload()
        except RuleError as error:
            log.warning("the rules stay as they were", problem=str(error))
        else:
            log.info("the rules were read anew")

    async def _work(self, stop: asyncio.Event, database: Database, bell: Bell, worker: Worker) -> None:
        """Judge and route, once there is a classifier to judge with; the clock belongs to it."""
        await unless(stop, self.judging.ready())
        schedule = await asyncio.to_thread(_schedule, database, self.desk)
        async with asyncio.TaskGroup() as loops:
            loops.create_task(worker.run(stop))
            loops.create_task(schedule.run(stop, bell))

    async def _keep_open(self, stop: asyncio.Event, make: Callable[[], "Door"]) -> None:
        door = await asyncio.to_thread(make)
        await door.run(stop, self._listens)

    def _listens(self, port: int) -> None:
        self.port = port


def serve(config: Config) -> int:
    """Run the service until SIGTERM or SIGINT; a second signal ends it at once, which loses nothing.

    SIGHUP reads the rules of understanding anew.
    """
    secrets = (config.telegram.token, config.telegram.webhook.secret)
    logs.configure(secrets=[secret.get_secret_value() for secret in secrets])

    async def main() -> None:
        stop = asyncio.Event()

        def stopping() -> None:
            if stop.is_set():
                os._exit(1)
            log.info("stopping")
            stop.set()

        app, loop = App(config), asyncio.get_running_loop()
        readings = set[asyncio.Task[None]]()

        def read_rules_anew() -> None:
            reading = loop.create_task(app.read_rules_anew())
            readings.add(reading)
            reading.add_done_callback(readings.discard)

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping)
        loop.add_signal_handler(signal.SIGHUP, read_rules_anew)
        await app.run(stop)

    asyncio.run(main())
    return 0


def _recover(desk: Desk) -> Callable[[Work], None]:
    def unit(work: Work) -> None:
        work.alone("start")
        inbox.recover(work)
        settling.recover(desk, work)
        deadlines.adopt(desk, work)
        replanning.follow(desk, work)
        regular.plan(desk, work)

    return unit


# The two below import what the first poll need not wait for.
def _schedule(database: Database, desk: Desk) -> "Schedule":
    from bot.schedule import Schedule  # noqa: PLC0415

    return Schedule(database, desk)


def _door(config: Config, channel: Channel, database: Database, **parts: Any) -> "Door":
    from bot.door import Door  # noqa: PLC0415

    return Door(config, channel, database, **parts)


async def _limit(stop: asyncio.Event, deadline: asyncio.Timeout, bell: Bell) -> None:
    """Wake every loop when the service stops, and give them so long to finish."""
    await stop.wait()
    bell.ring(frozenset({"inbox", "outbox", "timers", moved_chats.NAME, leases.NAME}))
    deadline.reschedule(asyncio.get_running_loop().time() + STOP_WITHIN_S)
