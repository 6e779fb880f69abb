"""The call about a serious complaint whose owner was silent: somebody else than its assignee makes it."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.texts import Sentence, Words
from handlers.ticket import by_hand, calls, card, deciding, membership, sight
from handlers.ticket.actions import Action
from storage import tasks, timers
from storage.commitments import TaskId
from storage.records import Ticket
from storage.work import Work

KIND = "revisit"
REACHED, MISSED = "revisited", "revisit_missed"
CHOICES = (
    Action.heard_good,
    Action.heard_fair,
    Action.heard_bad,
    Action.heard_unsolved,
    Action.not_reached,
)
_WORDS = 200


def begin(desk: Desk, work: Work, ticket: Ticket, closes: str) -> None:
    """Ask those who decide, but never the assignee, to phone its owner and to enter what they hear."""
    callers = _callers(desk, work, ticket)
    ends = timers.waiting(work, closes, str(ticket.id), str(ticket.reopened))
    if not callers or ends is None:
        return
    made = tasks.add(
        work,
        estate=ticket.estate,
        ticket=ticket.id,
        kind=KIND,
        due=ends.due,
        data={"round": ticket.reopened},
    )
    phone = by_hand.phone_of(ticket) or calls.written_number(work, ticket)
    told = Sentence(
        "staff.revisit_call",
        number=ticket.number,
        who=card.assignee_name(desk, ticket),
        words=Words(card.shown_words(ticket)).shortened(_WORDS),
        phone=phone or Sentence("staff.no_phone"),
    )
    deciding.tell(desk, work, ticket, f"revisit_call:{made}", told, callers, CHOICES, str(made))


def _callers(desk: Desk, work: Work, ticket: Ticket) -> list[StaffMember]:
    """Return those who decide, else whoever else leads; where only the assignee is left, nobody phones."""
    estate = speak.estate_of(desk, ticket)
    here = sight.of_audience(estate, ticket, membership.present(work, estate).staff)
    orders = (deciding.deciders(desk, work, ticket), [one for one in here if one.leads])
    found = ([one for one in order if one.user != ticket.assignee] for order in orders)
    return next((those for those in found if those), [])


def settle(work: Work, ticket: Ticket, task_id: TaskId, by: str) -> bool:
    """Take the call as made by somebody; False: it was settled, or is about an earlier closing."""
    task = tasks.get(work, task_id)
    return task is not None and task.data["round"] == ticket.reopened and tasks.done(work, task_id, by)


def drop(work: Work, ticket: Ticket) -> None:
    """Give up the call once the owner has answered, or it is over."""
    for task in tasks.open_of(work, ticket.id):
        if task.kind == KIND:
            tasks.drop(work, task.id)
