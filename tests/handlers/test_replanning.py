"""Another zone, other hours or other numbers in the configuration: what was planned before follows at the start."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import Sentence
from handlers.ticket import notices, promise, replanning, unasked
from nlp.judgement import Urgency
from storage import journal, timers
from tests.handlers.test_deadlines import HOUR, TEN, Days, moves

NIGHT = ((0, 8 * 60 + 30), (21 * 60, 24 * 60))


@pytest.fixture
def days(sqlite_database, business_clock):
    days = Days(sqlite_database, business_clock, progress_remind_h=0)
    starts(days)
    return days


def starts(days, policy=(), **changes):
    """Start anew with other lines in the configuration."""
    before = days.desk.estates["cuiyuan"]
    changes["policy"] = replace(before.policy, **dict(policy))
    days.desk = replace(days.desk, estates={"cuiyuan": replace(before, **changes)})
    days.does(lambda work: replanning.follow(days.desk, work))


def next_timer(days, kind):
    return days.does(lambda work: [timer.due for timer in timers.of_kind(work, kind)])


def test_a_corrected_zone_moves_the_limits_and_their_reminders(days):
    starts(days, zone=ZoneInfo("Europe/London"))  # by mistake: there it is 02:00, nobody is at the desk
    one = days.opens(data={"receipt": "owner.receipt_request"})
    assert one.claim_due == TEN + 8 * HOUR
    starts(days, zone=ZoneInfo("Asia/Shanghai"))
    assert days.now(one).claim_due == TEN + 2 * HOUR
    assert next_timer(days, "deadline") == [TEN + 1.4 * HOUR]
    days.passes(hours=2, seconds=2)
    assert "已超时" in days.told()[-1][0]


def test_other_numbers_move_every_limit_but_no_time_that_the_owner_was_told_is_put_off(days):
    sooner, urgent = days.opens(), days.opens(urgency=Urgency.P1)
    starts(days, {"claim_min": 60, "answer_h": 48, "done_days": 5, "urgent_arrive_min": 15})
    changed = days.now(sooner)
    assert (changed.claim_due, changed.answer_due, changed.done_due) == (
        TEN + HOUR,
        sooner.answer_due,
        TEN + timedelta(days=5),
    )
    assert days.now(urgent).arrive_due == TEN + HOUR / 4


def test_a_time_that_was_promised_stays_and_an_unchanged_configuration_changes_nothing(days):
    one = days.opens(assignee="worker", receiver="worker", data={"receipt": "owner.receipt_request"})
    at = TEN + 30 * HOUR
    days.does(lambda work: promise.make(days.desk, work, moves.get(work, one.id), at, None, "worker"))
    rows = len(days.does(lambda work: journal.of_ticket(work, one.id)))
    starts(days)
    assert len(days.does(lambda work: journal.of_ticket(work, one.id))) == rows
    starts(days, {"done_days": 1})
    assert days.now(one).done_due == at


def test_what_waits_for_the_morning_waits_for_the_morning_of_today(days):
    starts(days, quiet_hours=NIGHT)
    one = days.opens(assignee="worker")
    days.clock.at += 13 * HOUR  # 23:00
    told = Sentence("owner.not_reached", number=one.number)
    days.does(lambda work: unasked.say(days.desk, work, one, "x", told, must=True))
    days.does(lambda work: notices.due(days.desk, work, one, notices.Level.lead, {"done": one.done_due}))
    assert (next_timer(days, "unasked"), next_timer(days, "notices")) == (
        [TEN + 22.5 * HOUR],
        [TEN + 22 * HOUR],
    )
    starts(days, quiet_hours=((0, 7 * 60), (22 * 60, 24 * 60)), hours=((9 * 60, 18 * 60),))
    assert (next_timer(days, "unasked"), next_timer(days, "notices")) == (
        [TEN + 21 * HOUR],
        [TEN + 23 * HOUR],
    )
    starts(days, quiet_hours=())
    days.passes(seconds=1)
    assert len(days.told("100")) == 1
