"""How long a whole database takes from SQLite to PostgreSQL: `TICKETS=200000` with a journal, words and messages."""

import os
import time

import pytest

from handlers.ticket import moves
from handlers.ticket.lifecycle import Move
from storage import journal, messages, moving, outbox, tickets
from storage.database import Database
from tests.bench.board import show
from tests.storage.make import letter, message, new_ticket

pytestmark = pytest.mark.bench
TICKETS = int(os.environ.get("TICKETS", "20000"))
_AT_ONCE = 1000


def lived(work, n):
    """One claimed ticket with its words and two messages sent."""
    kept = tickets.open(work, new_ticket(words=f"厨房水管漏水,滴到楼下了 {n}"))
    told = messages.store(work, message(kept.words, ticket=kept.id))
    facts = {"message": told}
    journal.add(
        work, estate="cuiyuan", ticket=kept.id, code="received", actor="owner", facts=facts, words=kept.words
    )
    moves.move(work, kept, Move.claim, "2001", assignee="2001")
    for part in "ab":
        outbox.put(work, letter(f"{n}{part}", ticket=kept.id))


def test_moving(sqlite_url, postgres_server):
    database = Database.open(sqlite_url)
    for first in range(0, TICKETS, _AT_ONCE):
        database.write_now(lambda work, first=first: [lived(work, first + n) for n in range(_AT_ONCE)])
    database.close()
    began = time.perf_counter()
    moved = moving.move(
        sqlite_url, postgres_server.make(), sound=lambda _work: [], progress=lambda _done, _in_all: None
    )
    took = time.perf_counter() - began
    rows = sum(moved.rows.values())
    show(
        f"Moving {TICKETS} tickets",
        [("rows", f"{rows}"), ("seconds", f"{took:.1f}"), ("rows a second", f"{rows / took:.0f}")],
    )
    assert moved.rows["tickets"] == TICKETS
