"""What became of the tickets of some days is counted twice: streamed, and from tickets and journal in plain loops."""

import statistics
from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers import calendar
from handlers.manager import cohort, figures_sheet, measures
from handlers.texts import load_all
from storage import complaints, corrections
from storage.reports import Share
from tests.handlers.a_month import ESTATE, FIRST, Everything

LAST = FIRST + timedelta(days=9)
HOUSEHOLDS = 250
MINUTE = timedelta(minutes=1)


@pytest.fixture
def received(month):
    """Give the tickets of ten days that were to be seen to, each with its rows and its file."""
    every = month.read_now(lambda work: Everything(work, FIRST))
    days = [FIRST + timedelta(days=n) for n in range(10)]
    among = [ticket for ticket in every.tickets if every.on(ticket.received_at, *days)]
    files = month.read_now(lambda work: {ticket.id: complaints.get(work, ticket.id) for ticket in among})
    return [(one, every.rows[one.id], files[one.id]) for one in among]


@pytest.fixture
def found(month):
    estate = replace(ESTATE, households=HOUSEHOLDS)
    return month.read_now(lambda work: cohort.of(work, estate, FIRST, LAST))


def test_every_share_is_what_tickets_and_journal_say(received, found):
    seen_to = [one for one in received if one[0].step != "withdrawn"]
    codes = {ticket.id: {row.code for row in rows} for ticket, rows, _ in seen_to}
    closed = [ticket for ticket, _, _ in seen_to if ticket.step == "closed"]
    complained = [ticket for ticket, _, _ in seen_to if ticket.kind == "complaint"]
    files = [file for ticket, _, file in seen_to if ticket in complained and file and file.nature]
    assert found.received == len(received) > len(seen_to)
    assert found.shares == {
        "settled": Share(
            sum(ticket.step in ("answered", "revisiting", "closed") for ticket, _, _ in seen_to), len(seen_to)
        ),
        "once": Share(sum("reopen" not in codes[ticket.id] for ticket in closed), len(closed)),
        "corrected": Share(sum(corrections.CODE in found for found in codes.values()), len(seen_to)),
        "escalated": Share(sum("overdue" in found for found in codes.values()), len(seen_to)),
        "valid": Share(sum(file.nature == "valid" for file in files), len(files)),
        "repeated": Share(
            sum(
                any(
                    timedelta() < one.received_at - other.received_at <= timedelta(days=30)
                    and other.category == one.category
                    for other in complained
                )
                for one in complained
            ),
            len(complained),
        ),
        "complaints": Share(len(files), HOUSEHOLDS),
    }


def test_every_span_is_of_what_was_reached_and_done_by_both_clocks(received, found):
    done = [
        (ticket.received_at, ticket.answered_at)
        for ticket, _, _ in received
        if ticket.answered_at and ticket.step != "withdrawn"
    ]
    span = found.spans["handling", "calendar"]
    took = sorted((until - since) / MINUTE for since, until in done)
    assert (span.n, span.half) == (len(took), statistics.median_low(took))
    assert sum(minutes <= span.most for minutes in took) >= 0.9 * len(took) > sum(m < span.most for m in took)
    worked = sorted(calendar.business_minutes(ESTATE, *one) for one in done)
    assert found.spans["handling", "business"].half == statistics.median_low(worked)
    assert found.spans["handling", "business"].half < span.half
    assert found.spans["first_answer", "calendar"].half <= span.half


def test_the_sheet_of_figures_holds_the_days_together_and_each_alone_as_the_digest_counts_them(month):
    texts = load_all()["zh"]
    rows = month.read_now(lambda work: list(figures_sheet.rows(texts, ESTATE, FIRST, LAST, work)))
    assert all(len(row) == len(figures_sheet.COLUMNS) for row in rows)
    together = {row[3]: row[4:7] for row in rows if row[1:3] == ("2026-11-01", "2026-11-10")}
    fifth = {row[3]: row[4:7] for row in rows if row[1:3] == ("2026-11-05", "2026-11-05")}
    did = month.read_now(lambda work: measures.of(work, ESTATE, date(2026, 11, 5), date(2026, 11, 5)))
    assert fifth["收"] == (sum(did.flow.received.values()), None, None)
    claimed = did.in_time["claimed"]
    assert fifth["受理及时率"] == (claimed.part, claimed.of, claimed.part / claimed.of)
    assert fifth["满意率"][:2] == (did.revisits.satisfied.part, did.revisits.satisfied.of)
    alone = [row[4] for row in rows if row[3] == "收" and row[1] == row[2]]
    assert (len(alone), sum(alone)) == (10, together["收"][0])
