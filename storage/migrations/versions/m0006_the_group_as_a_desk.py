"""What a staff group needs to work as a desk, and what managers read about it."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import at, big, id_, maybe_at, maybe_id, maybe_text, partial, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make room for them; what happened before is not known."""
    _reviews()


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
