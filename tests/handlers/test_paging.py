"""Pages that nobody answers: the list calls everybody, then those who lead are called on, ever more seldom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ticket import paging
from tests.handlers.front import CHEN, GROUP, NEIGHBOUR, OWNER, WANG

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"


def calls(front, chat):
    return [text for text in front.texts(chat) if "次呼叫" in text]


def test_after_the_list_only_those_who_lead_are_called_on_and_after_an_hour_once_an_hour(front):
    front.says(OWNER, "5栋着火了!!冒黑烟")
    front.passes(minutes=5)
    assert {
        chat: len(calls(front, chat)) for chat in (GROUP, WANG, LEAD, MANAGER, MANAGERS)
    } == dict.fromkeys((GROUP, WANG, LEAD, MANAGER, MANAGERS), 3)
    front.passes(minutes=2)
    assert [len(calls(front, chat)) for chat in (GROUP, WANG, CHEN)] == [3, 3, 3]
    assert ["第 4 次呼叫" in calls(front, chat)[-1] for chat in (LEAD, MANAGER, MANAGERS)] == [True] * 3
    front.passes(minutes=58)
    assert len(calls(front, MANAGER)) == 3 + 30
    front.passes(hours=10)
    assert len(calls(front, MANAGER)) == 3 + 30 + 10
    front.press(MANAGER, MANAGER, "接单")
    front.passes(days=1)
    assert len(calls(front, MANAGER)) == 43


@pytest.mark.parametrize(
    ("minutes", "dues"),
    [
        ((5, 10, 20), [5, 10, 20, 30, 40, 50, 60, 70, 80, 140, 200]),
        ((50,), [50, 100, 160, 220]),
        ((1, 200), [1, 200, 399, 598]),
        ((), [None, None]),
    ],
)
def test_the_last_interval_repeats_for_an_hour_and_none_grows_shorter(front, minutes, dues):
    front.says(NEIGHBOUR, "电梯困人了,3栋")
    (ticket,) = front.tickets()
    estate = front.desk.estates["cuiyuan"]
    policy = replace(estate.policy, page_emergency_min=minutes)
    found = [paging.due_at(replace(estate, policy=policy), ticket, n) for n in range(1, len(dues) + 1)]
    expected = [None if due is None else ticket.received_at + timedelta(minutes=due) for due in dues]
    assert found == expected
