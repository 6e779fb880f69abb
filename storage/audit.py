"""What can be verified besides the journal's chain: numbers, queues, and words by their digest."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Table, and_, exists, func, or_, select

from storage.conditions import one_of
from storage.journal import digest_of
from storage.records import JournalRow, Ticket
from storage.schema import counters, inbox, journal, messages, outbox, tickets
from storage.statements import columns_of
from storage.work import Work

_AT_ONCE = 500
_TICKET = columns_of(tickets, Ticket)


def estates(work: Work) -> dict[str, int]:
    """Return every estate that anything was ever kept of, with the rows of its journal."""
    counted = work.connection.execute(select(counters.c.name, counters.c.n))
    found = {row.name.split(":")[1]: 0 for row in counted if row.name.startswith(("journal:", "ticket:"))}
    found |= dict.fromkeys(work.connection.scalars(select(tickets.c.estate).distinct()), 0)
    by_estate = select(journal.c.estate, func.count().label("rows")).group_by(journal.c.estate)
    rows = work.connection.execute(by_estate)
    return dict(sorted((found | {row.estate: row.rows for row in rows}).items()))


def tickets_of(work: Work, estate: str) -> Iterator[Ticket]:
    """Give the tickets of an estate, oldest first, without keeping them all in memory."""
    query = select(*_TICKET).where(tickets.c.estate == estate).order_by(tickets.c.id)
    return (Ticket(*row) for row in work.connection.execute(query).yield_per(_AT_ONCE))


def numbers(work: Work, estate: str) -> list[str]:
    """Return where the numbers of tickets have a gap, or one was never given out; a sentence each."""
    start = f"ticket:{estate}:"
    counted = work.connection.execute(select(counters.c.name, counters.c.n))
    given = {row.name.removeprefix(start): row.n for row in counted if row.name.startswith(start)}
    query = select(tickets.c.number).where(tickets.c.estate == estate).order_by(tickets.c.number)
    found = {
        day: {number.partition("-")[2] for number in ones}
        for day, ones in groupby(work.connection.scalars(query), key=lambda number: number.partition("-")[0])
    }
    problems = []
    for day in sorted({*given, *found}):
        expected = {f"{n:03d}" for n in range(1, given.get(day, 0) + 1)}
        missing, strange = sorted(expected - found.get(day, set())), sorted(found.get(day, set()) - expected)
        problems += [f"tickets {estate}: {day}-{n} is missing" for n in missing]
        problems += [f"tickets {estate}: {day}-{n} was never given out" for n in strange]
    return problems


def queues(work: Work) -> list[str]:
    """Return the lanes in which nothing would ever go on, and rows that stand where they cannot."""
    return [
        *_lanes(work, inbox, ("todo", "doing"), "doing"),
        *_lanes(work, outbox, ("todo", "sending"), "sending"),
    ]


def _lanes(work: Work, table: Table, unfinished: Sequence[str], running: str) -> Iterator[str]:
    head = table.alias("head")
    led = exists().where(head.c.lane == table.c.lane, head.c.head == 1)
    stuck = select(table.c.lane, func.count()).where(one_of(table.c.state, *unfinished), ~led)
    for lane, count in work.connection.execute(stuck.group_by(table.c.lane).order_by(table.c.lane)):
        yield f"{table.name}: none of the {count} that wait in the lane {lane} comes first"
    over = and_(table.c.head == 1, ~one_of(table.c.state, *unfinished))
    unclaimed = and_(one_of(table.c.state, running), table.c.attempts < 1)
    for row in work.connection.scalars(select(table.c.id).where(or_(over, unclaimed)).order_by(table.c.id)):
        yield f"{table.name}: row {row} stands first though it is finished, or is claimed by nobody"


def words(work: Work, rows: Sequence[JournalRow]) -> list[str]:
    """Return the rows whose words are kept and are not those of the journal's digest.

    They may be those of the message a row names, or of an edit of it.
    """
    problems = []
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        kept = _kept_words(work, {row.facts["message"] for row in part})
        for row in part:
            texts = kept.get(row.facts["message"])
            if texts is None:
                problems.append(f"journal {row.estate}: the words of row {row.seq} are gone, not erased")
            elif row.digest not in {digest_of(text, row.salt or "") for text in texts}:
                problems.append(f"journal {row.estate}: the words of row {row.seq} were changed")
    return problems


def _kept_words(work: Work, numbers: Collection[Any]) -> dict[Any, list[str]]:
    """Return each message's own words and those of its edits."""
    kept: dict[Any, list[str]] = {}
    for column in (messages.c.id, messages.c.revision_of):
        query = select(column.label("first"), messages.c.text).where(column.in_(sorted(numbers)))
        for found in work.connection.execute(query):
            kept.setdefault(found.first, []).append(found.text)
    return kept
