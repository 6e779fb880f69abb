"""What an urge does, as a table: how many had an effect, how long ago, what the cool-down is."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.ticket.urging import Effect, Urges

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "seconds_ago", "cooldown_s", "effect"),
    [
        (0, None, 1800, Effect.reminds),
        (1, 0, 1800, Effect.nothing),
        (1, 1799, 1800, Effect.nothing),
        (1, 1800, 1800, Effect.reminds),
        (2, 1799, 1800, Effect.nothing),
        (2, 1800, 1800, Effect.calls_the_lead),
        (3, 1800, 1800, Effect.reminds),
        (5, 1800, 1800, Effect.calls_the_lead),
        (1, 299, 300, Effect.nothing),
        (1, 300, 300, Effect.reminds),
        (1, 0, 0, Effect.reminds),
        (2, 0, 0, Effect.calls_the_lead),
    ],
)
def test_an_urge_reminds_outside_the_cool_down_and_each_third_calls_the_lead(
    times, seconds_ago, cooldown_s, effect
):
    last = None if seconds_ago is None else NOW - timedelta(seconds=seconds_ago)
    assert Urges(times, last).next(NOW, cooldown_s) is effect
