"""The history of an estate: codes and salted digests, chained so that a changed or missing row shows."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import bindparam, insert, select

from storage import counters
from storage.records import JournalRow, TicketId
from storage.schema import counters as counter_table
from storage.schema import journal as table
from storage.statements import all_as, columns_of
from storage.types import clean_text, dump_json
from storage.work import Work

START = "0" * 64

_COLUMNS = columns_of(table, JournalRow)
_ADD = insert(table)
_HASH = select(table.c.hash).where(
    table.c.estate == bindparam("of_estate"), table.c.seq == bindparam("of_seq")
)
_OF_TICKET = select(*_COLUMNS).where(table.c.ticket == bindparam("of_ticket")).order_by(table.c.seq)
_OF_ESTATE = select(*_COLUMNS).where(table.c.estate == bindparam("of_estate")).order_by(table.c.seq)
_COUNTER = select(counter_table.c.n).where(counter_table.c.name == bindparam("of_name"))


def add(
    work: Work,
    *,
    estate: str,
    ticket: TicketId | None,
    code: str,
    actor: str,
    facts: Mapping[str, str | int | None],
    words: str | None = None,
) -> None:
    """Append a fact. Of the words only a salted digest is kept: without the salt it says nothing."""
    estate, code, actor = clean_text(estate), clean_text(code), clean_text(actor)
    seq = counters.next(work, f"journal:{estate}")
    values: dict[str, Any] = {
        "estate": estate,
        "seq": seq,
        "at": work.now,
        "ticket": ticket,
        "code": code,
        "actor": actor,
        "facts": dict(facts),
        "digest": None,
        "salt": None,
    }
    if words is not None:
        values["salt"] = secrets.token_hex(16)
        values["digest"] = digest_of(words, values["salt"])
    values["previous"] = _hash_at(work, estate, seq - 1)
    values["hash"] = _chained(values)
    work.connection.execute(_ADD, values)


def of_ticket(work: Work, ticket: TicketId) -> list[JournalRow]:
    """Return the history of a ticket, oldest first."""
    return all_as(JournalRow, work.connection.execute(_OF_TICKET, {"of_ticket": ticket}))


def digest_of(words: str, salt: str) -> str:
    """Return what the journal keeps of words."""
    return hashlib.sha256(f"{salt}\n{clean_text(words)}".encode()).hexdigest()


def verify(work: Work, estate: str, seen: Callable[[JournalRow], None] = lambda _: None) -> list[str]:
    """Return what is wrong with an estate's journal, a sentence each; empty: sound. A salt may be erased.

    Each row is shown to `seen`, oldest first.
    """
    problems: list[str] = []
    expected, previous = 1, START
    for row in work.connection.execute(_OF_ESTATE, {"of_estate": estate}).yield_per(1000):
        record = JournalRow(*row)
        if record.seq != expected:
            problems.append(_missing(estate, expected, record.seq - 1))
        elif record.previous != previous:
            problems.append(f"journal {estate}: row {record.seq} does not follow from the row before it")
        if record.hash != _chained(_covered(record)):
            problems.append(f"journal {estate}: row {record.seq} was changed")
        expected, previous = record.seq + 1, record.hash
        seen(record)
    counted = work.connection.scalar(_COUNTER, {"of_name": f"journal:{estate}"}) or 0
    if counted >= expected:
        problems.append(_missing(estate, expected, counted))
    return problems


def _hash_at(work: Work, estate: str, seq: int) -> str:
    found: str | None = work.connection.scalar(_HASH, {"of_estate": estate, "of_seq": seq})
    return found or START


def _chained(values: dict[str, Any]) -> str:
    at = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
    covered = [
        values[name] for name in ("previous", "estate", "seq", "ticket", "code", "actor", "facts", "digest")
    ]
    return hashlib.sha256(dump_json([*covered, at]).encode()).hexdigest()


def _covered(record: JournalRow) -> dict[str, Any]:
    return {column.name: getattr(record, column.name) for column in table.columns}


def _missing(estate: str, first: int, last: int) -> str:
    rows = f"row {first} is" if first == last else f"rows {first} to {last} are"
    return f"journal {estate}: {rows} missing"
