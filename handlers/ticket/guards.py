"""What must be so before a ticket is moved, beside its step. Asked by `handlers.ticket.moves` each time."""

from handlers.refusals import Refused
from handlers.texts import Sentence
from handlers.ticket.lifecycle import RULES, Guard, Move
from storage.records import Ticket
from storage.work import Work


def refuse_unless(work: Work, ticket: Ticket, move: Move, actor: str) -> None:
    """Refuse a move whose guard does not let it pass."""
    match RULES[move].guard:
        case Guard.not_begun:
            # What was answered once and came back has had its work begun.
            if ticket.reopened and actor == "owner":
                raise Refused("refusal.withdraw", state=Sentence(f"owner_steps.{ticket.step}"))
        case _:
            return
