"""The eight steps of a complaint as data: what each writes down, who may, and by when it is needed. Pure.

Record, judge, investigate, appoint, plan, answer, revisit, sum up. What a step writes is an `Item`; most are
fields of `storage.complaints.Complaint` under the same name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from handlers.desk import Severity
from handlers.ticket.complaint import Capacity, Cause, Nature, Outcome, Preventable, Told
from handlers.ticket.lifecycle import DONE, OPEN, Move, Step
from storage.complaints import Complaint
from storage.records import Ticket

NONE = "–"  # what stands where there is nothing to say, and somebody said so
INVALID_TEXT = ("findings", "party", "help")  # the explanation that an invalid complaint is answered with


class Stage(IntEnum):
    """The steps of the profession."""

    record = 1
    judge = 2
    investigate = 3
    appoint = 4
    plan = 5
    answer = 6
    revisit = 7
    sum_up = 8


class Kept(StrEnum):
    """How an item is given."""

    choice = "choice"
    words = "words"
    number = "number"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a step writes down.

    `needed` is from which severity on it must be there before the move `before`; `or_none`: that there is
    nothing to say counts.
    """

    name: str
    stage: Stage
    kept: Kept = Kept.words
    choices: type[StrEnum] | None = None
    before: Move | None = None
    needed: Severity | None = None
    or_none: bool = False


def _choice(
    name: str, stage: Stage, choices: type[StrEnum], *, before: Move | None, needed: Severity
) -> Item:
    return Item(name, stage, Kept.choice, choices, before, needed)


_ANSWER, _CLOSE = Move.answer, Move.close
_ALL, _SERIOUS = Severity.minor, Severity.serious

ITEMS: tuple[Item, ...] = (
    _choice("capacity", Stage.record, Capacity, before=None, needed=_ALL),
    Item("principal", Stage.record),
    Item("place", Stage.record),
    Item("demand", Stage.record, before=_ANSWER, needed=_SERIOUS),
    Item("households", Stage.record, Kept.number),
    _choice("severity", Stage.judge, Severity, before=None, needed=_ALL),
    _choice("nature", Stage.judge, Nature, before=_ANSWER, needed=_ALL),
    Item("nature_reason", Stage.judge, before=_ANSWER, needed=_SERIOUS),
    Item("findings", Stage.investigate, before=_ANSWER, needed=_SERIOUS),
    Item("evidence", Stage.investigate, before=_ANSWER, needed=_SERIOUS, or_none=True),
    _choice("cause", Stage.investigate, Cause, before=_ANSWER, needed=_SERIOUS),
    Item("helpers", Stage.appoint),
    Item("plan", Stage.plan, before=_ANSWER, needed=_SERIOUS),
    Item("prevention", Stage.plan, before=_ANSWER, needed=_SERIOUS),
    Item("cost", Stage.plan, before=_ANSWER, needed=Severity.major, or_none=True),
    Item("party", Stage.answer, before=_ANSWER, needed=_ALL),
    Item("help", Stage.answer, before=_ANSWER, needed=_ALL),
    _choice("outcome", Stage.answer, Outcome, before=_ANSWER, needed=_ALL),
    Item("outcome_reason", Stage.answer, before=_ANSWER, needed=_SERIOUS),
    _choice("way", Stage.answer, Told, before=None, needed=_ALL),
    Item("root_cause", Stage.sum_up, before=_CLOSE, needed=_SERIOUS),
    _choice("preventable", Stage.sum_up, Preventable, before=_CLOSE, needed=_SERIOUS),
    Item("improvement", Stage.sum_up, before=_CLOSE, needed=_SERIOUS),
    Item("training", Stage.sum_up, before=_CLOSE, needed=_SERIOUS, or_none=True),
    Item("knowledge", Stage.sum_up, before=_CLOSE, needed=_SERIOUS, or_none=True),
    Item("review", Stage.sum_up, before=_CLOSE, needed=_SERIOUS, or_none=True),
)
BY_NAME = {item.name: item for item in ITEMS}
# In which section of the catalogue a choice has its names.
NAMES = {
    "capacity": "capacities",
    "severity": "severities",
    "nature": "natures",
    "cause": "causes",
    "outcome": "outcomes",
    "way": "answer_ways",
    "preventable": "preventables",
}
# Whatever a plan is made of; the manager agrees to all of it.
OF_PLAN = frozenset({"plan", "prevention", "cost"})
# What follows from an investigation: nothing of it is asked where the matter is not ours to solve.
_ONLY_OF_OURS = frozenset({"cause", "plan", "prevention", "cost", "outcome", "outcome_reason", "evidence"})
_ONLY_OF_OTHERS = frozenset({"party", "help"})


def value_of(item: Item, ticket: Ticket, file: Complaint) -> str | int | None:
    """Return what an item says."""
    if item.name == "severity":
        return ticket.severity or Severity.minor.value
    value: str | int | None = getattr(file, item.name)
    return value


def is_needed(item: Item, severity: Severity, file: Complaint) -> bool:
    """Tell whether an item must be there at all, for a complaint of this sort."""
    if item.before is None or item.needed is None:
        return False
    invalid = file.nature == Nature.invalid.value
    if item.name in _ONLY_OF_OURS and invalid:
        return False
    if item.name in _ONLY_OF_OTHERS:
        return invalid
    if item.name == "findings" and invalid:
        return True
    if item.name == "outcome_reason" and file.outcome in (None, Outcome.met.value):
        return False
    return severity.rank >= item.needed.rank


def missing(before: Move, ticket: Ticket, file: Complaint) -> list[Item]:
    """Return what is still needed for a move, in the order of the steps."""
    severity = Severity(ticket.severity or Severity.minor)
    return [
        item
        for item in ITEMS
        if item.before is before and is_needed(item, severity, file) and value_of(item, ticket, file) is None
    ]


def awaits_manager(ticket: Ticket, file: Complaint) -> bool:
    """Tell whether a plan is there that a manager has to agree to and has not."""
    is_major = ticket.severity == Severity.major.value and file.nature != Nature.invalid.value
    return is_major and file.plan is not None and file.approved_by is None


def next_of(ticket: Ticket, file: Complaint) -> Item | None:
    """Return what is to be written down next: for the answer, and once there is one for the closing."""
    todo = missing(Move.close if is_answered(ticket) else Move.answer, ticket, file)
    return todo[0] if todo else None


def is_open(item: Item, ticket: Ticket) -> bool:
    """Tell whether an item can be written: after the answer only the summing up, once closed nothing."""
    step = Step(ticket.step)
    return step in OPEN or (step in DONE - {Step.closed} and item.stage is Stage.sum_up)


def is_answered(ticket: Ticket) -> bool:
    """Tell whether its owner has the answer."""
    return Step(ticket.step) in DONE


def of_stage(stage: Stage) -> Iterator[Item]:
    """Give the items of a step."""
    return (item for item in ITEMS if item.stage is stage)
