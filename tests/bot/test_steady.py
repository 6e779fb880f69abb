"""The clock of the service goes on, whatever happens to the clock of the machine."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.steady import Steady, since_boot

START = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Machine:
    """A clock on the wall that somebody sets, and time that nobody can set."""

    def __init__(self):
        self.at, self.s = START, 0.0
        self.clock = Steady(lambda: self.at, lambda: self.s)

    def passes(self, seconds):
        self.at += timedelta(seconds=seconds)
        self.s += seconds
        return self.clock()


@pytest.fixture
def machine():
    return Machine()


def test_it_is_the_time_of_the_machine(machine):
    assert [machine.passes(n) for n in (1, 0, 3600)] == [START + timedelta(seconds=n) for n in (1, 1, 3601)]


def test_a_clock_set_forward_is_followed_at_once(machine):
    machine.at += timedelta(hours=1)
    assert machine.passes(1) == START + timedelta(hours=1, seconds=1)


def test_a_clock_set_back_an_hour_never_goes_back_and_a_minute_lasts_two_at_most(machine):
    machine.passes(60)
    before = machine.clock()
    machine.at -= timedelta(hours=1)
    seen = [before, *(machine.passes(1) for _ in range(120))]
    assert seen == sorted(seen)
    assert seen[-1] - before == timedelta(minutes=1)
    machine.passes(2 * 3600)
    assert machine.clock() == machine.at  # it agrees again


def test_time_that_nobody_can_set_goes_on():
    assert since_boot() <= since_boot()
