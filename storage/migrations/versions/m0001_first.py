"""The first schema."""

import sqlalchemy as sa
from alembic import op

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


def _id() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, nullable=False, autoincrement=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text())


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))


def _maybe_id(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger())


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _maybe_at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _inbox() -> None:
    op.create_table(
        "inbox",
        _id(),
        _text("channel"),
        _text("key"),
        _text("raw"),
        _at("received_at"),
        _text("lane"),
        _text("state"),
        _small("head"),
        _count("attempts"),
        _maybe_at("not_before"),
        _maybe_at("lease_until"),
        _maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),
        sqlite_autoincrement=True,
    )
    _partial("ix_inbox_attention", "inbox", ["id"], "state IN ('parked')")
    _partial("ix_inbox_head", "inbox", ["lane"], "head = 1", unique=True)
    _partial("ix_inbox_lane", "inbox", ["lane", "id"], "state IN ('todo')")
    _partial("ix_inbox_ready", "inbox", ["id"], "head = 1 AND state IN ('todo')")
    _partial("ix_inbox_running", "inbox", ["id"], "state IN ('doing')")


def _outbox() -> None:
    op.create_table(
        "outbox",
        _id(),
        _text("dedupe_key"),
        _text("channel"),
        _text("chat"),
        _maybe_id("ticket"),
        _text("klass"),
        _small("priority"),
        _text("body"),
        _maybe_text("role"),
        _maybe_id("origin"),
        _maybe_text("coalesce"),
        _count("unknowns"),
        _at("created_at"),
        _text("lane"),
        _text("state"),
        _small("head"),
        _count("attempts"),
        _maybe_at("not_before"),
        _maybe_at("lease_until"),
        _maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
        sqlite_autoincrement=True,
    )
    _partial("ix_outbox_attention", "outbox", ["id"], "state IN ('parked', 'unknown')")
    _partial("ix_outbox_chat", "outbox", ["chat", "channel"], "state IN ('todo')")
    _partial(
        "ix_outbox_coalesce",
        "outbox",
        ["coalesce", "chat", "channel"],
        "coalesce IS NOT NULL AND state IN ('todo')",
    )
    _partial("ix_outbox_head", "outbox", ["lane"], "head = 1", unique=True)
    _partial("ix_outbox_lane", "outbox", ["lane", "id"], "state IN ('todo')")
    _partial("ix_outbox_ready", "outbox", ["priority", "id"], "head = 1 AND state IN ('todo')")
    _partial("ix_outbox_running", "outbox", ["id"], "state IN ('sending')")


def _rests() -> None:
    op.create_table(
        "rests",
        _text("channel"),
        _text("chat"),
        _at("until"),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_rests"),
    )


def _links() -> None:
    op.create_table(
        "links",
        _id(),
        _text("channel"),
        _text("chat"),
        _text("message"),
        _maybe_id("ticket"),
        _maybe_text("role"),
        _maybe_id("origin"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("channel", "chat", "message", name="uq_links_channel_chat_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_links_ticket", "links", ["ticket", "role", "id"])


def _people() -> None:
    op.create_table(
        "people",
        _id(),
        _text("channel"),
        _text("user"),
        _text("chat"),
        _text("name"),
        _maybe_text("estate"),
        _maybe_text("language"),
        _flag("reachable"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("channel", "user", name="uq_people_channel_user"),
        sqlite_autoincrement=True,
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        _big("person"),
        _text("state"),
        _text("data"),
        _number("version"),
        sa.PrimaryKeyConstraint("person", name="pk_conversations"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        _id(),
        _maybe_id("ticket"),
        _maybe_id("person"),
        _text("direction"),
        _text("text"),
        _text("media"),
        _text("channel"),
        _text("chat"),
        _maybe_text("message"),
        _maybe_text("reply_to"),
        _maybe_text("album"),
        _at("at"),
        _flag("pending"),
        _maybe_id("revision_of"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    _partial("ix_messages_album", "messages", ["chat", "album"], "album IS NOT NULL")
    op.create_index("ix_messages_outside", "messages", ["chat", "message", "channel"])
    _partial("ix_messages_revisions", "messages", ["revision_of"], "revision_of IS NOT NULL")
    _partial("ix_messages_pending", "messages", ["person", "id"], "pending = true")
    op.create_index("ix_messages_ticket", "messages", ["ticket", "id"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        _id(),
        _text("estate"),
        _text("number"),
        _text("kind"),
        _maybe_text("category"),
        _text("topic"),
        _text("urgency"),
        _text("mood"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _maybe_text("alarm"),
        _text("step"),
        _number("version"),
        _big("reporter"),
        _text("channel"),
        _text("chat"),
        _text("staff_chat"),
        _maybe_text("home"),
        _text("words"),
        _maybe_text("receiver"),
        _maybe_text("assignee"),
        _at("received_at"),
        _maybe_at("claim_due"),
        _maybe_at("answer_due"),
        _maybe_at("claimed_at"),
        _maybe_at("answered_at"),
        _maybe_at("closed_at"),
        _maybe_at("joins_until"),
        _maybe_text("answer"),
        _maybe_text("rating"),
        _count("reopened"),
        _count("paged"),
        sa.Column("pages_over", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        _text("data"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("estate", "number", name="uq_tickets_estate_number"),
        sqlite_autoincrement=True,
    )


def _ticket_indexes() -> None:
    _partial(
        "ix_tickets_ended",
        "tickets",
        ["reporter", "closed_at"],
        "step IN ('closed', 'withdrawn', 'merged', 'declined')",
    )
    _partial(
        "ix_tickets_open",
        "tickets",
        ["reporter", "id"],
        "(step NOT IN ('closed', 'withdrawn', 'merged', 'declined'))",
    )
    op.create_index("ix_tickets_step", "tickets", ["estate", "step", "id"])


def _journal() -> None:
    op.create_table(
        "journal",
        _text("estate"),
        _big("seq"),
        _at("at"),
        _maybe_id("ticket"),
        _text("code"),
        _text("actor"),
        _text("facts"),
        _maybe_text("digest"),
        _maybe_text("salt"),
        _text("previous"),
        _text("hash"),
        sa.PrimaryKeyConstraint("estate", "seq", name="pk_journal"),
    )
    op.create_index("ix_journal_ticket", "journal", ["ticket", "seq"])


def _timers() -> None:
    op.create_table(
        "timers",
        _id(),
        _text("kind"),
        _text("entity"),
        _text("occurrence"),
        _at("due"),
        _text("data"),
        _text("state"),
        _count("attempts"),
        _maybe_at("not_before"),
        _maybe_text("error"),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint("kind", "entity", "occurrence", name="uq_timers_kind_entity_occurrence"),
        sqlite_autoincrement=True,
    )
    _partial("ix_timers_due", "timers", ["due", "id"], "state IN ('waiting')")


def _counters() -> None:
    op.create_table(
        "counters",
        _text("name"),
        _big("n"),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _buttons() -> None:
    op.create_table(
        "buttons",
        _text("token"),
        _text("fingerprint"),
        _text("action"),
        _text("arg"),
        _maybe_id("ticket"),
        _text("channel"),
        _text("chat"),
        _maybe_text("user"),
        _maybe_text("estate"),
        _at("created_at"),
        sa.PrimaryKeyConstraint("token", name="pk_buttons"),
        sa.UniqueConstraint("fingerprint", name="uq_buttons_fingerprint"),
    )


def _questions() -> None:
    op.create_table(
        "questions",
        _id(),
        _maybe_id("ticket"),
        _text("action"),
        _text("channel"),
        _text("chat"),
        _text("user"),
        _text("data"),
        _text("state"),
        _at("asked_at"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sqlite_autoincrement=True,
    )
    _partial("ix_questions_open", "questions", ["chat", "user", "id"], "state IN ('open')")


def _settings() -> None:
    op.create_table(
        "settings",
        _text("name"),
        _text("value"),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
