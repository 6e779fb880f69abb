"""What staff enter of the call they made about a matter that was answered: reached or not, and the rating."""

from handlers.desk import StaffMember
from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import closing, moves, revisit_call
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from storage.commitments import TaskId
from storage.records import Ticket
from storage.work import Work


def heard(work: Work, ticket: Ticket, member: StaffMember, action: Action, arg: str) -> Sentence:
    """Keep that somebody phoned, and whether they reached the owner; once a call, never by the assignee.

    The rating itself is taken by `handlers.presses`, as if its owner had given it in their chat.
    """
    if ticket.assignee == member.user:
        raise Refused("refusal.own_revisit", number=ticket.number)
    over = ticket.step != Step.revisiting.value or closing.is_rated(ticket)
    if over or not revisit_call.settle(work, ticket, TaskId(int(arg)), member.user):
        raise Refused("toast.done_already")
    code = revisit_call.MISSED if action is Action.not_reached else revisit_call.REACHED
    moves.amend(work, ticket, code, member.user, facts={"way": "phone", "round": ticket.reopened})
    return Sentence("toast.noted")
