"""The life of a ticket as one table: which move leads from which step to which. Pure."""

from enum import StrEnum


class Step(StrEnum):
    """Where a ticket stands."""

    received = "received"
    claimed = "claimed"
    working = "working"
    waiting_owner = "waiting_owner"
    waiting_other = "waiting_other"
    answered = "answered"
    revisiting = "revisiting"
    closed = "closed"
    withdrawn = "withdrawn"


class Move(StrEnum):
    """What may happen to a ticket."""

    claim = "claim"
    progress = "progress"
    arrive = "arrive"
    wait_owner = "wait_owner"
    wait_other = "wait_other"
    resume = "resume"
    answer = "answer"
    ask = "ask"
    close = "close"
    reopen = "reopen"
    reopen_unassigned = "reopen_unassigned"
    withdraw = "withdraw"
    return_ = "return"


OPEN = frozenset({Step.received, Step.claimed, Step.working, Step.waiting_owner, Step.waiting_other})
HELD = OPEN - {Step.received}  # somebody has it
FINISHED = frozenset({Step.closed, Step.withdrawn})

ARROWS: dict[tuple[Step, Move], Step] = {
    (Step.received, Move.claim): Step.claimed,
    (Step.claimed, Move.progress): Step.working,
    (Step.working, Move.progress): Step.working,
    (Step.waiting_owner, Move.progress): Step.working,
    (Step.waiting_other, Move.progress): Step.waiting_other,
    (Step.claimed, Move.arrive): Step.working,
    (Step.working, Move.arrive): Step.working,
    (Step.waiting_owner, Move.arrive): Step.working,
    (Step.waiting_other, Move.arrive): Step.working,
    (Step.claimed, Move.wait_owner): Step.waiting_owner,
    (Step.working, Move.wait_owner): Step.waiting_owner,
    (Step.claimed, Move.wait_other): Step.waiting_other,
    (Step.working, Move.wait_other): Step.waiting_other,
    (Step.waiting_other, Move.wait_other): Step.waiting_other,
    (Step.waiting_owner, Move.resume): Step.working,
    (Step.waiting_other, Move.resume): Step.working,
    (Step.claimed, Move.answer): Step.answered,
    (Step.working, Move.answer): Step.answered,
    (Step.waiting_owner, Move.answer): Step.answered,
    (Step.waiting_other, Move.answer): Step.answered,
    (Step.waiting_owner, Move.close): Step.closed,
    (Step.answered, Move.ask): Step.revisiting,
    (Step.answered, Move.close): Step.closed,
    (Step.revisiting, Move.close): Step.closed,
    (Step.answered, Move.reopen): Step.claimed,
    (Step.revisiting, Move.reopen): Step.claimed,
    (Step.closed, Move.reopen): Step.claimed,
    (Step.answered, Move.reopen_unassigned): Step.received,
    (Step.revisiting, Move.reopen_unassigned): Step.received,
    (Step.closed, Move.reopen_unassigned): Step.received,
    (Step.claimed, Move.return_): Step.received,
    (Step.working, Move.return_): Step.received,
    (Step.waiting_owner, Move.return_): Step.received,
    (Step.waiting_other, Move.return_): Step.received,
    (Step.received, Move.withdraw): Step.withdrawn,
    (Step.claimed, Move.withdraw): Step.withdrawn,
    (Step.waiting_owner, Move.withdraw): Step.withdrawn,
}


def after(step: Step, move: Move) -> Step | None:
    """Return where a move leads from a step, or None when it may not happen there."""
    return ARROWS.get((step, move))
