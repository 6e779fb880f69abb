"""The life of a ticket as its records tell it: steps, deadlines, what waits, was done, is not out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demonstration.records import Records
from bot.demonstration.wording import Wording
from handlers.desk import Estate
from handlers.ticket import limits
from handlers.ticket.lifecycle import FINISHED, OPEN, Move, Step, after
from storage.looks import Unsent
from storage.outbox import EVERY_CHAT
from storage.records import JournalRow, OutboxState, Ticket, Timer

_TRACK = (
    Step.received,
    Step.claimed,
    Step.investigating,
    Step.planned,
    Step.working,
    Step.waiting_owner,
    Step.waiting_other,
    Step.answered,
    Step.revisiting,
    Step.closed,
)
# Shown where a ticket goes, or went, through them: not every matter is investigated and planned.
_ONLY_REACHED = frozenset({Step.investigating, Step.planned})
_ONLY_NOW = frozenset({Step.waiting_owner, Step.waiting_other})
_ASIDE = FINISHED - {Step.closed}
_REOPENS = frozenset({Move.reopen.value, Move.reopen_unassigned.value})
_PASSING = timedelta(seconds=1.5)  # a message in line for less is simply on its way
_WORDS = 40
_REASON = 120


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the track; without a time it has not been reached in this round."""

    name: str
    state: str
    at: float | None
    when: str
    who: str


@dataclass(frozen=True, slots=True)
class DueShown:
    """A deadline; `met` is when it was kept or missed, None while it runs."""

    name: str
    at: float
    when: str
    met: float | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something at a moment: a timer that waits, or a line of the record."""

    words: str
    at: float
    when: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """A message that is not out; `again` is when it is tried again."""

    to: str
    words: str
    reason: str
    again: float | None
    stuck: bool


@dataclass(frozen=True, slots=True)
class Life:
    """Everything about one ticket."""

    id: int
    number: str
    summary: str
    words: str
    home: str
    reporter: str
    group: str
    reopened: int
    steps: tuple[StepShown, ...]
    dues: tuple[DueShown, ...]
    waiting: tuple[Happening, ...]
    journal: tuple[Happening, ...]
    unsent: tuple[Delayed, ...]


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """Tell whether a limit has passed that nobody met."""
    return any(due < now for due in limits.running(ticket).values())


def _track(ticket: Ticket, reached: Collection[Step]) -> tuple[Step, ...]:
    """Return the steps to show: those on the way, and where it ended aside those it had reached."""
    here = Step(ticket.step)
    if here in _ASIDE:
        return (*(step for step in _TRACK if step in reached), here)

    def is_shown(step: Step) -> bool:
        return step is here or not (step in _ONLY_NOW or (step in _ONLY_REACHED and step not in reached))

    return tuple(filter(is_shown, _TRACK))


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language what the records of an estate say at a moment."""

    estate: Estate
    records: Records
    names: Mapping[str, str]
    words: Wording
    now: datetime
    ahead: timedelta

    def life(self, ticket: Ticket) -> Life:
        """Tell a ticket's life."""
        rows = self.records.journal_of(ticket)
        words = self.words
        return Life(
            id=ticket.id,
            number=ticket.number,
            summary=words.summary(
                words.name("kinds", ticket.kind),
                words.topic(ticket.topic),
                words.name("urgency", ticket.urgency),
            ),
            words=ticket.words,
            home=ticket.home or "",
            reporter=self.reporter_of(ticket),
            group=self.names.get(ticket.staff_chat, ticket.staff_chat),
            reopened=ticket.reopened,
            steps=self._steps(ticket, rows),
            dues=self._dues(ticket),
            waiting=tuple(self.timer(timer) for timer in self.records.timers_of(ticket)),
            journal=tuple(self._line(ticket, row) for row in reversed(rows)),
            unsent=tuple(self.delayed(ticket)),
        )

    def reporter_of(self, ticket: Ticket) -> str:
        """Return the name of the one who reported it."""
        return self.names.get(ticket.chat, self.words.say("who.owner"))

    def timer(self, timer: Timer) -> Happening:
        """Tell what a timer will do."""
        key = f"timers.{timer.kind}"
        who = self.records.about(timer)
        words = self.words.say(
            key if key in self.words.words else "timers.other",
            n=timer.data.get("n", ""),
            name=self.names.get(who or "", self.words.say("who.owner")),
            kind=timer.kind,
        )
        return Happening(words, timer.due.timestamp(), self._when(timer.due))

    def delayed(self, ticket: Ticket | None, chat: str | None = None) -> list[Delayed]:
        """Tell which messages about a ticket, or in a chat, are not out and why."""
        found = [
            one
            for one in self.records.unsent
            if (ticket and one.row.ticket == ticket.id) or (chat and one.row.chat == chat)
        ]
        return [self._delayed(one) for one in found if self._is_worth_telling(one)]

    def _steps(self, ticket: Ticket, rows: Sequence[JournalRow]) -> tuple[StepShown, ...]:
        reached = self._reached(ticket, rows)
        track = _track(ticket, reached)
        here = track.index(Step(ticket.step)) if ticket.step in track else len(track)
        shown = []
        for n, step in enumerate(track):
            at, who = reached.get(step, (None, ""))
            state = "now" if n == here else "done" if at else "passed" if n < here else "ahead"
            shown.append(
                StepShown(
                    self.words.name("steps", step.value),
                    state,
                    at.timestamp() if at else None,
                    self._when(at) if at else "",
                    who,
                )
            )
        return tuple(shown)

    def _reached(self, ticket: Ticket, rows: Sequence[JournalRow]) -> dict[Step, tuple[datetime, str]]:
        """Return when each step of this round was reached, and by whom; a reopening begins a new round."""
        step, reached = Step.received, dict[Step, tuple[datetime, str]]()
        for row in rows:
            if row.code == Step.received.value:
                reached[Step.received] = (row.at, self._who(ticket, row.actor))
                continue
            following = after(step, Move(row.code)) if row.code in Move.__members__ else None
            if following is None:
                continue
            if row.code in _REOPENS:
                reached = {Step.received: reached.get(Step.received, (row.at, ""))}
            if following is not step or following not in reached:
                # Whoever opened it again, it is the assignee who has it now.
                actor = (ticket.assignee or row.actor) if row.code == Move.reopen.value else row.actor
                reached[following] = (row.at, self._who(ticket, actor))
            step = following
        return reached

    def _dues(self, ticket: Ticket) -> tuple[DueShown, ...]:
        claimed = ticket.claimed_at if ticket.step != Step.received.value else None
        ended = Step(ticket.step) not in OPEN
        done = (ticket.answered_at or ticket.closed_at) if ended else None
        spoken = min(filter(None, (ticket.progress_at, done)), default=None)
        if ticket.reopened:
            dues = [("due_contact", ticket.answer_due, spoken)]
        else:
            dues = [("due_claim", ticket.claim_due, claimed), ("due_answer", ticket.answer_due, spoken)]
        dues += [("due_arrive", ticket.arrive_due, ticket.arrived_at), ("due_done", ticket.done_due, done)]
        return tuple(
            DueShown(
                self.words.say(f"panel.{key}"),
                due.timestamp(),
                self._when(due),
                met.timestamp() if met else None,
            )
            for key, due, met in dues
            if due is not None and not (met is None and ended)
        )

    def _line(self, ticket: Ticket, row: JournalRow) -> Happening:
        rating = row.facts.get("rating")
        code = f"{row.code}_rated" if row.code == Move.close.value and rating else row.code
        words = self.words.say(
            f"journal.{code}" if f"journal.{code}" in self.words.words else "journal.other",
            who=self._who(ticket, row.actor),
            rating=self.words.name("ratings", str(rating)),
            code=row.code,
        )
        return Happening(words, row.at.timestamp(), self._when(row.at))

    def _delayed(self, one: Unsent) -> Delayed:
        row, stuck = one.row, one.row.state not in (OutboxState.todo, OutboxState.sending)
        resting = self.records.resting
        rests = resting.get(row.chat) or resting.get(EVERY_CHAT)
        again = None if stuck else max(filter(None, (one.not_before, rests)), default=None)
        if row.state is OutboxState.todo and row.chat in self.records.closed:
            key, again = "closed", None
        elif row.state is OutboxState.todo and rests is not None:
            key = "slow_down"
        elif row.state is OutboxState.todo and row.error:
            key = "again"
        else:
            key = row.state.value
        text = " ".join(str(row.body.get("text", "")).split())
        return Delayed(
            to=self.names.get(row.chat, row.chat),
            words=text if len(text) <= _WORDS else text[: _WORDS - 1] + "…",
            reason=self.words.say(f"unsent.{key}", error=(row.error or "")[:_REASON]),
            again=(again + self.ahead).timestamp() if again else None,
            stuck=stuck,
        )

    def _is_worth_telling(self, one: Unsent) -> bool:
        if one.row.state not in (OutboxState.todo, OutboxState.sending) or one.row.error:
            return True
        return self.now - self.ahead - one.row.created_at > _PASSING

    def _who(self, ticket: Ticket, actor: str) -> str:
        if actor == "owner":
            return self.reporter_of(ticket)
        member = self.estate.member(actor)
        return member.name if member else self.words.words.get(f"who.{actor}", actor)

    def _when(self, moment: datetime) -> str:
        return self.words.when(moment, self.now, self.estate.zone)
