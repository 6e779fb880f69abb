"""Sends what waits in the outbox: order, pace, and what each answer of the channel means for the row."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from bot.bell import Bell
from bot.budget import Budget, Draw
from bot.channel import Channel, Failure, SendFailed, Sent
from bot.drawing_up import draw_up
from bot.keeping import persist
from bot.pacing import Pacing
from bot.pauses import Pauses
from bot.settling import recover, settled
from bot.steady import since_boot
from bot.stopping import abandon
from bot.topics import Topics
from handlers import speak
from handlers.desk import Desk
from handlers.messages import Outgoing
from handlers.ticket import burst, forum
from handlers.ticket.forum import Place
from storage import absentees, links, outbox
from storage.database import Database, LostClaim, StorageError
from storage.records import Delivery, OutboxRow, Priority
from storage.work import Work

log = structlog.get_logger()

IN_FLIGHT = 8
# As many again for emergencies alone: slow answers to others must not hold them up.
IN_FLIGHT_WITH_EMERGENCIES = 16
_LOOK_EVERY_S = 1.0
# Later the lease may have ended: a service that was held up must not send what another one has taken since.
_BEGUN_WITHIN_S = outbox.LEASE.total_seconds() - 5.0
# What was held up so long takes another turn, or all that a busy machine held up would go out together.
_TURN_LASTS_S = 1.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, with the messages that its roles meant when it was claimed."""

    row: OutboxRow
    outgoing: Outgoing
    edits: str | None
    replies_to: str | None
    place: Place | None

    @property
    def emergency(self) -> bool:
        """Tell whether this goes past queues."""
        return self.row.priority == Priority.emergency


class Courier:
    """Sends the outbox rows of one channel.

    `results` counts what became of them: sent, or a failure; `waits` how often something had to wait because
    the bot had sent so much just before.
    """

    def __init__(
        self,
        channel: Channel,
        database: Database,
        desk: Desk,
        *,
        bell: Bell,
        pacing: Pacing,
        pauses: Pauses,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = since_boot,
    ) -> None:
        self._channel = channel
        self._database = database
        self._desk = desk
        self._bell = bell
        self._budget = Budget(pacing, database, channel.name)
        self._topics = Topics(channel, database, desk)
        self._pauses = pauses
        self._sleep = sleep
        self._clock = clock
        self._busy: dict[str, tuple[Letter, asyncio.Task[None]]] = {}
        self._questions: set[asyncio.Task[None]] = set()
        self.results: Counter[str] = Counter()
        self.waits = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop, then wait for what is on its way."""
        try:
            while not stop.is_set():
                if not await self.claim():
                    await self._bell.wait("outbox", min(_LOOK_EVERY_S, self._budget.next_turn()))
            await abandon(self._questions)
            await self.drain()
        finally:
            # Only when the wait was cut short; the next start finds these rows as of unknown outcome.
            await abandon([*self._questions, *(task for _, task in self._busy.values())])

    async def claim(self) -> int:
        """Begin sending what may go now; return how many. Storage trouble means none.

        While the channel is closed off nothing may: then it is asked whether it is back, which counts as one.
        """
        try:
            await self._keep_leases()
            if self._pauses.closed_off:
                return await self._ask()
            claimed_at, letters = self._clock(), await self._claimed()
        except StorageError as error:
            log.warning("the outbox cannot be read", error=type(error).__name__)
            return 0
        for letter in letters:
            self._begin(letter, claimed_at)
        return len(letters)

    async def drain(self) -> None:
        """Return when nothing is on its way."""
        while self._busy or self._questions:
            await asyncio.wait([*self._questions, *(task for _, task in self._busy.values())])
            await asyncio.sleep(0)

    async def _keep_leases(self) -> None:
        rows = [letter.row.id for letter, _ in self._busy.values()]
        if rows and self._database.is_shared:
            await self._database.write(lambda work: outbox.renew(work, rows))

    async def _ask(self) -> int:
        """Ask whether the channel is back, when it is time to; return how many questions were begun."""
        name = self._channel.name
        urgent = await self._database.read(lambda work: outbox.is_waiting(work, name, Priority.emergency))
        wait = self._pauses.asks_in(urgent=urgent)
        if wait is None or wait > 0:
            return 0
        self._pauses.asked()
        question = asyncio.create_task(self._question())
        self._questions.add(question)
        question.add_done_callback(self._questions.discard)
        return 1

    async def _question(self) -> None:
        # Others are asked meanwhile: one that waits in vain for its answer must hold up nothing.
        if await self._channel.account() and self._pauses.closed_off:
            self._pauses.heard()
            log.info("the channel answers again")
            self._bell.ring(frozenset({"outbox"}))

    async def _claimed(self) -> list[Letter]:
        ordinary, all_together = self._room()
        if all_together <= 0:
            return []
        draw, letters = await self._database.write(self._claiming(ordinary, all_together))
        if draw is not None:
            self._budget.kept(draw)
            self.waits += draw.plan.bot_wait(emergency=False) > 0 and not letters
        return letters

    def _room(self) -> tuple[int, int]:
        on_their_way = sum(not letter.emergency for letter, _ in self._busy.values())
        return self._pauses.room(IN_FLIGHT) - on_their_way, IN_FLIGHT_WITH_EMERGENCIES - len(self._busy)

    def _claiming(
        self, ordinary: int, all_together: int
    ) -> Callable[[Work], tuple[Draw | None, list[Letter]]]:
        channel, known, busy_now = self._channel.name, self._budget.known(), frozenset(self._busy)

        def unit(work: Work) -> tuple[Draw | None, list[Letter]]:
            began = self._budget.now
            if self._database.is_shared:  # another service's leases may have run out
                recover(self._desk, work)
                if not outbox.may_claim(work, busy_now):  # then nobody has to wait for this unit
                    return None, []
            draw, busy, letters = self._budget.draw(work, known, began), set(busy_now), list[Letter]()
            plan = draw.plan
            resting = frozenset(outbox.resting(work, channel)) | absentees.closed_to_desk(work, channel)
            all_rest = outbox.EVERY_CHAT in resting
            burst.join(self._desk, work, lambda chat: 0 if chat in resting else plan.room(chat))

            def take(priority: Priority | None, most: int) -> None:
                emergency = priority is not None
                for _ in range(most):
                    if (all_rest and not emergency) or plan.bot_wait(emergency=emergency) > 0:
                        return
                    full = resting | plan.full(emergency=emergency).keys()
                    rows = outbox.claim(work, limit=1, busy=busy, resting=full, priority=priority)
                    if not rows:
                        return
                    draw.take(rows[0])
                    busy.add(rows[0].lane)
                    letters.extend(_letters(self._desk, work, rows[0]))

            take(Priority.emergency, all_together)
            take(None, min(ordinary, all_together - len(letters)))
            self._budget.keep(work, draw)
            return draw, letters

        return unit

    def _begin(self, letter: Letter, claimed_at: float) -> None:
        task = asyncio.create_task(self._deliver(letter, claimed_at))
        self._busy[letter.row.lane] = letter, task
        task.add_done_callback(lambda _: self._ended(letter.row.lane))

    def _ended(self, lane: str) -> None:
        self._busy.pop(lane, None)
        self._bell.ring(frozenset({"outbox"}))  # the lane's next row may go now

    async def _deliver(self, letter: Letter, claimed_at: float) -> None:
        held_up_s = self._clock() - claimed_at if self._database.is_shared else 0.0
        if held_up_s >= _BEGUN_WITHIN_S:
            log.warning("this service was held up: another one sends the message", outbox=letter.row.id)
            return
        rests = self._pauses.rests(letter.row.chat)
        if rests > 0:  # told while this row was being claimed
            told = SendFailed(Failure.slow_down, "the chat was told to wait", rests)
            await persist(self._database, settled(self._desk, letter.row, told))
            return
        sending = asyncio.create_task(self._send_in_turn(letter, held_up_s))
        try:
            await asyncio.wait({sending})
        finally:
            await abandon([sending])
        bug = sending.exception()
        if isinstance(bug, LostClaim):
            log.warning("a message took too long and was judged lost", outbox=letter.row.id)
            return
        if bug is not None:
            log.error("a channel raised an error of its own", outbox=letter.row.id, exc_info=bug)
        lost = letter.row, SendFailed(Failure.unknown, type(bug).__name__)
        row, result = sending.result() if bug is None else lost
        self._note(row, result)
        settle, answered_at = settled(self._desk, row, result), self._budget.now

        def unit(work: Work) -> None:
            self._budget.arrived(work, row.id, answered_at)
            settle(work)

        await persist(self._database, unit)

    async def _send_in_turn(self, letter: Letter, held_up_s: float) -> tuple[OutboxRow, Sent | SendFailed]:
        if held_up_s >= _TURN_LASTS_S:
            await self._another_turn(letter)
        return await self._send(letter)

    async def _send(self, letter: Letter) -> tuple[OutboxRow, Sent | SendFailed]:
        """Return what became of a row, and the row as what was done: a change may become a new message."""
        row, outgoing = letter.row, letter.outgoing
        if outgoing.erases:
            return row, await self._channel.delete(row.chat, outgoing.erases)
        if outgoing.topic is not None:
            return row, await self._topics.change(row, outgoing.thread, outgoing.topic)
        if letter.edits is not None:
            result = await self._channel.edit(row.chat, letter.edits, outgoing)
            if not _gone(result):
                return row, result
            await self._another_turn(letter)
        return replace(row, klass=_as_posted(row.klass)), await self._post(letter)

    async def _post(self, letter: Letter) -> Sent | SendFailed:
        chat, outgoing = letter.row.chat, letter.outgoing
        if outgoing.draw_up:
            made = await draw_up(self._channel, self._database, self._desk, letter.row)
            if isinstance(made, SendFailed):
                return made
            return await self._channel.send_made(chat, made, outgoing, letter.replies_to)
        opened = await self._opened(letter) if letter.place and letter.place.thread is None else None
        if isinstance(opened, SendFailed):
            return opened
        outgoing = replace(outgoing, thread=opened or outgoing.thread)
        result = await self._channel.send(chat, outgoing, letter.replies_to)
        if not _gone(result) or (letter.replies_to is None and outgoing.thread is None):
            return result
        await self._another_turn(letter)
        again = await self._opened_again(letter, outgoing.thread)
        if isinstance(again, SendFailed):
            return again
        return await self._channel.send(chat, replace(outgoing, thread=again), None)

    async def _opened_again(self, letter: Letter, thread: str | None) -> str | SendFailed | None:
        """Open another topic in the place of one that is gone; None: it was no ticket's own."""
        if letter.place is None or thread is None:
            return None
        await self._topics.lost(letter.row, thread)
        return await self._opened(letter)

    async def _opened(self, letter: Letter) -> str | SendFailed | None:
        """Open a topic for a message; None: the group lets us open none, so it stands in the group."""
        assert letter.place is not None, "only what has a topic of its own opens one"
        opened = await self._topics.open(letter.row, letter.place.name)
        if isinstance(opened, str):
            await self._another_turn(letter)  # all members read that it was opened
        return opened

    async def _another_turn(self, letter: Letter) -> None:
        while (wait := await self._turn(letter)) > 0:
            await self._sleep(wait)

    async def _turn(self, letter: Letter) -> float:
        """Take a turn for one more message; return how many seconds to wait where there is none now."""
        known = self._budget.known()

        def unit(work: Work) -> tuple[float, Draw]:
            began = self._budget.now
            if not outbox.is_claimed(work, letter.row):
                raise LostClaim(f"outbox row {letter.row.id} is not claimed any more")
            draw = self._budget.draw(work, known, began)
            wait = draw.plan.wait(letter.row.chat, emergency=letter.emergency)
            if wait <= 0:
                draw.take(letter.row)
            self._budget.keep(work, draw)
            return wait, draw

        wait, draw = await persist(self._database, unit)
        self._budget.kept(draw)
        return wait

    def _note(self, row: OutboxRow, result: Sent | SendFailed) -> None:
        self.results["sent" if isinstance(result, Sent) else result.failure] += 1
        if isinstance(result, Sent):
            self._pauses.answered()
            return
        log.warning(
            "a message was not sent",
            outbox=row.id,
            failure=result.failure,
            detail=result.detail,
            attempts=row.attempts,
        )
        if result.failure is Failure.slow_down:
            self._pauses.slowed(row.chat, result.retry_after)
        if result.failure in (Failure.not_sent, Failure.unknown, Failure.outage):
            self._pauses.failed()
        else:
            self._pauses.answered()


def _letters(desk: Desk, work: Work, row: OutboxRow) -> list[Letter]:
    try:
        outgoing = Outgoing.from_json(row.body)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        outbox.refused(work, row.id, f"the row cannot be read ({type(error).__name__})")
        return []

    def latest(role: str | None) -> str | None:
        return links.latest(work, row.channel, row.chat, row.ticket, role) if role else None

    replies_to = outgoing.reply_to or latest(outgoing.reply_role)
    place = forum.place_of(desk, work, row)
    own = place.thread if place else None
    thread = outgoing.thread or own or speak.thread_for(desk, work, row.chat, row.ticket)
    outgoing = replace(outgoing, thread=thread)
    return [Letter(row, outgoing, edited_message(work, row, outgoing), replies_to, place)]


def edited_message(work: Work, row: OutboxRow, outgoing: Outgoing) -> str | None:
    """Return the message to be edited: the one of the same origin where the row names one."""
    if outgoing.edit_role is None:
        return None
    if row.origin is not None:
        return links.of_origin(work, row.channel, row.chat, outgoing.edit_role, row.origin)
    return links.latest(work, row.channel, row.chat, row.ticket, outgoing.edit_role)


def _as_posted(klass: Delivery) -> Delivery:
    # The same edit twice is one, the same message twice are two.
    return Delivery.must_arrive if klass is Delivery.edit else klass


def _gone(result: Sent | SendFailed) -> bool:
    return isinstance(result, SendFailed) and result.failure is Failure.gone
