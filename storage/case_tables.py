"""The tables of what a complaint is treated by: its file, one row a ticket."""

from sqlalchemy import BigInteger, Column, Integer

from storage.tables import maybe, table
from storage.types import UtcDateTime

# In the order of the profession's eight steps; what a step has not said yet is NULL.
complaints = table(
    "complaints",
    Column("ticket", BigInteger, primary_key=True, autoincrement=False),
    maybe("capacity"),
    maybe("principal"),
    maybe("place"),
    maybe("demand"),
    Column("households", Integer),
    maybe("nature"),
    maybe("nature_reason"),
    maybe("judged_by"),
    Column("judged_at", UtcDateTime),
    maybe("proposed"),
    maybe("proposed_why"),
    maybe("investigator"),
    Column("investigated_at", UtcDateTime),
    maybe("findings"),
    maybe("evidence"),
    maybe("cause"),
    maybe("helpers"),
    maybe("plan"),
    maybe("prevention"),
    maybe("cost"),
    maybe("approved_by"),
    Column("approved_at", UtcDateTime),
    maybe("way"),
    maybe("outcome"),
    maybe("outcome_reason"),
    maybe("party"),
    maybe("help"),
    maybe("read_by"),
    maybe("root_cause"),
    maybe("preventable"),
    maybe("improvement"),
    maybe("training"),
    maybe("knowledge"),
    maybe("review"),
    maybe("summed_up_by"),
    Column("summed_up_at", UtcDateTime),
)
