"""The tables of review meetings: the meeting, what stood on its list, and what was decided."""

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint

from storage.conditions import one_of
from storage.meetings import DecisionState
from storage.tables import maybe, numbered, partial, table, words
from storage.types import EnumText, UtcDateTime

# `held_on` is a day of the estate's zone, as 2026-11-27; `attendees` are words of whoever enters the minutes.
reviews = numbered(
    "reviews",
    words("estate"),
    words("held_on"),
    words("chair"),
    words("attendees"),
    Column("begun_at", UtcDateTime, nullable=False),
    words("begun_by"),
    Column("ended_at", UtcDateTime),
)
Index("ix_reviews_estate", reviews.c.estate, reviews.c.id)
partial("ix_reviews_begun", reviews.c.estate, where=reviews.c.ended_at.is_(None), unique=True)

# `reasons` are codes of `handlers.ticket.agenda`, apart by blanks.
reviewed = table(
    "reviewed",
    Column("review", BigInteger, nullable=False),
    Column("ticket", BigInteger, nullable=False),
    words("reasons"),
    PrimaryKeyConstraint("review", "ticket"),
)
Index("ix_reviewed_ticket", reviewed.c.ticket)

decisions = numbered(
    "decisions",
    words("estate"),
    Column("review", BigInteger, nullable=False),
    Column("ticket", BigInteger),
    words("words"),
    words("person"),
    Column("due", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    words("made_by"),
    Column("state", EnumText(DecisionState), nullable=False),
    Column("settled_at", UtcDateTime),
    maybe("settled_by"),
    maybe("outcome"),
)
partial("ix_decisions_open", decisions.c.estate, decisions.c.due, where=one_of(decisions.c.state, "open"))
Index("ix_decisions_review", decisions.c.review)
Index("ix_decisions_ticket", decisions.c.ticket)
