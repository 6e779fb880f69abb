"""The whole bot stops only when nothing can be reached, or when several chats were told to wait."""

from bot.backoff import jittered
from bot.pauses import Pauses


class Clock:
    now = 50.0

    def __call__(self):
        return self.now


def test_one_or_two_slow_chats_do_not_stop_the_others():
    pauses = Pauses(Clock())
    pauses.slowed("-1", 30)
    pauses.slowed("-2", 30)
    pauses.slowed("-2", 30)
    assert pauses.room(8) == 8


def test_three_slow_chats_stop_all_for_as_long_as_the_last_was_told():
    clock = Clock()
    pauses = Pauses(clock)
    for chat in ("-1", "-2", "-3"):
        pauses.slowed(chat, 30)
    assert (pauses.room(8), pauses.remaining()) == (0, 30)
    clock.now += 30
    assert pauses.room(8) == 8


def test_chat_whose_wait_is_over_counts_no_more():
    clock = Clock()
    pauses = Pauses(clock)
    pauses.slowed("-1", 5)
    clock.now += 6
    pauses.slowed("-2", 5)
    pauses.slowed("-3", 5)
    assert pauses.room(8) == 8


def test_after_a_lost_connection_one_message_tries_alone():
    clock = Clock()
    pauses = Pauses(clock)
    pauses.failed()
    pauses.failed()  # another that was on its way at the same time
    assert pauses.room(8) == 0
    assert pauses.remaining() <= 1
    clock.now += 1
    assert pauses.room(8) == 1
    pauses.answered()
    assert pauses.room(8) == 8


def test_waits_grow_to_the_ceiling_and_differ():
    waits = [[jittered(failures) for _ in range(50)] for failures in (1, 2, 3, 20, 10_000)]
    for tops, values in zip((1, 2, 4, 60, 60), waits, strict=True):
        assert tops / 2 <= min(values) < max(values) <= tops
