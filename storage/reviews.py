"""Review meetings: at most one begun an estate, what stood on each list, and decisions settled once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from storage.conditions import one_of
from storage.meetings import Decision, DecisionId, DecisionState, Review, ReviewId
from storage.records import TicketId
from storage.review_tables import decisions, reviewed, reviews
from storage.statements import Insert, all_as, columns_of, first_as
from storage.work import Work

_REVIEW = columns_of(reviews, Review)
_DECISION = columns_of(decisions, Decision)
_OPEN = one_of(decisions.c.state, "open")
_BEGIN = insert(reviews).returning(reviews.c.id)
_BEGUN = select(*_REVIEW).where(reviews.c.estate == bindparam("of_estate"), reviews.c.ended_at.is_(None))
_LAST_HELD = (
    select(*_REVIEW)
    .where(reviews.c.estate == bindparam("of_estate"), reviews.c.ended_at.is_not(None))
    .order_by(reviews.c.id.desc())
    .limit(1)
)
_GET = select(*_REVIEW).where(reviews.c.id == bindparam("of_id"))
_ITEM = Insert(reviewed, on=["review", "ticket"], update=["reasons"], returning=[reviewed.c.ticket])
_ITEMS = (
    select(reviewed.c.ticket, reviewed.c.reasons)
    .where(reviewed.c.review == bindparam("of_review"))
    .order_by(reviewed.c.ticket)
)
_DECIDE = insert(decisions).returning(decisions.c.id)
_DECISION_GET = select(*_DECISION).where(decisions.c.id == bindparam("of_id"))
_OF_REVIEW = select(*_DECISION).where(decisions.c.review == bindparam("of_review")).order_by(decisions.c.id)
_OF_TICKET = select(*_DECISION).where(decisions.c.ticket == bindparam("of_ticket")).order_by(decisions.c.id)
_ALL_OPEN = (
    select(*_DECISION)
    .where(decisions.c.estate == bindparam("of_estate"), _OPEN)
    .order_by(decisions.c.due, decisions.c.id)
)


def begin(work: Work, *, estate: str, held_on: str, chair: str, attendees: str, begun_by: str) -> ReviewId:
    """Begin the minutes of a meeting; the caller has seen that no other of the estate is begun."""
    values = {
        "estate": estate,
        "held_on": held_on,
        "chair": chair,
        "attendees": attendees,
        "begun_at": work.now,
        "begun_by": begun_by,
    }
    number: int = work.connection.execute(_BEGIN, values).scalar_one()
    return ReviewId(number)


def begun(work: Work, estate: str) -> Review | None:
    """Return the meeting of an estate whose minutes are being written."""
    return first_as(Review, work.connection.execute(_BEGUN, {"of_estate": estate}))


def last_held(work: Work, estate: str) -> Review | None:
    """Return the last meeting of an estate whose minutes are ended."""
    return first_as(Review, work.connection.execute(_LAST_HELD, {"of_estate": estate}))


def get(work: Work, review: ReviewId) -> Review | None:
    """Return a meeting."""
    return first_as(Review, work.connection.execute(_GET, {"of_id": review}))


def end(work: Work, review: ReviewId, listed: Mapping[TicketId, str]) -> bool:
    """End the minutes, and keep what stood on the list with its reasons; False: they were ended before."""
    change = update(reviews).where(reviews.c.id == review, reviews.c.ended_at.is_(None))
    if not work.connection.execute(change.values(ended_at=work.now)).rowcount:
        return False
    for ticket, reasons in listed.items():
        _ITEM.run(work, {"review": review, "ticket": ticket, "reasons": reasons})
    return True


def listed(work: Work, review: ReviewId) -> dict[TicketId, str]:
    """Return what stood on the list of a meeting that ended, with its reasons."""
    rows = work.connection.execute(_ITEMS, {"of_review": review})
    return {TicketId(row.ticket): row.reasons for row in rows}


def discussed(work: Work, found: Collection[TicketId]) -> dict[TicketId, frozenset[str]]:
    """Return for which reasons each of some tickets stood on the list of a meeting."""
    query = select(reviewed.c.ticket, reviewed.c.reasons).where(reviewed.c.ticket.in_(list(found)))
    reasons: dict[TicketId, frozenset[str]] = {}
    for ticket, codes in work.connection.execute(query):
        reasons[ticket] = reasons.get(ticket, frozenset()) | frozenset(codes.split())
    return reasons


def decide(
    work: Work,
    *,
    estate: str,
    review: ReviewId,
    ticket: TicketId | None,
    words: str,
    person: str,
    due: datetime,
    made_by: str,
) -> DecisionId:
    """Keep what was decided: who does what by when."""
    values = {
        "estate": estate,
        "review": review,
        "ticket": ticket,
        "words": words,
        "person": person,
        "due": due,
        "made_at": work.now,
        "made_by": made_by,
        "state": DecisionState.open,
    }
    number: int = work.connection.execute(_DECIDE, values).scalar_one()
    return DecisionId(number)


def decision(work: Work, number: DecisionId) -> Decision | None:
    """Return a decision, whatever became of it."""
    return first_as(Decision, work.connection.execute(_DECISION_GET, {"of_id": number}))


def decisions_of(work: Work, review: ReviewId) -> list[Decision]:
    """Return what a meeting decided, in its order."""
    return all_as(Decision, work.connection.execute(_OF_REVIEW, {"of_review": review}))


def of_ticket(work: Work, ticket: TicketId) -> list[Decision]:
    """Return what was decided about a ticket, in the order of the meetings."""
    return all_as(Decision, work.connection.execute(_OF_TICKET, {"of_ticket": ticket}))


def open_decisions(work: Work, estate: str) -> list[Decision]:
    """Return what was decided and is not done, what falls due first at the top."""
    return all_as(Decision, work.connection.execute(_ALL_OPEN, {"of_estate": estate}))


def settle(work: Work, number: DecisionId, state: DecisionState, by: str, outcome: str) -> bool:
    """Say what became of an open decision; False: it was settled before."""
    change = update(decisions).where(decisions.c.id == number, _OPEN)
    values = {"state": state, "settled_at": work.now, "settled_by": by, "outcome": outcome}
    return bool(work.connection.execute(change.values(**values)).rowcount)
