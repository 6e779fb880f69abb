"""Chats that got a new id, people who left a group, and the message a copy was made of."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import at, count, maybe_at, partial, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
    op.create_table(
        "moved_chats",
        text("channel"),
        text("old"),
        text("new"),
        at("at"),
        sa.PrimaryKeyConstraint("channel", "old", name="pk_moved_chats"),
    )
    op.create_table(
        "absentees",
        text("channel"),
        text("chat"),
        text("user"),
        at("since"),
        sa.PrimaryKeyConstraint("channel", "chat", "user", name="pk_absentees"),
    )
    partial("ix_links_origin", "links", ["origin"], "origin IS NOT NULL")
    partial("ix_timers_parked", "timers", ["id"], "state IN ('parked')")
    op.create_index("ix_messages_chat", "messages", ["chat", "id"])
    op.add_column("messages", maybe_at("kept_at"))
    op.add_column("outbox", count("deaths"))
