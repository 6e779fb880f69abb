"""The tables by which several services on one database agree: who leads them, and how much was sent."""

from sqlalchemy import BigInteger, Column, Index

from storage.tables import numbered, table, words
from storage.types import CleanText, UtcDateTime

# `fence` grows with every holder: what one of them wrote down can be told from what the next one did.
leases = table(
    "leases",
    Column("name", CleanText, primary_key=True),
    words("holder"),
    Column("fence", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What all of them sent lately: only as long as it counts against a limit.
turns = numbered(
    "turns",
    words("channel"),
    words("chat"),
    Column("message", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_turns_at", turns.c.at)
Index("ix_turns_message", turns.c.message)
