"""Two in the morning, sixty matters open, forty homes without power: one call, one card, everybody told."""

import pytest

from handlers.ticket import incident
from storage import duties, timers
from tests.handlers.front import CHEN, GROUP, WANG
from tests.storage import make

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"
HOMES = [f"3-{unit}-{floor}0{door}" for floor in range(1, 11) for unit in (1, 2) for door in (1, 2)]
WORDS = ("整栋楼停电了,{home}", "全楼停电,{home}", "家里没电了,{home}", "整栋都没电了,{home}")
OWNERS = [str(4000 + n) for n in range(len(HOMES))]


@pytest.fixture
def night(front):
    """Sixty matters of the day wait, and 王工 is on shift until the morning."""

    def unit(work):
        duties.add(work, "cuiyuan", WANG, None, work.now, work.now.replace(hour=23))
        for n in range(60):
            reporter = make.person(work, str(5000 + n)).id
            facts = {
                "topic": "plumbing",
                "home": f"{10 + n}-1-101",
                "staff_chat": GROUP,
                "chat": str(5000 + n),
            }
            make.ticket(
                work,
                reporter=reporter,
                received_at=work.now,
                data={"receipt": "owner.receipt_request"},
                **facts,
            )

    front.clock.forward(hours=16)
    front.database.write_now(unit)
    front.sends()
    front.sent.clear()
    return front


def tell(front, homes=40):
    for n, (owner, home) in enumerate(zip(OWNERS[:homes], HOMES, strict=False)):
        front.says(owner, WORDS[n % len(WORDS)].format(home=home))
    front.sends()


def shown_on(front, number):
    """Return the card as it stands."""
    every = [one.text for chat, _, one in [*front.sent, *front.edits] if chat == GROUP]
    return [text for text in every if number in text.split("\n")[0] and "房号" in text][-1]


def of_building(front):
    return [one for one in front.tickets() if one.home in HOMES]


def test_forty_homes_are_one_call_and_one_card_and_each_is_told_at_once_and_of_every_step(night):
    tell(night)
    reports = of_building(night)
    assert len(reports) == 40
    assert [incident.is_joined(one) for one in reports] == [False] + [True] * 39
    assert len([text for text in night.texts(WANG) if "还没有人接单" in text]) == 1
    assert not any(night.texts(chat) for chat in (CHEN, LEAD, MANAGER, MANAGERS))
    (card,) = [text for text in night.texts(GROUP) if "房号" in text]
    assert card.startswith("🚨 紧急 ")
    assert "共 40 户 40 条消息" in shown_on(night, reports[0].number)
    for one, owner in zip(reports, OWNERS, strict=True):
        told = night.texts(owner)
        assert len(told) == 1 + (one.alarm is not None), "the receipt, after the safety text of an emergency"
        assert one.number in told[-1]
    night.press(WANG, GROUP, "接单")
    assert all("王工" in night.texts(owner)[-1] for owner in OWNERS)
    night.press(WANG, GROUP, "进展")
    night.says(WANG, "总闸跳了,在查。", chat=GROUP, reply_to=night.last(GROUP, "进展如何"))
    night.press(WANG, GROUP, "办结")
    night.says(WANG, "换了总闸。", chat=GROUP, reply_to=night.last(GROUP, "做了什么"))
    for owner in OWNERS:
        assert [sum(words in text for text in night.texts(owner)) for words in ("在查", "换了总闸")] == [1, 1]
    assert not any(night.texts(chat) for chat in (CHEN, LEAD, MANAGER))


def test_each_is_asked_in_the_end_and_a_bad_rating_opens_one_ticket_alone(night):
    tell(night, 8)
    night.press(WANG, GROUP, "接单")
    night.press(WANG, GROUP, "办结")
    night.says(WANG, "换了总闸。", chat=GROUP, reply_to=night.last(GROUP, "做了什么"))
    night.passes(hours=32)
    assert all("满意" in str(night.said(owner)[-1].buttons) for owner in OWNERS[:8])
    night.press(OWNERS[0], OWNERS[0], "满意")
    night.press(OWNERS[7], OWNERS[7], "还没解决")
    steps = [one.step for one in of_building(night)]
    assert (steps[0], steps[7]) == ("closed", "claimed")
    assert {step for n, step in enumerate(steps) if n not in (0, 7)} == {"revisiting"}
    assert not incident.is_joined(of_building(night)[7])


def test_who_wakes_up_hours_later_is_told_what_is_known_and_nobody_is_called_again(night):
    for owner, home in zip(OWNERS[:2], HOMES, strict=False):
        night.says(owner, f"整栋楼停电了,{home}")
    night.press(WANG, GROUP, "接单")
    night.passes(hours=4)
    calls = len([text for text in night.texts(WANG) if "紧急" in text])
    night.says(OWNERS[9], f"整栋楼停电了,{HOMES[9]}")
    assert "已有 3 户说到同样的事,已有人接手" in night.texts(OWNERS[9])[1]
    assert len([text for text in night.texts(WANG) if "紧急" in text]) == calls
    assert not night.database.read_now(lambda work: timers.all_waiting(work, "page", "63"))
