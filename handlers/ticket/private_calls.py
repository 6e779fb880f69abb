"""Calls to owners that are asked for privately, tried again, and chased until somebody made them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from handlers import calendar, speak
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence, Words
from handlers.ticket import by_hand, calls, card, closing, deciding, membership, moves, sight
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import OPEN, Step
from storage import tasks, timers
from storage.commitments import Task, TaskId, TaskState
from storage.records import Ticket, Timer
from storage.work import Work

TIMER = "private_call"
_WORDS = 200


class Reason(StrEnum):
    """Why somebody phones; also the kind of the task, and the key of what they read."""

    revisit = "revisit"  # to hear how satisfied an owner is
    talk = "manager_talk"  # the manager and an owner whose matter came back for the third time


class Way(StrEnum):
    """How an owner was asked, by people."""

    phone = "phone"
    visit = "visit"


_CHOICES = {
    Reason.revisit: (
        Action.heard_good,
        Action.heard_fair,
        Action.heard_bad,
        Action.heard_unsolved,
        Action.not_reached,
        Action.by_visit,
    ),
    Reason.talk: (Action.talked, Action.not_reached),
}


def begin(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    reason: Reason,
    callers: Sequence[StaffMember],
    *,
    due: datetime,
    at: datetime | None = None,
    tries: int = 0,
) -> None:
    """Ask some people to phone the owner by `due`: now, or once it is `at`; any of them may."""
    made = keep(work, ticket, reason, callers, due=due, at=at, tries=tries)
    if at is None:
        _tell(desk, work, ticket, made, 0)


def keep(
    work: Work,
    ticket: Ticket,
    reason: Reason,
    callers: Sequence[StaffMember],
    *,
    due: datetime,
    at: datetime | None = None,
    tries: int = 0,
) -> Task:
    """Keep that the owner is to be phoned, which is chased when it is due; nobody is told of it yet."""
    users = [one.user for one in callers]
    data = {"round": ticket.reopened, "tries": tries, "callers": users, "way": Way.phone.value}
    made = tasks.add(work, estate=ticket.estate, ticket=ticket.id, kind=reason.value, due=due, data=data)
    _look_again(work, made, 0 if at else 1, at or due)
    return _get(work, made)


def again(desk: Desk, work: Work, ticket: Ticket, task: Task) -> bool:
    """Have somebody try again who was not reached, as often as the estate says; False: it is enough."""
    estate = speak.estate_of(desk, ticket)
    tries: int = task.data["tries"] + 1
    if tries >= estate.policy.revisit_tries:
        return False
    later = timedelta(hours=estate.policy.revisit_call_h)
    at = calendar.next_open(estate, work.now + later)
    callers = _callers(desk, work, ticket, task)
    begin(desk, work, ticket, Reason(task.kind), callers, due=at + later, at=at, tries=tries)
    return True


def fall_due(desk: Desk, work: Work, timer: Timer) -> None:
    """Ask for the call, or chase it once a day; one that nobody needs to make any more is given up."""
    task = tasks.get(work, TaskId(int(timer.entity)))
    if task is None or task.ticket is None or task.state is not TaskState.open:
        return
    ticket = moves.get(work, task.ticket)
    if not is_needed(ticket, task):
        tasks.drop(work, task.id)
        return
    times: int = timer.data["times"]
    _tell(desk, work, ticket, task, times)
    estate = speak.estate_of(desk, ticket)
    later = work.now + timedelta(hours=estate.policy.revisit_call_h)
    _look_again(work, task.id, times + 1, calendar.next_open(estate, max(task.due, later)))


def show(desk: Desk, work: Work, ticket: Ticket, task: Task, member: StaffMember, key: str) -> None:
    """Show somebody a call with what it may have come to, once a `key`."""
    _say(desk, work, ticket, task, f"staff.{task.kind}_call", key, [member])


def settle(work: Work, ticket: Ticket, arg: str, member: StaffMember) -> Task:
    """Take a call as made by somebody, and return it; refuses one that was settled, or is over."""
    task = _get(work, TaskId(int(arg)))
    if not is_needed(ticket, task) or not tasks.done(work, task.id, member.user):
        raise Refused("toast.done_already")
    timers.cancel(work, TIMER, str(task.id))
    return task


def drop(work: Work, ticket: Ticket, reason: Reason) -> None:
    """Give up the calls of this kind about a ticket."""
    for task in of(work, ticket, reason):
        tasks.drop(work, task.id)
        timers.cancel(work, TIMER, str(task.id))


def of(work: Work, ticket: Ticket, reason: Reason) -> list[Task]:
    """Return the calls of this kind that are still to be made about a ticket."""
    return [task for task in tasks.open_of(work, ticket.id) if task.kind == reason]


def is_needed(ticket: Ticket, task: Task) -> bool:
    """Tell whether a call is still to be made: the matter is as it was when it was asked for."""
    if task.data["round"] != ticket.reopened:
        return False
    if task.kind == Reason.talk:
        return Step(ticket.step) in OPEN
    return Step(ticket.step) in (Step.answered, Step.revisiting) and not closing.is_rated(ticket)


def by(work: Work, task: Task, way: Way) -> None:
    """Keep how a call that is not settled is being made; anything but phoning is said beforehand."""
    tasks.amend(work, task.id, {**task.data, "way": way.value})


def _tell(desk: Desk, work: Work, ticket: Ticket, task: Task, times: int) -> None:
    text = f"staff.{task.kind}_late" if times else f"staff.{task.kind}_call"
    _say(desk, work, ticket, task, text, str(times), _callers(desk, work, ticket, task))


def _say(
    desk: Desk, work: Work, ticket: Ticket, task: Task, text: str, key: str, members: Sequence[StaffMember]
) -> None:
    told = Sentence(
        text,
        number=ticket.number,
        who=card.assignee_name(desk, ticket),
        times=ticket.reopened,
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        phone=by_hand.phone_of(ticket) or calls.written_number(work, ticket) or Sentence("staff.no_phone"),
    )
    choices = _CHOICES[Reason(task.kind)]
    deciding.tell(desk, work, ticket, f"call:{task.id}:{key}", told, members, choices, str(task.id))


def _callers(desk: Desk, work: Work, ticket: Ticket, task: Task) -> list[StaffMember]:
    """Return who was asked and may still see it; once they are gone, those who decide."""
    estate = membership.present(work, speak.estate_of(desk, ticket))
    asked = [one for one in estate.staff if one.user in task.data["callers"]]
    here = sight.of_audience(estate, ticket, asked)
    return here or deciding.deciders(desk, work, ticket)


def _look_again(work: Work, task: TaskId, times: int, due: datetime) -> None:
    data = {"times": times}
    timers.set(work, kind=TIMER, entity=str(task), occurrence=str(times), due=due, data=data)


def _get(work: Work, task_id: TaskId) -> Task:
    task = tasks.get(work, task_id)
    assert task is not None, f"task {task_id} is referred to and missing"
    return task
