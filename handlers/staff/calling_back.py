"""Phoning an owner: «已回电» or «已电话告知» ends it, «看号码» sends the assignee the whole number."""

from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import doing
from handlers.texts import Sentence
from handlers.ticket import calls, conversation, moves
from storage.commitments import TaskId
from storage.records import Ticket
from storage.work import Work


def called(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, arg: str) -> Sentence:
    """Take the word of one of the staff that the owner was phoned; nobody is asked for anything more."""
    if not calls.settle(desk, work, ticket, TaskId(int(arg)), member.user, member.name):
        raise Refused("toast.done_already")
    conversation.person_spoke(desk, work, moves.get(work, ticket.id))
    return Sentence("toast.noted")


def show_number(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> Sentence:
    """Send the number to the assignee, privately. Refuses everybody else, or where nobody is to be called."""
    if ticket.assignee is None:
        raise Refused("refusal.claim_first")
    if ticket.assignee != member.user:
        raise doing.not_yours(desk, ticket)
    if not calls.give_number(desk, work, ticket, again=f":{key}"):
        raise Refused("toast.done_already")
    return Sentence("toast.number_sent")
