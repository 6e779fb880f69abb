"""What a staff group needs to work as a desk, and what managers read about it."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import at, big, flag, id_, maybe_at, maybe_id, maybe_text, partial, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
    _reviews()
    _groups()
    _own_replies()


def _reviews() -> None:
    """Review meetings, what stood on their lists, and what was decided."""
    op.create_table(
        "reviews",
        id_(),
        text("estate"),
        text("held_on"),
        text("chair"),
        text("attendees"),
        at("begun_at"),
        text("begun_by"),
        maybe_at("ended_at"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_estate", "reviews", ["estate", "id"])
    partial("ix_reviews_begun", "reviews", ["estate"], "ended_at IS NULL", unique=True)
    op.create_table(
        "reviewed",
        big("review"),
        big("ticket"),
        text("reasons"),
        sa.PrimaryKeyConstraint("review", "ticket", name="pk_reviewed"),
    )
    op.create_index("ix_reviewed_ticket", "reviewed", ["ticket"])
    op.create_table(
        "decisions",
        id_(),
        text("estate"),
        big("review"),
        maybe_id("ticket"),
        text("words"),
        text("person"),
        at("due"),
        at("made_at"),
        text("made_by"),
        text("state"),
        maybe_at("settled_at"),
        maybe_text("settled_by"),
        maybe_text("outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_autoincrement=True,
    )
    partial("ix_decisions_open", "decisions", ["estate", "due"], "state IN ('open')")
    op.create_index("ix_decisions_review", "decisions", ["review"])
    op.create_index("ix_decisions_ticket", "decisions", ["ticket"])


def _groups() -> None:
    """Topics of a forum; from where a ticket came; new cards that may be joined."""
    op.create_table(
        "topics",
        text("channel"),
        text("chat"),
        big("ticket"),
        text("thread"),
        text("name"),
        flag("closed"),
        sa.PrimaryKeyConstraint("channel", "chat", "ticket", name="pk_topics"),
    )
    op.create_index("ix_topics_ticket", "topics", ["ticket"])
    op.add_column("tickets", maybe_text("building"))
    op.add_column("tickets", maybe_text("riser"))
    near = ["estate", "riser", "received_at"]
    partial("ix_tickets_riser", "tickets", near, "riser IS NOT NULL")
    near = ["estate", "building", "topic", "received_at"]
    partial("ix_tickets_building", "tickets", near, "building IS NOT NULL")
    waits = "head = 1 AND state IN ('todo') AND role = 'card'"
    said = "klass IN ('must_arrive', 'at_most_once') AND priority = 1"
    partial("ix_outbox_joinable", "outbox", ["channel", "chat", "id"], f"{waits} AND {said}")


def _own_replies() -> None:
    """Replies that staff have written beforehand for themselves."""
    op.create_table(
        "own_replies",
        text("channel"),
        text("user"),
        text("name"),
        text("words"),
        sa.PrimaryKeyConstraint("channel", "user", "name", name="pk_own_replies"),
    )
