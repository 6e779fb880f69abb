"""Several services on one database, and what the file of a complaint holds."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import at, big, id_, maybe_at, maybe_number, maybe_text, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
    _services()
    _complaints()
    # A group that has a new id turns all of its tickets.
    op.create_index("ix_tickets_staff_chat", "tickets", ["staff_chat"])


def _services() -> None:
    """Who of several services leads, and what all of them sent lately."""
    op.create_table(
        "leases",
        text("name"),
        text("holder"),
        big("fence"),
        at("until"),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "turns",
        id_(),
        text("channel"),
        text("chat"),
        big("message"),
        at("at"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_at", "turns", ["at"])
    op.create_index("ix_turns_message", "turns", ["message"])


def _complaints() -> None:
    """The file of a complaint, one row a ticket, and how serious it is."""
    op.add_column("tickets", maybe_text("severity"))
    op.create_table(
        "complaints",
        big("ticket"),
        maybe_text("capacity"),
        maybe_text("principal"),
        maybe_text("place"),
        maybe_text("demand"),
        maybe_number("households"),
        maybe_text("nature"),
        maybe_text("nature_reason"),
        maybe_text("judged_by"),
        maybe_at("judged_at"),
        maybe_text("proposed"),
        maybe_text("proposed_why"),
        maybe_text("investigator"),
        maybe_at("investigated_at"),
        maybe_text("findings"),
        maybe_text("evidence"),
        maybe_text("cause"),
        maybe_text("helpers"),
        maybe_text("plan"),
        maybe_text("prevention"),
        maybe_text("cost"),
        maybe_text("approved_by"),
        maybe_at("approved_at"),
        maybe_text("way"),
        maybe_text("outcome"),
        maybe_text("outcome_reason"),
        maybe_text("party"),
        maybe_text("help"),
        maybe_text("read_by"),
        maybe_text("root_cause"),
        maybe_text("preventable"),
        maybe_text("improvement"),
        maybe_text("training"),
        maybe_text("knowledge"),
        maybe_text("review"),
        maybe_text("summed_up_by"),
        maybe_at("summed_up_at"),
        sa.PrimaryKeyConstraint("ticket", name="pk_complaints"),
    )
