"""The life of a ticket as one table: which move leads where, who causes it, and what it needs. Pure.

`make life` writes the picture of it into docs/life-of-a-ticket.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Where a ticket stands."""

    received = "received"
    claimed = "claimed"
    investigating = "investigating"
    planned = "planned"
    working = "working"
    waiting_owner = "waiting_owner"
    waiting_other = "waiting_other"
    answered = "answered"
    revisiting = "revisiting"
    closed = "closed"
    merged = "merged"
    withdrawn = "withdrawn"
    declined = "declined"


class Move(StrEnum):
    """What may happen to a ticket; the value is also the code of its journal row."""

    claim = "claim"
    investigate = "investigate"
    plan = "plan"
    progress = "progress"
    arrive = "arrive"
    wait_owner = "wait_owner"
    wait_other = "wait_other"
    resume = "resume"
    answer = "answer"
    ask = "ask"
    close = "close"
    close_reserved = "close_reserved"
    reopen = "reopen"
    reopen_unassigned = "reopen_unassigned"
    withdraw = "withdraw"
    merge = "merge"
    decline = "decline"
    return_ = "return"


class Who(StrEnum):
    """Who may cause a move; `desk` is time itself."""

    staff = "staff"
    assignee = "assignee"
    lead = "lead"
    manager = "manager"
    reporter = "reporter"
    desk = "desk"


class Guard(StrEnum):
    """What must be so beside the step; `handlers.ticket.guards` asks."""

    not_begun = "not_begun"
    file_ready = "file_ready"
    summed_up = "summed_up"
    talked_about = "talked_about"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a move from wherever it leads: the texts are those its owner and its group read."""

    who: tuple[Who, ...]
    guard: Guard | None = None
    owner: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


OPEN = frozenset(
    {
        Step.received,
        Step.claimed,
        Step.investigating,
        Step.planned,
        Step.working,
        Step.waiting_owner,
        Step.waiting_other,
    }
)
HELD = OPEN - {Step.received}  # somebody has it
AT_WORK = frozenset({Step.claimed, Step.investigating, Step.planned, Step.working})
DONE = frozenset({Step.answered, Step.revisiting, Step.closed})
FINISHED = frozenset({Step.closed, Step.merged, Step.withdrawn, Step.declined})

# From which steps a move leads, and where to; None: it stays where it is.
_LEADS: tuple[tuple[Move, frozenset[Step], Step | None], ...] = (
    (Move.claim, frozenset({Step.received}), Step.claimed),
    (Move.investigate, frozenset({Step.claimed}), Step.investigating),
    (Move.plan, frozenset({Step.claimed, Step.investigating}), Step.planned),
    (Move.progress, frozenset({Step.claimed, Step.planned, Step.waiting_owner}), Step.working),
    (Move.progress, frozenset({Step.investigating, Step.working, Step.waiting_other}), None),
    (Move.arrive, HELD - {Step.investigating}, Step.working),
    (Move.arrive, frozenset({Step.investigating}), None),
    (Move.wait_owner, AT_WORK, Step.waiting_owner),
    (Move.wait_other, AT_WORK | {Step.waiting_other}, Step.waiting_other),
    (Move.resume, frozenset({Step.waiting_owner, Step.waiting_other}), Step.working),
    (Move.answer, HELD, Step.answered),
    (Move.ask, frozenset({Step.answered}), Step.revisiting),
    (Move.close, frozenset({Step.waiting_owner, Step.answered, Step.revisiting}), Step.closed),
    (Move.close_reserved, HELD, Step.closed),
    (Move.reopen, DONE, Step.claimed),
    (Move.reopen_unassigned, DONE, Step.received),
    (Move.withdraw, frozenset({Step.received, Step.claimed, Step.waiting_owner}), Step.withdrawn),
    (Move.merge, OPEN, Step.merged),
    (Move.decline, OPEN, Step.declined),
    (Move.return_, HELD, Step.received),
)

ARROWS: Mapping[tuple[Step, Move], Step] = {
    (step, move): to or step for move, steps, to in _LEADS for step in Step if step in steps
}

RULES: Mapping[Move, Rule] = {
    Move.claim: Rule((Who.staff,), owner=("owner.claimed", "owner.claimed_emergency")),
    Move.investigate: Rule((Who.assignee, Who.lead)),
    Move.plan: Rule((Who.assignee, Who.lead)),
    Move.progress: Rule((Who.assignee,), owner=("owner.progress",)),
    Move.arrive: Rule((Who.assignee,), owner=("owner.arrived",)),
    Move.wait_owner: Rule((Who.assignee,), owner=("owner.waits_for_you",)),
    Move.wait_other: Rule((Who.assignee,)),
    Move.resume: Rule((Who.assignee, Who.reporter, Who.desk)),
    Move.answer: Rule((Who.assignee,), Guard.file_ready, owner=("owner.answered", "owner.replied")),
    Move.ask: Rule((Who.desk,), owner=("owner.revisit",)),
    Move.close: Rule(
        (Who.reporter, Who.desk, Who.lead), Guard.summed_up, owner=("owner.rated", "owner.not_reached")
    ),
    Move.close_reserved: Rule(
        (Who.manager,),
        Guard.talked_about,
        owner=("owner.closed_reserved",),
        group=("staff.closed_reserved",),
    ),
    Move.reopen: Rule(
        (Who.reporter,),
        owner=("owner.reopened", "owner.reopened_to_lead"),
        group=("staff.reopened_unsolved", "staff.reopened_bad"),
    ),
    Move.reopen_unassigned: Rule(
        (Who.reporter,),
        owner=("owner.reopened", "owner.reopened_to_lead"),
        group=("staff.reopened_unsolved", "staff.reopened_bad"),
    ),
    Move.withdraw: Rule(
        (Who.reporter, Who.desk), Guard.not_begun, owner=("owner.withdrawn",), group=("staff.withdrawn",)
    ),
    Move.merge: Rule((Who.assignee, Who.lead), owner=("owner.merged",), group=("staff.merged",)),
    Move.decline: Rule((Who.lead,), owner=("owner.declined",), group=("staff.declined",)),
    Move.return_: Rule((Who.assignee, Who.lead, Who.desk)),
}

# In which steps something may be due to happen; with the last of them it is called off.
TIMERS: Mapping[str, frozenset[Step]] = {
    "page": frozenset({Step.received}),
    "deadline": OPEN,
    "progress": HELD,
    "plan_due": OPEN,
    "waiting_owner": frozenset({Step.waiting_owner}),
    "revisit": frozenset({Step.answered}),
    "revisit_remind": frozenset({Step.revisiting}),
    "revisit_close": frozenset({Step.revisiting}),
}


def after(step: Step, move: Move) -> Step | None:
    """Return where a move leads from a step, or None when it may not happen there."""
    return ARROWS.get((step, move))
