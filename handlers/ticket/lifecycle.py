"""The life of a ticket as one table: which move leads from which step to which. Pure."""

from enum import StrEnum


class Step(StrEnum):
    """Where a ticket stands."""

    received = "received"
    claimed = "claimed"
    working = "working"
    answered = "answered"
    revisiting = "revisiting"
    closed = "closed"
    withdrawn = "withdrawn"


class Move(StrEnum):
    """What may happen to a ticket."""

    claim = "claim"
    progress = "progress"
    answer = "answer"
    ask = "ask"
    close = "close"
    reopen = "reopen"
    reopen_unassigned = "reopen_unassigned"
    withdraw = "withdraw"
    return_ = "return"


OPEN = frozenset({Step.received, Step.claimed, Step.working})
FINISHED = frozenset({Step.closed, Step.withdrawn})

ARROWS: dict[tuple[Step, Move], Step] = {
    (Step.received, Move.claim): Step.claimed,
    (Step.claimed, Move.progress): Step.working,
    (Step.working, Move.progress): Step.working,
    (Step.claimed, Move.answer): Step.answered,
    (Step.working, Move.answer): Step.answered,
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
    (Step.received, Move.withdraw): Step.withdrawn,
    (Step.claimed, Move.withdraw): Step.withdrawn,
}


def after(step: Step, move: Move) -> Step | None:
    """Return where a move leads from a step, or None when it may not happen there."""
    return ARROWS.get((step, move))
