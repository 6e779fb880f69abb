"""Each figure is counted twice: by the queries of the digest, and from every ticket and its journal in plain loops."""

from collections import Counter
from datetime import date, timedelta

import pytest

from handlers import speak
from handlers.manager import figures
from handlers.ticket.lifecycle import OPEN
from storage import corrections, promises
from storage.reports import Share
from tests.handlers.a_month import ESTATE, FIRST, Everything


@pytest.mark.parametrize("day", [FIRST, date(2026, 11, 5), date(2026, 11, 12)], ids=str)
def test_every_figure_is_what_tickets_and_journal_say(month, day):
    found = month.read_now(lambda work: figures.of(work, ESTATE, day))
    every = month.read_now(lambda work: Everything(work, day))
    week = [day - timedelta(days=n + 1) for n in range(found.days_before)]
    assert found.days_before == min(7, (day - FIRST).days)
    assert found.did.flow.received == every.received()
    assert found.did.flow.done == every.done()
    assert found.did.flow.closed == sum(t.step == "closed" and every.on(t.closed_at) for t in every.tickets)
    assert found.did.flow.withdrawn == len(every.with_code("withdraw"))
    if week:
        assert found.before.received == every.received(*week)
        assert found.before.done == every.done(*week)
    assert found.did.corrected == len({t.id for t, _ in every.with_code(corrections.CODE)})
    assert found.did.undelivered == len({t.id for t, _ in every.with_code(speak.UNDELIVERED)})
    assert found.did.overdue == len({t.id for t, _ in every.with_code("overdue")})
    ratings = [row.facts["rating"] for _, row in every.with_code("close", "reopen")]
    assert found.did.revisits.ratings == Counter(rating for rating in ratings if rating)
    assert found.did.revisits.unrated == ratings.count(None)
    assert found.did.revisits.asked == len(every.with_code("ask"))
    assert [bad.rating for bad in found.did.revisits.bad] == [
        row.facts["rating"] for _, row in sorted(every.with_code("reopen"), key=lambda pair: pair[1].seq)
    ]


@pytest.mark.parametrize("day", [FIRST, date(2026, 11, 5), date(2026, 11, 12)], ids=str)
def test_every_rate_is_what_tickets_and_journal_say(month, day):
    found = month.read_now(lambda work: figures.of(work, ESTATE, day)).did.in_time
    every = month.read_now(lambda work: Everything(work, day))
    now = every.work.now
    promised = [
        promise
        for ticket in every.tickets
        for promise in month.read_now(
            lambda work: promises.of_ticket(work, ticket.id)  # noqa: B023
        )
        if every.on(promise.at)
    ]
    judged = [
        p for p in promised if p.state in ("kept", "late", "missed") or (p.state == "open" and p.at < now)
    ]
    assert found == {
        "claimed": every.among(
            lambda t: every.on(t.received_at) and (t.step != "received" or t.claim_due < now),
            lambda t: t.step != "received" and t.claimed_at <= t.claim_due,
        ),
        "answered": every.among(lambda t: every.on(t.answer_due), every.written_by),
        "arrived": every.among(
            lambda t: every.on(t.received_at) and t.arrive_due and (t.arrived_at or t.arrive_due < now),
            lambda t: t.arrived_at and t.arrived_at <= t.arrive_due,
        ),
        "done": every.among(
            lambda t: every.on(t.done_due), lambda t: t.answered_at and t.answered_at <= t.done_due
        ),
        "kept": Share(sum(p.state == "kept" for p in judged), len(judged)),
    }
    assert all(share.part <= share.of for share in found.values())


def test_what_must_happen_now_and_what_is_open(month):
    found = month.read_now(lambda work: figures.of(work, ESTATE, date(2026, 11, 12)))
    every = month.read_now(lambda work: Everything(work, found.day))
    to_do, now = found.to_do, every.work.now
    opened = [ticket for ticket in every.tickets if ticket.step in OPEN]
    days = [(now - ticket.received_at) / timedelta(days=1) for ticket in opened]
    assert to_do.ages == tuple(
        sum(low < age <= high for age in days) for low, high in ((-999, 1), (1, 3), (3, 7), (7, 999))
    )
    assert {one.ticket.id for one in to_do.urgent} == {t.id for t in opened if t.urgency in ("P0", "P1")}
    lists = (to_do.urgent, to_do.unclaimed, to_do.broken, to_do.alone, to_do.overdue)
    listed = [one.ticket.id for found in lists for one in found]
    assert len(listed) == len(set(listed))
    assert {one.ticket.id for one in to_do.unclaimed} <= {t.id for t in opened if t.step == "received"}
    assert to_do.overdue
    assert to_do.broken
