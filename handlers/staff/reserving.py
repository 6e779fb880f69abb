"""«保留意见结案»: a manager ends what came back three times, and each side keeps its view."""

from dataclasses import replace

from handlers import languages
from handlers.desk import Desk, StaffMember
from handlers.messages import Incoming
from handlers.staff import casefile, questions
from handlers.texts import Named, Sentence
from handlers.ticket import deciding, guards, keeping, talking
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move
from storage.records import Ticket
from storage.work import Work


def offered(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> list[Action]:
    """Return the button to those who decide, once a matter is theirs."""
    return [Action.close_reserved] if talking.may_close(desk, work, ticket, member) else []


def ask(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, key: str) -> Sentence:
    """Ask privately on what the views differ; a complaint that is not summed up first shows its file."""
    deciding.refuse_others(desk, work, ticket, member)
    gaps = guards.to_sum_up(work, ticket) if talking.was_held(ticket) else []
    if gaps:
        casefile.open_privately(desk, work, ticket, member, key)
        return Sentence("toast.file_first", what=guards.listed(gaps))
    guards.refuse_unless(work, ticket, Move.close_reserved, member.user)
    question = questions.begin(desk, work, ticket, member, Action.close_reserved, member.user)
    texts = languages.of_user(desk, work, desk.staff_channel, member.user)
    who = Named(member.name, member.user)
    asking = texts.outgoing("staff.ask_close_reserved", who=who, number=ticket.number)
    questions.put(desk, work, ticket, member.user, question, replace(asking, ask_reply=True), questions.ROLE)
    return Sentence("toast.asked_privately")


def close(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, incoming: Incoming) -> None:
    """End it with the manager's words, which its owner does not read."""
    kept = keeping.keep(desk, work, incoming, casefile.ROLE, ticket=ticket.id, pending=False)
    talking.close(desk, work, ticket, member, kept)
