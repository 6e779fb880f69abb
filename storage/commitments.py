"""What people committed themselves to, as records: promised times, shifts and absences, tasks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from storage.records import TicketId

PromiseId = NewType("PromiseId", int)
ShiftId = NewType("ShiftId", int)
TaskId = NewType("TaskId", int)


class PromiseState(StrEnum):
    """What became of a promised time; only an open one can be settled.

    Kept: somebody was there, or it was done, in time. Late: afterwards. Missed: never. Moved: a new time was
    promised before the old one passed. Void: the matter ended before it, or the owner wanted another.
    """

    open = "open"
    kept = "kept"
    late = "late"
    missed = "missed"
    moved = "moved"
    void = "void"


class TaskState(StrEnum):
    """Where something a person has to do beside the ticket itself stands."""

    open = "open"
    done = "done"
    dropped = "dropped"


@dataclass(frozen=True, slots=True)
class Promise:
    """A time somebody gave the owner of a ticket; `until` is the end where a span was promised.

    `made_by` is a user of the staff channel, or "owner"; `confirmed_at`: the assignee said that it holds.
    """

    id: PromiseId
    estate: str
    ticket: TicketId
    at: datetime
    until: datetime | None
    made_by: str
    made_at: datetime
    confirmed_at: datetime | None
    state: PromiseState
    settled_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Shift:
    """When somebody is on duty; `user` is their id in the staff channel."""

    id: ShiftId
    estate: str
    user: str
    team: str | None
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """When somebody is away, whatever the shifts say."""

    estate: str
    user: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person has to do beside the ticket itself: to phone back, for one."""

    id: TaskId
    estate: str
    ticket: TicketId | None
    kind: str
    data: dict[str, Any]
    due: datetime
    created_at: datetime
    state: TaskState
    done_at: datetime | None
    done_by: str | None
