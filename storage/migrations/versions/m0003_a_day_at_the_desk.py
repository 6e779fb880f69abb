"""Times of arrival and completion, promises, shifts and absences, and what people have to do besides."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import at, id_, maybe_at, maybe_id, maybe_text, partial, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make room for them; open tickets have no time of arrival or completion yet."""
    op.add_column("tickets", maybe_text("team"))
    for name in ("arrive_due", "arrived_at", "done_due", "progress_at", "paused_at"):
        op.add_column("tickets", maybe_at(name))
    op.add_column("people", maybe_at("seen_at"))
    said = "klass IN ('must_arrive', 'at_most_once')"
    partial("ix_outbox_said", "outbox", ["chat", "id"], said)
    _promises()
    _times_of("shifts", maybe_text("team"))
    _times_of("absences")
    _tasks()
    for name in ("received_at", "answer_due", "done_due"):
        op.create_index(f"ix_tickets_{name}", "tickets", ["estate", name])
    op.create_index("ix_journal_at", "journal", ["estate", "at"])


def _promises() -> None:
    op.create_table(
        "promises",
        id_(),
        text("estate"),
        sa.Column("ticket", sa.BigInteger(), nullable=False),
        at("at"),
        maybe_at("until"),
        text("made_by"),
        at("made_at"),
        maybe_at("confirmed_at"),
        text("state"),
        maybe_at("settled_at"),
        maybe_text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_promises"),
        sqlite_autoincrement=True,
    )
    partial("ix_promises_open", "promises", ["ticket"], "state IN ('open')", unique=True)
    op.create_index("ix_promises_ticket", "promises", ["ticket", "id"])
    op.create_index("ix_promises_at", "promises", ["estate", "at"])


def _times_of(name: str, *more: sa.Column[str]) -> None:
    op.create_table(
        name,
        id_(),
        text("estate"),
        text("user"),
        *more,
        at("starts"),
        at("ends"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("estate", "user", "starts", name=f"uq_{name}_estate_user_starts"),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{name}_ends", name, ["estate", "ends"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        id_(),
        text("estate"),
        maybe_id("ticket"),
        text("kind"),
        text("data"),
        at("due"),
        at("created_at"),
        text("state"),
        maybe_at("done_at"),
        maybe_text("done_by"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sqlite_autoincrement=True,
    )
    partial("ix_tasks_open", "tasks", ["estate", "due"], "state IN ('open')")
    op.create_index("ix_tasks_ticket", "tasks", ["ticket", "id"])
