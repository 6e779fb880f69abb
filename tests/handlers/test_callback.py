"""Calls that owners wait for, as the matter they are about ends."""

import pytest

from handlers.ticket import callback, calls
from storage import outbox, people, tasks, tickets, timers
from tests.handlers.test_duty import HOUR, TEN, held
from tests.handlers.test_handover import DESK


@pytest.mark.parametrize(("ended", "is_told"), [(TEN + HOUR, False), (TEN - HOUR, True)])
def test_a_call_is_nobodys_once_its_matter_ends_but_one_asked_for_later_is(database, ended, is_told):
    def unit(work):
        people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
        ticket = tickets.change(work, held(work, team="works"), step="closed", closed_at=ended)
        task = callback.begin(DESK, work, ticket)
        calls.overdue(DESK, work, task.id)
        said = outbox.said_last(work, "telegram", "lead")
        return "在等回电" in said.get("text", ""), bool(tasks.open_of(work, ticket.id))

    assert database.write_now(unit) == (is_told, is_told)


@pytest.mark.parametrize(("urgency", "minutes"), [("P1", 5), ("P2", 30)])
def test_a_lead_hears_of_a_call_only_after_somebody_had_time_to_make_it(database, urgency, minutes):
    def unit(work):
        people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
        task = callback.begin(DESK, work, held(work, urgency=urgency))
        (late,) = timers.all_waiting(work, calls.TIMER, str(task.id))
        return (late.due - work.now).total_seconds() / 60

    assert database.write_now(unit) == minutes
