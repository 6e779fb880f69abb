"""What was written well before it came says so, and every clock runs from when it came."""

from datetime import timedelta

import pytest

from tests.handlers.front import GROUP, OWNER, WANG


def written(front, text, ago, **more):
    return front.says(OWNER, text, at=front.clock.at - ago, **more)


def test_card_and_receipt_say_when_it_was_written_and_the_clock_runs_from_now(front):
    written(front, "厨房水管漏水,3-2-1501", timedelta(minutes=80))
    assert "您是 08:40 发来的。" in front.texts(OWNER)[0]
    assert "业主 08:40 发来" in front.texts(GROUP)[0]
    (ticket,) = front.tickets()
    assert ticket.received_at == front.clock.at
    assert ticket.claim_due == front.clock.at + timedelta(hours=2)


def test_of_another_day_the_day_is_said(front):
    written(front, "厨房水管漏水,3-2-1501", timedelta(hours=12))
    assert "11月22日(周日)22:00" in front.texts(OWNER)[0]


@pytest.mark.parametrize("ago", [timedelta(), timedelta(minutes=9)])
def test_what_came_at_once_says_nothing_of_it(front, ago):
    written(front, "厨房水管漏水,3-2-1501", ago)
    assert "发来" not in front.texts(OWNER)[0] + front.texts(GROUP)[0]


def test_what_waited_here_for_an_answer_came_at_once(front):
    front.says(OWNER, "那个事情")
    front.passes(minutes=45)
    assert len(front.tickets()) == 1
    assert "发来" not in "".join(front.texts(OWNER) + front.texts(GROUP))


def test_an_old_emergency_is_paged_all_the_same_and_says_when_it_was_written(front):
    written(front, "5栋着火了!!冒黑烟", timedelta(minutes=50))
    assert "业主 09:10 发来" in next(text for text in front.texts(WANG) if "🚨" in text)
    assert "业主 09:10 发来" in front.texts(GROUP)[0]


def test_an_old_piece_of_news_says_so_too(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.passes(hours=2)
    written(front, "门没锁直接进", timedelta(hours=1))
    assert "业主补充(王工):门没锁直接进\n(11:00 发来的)" in front.texts(GROUP)


def test_a_message_without_a_date_is_not_old(front):
    written(front, "厨房水管漏水,3-2-1501", timedelta(seconds=front.clock.at.timestamp()))
    assert "发来" not in front.texts(OWNER)[0] + front.texts(GROUP)[0]
