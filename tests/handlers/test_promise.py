"""What is planned as a time is promised: timers, by the numbers of the estate."""

from dataclasses import replace
from datetime import timedelta

import pytest

import nlp
from handlers import texts
from handlers.desk import Desk, Policy
from handlers.ticket import promise
from storage import people, timers
from tests.handlers.test_duty import ESTATE, HOUR, TEN, held

CATALOGUES = texts.load_all()
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("remind", "confirm", "asked", "unconfirmed"),
    [(30, 10, [30], [10]), (30, 0, [30], []), (0, 10, [], []), (5, 10, [5], []), (10, 10, [10], [])],
)
def test_nobody_is_told_of_an_answer_that_was_not_asked_for_before(
    database, remind, confirm, asked, unconfirmed
):
    estate = replace(ESTATE, policy=Policy(promise_remind_min=remind, promise_confirm_min=confirm))
    desk = Desk({"cuiyuan": estate}, CATALOGUES["zh"], nlp.screen, nlp.screen, catalogues=CATALOGUES)
    at = TEN + 5 * HOUR

    def unit(work):
        people.seen(work, channel="telegram", user="100", chat="100", name="王阿姨", language="zh")
        ticket = held(work, data={"receipt": "owner.receipt_request"})
        promise.make(desk, work, ticket, at, None, "worker")
        return [
            [(at - timer.due) / MINUTE for timer in timers.all_waiting(work, kind, str(ticket.id))]
            for kind in (promise.REMIND, promise.CONFIRM)
        ]

    assert database.write_now(unit) == [asked, unconfirmed]
