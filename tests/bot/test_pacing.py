"""No window of any limit is ever exceeded, and emergencies find room."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import Pacing

GROUP, PERSON = "-1001", "7"


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def pacing(clock, per_second=30.0, chat_per_second=1.0, group_per_minute=20.0):
    return Pacing(
        per_second=per_second, chat_per_second=chat_per_second, group_per_minute=group_per_minute, clock=clock
    )


def burst(paced, chat, *, emergency=False):
    sent = 0
    while paced.wait(chat, emergency=emergency) == 0:
        paced.take(chat)
        sent += 1
    return sent


def most_in(times, span):
    return max((sum(at <= other <= at + span for other in times) for at in times), default=0)


def test_group_keeps_three_free_for_emergencies():
    paced = pacing(Clock(), per_second=100, chat_per_second=100)
    assert burst(paced, GROUP) == 17
    assert burst(paced, GROUP, emergency=True) == 3


def test_group_is_not_written_to_faster_than_any_chat():
    paced = pacing(Clock())
    assert burst(paced, GROUP, emergency=True) == 1


def test_the_bot_keeps_a_tenth_free_for_emergencies_and_they_pass_no_limit_either():
    paced = pacing(Clock())
    assert sum(burst(paced, str(number)) for number in range(40)) == 27
    assert burst(paced, "1", emergency=True) == 0  # it was written to in this second
    assert sum(burst(paced, str(number), emergency=True) for number in range(100, 140)) == 3


def test_of_a_few_a_second_none_is_kept_free_for_emergencies():
    paced = pacing(Clock(), per_second=2)
    assert [burst(paced, str(number)) for number in range(3)] == [1, 1, 0]


def test_full_chats_are_named_until_their_turn_comes():
    clock = Clock()
    paced = pacing(clock)
    paced.take(PERSON)
    assert 0 < paced.full(emergency=False)[PERSON] <= 1.05
    clock.now += 1.06
    assert paced.full(emergency=False) == {}


def test_plan_does_not_take_what_it_tries():
    paced = pacing(Clock())
    plan = paced.plan()
    plan.take(PERSON)
    assert plan.wait(PERSON, emergency=False) > 0
    assert paced.wait(PERSON, emergency=False) == 0


def test_rate_under_one_is_one_in_a_longer_time():
    clock = Clock()
    paced = pacing(clock, chat_per_second=0.5)
    paced.take(PERSON)
    clock.now += 1.9
    assert paced.wait(PERSON, emergency=False) > 0
    clock.now += 0.2
    assert paced.wait(PERSON, emergency=False) == 0


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 3), st.sampled_from(["1", "2", "3", "-1", "-2"]), st.booleans(), st.integers(1, 12)
        ),
        max_size=60,
    ),
    st.sampled_from([0.5, 1, 2.5, 30]),
    st.sampled_from([0.5, 1, 3]),
    st.sampled_from([1, 4, 20]),
)
def test_no_sliding_window_is_ever_exceeded(steps, per_second, chat_per_second, group_per_minute):
    clock = Clock()
    paced = pacing(clock, per_second, chat_per_second, group_per_minute)
    everything, by_chat = [], {}
    for pause, chat, emergency, tries in steps:
        clock.now += pause
        for _ in range(tries):
            if paced.wait(chat, emergency=emergency) == 0:
                paced.take(chat)
                by_chat.setdefault(chat, []).append(clock.now)
                everything.append(clock.now)
    assert most_in(everything, max(1, 1 / per_second)) <= max(1, int(per_second))
    for chat, times in by_chat.items():
        assert most_in(times, max(1, 1 / chat_per_second)) <= max(1, int(chat_per_second))
        if chat.startswith("-"):
            assert most_in(times, 60) <= group_per_minute
