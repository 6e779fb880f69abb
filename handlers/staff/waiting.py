"""«等业主» and «等别人»: work that cannot go on, with the words that say why; and «继续处理»."""

from handlers import speak
from handlers.desk import Desk, StaffMember
from handlers.staff import doing, promising
from handlers.texts import Sentence, Words
from handlers.ticket import card, conversation, deadlines, moves, pausing, promise, promised, receipt, unasked
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move, Step, after
from storage.records import Ticket
from storage.work import Work

_MOVES = {
    Action.wait_owner: Move.wait_owner,
    Action.wait_other: Move.wait_other,
    Action.resume: Move.resume,
}


def offered(ticket: Ticket) -> list[Action]:
    """Return which of the three lead on from where the ticket stands; an emergency waits for nobody."""
    possible = [action for action, move in _MOVES.items() if after(Step(ticket.step), move) is not None]
    return [] if card.is_alarm(ticket) else possible


def for_owner(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: str) -> None:
    """Wait for the owner, who reads what is needed of them; nobody is expected meanwhile."""
    doing.only_assignee(desk, ticket, member)
    promised_before = promised.still_ahead(desk, work, ticket)
    promise.void(work, ticket)
    ticket = pausing.pause(desk, work, ticket, member.user, words)
    told = Sentence(
        "owner.waits_for_you",
        number=ticket.number,
        staff=member.name,
        words=Words(words),
        promised=promised_before,
    )
    event = f"waits:{ticket.version}"
    unasked.say(desk, work, ticket, event, told, must=True, counts=False, role=speak.PROGRESS)
    if promised_before:
        receipt.refresh(desk, work, ticket)
    conversation.person_spoke(desk, work, ticket)


def for_other(desk: Desk, work: Work, ticket: Ticket, member: StaffMember, words: str, chat: str) -> None:
    """Wait for parts or another company: the limits go on, so that the owner gets a new time at once."""
    doing.only_assignee(desk, ticket, member)
    ticket = moves.move(work, ticket, Move.wait_other, member.user, said=words)
    deadlines.plan(desk, work, ticket)
    card.refresh(desk, work, ticket)
    promising.ask_anew(desk, work, ticket, member, chat)


def go_on(desk: Desk, work: Work, ticket: Ticket, member: StaffMember) -> Sentence:
    """Take the work up again."""
    doing.only_assignee(desk, ticket, member)
    pausing.resume(desk, work, ticket, member.user)
    return Sentence("toast.resumed", number=ticket.number)
