"""Closing: at once, or as soon as the summing up of a serious complaint is there."""

from typing import Any

from handlers import speak
from handlers.desk import Desk
from handlers.texts import Sentence
from handlers.ticket import card, deciding, guards, moves
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Move
from storage.records import Ticket
from storage.work import Work

_WAITS = "closes"
RATED = "rated"
NOT_ASKED = "not_asked"


def close(
    desk: Desk,
    work: Work,
    ticket: Ticket,
    actor: str,
    *,
    rating: str | None,
    said: str | None = None,
    outcome: str | None = None,
) -> Ticket:
    """Close a ticket as rated, or as not rated, `outcome` saying why; what lacks its summing up closes then.

    Whoever has it is told what is missing.
    """
    changes: dict[str, Any] = {"rating": rating} if rating else {}
    if guards.may_close(work, ticket):
        facts = _facts(rating, outcome)
        return moves.move(
            work, ticket, Move.close, actor, facts=facts, said=said, closed_at=work.now, **changes
        )
    if is_rated(ticket) or (is_waiting(ticket) and rating is None):
        return ticket
    waits = {"round": ticket.reopened, "rating": rating, "outcome": outcome, "by": actor}
    data = {**ticket.data, _WAITS: waits}
    ticket = moves.amend(
        work, ticket, RATED, actor, facts={"rating": rating}, said=said, data=data, **changes
    )
    _ask_for_summary(desk, work, ticket)
    return ticket


def close_unasked(work: Work, ticket: Ticket) -> Ticket:
    """Close what nobody is asked about: an outcome of its own, no silence of its owner and no rating."""
    facts = {"rating": None, "outcome": NOT_ASKED}
    return moves.move(work, ticket, Move.close, moves.DESK, facts=facts, closed_at=work.now)


def is_waiting(ticket: Ticket) -> bool:
    """Tell whether only the summing up is missing: it was rated, or its owner was silent long enough."""
    kept = ticket.data.get(_WAITS)
    return kept is not None and kept["round"] == ticket.reopened


def is_rated(ticket: Ticket) -> bool:
    """Tell whether its owner has rated it, and it is only not closed yet."""
    return is_waiting(ticket) and ticket.data[_WAITS]["rating"] is not None


def complete(desk: Desk, work: Work, ticket: Ticket) -> Ticket:
    """Close what waited for its summing up, if it is there; anything else is left alone."""
    if not is_waiting(ticket) or not guards.may_close(work, ticket):
        return ticket
    kept = ticket.data[_WAITS]
    facts = _facts(kept["rating"], kept.get("outcome"))
    ticket = moves.move(work, ticket, Move.close, kept["by"], facts=facts, closed_at=work.now)
    card.refresh(desk, work, ticket)
    return ticket


def _facts(rating: str | None, outcome: str | None) -> dict[str, str | None]:
    return {"rating": rating, "outcome": outcome} if outcome else {"rating": rating}


def _ask_for_summary(desk: Desk, work: Work, ticket: Ticket) -> None:
    """Ask whoever has it and those who decide, privately, with a way into the file."""
    told = Sentence("staff.sum_up", number=ticket.number)
    has_it = speak.estate_of(desk, ticket).member(ticket.assignee)
    deciding.ask(desk, work, ticket, f"sum_up:{ticket.reopened}", told, [Action.file], also=has_it)
