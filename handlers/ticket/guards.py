"""What must be so before a ticket is moved, beside its step. Asked by `handlers.ticket.moves` each time."""

from collections.abc import Sequence
from functools import reduce

from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket import complaint, eight_steps
from handlers.ticket.eight_steps import Item
from handlers.ticket.lifecycle import RULES, Guard, Move
from storage.records import Ticket
from storage.work import Work

MANAGER_FROM = 3  # the reopening from which on a matter is the manager's
TALKED = "talked"  # the reopening since which its owner was talked to by one who decides


def refuse_unless(work: Work, ticket: Ticket, move: Move, actor: str) -> None:
    """Refuse a move whose guard does not let it pass."""
    match RULES[move].guard:
        case Guard.not_begun if ticket.reopened and actor == "owner":
            # What was answered once and came back has had its work begun.
            raise Refused("refusal.withdraw", state=Sentence(f"owner_steps.{ticket.step}"))
        case Guard.file_ready if complaint.is_one(ticket):
            _refuse_unfinished(work, ticket, move, "refusal.file_unready")
        case Guard.summed_up if must_be_summed_up(ticket):
            _refuse_unfinished(work, ticket, move, "refusal.not_summed_up")
        case Guard.talked_about:
            _refuse_untalked(work, ticket)


def must_be_summed_up(ticket: Ticket) -> bool:
    """Tell whether a ticket may need a summing up to be closed; what never was answered does not."""
    return complaint.is_one(ticket) and eight_steps.is_answered(ticket)


def may_close(work: Work, ticket: Ticket) -> bool:
    """Tell whether nothing that is needed for its closing is missing."""
    return not must_be_summed_up(ticket) or not eight_steps.missing(
        Move.close, ticket, complaint.of(work, ticket)
    )


def to_sum_up(work: Work, ticket: Ticket) -> list[Item]:
    """Return what of its summing up a complaint still lacks that ends with both views kept."""
    if not complaint.is_one(ticket):
        return []
    return eight_steps.missing(Move.close, ticket, complaint.of(work, ticket))


def listed(items: Sequence[Item]) -> Sentence:
    """Say which items: 调查结果、原因类别."""
    first, *others = [Sentence(f"items.{item.name}") for item in items]
    return reduce(lambda before, more: Sentence("staff.file_and", before=before, more=more), others, first)


def _refuse_untalked(work: Work, ticket: Ticket) -> None:
    """Refuse to end with both views kept what came back less often, or was not talked about since."""
    if ticket.reopened < MANAGER_FROM:
        raise Refused("refusal.not_so_often", number=ticket.number)
    if ticket.data.get(TALKED) != ticket.reopened:
        raise Refused("refusal.talk_first", number=ticket.number)
    gaps = to_sum_up(work, ticket)
    if gaps:
        raise Refused("refusal.not_summed_up", number=ticket.number, what=listed(gaps))


def _refuse_unfinished(work: Work, ticket: Ticket, move: Move, key: str) -> None:
    file = complaint.of(work, ticket)
    gaps = eight_steps.missing(move, ticket, file)
    if gaps:
        raise Refused(key, number=ticket.number, what=listed(gaps))
    if move is Move.answer and eight_steps.awaits_manager(ticket, file):
        raise Refused("refusal.plan_unapproved", number=ticket.number)
