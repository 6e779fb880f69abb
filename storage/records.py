"""What storage hands out and takes in: frozen records, ids of our own, and the states of rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, NewType

InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)
TicketId = NewType("TicketId", int)
PersonId = NewType("PersonId", int)
MessageId = NewType("MessageId", int)
TimerId = NewType("TimerId", int)
QuestionId = NewType("QuestionId", int)


class InboxState(StrEnum):
    """Where a message that came in stands."""

    todo = "todo"
    doing = "doing"
    done = "done"
    parked = "parked"
    dropped = "dropped"


class OutboxState(StrEnum):
    """Where a message that goes out stands."""

    todo = "todo"
    sending = "sending"
    sent = "sent"
    parked = "parked"
    unknown = "unknown"
    unreachable = "unreachable"
    cancelled = "cancelled"
    dropped = "dropped"


class Delivery(StrEnum):
    """What may happen when nobody knows whether a message arrived."""

    must_arrive = "must_arrive"
    at_most_once = "at_most_once"
    edit = "edit"


class Priority(IntEnum):
    """Which lane goes first; inside a lane order always holds."""

    emergency = 0
    receipt = 1
    update = 2
    survey = 3
    digest = 4


class TimerState(StrEnum):
    """Where a timer stands; only a waiting one can fire."""

    waiting = "waiting"
    fired = "fired"
    cancelled = "cancelled"
    parked = "parked"


class QuestionState(StrEnum):
    """Where a question stands; only an open one can be settled."""

    open = "open"
    answered = "answered"
    cancelled = "cancelled"
    lapsed = "lapsed"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A message as the channel gave it. `received_at` is the machine's time."""

    id: InboxId
    channel: str
    key: str
    lane: str
    raw: str
    received_at: datetime
    attempts: int
    state: InboxState
    error: str | None


@dataclass(frozen=True, slots=True)
class NewOutbox:
    """A message to be sent. Without a `lane` order holds per chat and ticket."""

    dedupe_key: str
    channel: str
    chat: str
    ticket: TicketId | None
    klass: Delivery
    priority: Priority
    body: dict[str, Any]
    role: str | None = None
    origin: int | None = None
    coalesce: str | None = None
    lane: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to be sent and what became of it. `created_at` is the machine's time.

    `unknowns`: how many answers to it were lost; `deaths`: how often its sender ended before there was one.
    """

    id: OutboxId
    dedupe_key: str
    channel: str
    chat: str
    ticket: TicketId | None
    klass: Delivery
    priority: Priority
    body: dict[str, Any]
    role: str | None
    origin: int | None
    coalesce: str | None
    lane: str
    attempts: int
    state: OutboxState
    unknowns: int
    deaths: int
    created_at: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """Which ticket a message of a chat belongs to, and what it is there for."""

    channel: str
    chat: str
    message: str
    ticket: TicketId | None
    role: str | None
    origin: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote to the desk; `user` is the channel's own id.

    `language` is that of their app, as the channel told it; `chosen_language` is what they asked us for.
    `seen_at`: when they last wrote or pressed, on the business clock.
    """

    id: PersonId
    channel: str
    user: str
    chat: str
    name: str
    estate: str | None
    language: str | None
    reachable: bool
    chosen_language: str | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the desk is waiting for from a person; `version` 0 means nothing was kept yet."""

    person: PersonId
    state: str
    data: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Words of somebody, as they were written."""

    ticket: TicketId | None
    person: PersonId | None
    direction: str
    text: str
    channel: str
    chat: str
    at: datetime
    media: list[dict[str, Any]] = field(default_factory=list)
    message: str | None = None
    reply_to: str | None = None
    album: str | None = None
    pending: bool = False
    revision_of: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Words of somebody, kept. `message` is the channel's id, None for what never was a message there.

    `at` is when the channel says they were written; `kept_at`, on the business clock, old ones have not.
    """

    id: MessageId
    ticket: TicketId | None
    person: PersonId | None
    direction: str
    text: str
    media: list[dict[str, Any]]
    channel: str
    chat: str
    message: str | None
    reply_to: str | None
    album: str | None
    at: datetime
    pending: bool
    revision_of: MessageId | None
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """A matter to be opened. `local_date` is the day of its number in the estate's own zone."""

    estate: str
    local_date: date
    kind: str
    reporter: PersonId
    channel: str
    chat: str
    staff_chat: str
    words: str
    received_at: datetime
    category: str | None = None
    topic: str = ""
    urgency: str = "P2"
    mood: str = "calm"
    confidence: float = 0.0
    alarm: str | None = None
    step: str = "received"
    home: str | None = None
    receiver: str | None = None
    assignee: str | None = None
    claim_due: datetime | None = None
    answer_due: datetime | None = None
    joins_until: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)
    team: str | None = None
    arrive_due: datetime | None = None
    done_due: datetime | None = None
    severity: str | None = None
    building: str | None = None
    riser: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A matter as it stands at one version; `words` are the owner's, `home` as it was typed.

    `severity` is how serious a complaint is, a code of `handlers.ticket.complaint`; `riser` the line of homes
    above each other.
    """

    id: TicketId
    estate: str
    number: str
    kind: str
    category: str | None
    topic: str
    urgency: str
    mood: str
    confidence: float
    alarm: str | None
    step: str
    version: int
    reporter: PersonId
    channel: str
    chat: str
    staff_chat: str
    home: str | None
    words: str
    receiver: str | None
    assignee: str | None
    received_at: datetime
    claim_due: datetime | None
    answer_due: datetime | None
    claimed_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    joins_until: datetime | None
    answer: str | None
    rating: str | None
    reopened: int
    paged: int
    pages_over: bool
    data: dict[str, Any]
    team: str | None
    arrive_due: datetime | None
    arrived_at: datetime | None
    done_due: datetime | None
    progress_at: datetime | None
    paused_at: datetime | None
    severity: str | None
    building: str | None
    riser: str | None


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One fact of an estate's history: `digest` is of the words, `hash` covers the row and `previous`."""

    estate: str
    seq: int
    at: datetime
    ticket: TicketId | None
    code: str
    actor: str
    facts: dict[str, str | int | None]
    digest: str | None
    salt: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What a matter is held to be."""

    kind: str
    category: str | None
    topic: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A ticket whose labels staff changed: `was` is what the desk judged, `said` what it is."""

    ticket: TicketId
    at: datetime
    words: str
    was: Labels
    said: Labels


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is to happen at `due`, on the business clock, once per occurrence."""

    id: TimerId
    kind: str
    entity: str
    occurrence: str
    due: datetime
    data: dict[str, Any]
    state: TimerState
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Pressable:
    """What a button may do and where: `user` keeps everybody else from pressing it."""

    token: str
    action: str
    arg: str
    ticket: TicketId | None
    channel: str
    chat: str
    user: str | None
    estate: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to one person in one chat."""

    id: QuestionId
    ticket: TicketId | None
    action: str
    channel: str
    chat: str
    user: str
    data: dict[str, Any]
    state: QuestionState
    asked_at: datetime
