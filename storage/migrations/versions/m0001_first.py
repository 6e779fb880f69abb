"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.columns import (
    at,
    big,
    count,
    flag,
    id_,
    maybe_at,
    maybe_id,
    maybe_text,
    number,
    partial,
    small,
    text,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _inbox()
    _outbox()
    _rests()
    _links()
    _people()
    _conversations()
    _messages()
    _tickets()
    _ticket_indexes()
    _journal()
    _timers()
    _counters()
    _buttons()
    _questions()
    _settings()


def _inbox() -> None:
    op.create_table(
        "inbox",
        id_(),
        text("channel"),
        text("key"),
        text("raw"),
        at("received_at"),
        text("lane"),
        text("state"),
        small("head"),
        count("attempts"),
        maybe_at("not_before"),
        maybe_at("lease_until"),
        maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),
        sqlite_autoincrement=True,
    )
    partial("ix_inbox_attention", "inbox", ["id"], "state IN ('parked')")
    partial("ix_inbox_head", "inbox", ["lane"], "head = 1", unique=True)
    partial("ix_inbox_lane", "inbox", ["lane", "id"], "state IN ('todo')")
    partial("ix_inbox_ready", "inbox", ["id"], "head = 1 AND state IN ('todo')")
    partial("ix_inbox_running", "inbox", ["id"], "state IN ('doing')")


def _outbox() -> None:
    op.create_table(
        "outbox",
        id_(),
        text("dedupe_key"),
        text("channel"),
        text("chat"),
        maybe_id("ticket"),
        text("klass"),
        small("priority"),
        text("body"),
        maybe_text("role"),
        maybe_id("origin"),
        maybe_text("coalesce"),
        count("unknowns"),
        at("created_at"),
        text("lane"),
        text("state"),
        small("head"),
        count("attempts"),
        maybe_at("not_before"),
        maybe_at("lease_until"),
        maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
        sqlite_autoincrement=True,
    )
    partial("ix_outbox_attention", "outbox", ["id"], "state IN ('parked', 'unknown')")
    partial("ix_outbox_chat", "outbox", ["chat", "channel"], "state IN ('todo')")
    partial(
        "ix_outbox_coalesce",
        "outbox",
        ["coalesce", "chat", "channel"],
        "coalesce IS NOT NULL AND state IN ('todo')",
    )
    partial("ix_outbox_head", "outbox", ["lane"], "head = 1", unique=True)
    partial("ix_outbox_lane", "outbox", ["lane", "id"], "state IN ('todo')")
    partial("ix_outbox_ready", "outbox", ["priority", "id"], "head = 1 AND state IN ('todo')")
    partial("ix_outbox_running", "outbox", ["id"], "state IN ('sending')")


def _rests() -> None:
    op.create_table(
        "rests",
        text("channel"),
        text("chat"),
        at("until"),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_rests"),
    )


def _links() -> None:
    op.create_table(
        "links",
        id_(),
        text("channel"),
        text("chat"),
        text("message"),
        maybe_id("ticket"),
        maybe_text("role"),
        maybe_id("origin"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("channel", "chat", "message", name="uq_links_channel_chat_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_links_ticket", "links", ["ticket", "role", "id"])


def _people() -> None:
    op.create_table(
        "people",
        id_(),
        text("channel"),
        text("user"),
        text("chat"),
        text("name"),
        maybe_text("estate"),
        maybe_text("language"),
        flag("reachable"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("channel", "user", name="uq_people_channel_user"),
        sqlite_autoincrement=True,
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        big("person"),
        text("state"),
        text("data"),
        number("version"),
        sa.PrimaryKeyConstraint("person", name="pk_conversations"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        id_(),
        maybe_id("ticket"),
        maybe_id("person"),
        text("direction"),
        text("text"),
        text("media"),
        text("channel"),
        text("chat"),
        maybe_text("message"),
        maybe_text("reply_to"),
        maybe_text("album"),
        at("at"),
        flag("pending"),
        maybe_id("revision_of"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    partial("ix_messages_album", "messages", ["chat", "album"], "album IS NOT NULL")
    op.create_index("ix_messages_outside", "messages", ["chat", "message", "channel"])
    partial("ix_messages_revisions", "messages", ["revision_of"], "revision_of IS NOT NULL")
    partial("ix_messages_pending", "messages", ["person", "id"], "pending = true")
    op.create_index("ix_messages_ticket", "messages", ["ticket", "id"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        id_(),
        text("estate"),
        text("number"),
        text("kind"),
        maybe_text("category"),
        text("topic"),
        text("urgency"),
        text("mood"),
        sa.Column("confidence", sa.Float(), nullable=False),
        maybe_text("alarm"),
        text("step"),
        number("version"),
        big("reporter"),
        text("channel"),
        text("chat"),
        text("staff_chat"),
        maybe_text("home"),
        text("words"),
        maybe_text("receiver"),
        maybe_text("assignee"),
        at("received_at"),
        maybe_at("claim_due"),
        maybe_at("answer_due"),
        maybe_at("claimed_at"),
        maybe_at("answered_at"),
        maybe_at("closed_at"),
        maybe_at("joins_until"),
        maybe_text("answer"),
        maybe_text("rating"),
        count("reopened"),
        count("paged"),
        sa.Column("pages_over", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        text("data"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("estate", "number", name="uq_tickets_estate_number"),
        sqlite_autoincrement=True,
    )


def _ticket_indexes() -> None:
    partial(
        "ix_tickets_ended",
        "tickets",
        ["reporter", "closed_at"],
        "step IN ('closed', 'withdrawn', 'merged', 'declined')",
    )
    partial(
        "ix_tickets_open",
        "tickets",
        ["reporter", "id"],
        "(step NOT IN ('closed', 'withdrawn', 'merged', 'declined'))",
    )
    op.create_index("ix_tickets_step", "tickets", ["estate", "step", "id"])


def _journal() -> None:
    op.create_table(
        "journal",
        text("estate"),
        big("seq"),
        at("at"),
        maybe_id("ticket"),
        text("code"),
        text("actor"),
        text("facts"),
        maybe_text("digest"),
        maybe_text("salt"),
        text("previous"),
        text("hash"),
        sa.PrimaryKeyConstraint("estate", "seq", name="pk_journal"),
    )
    op.create_index("ix_journal_ticket", "journal", ["ticket", "seq"])


def _timers() -> None:
    op.create_table(
        "timers",
        id_(),
        text("kind"),
        text("entity"),
        text("occurrence"),
        at("due"),
        text("data"),
        text("state"),
        count("attempts"),
        maybe_at("not_before"),
        maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint("kind", "entity", "occurrence", name="uq_timers_kind_entity_occurrence"),
        sqlite_autoincrement=True,
    )
    partial("ix_timers_due", "timers", ["due", "id"], "state IN ('waiting')")


def _counters() -> None:
    op.create_table(
        "counters",
        text("name"),
        big("n"),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _buttons() -> None:
    op.create_table(
        "buttons",
        text("token"),
        text("fingerprint"),
        text("action"),
        text("arg"),
        maybe_id("ticket"),
        text("channel"),
        text("chat"),
        maybe_text("user"),
        maybe_text("estate"),
        at("created_at"),
        sa.PrimaryKeyConstraint("token", name="pk_buttons"),
        sa.UniqueConstraint("fingerprint", name="uq_buttons_fingerprint"),
    )


def _questions() -> None:
    op.create_table(
        "questions",
        id_(),
        maybe_id("ticket"),
        text("action"),
        text("channel"),
        text("chat"),
        text("user"),
        text("data"),
        text("state"),
        at("asked_at"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sqlite_autoincrement=True,
    )
    partial("ix_questions_open", "questions", ["chat", "user", "id"], "state IN ('open')")


def _settings() -> None:
    op.create_table(
        "settings",
        text("name"),
        text("value"),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
