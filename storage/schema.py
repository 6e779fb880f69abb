"""The tables, as SQLAlchemy Core sees them; migrations/versions says how a database gets them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    SmallInteger,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
    select,
    text,
)

from storage.commitments import PromiseState, TaskState
from storage.conditions import is_head, is_pending, is_ready, one_of, says_something
from storage.records import Delivery, InboxState, OutboxState, Priority, QuestionState, TimerState
from storage.types import AsciiJson, BigId, CleanText, EnumNumber, EnumText, UtcDateTime

# Oldest first; the last is what this version works with. A test holds it against the migrations.
REVISIONS = ("0001", "0002", "0003")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, *columns)


def _numbered(name: str, *columns: Any) -> Table:
    """Build a table whose ids are never given out twice."""
    number = Column("id", BigId, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, *columns, sqlite_autoincrement=True)


def _text(name: str) -> Column[str]:
    return Column(name, CleanText, nullable=False)


def _maybe(name: str) -> Column[str | None]:
    return Column(name, CleanText)


def _index(name: str, *columns: ColumnElement[Any], where: ColumnElement[bool], unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _queue(name: str, state: Any, running: str, attention: tuple[str, ...], *columns: Any) -> Table:
    """Build a table of lanes: `head` is 1 in the first unfinished row of each lane, and in no other."""
    table = _numbered(
        name,
        *columns,
        _text("lane"),
        Column("state", state, nullable=False),
        Column("head", SmallInteger, nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("not_before", UtcDateTime),
        Column("lease_until", UtcDateTime),
        _maybe("error"),
    )
    _index(f"ix_{name}_head", table.c.lane, where=is_head(table), unique=True)
    _index(f"ix_{name}_lane", table.c.lane, table.c.id, where=one_of(table.c.state, "todo"))
    _index(f"ix_{name}_running", table.c.id, where=one_of(table.c.state, running))
    _index(f"ix_{name}_attention", table.c.id, where=one_of(table.c.state, *attention))
    return table


INBOX_ATTENTION = (InboxState.parked.value,)
OUTBOX_ATTENTION = (OutboxState.parked.value, OutboxState.unknown.value)
ENDED = ("closed", "withdrawn", "merged", "declined")

inbox = _queue(
    "inbox",
    EnumText(InboxState),
    "doing",
    INBOX_ATTENTION,
    _text("channel"),
    _text("key"),
    _text("raw"),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "key"),
)
_index("ix_inbox_ready", inbox.c.id, where=is_ready(inbox))

outbox = _queue(
    "outbox",
    EnumText(OutboxState),
    "sending",
    OUTBOX_ATTENTION,
    _text("dedupe_key"),
    _text("channel"),
    _text("chat"),
    Column("ticket", BigInteger),
    Column("klass", EnumText(Delivery), nullable=False),
    Column("priority", EnumNumber(Priority), nullable=False),
    Column("body", AsciiJson, nullable=False),
    _maybe("role"),
    Column("origin", BigInteger),
    _maybe("coalesce"),
    Column("unknowns", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("dedupe_key"),
)
_index("ix_outbox_ready", outbox.c.priority, outbox.c.id, where=is_ready(outbox))
_index(
    "ix_outbox_coalesce",
    outbox.c.coalesce,
    outbox.c.chat,
    outbox.c.channel,
    where=and_(outbox.c.coalesce.is_not(None), one_of(outbox.c.state, "todo")),
)
_index("ix_outbox_said", outbox.c.chat, outbox.c.id, where=says_something(outbox))
_index("ix_outbox_chat", outbox.c.chat, outbox.c.channel, where=one_of(outbox.c.state, "todo"))

rests = _table(
    "rests",
    _text("channel"),
    _text("chat"),
    Column("until", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("channel", "chat"),
)

links = _numbered(
    "links",
    _text("channel"),
    _text("chat"),
    _text("message"),
    Column("ticket", BigInteger),
    _maybe("role"),
    Column("origin", BigInteger),
    UniqueConstraint("channel", "chat", "message"),
)
Index("ix_links_ticket", links.c.ticket, links.c.role, links.c.id)

people = _numbered(
    "people",
    _text("channel"),
    _text("user"),
    _text("chat"),
    _text("name"),
    _maybe("estate"),
    _maybe("language"),
    Column("reachable", Boolean, nullable=False),
    _maybe("chosen_language"),
    Column("seen_at", UtcDateTime),
    UniqueConstraint("channel", "user"),
)

conversations = _table(
    "conversations",
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    _text("state"),
    Column("data", AsciiJson, nullable=False),
    Column("version", Integer, nullable=False),
)

messages = _numbered(
    "messages",
    Column("ticket", BigInteger),
    Column("person", BigInteger),
    _text("direction"),
    _text("text"),
    Column("media", AsciiJson, nullable=False),
    _text("channel"),
    _text("chat"),
    _maybe("message"),
    _maybe("reply_to"),
    _maybe("album"),
    Column("at", UtcDateTime, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("revision_of", BigInteger),
)
Index("ix_messages_ticket", messages.c.ticket, messages.c.id)
_index("ix_messages_pending", messages.c.person, messages.c.id, where=is_pending(messages))
Index("ix_messages_outside", messages.c.chat, messages.c.message, messages.c.channel)
_index("ix_messages_album", messages.c.chat, messages.c.album, where=messages.c.album.is_not(None))
_index("ix_messages_revisions", messages.c.revision_of, where=messages.c.revision_of.is_not(None))

tickets = _numbered(
    "tickets",
    _text("estate"),
    _text("number"),
    _text("kind"),
    _maybe("category"),
    _text("topic"),
    _text("urgency"),
    _text("mood"),
    Column("confidence", Float, nullable=False),
    _maybe("alarm"),
    _text("step"),
    Column("version", Integer, nullable=False),
    Column("reporter", BigInteger, nullable=False),
    _text("channel"),
    _text("chat"),
    _text("staff_chat"),
    _maybe("home"),
    _text("words"),
    _maybe("receiver"),
    _maybe("assignee"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("claim_due", UtcDateTime),
    Column("answer_due", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("joins_until", UtcDateTime),
    _maybe("answer"),
    _maybe("rating"),
    Column("reopened", Integer, nullable=False, server_default=text("0")),
    Column("paged", Integer, nullable=False, server_default=text("0")),
    Column("pages_over", Boolean, nullable=False, server_default=text("false")),
    Column("data", AsciiJson, nullable=False),
    _maybe("team"),
    Column("arrive_due", UtcDateTime),
    Column("arrived_at", UtcDateTime),
    Column("done_due", UtcDateTime),
    Column("progress_at", UtcDateTime),
    Column("paused_at", UtcDateTime),
    UniqueConstraint("estate", "number"),
)
is_open = tickets.c.step.not_in([literal_column(f"'{step}'") for step in ENDED])
_index("ix_tickets_open", tickets.c.reporter, tickets.c.id, where=is_open)
_index("ix_tickets_ended", tickets.c.reporter, tickets.c.closed_at, where=one_of(tickets.c.step, *ENDED))
Index("ix_tickets_step", tickets.c.estate, tickets.c.step, tickets.c.id)
Index("ix_tickets_received_at", tickets.c.estate, tickets.c.received_at)
Index("ix_tickets_answer_due", tickets.c.estate, tickets.c.answer_due)
Index("ix_tickets_done_due", tickets.c.estate, tickets.c.done_due)

journal = _table(
    "journal",
    _text("estate"),
    Column("seq", BigInteger, nullable=False, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ticket", BigInteger),
    _text("code"),
    _text("actor"),
    Column("facts", AsciiJson, nullable=False),
    _maybe("digest"),
    _maybe("salt"),
    _text("previous"),
    _text("hash"),
    PrimaryKeyConstraint("estate", "seq"),
)
Index("ix_journal_ticket", journal.c.ticket, journal.c.seq)
Index("ix_journal_at", journal.c.estate, journal.c.at)

timers = _numbered(
    "timers",
    _text("kind"),
    _text("entity"),
    _text("occurrence"),
    Column("due", UtcDateTime, nullable=False),
    Column("data", AsciiJson, nullable=False),
    Column("state", EnumText(TimerState), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("not_before", UtcDateTime),
    _maybe("error"),
    UniqueConstraint("kind", "entity", "occurrence"),
)
_index("ix_timers_due", timers.c.due, timers.c.id, where=one_of(timers.c.state, "waiting"))

counters = _table(
    "counters",
    Column("name", CleanText, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

buttons = _table(
    "buttons",
    Column("token", CleanText, primary_key=True),
    _text("fingerprint"),
    _text("action"),
    _text("arg"),
    Column("ticket", BigInteger),
    _text("channel"),
    _text("chat"),
    _maybe("user"),
    _maybe("estate"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("fingerprint"),
)

questions = _numbered(
    "questions",
    Column("ticket", BigInteger),
    _text("action"),
    _text("channel"),
    _text("chat"),
    _text("user"),
    Column("data", AsciiJson, nullable=False),
    Column("state", EnumText(QuestionState), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
_index(
    "ix_questions_open",
    questions.c.chat,
    questions.c.user,
    questions.c.id,
    where=one_of(questions.c.state, "open"),
)

promises = _numbered(
    "promises",
    _text("estate"),
    Column("ticket", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    _text("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("state", EnumText(PromiseState), nullable=False),
    Column("settled_at", UtcDateTime),
    _maybe("reason"),
)
_index("ix_promises_open", promises.c.ticket, where=one_of(promises.c.state, "open"), unique=True)
Index("ix_promises_ticket", promises.c.ticket, promises.c.id)
Index("ix_promises_at", promises.c.estate, promises.c.at)

shifts = _numbered(
    "shifts",
    _text("estate"),
    _text("user"),
    _maybe("team"),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    UniqueConstraint("estate", "user", "starts"),
)
Index("ix_shifts_ends", shifts.c.estate, shifts.c.ends)

absences = _numbered(
    "absences",
    _text("estate"),
    _text("user"),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    UniqueConstraint("estate", "user", "starts"),
)
Index("ix_absences_ends", absences.c.estate, absences.c.ends)

tasks = _numbered(
    "tasks",
    _text("estate"),
    Column("ticket", BigInteger),
    _text("kind"),
    Column("data", AsciiJson, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", EnumText(TaskState), nullable=False),
    Column("done_at", UtcDateTime),
    _maybe("done_by"),
)
_index("ix_tasks_open", tasks.c.estate, tasks.c.due, where=one_of(tasks.c.state, "open"))
Index("ix_tasks_ticket", tasks.c.ticket, tasks.c.id)

settings = _table(
    "settings",
    Column("name", CleanText, primary_key=True),
    _text("value"),
)


def version_query() -> Select[Any]:
    """Return the question which revision a database has."""
    return select(literal_column("version_num")).select_from(text("alembic_version"))
