"""The bot stops sending when nothing is answered, and asks until something is."""

import pytest

from bot.backoff import jittered
from bot.pauses import URGENT_S, Pauses


class Clock:
    now = 50.0

    def __call__(self):
        return self.now


def closed_off(clock, questions=0):
    pauses = Pauses(clock)
    pauses.failed()
    for _ in range(questions):
        pauses.asked()
    return pauses


def test_after_a_lost_connection_nothing_is_sent_before_a_question_is_answered():
    clock = Clock()
    pauses = closed_off(clock)
    pauses.failed()  # another that was on its way at the same time
    assert pauses.room(8) == 0
    assert 0 < pauses.asks_in(urgent=False) <= 1
    clock.now += 3600
    assert pauses.room(8) == 0
    pauses.heard()
    assert (pauses.room(8), pauses.asks_in(urgent=False)) == (1, None)
    pauses.answered()
    assert pauses.room(8) == 8


def test_a_message_that_fails_after_an_answered_question_closes_off_again_for_longer():
    clock = Clock()
    pauses = closed_off(clock, questions=3)
    pauses.heard()
    pauses.failed()
    assert pauses.room(8) == 0
    assert pauses.asks_in(urgent=False) >= 8


def test_an_answer_to_a_message_that_was_on_its_way_opens_at_once():
    pauses = closed_off(Clock(), questions=5)
    pauses.answered()
    assert pauses.room(8) == 8


@pytest.mark.parametrize(("urgent", "at_most"), [(False, 60), (True, URGENT_S)])
def test_questions_come_less_and_less_often_but_not_while_an_emergency_waits(urgent, at_most):
    pauses = closed_off(Clock(), questions=20)
    assert at_most / 2 <= pauses.asks_in(urgent=urgent) <= at_most


def test_waits_grow_to_the_ceiling_and_differ():
    waits = [[jittered(failures) for _ in range(50)] for failures in (1, 2, 3, 20, 10_000)]
    for tops, values in zip((1, 2, 4, 60, 60), waits, strict=True):
        assert tops / 2 <= min(values) < max(values) <= tops
