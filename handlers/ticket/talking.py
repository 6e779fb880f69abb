"""What came back for the third time: the manager talks to its owner, and may end it with both views kept."""

from handlers import calendar, speak
from handlers.desk import Desk, StaffMember
from handlers.texts import Sentence
from handlers.ticket import card, deciding, joining, moves, private_calls, promise, receipt, unasked
from handlers.ticket.actions import Action
from handlers.ticket.guards import MANAGER_FROM, TALKED
from handlers.ticket.lifecycle import HELD, Move, Step
from handlers.ticket.private_calls import Reason
from storage.commitments import Task
from storage.records import Message, Ticket
from storage.work import Work

RESERVED = "reserved"
HAPPENED, MISSED = "manager_talked", "manager_talk_missed"


def is_due(ticket: Ticket) -> bool:
    """Tell whether a matter came back so often that it is the manager's."""
    return ticket.reopened >= MANAGER_FROM


def begin(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask the manager to talk to the owner by the time that the owner was told."""
    callers = deciding.deciders(desk, work, ticket)
    if not is_due(ticket) or not callers:
        return
    due = ticket.claim_due or calendar.next_open(speak.estate_of(desk, ticket), work.now)
    private_calls.begin(desk, work, ticket, Reason.talk, callers, due=due)


def heard(
    desk: Desk, work: Work, ticket: Ticket, member: StaffMember, task: Task, *, reached: bool
) -> Sentence:
    """Keep that the manager talked to the owner, or could not; the first opens the way to closing it."""
    facts = {"round": ticket.reopened, "way": task.data["way"]}
    if not reached:
        moves.amend(work, ticket, MISSED, member.user, facts=facts)
        private_calls.again(desk, work, ticket, task)
        return Sentence("toast.noted")
    data = {**ticket.data, TALKED: ticket.reopened}
    ticket = moves.amend(work, ticket, HAPPENED, member.user, facts=facts, data=data)
    sentence = Sentence("staff.manager_talked", number=ticket.number)
    deciding.tell(desk, work, ticket, f"talked:{task.id}", sentence, [member], [Action.close_reserved])
    return Sentence("toast.noted")


def may_close(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> bool:
    """Tell whether somebody may end it so, as far as roles and steps go."""
    return is_due(ticket) and Step(ticket.step) in HELD and member in deciding.deciders(desk, work, ticket)


def was_held(ticket: Ticket) -> bool:
    """Tell whether the owner was talked to since it came back."""
    return ticket.data.get(TALKED) == ticket.reopened


def close(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: Message) -> None:
    """End it although the owner is not satisfied; `words`, on what the views differ, stay inside.

    Refuses everybody but those who decide; the table's guard refuses one that was not talked about.
    """
    deciding.refuse_others(desk, work, ticket, member)
    ticket = joining.leave(desk, work, ticket)
    promise.void(work, ticket)
    ticket = moves.move(
        work,
        ticket,
        Move.close_reserved,
        member.user,
        facts={"rating": RESERVED, "round": ticket.reopened, "message": words.id},
        said=words.text,
        rating=RESERVED,
        closed_at=work.now,
        paused_at=None,
    )
    private_calls.drop(work, ticket, Reason.talk)
    card.refresh(desk, work, ticket)
    receipt.refresh(desk, work, ticket)
    told = Sentence("owner.closed_reserved", number=ticket.number, staff=member.name)
    unasked.say(desk, work, ticket, f"closed_reserved:{ticket.version}", told, must=True)
    group = desk.texts.outgoing("staff.closed_reserved", number=ticket.number, who=member.name)
    speak.to_group(desk, work, ticket, f"closed_reserved:{ticket.version}", group)
