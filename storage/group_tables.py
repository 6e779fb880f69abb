"""The tables of what a group of staff looks at: topics, replies of one's own, what came from near by."""

from sqlalchemy import BigInteger, Boolean, Column, Index, PrimaryKeyConstraint, Table

from storage.tables import partial, table, words

# `name` is what the topic was last to be called, `closed` whether it was to be closed.
topics = table(
    "topics",
    words("channel"),
    words("chat"),
    Column("ticket", BigInteger, nullable=False),
    words("thread"),
    words("name"),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "chat", "ticket"),
)
Index("ix_topics_ticket", topics.c.ticket)

own_replies = table(
    "own_replies",
    words("channel"),
    words("user"),
    words("name"),
    words("words"),
    PrimaryKeyConstraint("channel", "user", "name"),
)


def index_places(tickets: Table) -> None:
    """Let tickets be found by the line of homes above each other, and by building and topic."""
    estate, at = tickets.c.estate, tickets.c.received_at
    riser, building = tickets.c.riser, tickets.c.building
    partial("ix_tickets_riser", estate, riser, at, where=riser.is_not(None))
    partial("ix_tickets_building", estate, building, tickets.c.topic, at, where=building.is_not(None))
