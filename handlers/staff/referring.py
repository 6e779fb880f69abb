"""«告知责任方»: a matter that is not ours is answered with whose it is, and with what we can do."""

from handlers import languages
from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import doing
from handlers.texts import Sentence
from handlers.ticket import responsibility
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step, after
from nlp.judgement import Kind
from storage.records import Ticket
from storage.work import Work


def offered(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return the button to the assignee of what the estate's file says is somebody else's.

    A complaint is answered through its file, which asks why.
    """
    if ticket.assignee != member.user or after(Step(ticket.step), Move.answer) is None:
        return []
    known = ticket.kind != Kind.complaint.value and responsibility.explained(desk, work, ticket)
    return [Action.refer] if known else []


def tell(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Answer the owner with it, in their language."""
    doing.only_assignee(desk, ticket, member)
    told = responsibility.explained(desk, work, ticket)
    if told is None:
        raise Refused("toast.done_already")
    words = languages.of_reporter(desk, work, ticket).said(told)
    doing.answer(desk, work, ticket, member, words, ())
    return Sentence("toast.sent")
