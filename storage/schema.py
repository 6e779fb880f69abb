"""The tables, as SQLAlchemy Core sees them; migrations/versions says how a database gets them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
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

from storage import case_tables, group_tables, review_tables, shared_tables
from storage.commitments import PromiseState, TaskState
from storage.conditions import is_head, is_pending, is_ready, may_be_joined, one_of, says_something
from storage.records import Delivery, InboxState, OutboxState, Priority, QuestionState, TimerState
from storage.tables import maybe, numbered, partial, table, words
from storage.types import AsciiJson, CleanText, EnumNumber, EnumText, UtcDateTime

# Oldest first; the last is what this version works with. A test holds it against the migrations.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")


def _queue(name: str, state: Any, running: str, attention: tuple[str, ...], *columns: Any) -> Table:
    """Build a table of lanes: `head` is 1 in the first unfinished row of each lane, and in no other."""
    queue = numbered(
        name,
        *columns,
        words("lane"),
        Column("state", state, nullable=False),
        Column("head", SmallInteger, nullable=False),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("not_before", UtcDateTime),
        Column("lease_until", UtcDateTime),
        maybe("error"),
    )
    partial(f"ix_{name}_head", queue.c.lane, where=is_head(queue), unique=True)
    partial(f"ix_{name}_lane", queue.c.lane, queue.c.id, where=one_of(queue.c.state, "todo"))
    partial(f"ix_{name}_running", queue.c.id, where=one_of(queue.c.state, running))
    partial(f"ix_{name}_attention", queue.c.id, where=one_of(queue.c.state, *attention))
    return queue


INBOX_ATTENTION = (InboxState.parked.value,)
OUTBOX_ATTENTION = (OutboxState.parked.value, OutboxState.unknown.value)
ENDED = ("closed", "withdrawn", "merged", "declined")

inbox = _queue(
    "inbox",
    EnumText(InboxState),
    "doing",
    INBOX_ATTENTION,
    words("channel"),
    words("key"),
    words("raw"),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "key"),
)
partial("ix_inbox_ready", inbox.c.id, where=is_ready(inbox))

outbox = _queue(
    "outbox",
    EnumText(OutboxState),
    "sending",
    OUTBOX_ATTENTION,
    words("dedupe_key"),
    words("channel"),
    words("chat"),
    Column("ticket", BigInteger),
    Column("klass", EnumText(Delivery), nullable=False),
    Column("priority", EnumNumber(Priority), nullable=False),
    Column("body", AsciiJson, nullable=False),
    maybe("role"),
    Column("origin", BigInteger),
    maybe("coalesce"),
    Column("unknowns", Integer, nullable=False, server_default=text("0")),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("dedupe_key"),
)
outbox.append_column(Column("deaths", Integer, nullable=False, server_default=text("0")))
partial("ix_outbox_ready", outbox.c.priority, outbox.c.id, where=is_ready(outbox))
partial(
    "ix_outbox_coalesce",
    outbox.c.coalesce,
    outbox.c.chat,
    outbox.c.channel,
    where=and_(outbox.c.coalesce.is_not(None), one_of(outbox.c.state, "todo")),
)
partial("ix_outbox_said", outbox.c.chat, outbox.c.id, where=says_something(outbox))
partial("ix_outbox_chat", outbox.c.chat, outbox.c.channel, where=one_of(outbox.c.state, "todo"))
partial("ix_outbox_joinable", outbox.c.channel, outbox.c.chat, outbox.c.id, where=may_be_joined(outbox))

rests = table(
    "rests",
    words("channel"),
    words("chat"),
    Column("until", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("channel", "chat"),
)

moved_chats = table(
    "moved_chats",
    words("channel"),
    words("old"),
    words("new"),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("channel", "old"),
)

absentees = table(
    "absentees",
    words("channel"),
    words("chat"),
    words("user"),
    Column("since", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("channel", "chat", "user"),
)

links = numbered(
    "links",
    words("channel"),
    words("chat"),
    words("message"),
    Column("ticket", BigInteger),
    maybe("role"),
    Column("origin", BigInteger),
    UniqueConstraint("channel", "chat", "message"),
)
Index("ix_links_ticket", links.c.ticket, links.c.role, links.c.id)
partial("ix_links_origin", links.c.origin, where=links.c.origin.is_not(None))

people = numbered(
    "people",
    words("channel"),
    words("user"),
    words("chat"),
    words("name"),
    maybe("estate"),
    maybe("language"),
    Column("reachable", Boolean, nullable=False),
    maybe("chosen_language"),
    Column("seen_at", UtcDateTime),
    UniqueConstraint("channel", "user"),
)

conversations = table(
    "conversations",
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    words("state"),
    Column("data", AsciiJson, nullable=False),
    Column("version", Integer, nullable=False),
)

messages = numbered(
    "messages",
    Column("ticket", BigInteger),
    Column("person", BigInteger),
    words("direction"),
    words("text"),
    Column("media", AsciiJson, nullable=False),
    words("channel"),
    words("chat"),
    maybe("message"),
    maybe("reply_to"),
    maybe("album"),
    Column("at", UtcDateTime, nullable=False),
    Column("pending", Boolean, nullable=False),
    Column("revision_of", BigInteger),
    Column("kept_at", UtcDateTime),
)
Index("ix_messages_ticket", messages.c.ticket, messages.c.id)
partial("ix_messages_pending", messages.c.person, messages.c.id, where=is_pending(messages))
Index("ix_messages_chat", messages.c.chat, messages.c.id)
Index("ix_messages_outside", messages.c.chat, messages.c.message, messages.c.channel)
partial("ix_messages_album", messages.c.chat, messages.c.album, where=messages.c.album.is_not(None))
partial("ix_messages_revisions", messages.c.revision_of, where=messages.c.revision_of.is_not(None))

tickets = numbered(
    "tickets",
    words("estate"),
    words("number"),
    words("kind"),
    maybe("category"),
    words("topic"),
    words("urgency"),
    words("mood"),
    Column("confidence", Float, nullable=False),
    maybe("alarm"),
    words("step"),
    Column("version", Integer, nullable=False),
    Column("reporter", BigInteger, nullable=False),
    words("channel"),
    words("chat"),
    words("staff_chat"),
    maybe("home"),
    words("words"),
    maybe("receiver"),
    maybe("assignee"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("claim_due", UtcDateTime),
    Column("answer_due", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("joins_until", UtcDateTime),
    maybe("answer"),
    maybe("rating"),
    Column("reopened", Integer, nullable=False, server_default=text("0")),
    Column("paged", Integer, nullable=False, server_default=text("0")),
    Column("pages_over", Boolean, nullable=False, server_default=text("false")),
    Column("data", AsciiJson, nullable=False),
    maybe("team"),
    Column("arrive_due", UtcDateTime),
    Column("arrived_at", UtcDateTime),
    Column("done_due", UtcDateTime),
    Column("progress_at", UtcDateTime),
    Column("paused_at", UtcDateTime),
    UniqueConstraint("estate", "number"),
)
tickets.append_column(maybe("severity"))
tickets.append_column(maybe("building"))
tickets.append_column(maybe("riser"))
is_open = tickets.c.step.not_in([literal_column(f"'{step}'") for step in ENDED])
partial("ix_tickets_open", tickets.c.reporter, tickets.c.id, where=is_open)
partial("ix_tickets_ended", tickets.c.reporter, tickets.c.closed_at, where=one_of(tickets.c.step, *ENDED))
Index("ix_tickets_step", tickets.c.estate, tickets.c.step, tickets.c.id)
Index("ix_tickets_received_at", tickets.c.estate, tickets.c.received_at)
Index("ix_tickets_answer_due", tickets.c.estate, tickets.c.answer_due)
Index("ix_tickets_done_due", tickets.c.estate, tickets.c.done_due)
Index("ix_tickets_staff_chat", tickets.c.staff_chat)
group_tables.index_places(tickets)

journal = table(
    "journal",
    words("estate"),
    Column("seq", BigInteger, nullable=False, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ticket", BigInteger),
    words("code"),
    words("actor"),
    Column("facts", AsciiJson, nullable=False),
    maybe("digest"),
    maybe("salt"),
    words("previous"),
    words("hash"),
    PrimaryKeyConstraint("estate", "seq"),
)
Index("ix_journal_ticket", journal.c.ticket, journal.c.seq)
Index("ix_journal_at", journal.c.estate, journal.c.at)

timers = numbered(
    "timers",
    words("kind"),
    words("entity"),
    words("occurrence"),
    Column("due", UtcDateTime, nullable=False),
    Column("data", AsciiJson, nullable=False),
    Column("state", EnumText(TimerState), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("not_before", UtcDateTime),
    maybe("error"),
    UniqueConstraint("kind", "entity", "occurrence"),
)
partial("ix_timers_due", timers.c.due, timers.c.id, where=one_of(timers.c.state, "waiting"))
partial("ix_timers_parked", timers.c.id, where=one_of(timers.c.state, "parked"))

counters = table(
    "counters",
    Column("name", CleanText, primary_key=True),
    Column("n", BigInteger, nullable=False),
)

buttons = table(
    "buttons",
    Column("token", CleanText, primary_key=True),
    words("fingerprint"),
    words("action"),
    words("arg"),
    Column("ticket", BigInteger),
    words("channel"),
    words("chat"),
    maybe("user"),
    maybe("estate"),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("fingerprint"),
)

questions = numbered(
    "questions",
    Column("ticket", BigInteger),
    words("action"),
    words("channel"),
    words("chat"),
    words("user"),
    Column("data", AsciiJson, nullable=False),
    Column("state", EnumText(QuestionState), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
partial(
    "ix_questions_open",
    questions.c.chat,
    questions.c.user,
    questions.c.id,
    where=one_of(questions.c.state, "open"),
)

promises = numbered(
    "promises",
    words("estate"),
    Column("ticket", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    words("made_by"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("state", EnumText(PromiseState), nullable=False),
    Column("settled_at", UtcDateTime),
    maybe("reason"),
)
partial("ix_promises_open", promises.c.ticket, where=one_of(promises.c.state, "open"), unique=True)
Index("ix_promises_ticket", promises.c.ticket, promises.c.id)
Index("ix_promises_at", promises.c.estate, promises.c.at)

shifts = numbered(
    "shifts",
    words("estate"),
    words("user"),
    maybe("team"),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    UniqueConstraint("estate", "user", "starts"),
)
Index("ix_shifts_ends", shifts.c.estate, shifts.c.ends)

absences = numbered(
    "absences",
    words("estate"),
    words("user"),
    Column("starts", UtcDateTime, nullable=False),
    Column("ends", UtcDateTime, nullable=False),
    UniqueConstraint("estate", "user", "starts"),
)
Index("ix_absences_ends", absences.c.estate, absences.c.ends)

tasks = numbered(
    "tasks",
    words("estate"),
    Column("ticket", BigInteger),
    words("kind"),
    Column("data", AsciiJson, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", EnumText(TaskState), nullable=False),
    Column("done_at", UtcDateTime),
    maybe("done_by"),
)
partial("ix_tasks_open", tasks.c.estate, tasks.c.due, where=one_of(tasks.c.state, "open"))
Index("ix_tasks_ticket", tasks.c.ticket, tasks.c.id)

complaints = case_tables.complaints
leases, turns = shared_tables.leases, shared_tables.turns
topics, own_replies = group_tables.topics, group_tables.own_replies
reviews, reviewed, decisions = review_tables.reviews, review_tables.reviewed, review_tables.decisions

settings = table(
    "settings",
    Column("name", CleanText, primary_key=True),
    words("value"),
)


def version_query() -> Select[Any]:
    """Return the question which revision a database has."""
    return select(literal_column("version_num")).select_from(text("alembic_version"))
