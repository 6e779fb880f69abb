"""Three processes claim the same tickets at the same time, by the use case and the storage of the product."""

import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from handlers.desk import Desk, StaffMember
from handlers.refusals import Refused
from handlers.staff import claim
from handlers.ticket import moves
from storage import people, tickets
from storage.database import Database, DatabaseUnavailable
from storage.errors import Stale
from storage.records import NewTicket, TicketId
from storage.work import Work
from tests.simulate.estate import DESK, KEY, settings
from tests.virtual.service import desk_of

RACERS = ("2001", "2002", "2003")
# Claims that are under way in a process at once; they wait for each other after as many.
_TOGETHER = 100
_AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one claim: `won`, else whom the loser was told; `stale`: how often it met the other."""

    ticket: int
    user: str
    won: bool
    told: str
    stale: int


def lay_out(url: str, count: int) -> list[TicketId]:
    """Open so many tickets that nobody has."""

    def some(work: Work, begin: int, end: int) -> list[TicketId]:
        person = people.seen(work, channel="telegram", user="3001", chat="3001", name="业主", language=None)
        return [tickets.open(work, _new(person.id, n)).id for n in range(begin, end)]

    database = Database.open(url, create=True)
    try:
        found: list[TicketId] = []
        for begin in range(0, count, 500):
            end = min(begin + 500, count)
            found += database.write_now(lambda work, b=begin, e=end: some(work, b, e))
        return found
    finally:
        database.close()


def run(url: str, folder: Path, which: Sequence[TicketId]) -> list[Attempt]:
    """Let all claim all of them; return every attempt."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(len(RACERS)), context.Queue()
    racers = [
        context.Process(target=_racer, args=(url, folder, user, list(which), barrier, results))
        for user in RACERS
    ]
    for racer in racers:
        racer.start()
    found = [attempt for _ in racers for attempt in results.get()]
    for racer in racers:
        racer.join()
    return found


def wrong(url: str, which: Sequence[TicketId], attempts: Sequence[Attempt]) -> Iterator[str]:
    """Tell where there is not one winner, whom everybody knows."""
    of: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        of.setdefault(attempt.ticket, []).append(attempt)
    has, rows = _kept(url)
    for ticket in which:
        winners = [attempt.user for attempt in of.get(ticket, []) if attempt.won]
        if len(winners) != 1 or len(of[ticket]) != len(RACERS):
            yield f"ticket {ticket} has the winners {winners} of {len(of.get(ticket, []))}"
            continue
        told = [attempt.told for attempt in of[ticket] if not attempt.won]
        if told != winners * len(told):
            yield f"ticket {ticket} is {winners}'s, and the others were told {told}"
        if has[ticket] != winners[0] or rows.get(ticket) != [winners[0]]:
            yield f"ticket {ticket} is {winners}'s, but has {has[ticket]} and the journal says {rows.get(ticket)}"


def _kept(url: str) -> tuple[dict[int, str | None], dict[int, list[str]]]:
    def look(work: Work) -> tuple[dict[int, str | None], dict[int, list[str]]]:
        run_it = work.connection.exec_driver_sql
        claims: dict[int, list[str]] = {}
        for ticket, actor in run_it("SELECT ticket, actor FROM journal WHERE code = 'claim' ORDER BY seq"):
            claims.setdefault(ticket, []).append(actor)
        has = run_it("SELECT id, assignee FROM tickets")
        return {row.id: row.assignee for row in has}, claims

    database = Database.open(url)
    try:
        return database.read_now(look)
    finally:
        database.close()


def _new(person: Any, n: int) -> NewTicket:
    return NewTicket(
        estate=KEY,
        local_date=(_AT + timedelta(days=n // 900)).date(),
        kind="request",
        reporter=person,
        channel="telegram",
        chat="3001",
        staff_chat=DESK,
        words="厨房水管漏水",
        received_at=_AT,
    )


def _racer(url: str, folder: Path, user: str, which: list[TicketId], barrier: Barrier, results: Any) -> None:
    results.put(asyncio.run(_claim_all(url, folder, user, which, barrier)))


async def _claim_all(
    url: str, folder: Path, user: str, which: list[TicketId], barrier: Barrier
) -> list[Attempt]:
    # A unit that met another racer's comes back at once: the lane would let it wait a while before it looks again.
    desk, database = desk_of(settings(folder)), Database.open(url, patience_s=0.0)
    member = desk.estates[KEY].member(user)
    assert member is not None, "the racers are on the roster"
    found: list[Attempt] = []
    try:
        for first in range(0, len(which), _TOGETHER):
            barrier.wait()
            some = which[first : first + _TOGETHER]
            # Every second time one of them begins at the other end, so that each is first now and then.
            begins_at_the_end = user == RACERS[0] and first // _TOGETHER % 2
            order = some[::-1] if begins_at_the_end else some
            found += await asyncio.gather(*(_attempt(desk, database, ticket, member) for ticket in order))
    finally:
        database.close()
    return found


async def _attempt(desk: Desk, database: Database, ticket: TicketId, member: StaffMember) -> Attempt:
    """Claim as the worker does: who meets a change looks again."""
    stale = 0
    while True:
        try:
            await database.write(lambda work: claim.claim(desk, work, moves.get(work, ticket), member))
        except Refused as refused:
            who = refused.sentence.values.get("who")
            return Attempt(ticket, member.user, False, str(getattr(who, "user", who)), stale)
        except Stale:
            stale += 1
        except DatabaseUnavailable:
            continue
        else:
            return Attempt(ticket, member.user, True, "", stale)
