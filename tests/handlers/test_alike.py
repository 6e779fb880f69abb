"""What looks like one event is asked about once, folded meanwhile, joined by a press and taken apart again."""

from datetime import timedelta

import pytest

from handlers.manager import repeats
from handlers.ticket import alike, event_words, histories, incident
from storage import journal, tickets, timers
from tests.handlers.front import CHEN, GROUP, WANG

A_DAY = timedelta(days=1)
NO_WATER = ("家里没水,3-2-1501", "没水了,3-2-1502", "家里没水了,3-1-201", "没水了,3-1-302")


def told(front, *words, first=3001):
    for user, said in enumerate(words, first):
        front.says(str(user), said)


def cards(front):
    return [text for text in front.texts(GROUP) if "房号" in text]


def alike_text(shown):
    return any(words in shown.text for words in ("像是同一件事", "合成一件事", "不是一件事", "没有人决定"))


def question(front):
    """Return the question as it stands: the newest of what was sent and edited."""
    front.sends()
    shown = [one.text for chat, _, one in [*front.sent, *front.edits] if chat == GROUP and alike_text(one)]
    return shown[-1] if shown else ""


def rows(front, code):
    all_rows = (
        front.database.read_now(lambda work, one=one: journal.of_ticket(work, one.id))
        for one in front.tickets()
    )
    return [row for of_one in all_rows for row in of_one if row.code == code]


def unlike_its_journal(front):
    """Return what `frontdesk verify` would say of the tickets and their rows."""
    told = histories.Histories()
    for one in front.tickets():
        for row in front.database.read_now(lambda work, one=one: journal.of_ticket(work, one.id)):
            told.read(row)
    return list(told.problems(iter(front.tickets())))


def joined(front):
    return [incident.is_joined(one) for one in front.tickets()]


@pytest.mark.parametrize(
    ("words", "noticed"),
    [
        ("家里没水", "water"),
        ("又停水了!", "water"),
        ("no water since six", "water"),
        ("没水平的物业", None),
        ("没有热水", None),
        ("下水道堵了", None),
        ("厨房漏水", None),
        ("停电了", "power"),
        ("家里没有电", "power"),
        ("power is out", "power"),
        ("门锁没电了", None),
        ("没电话打过来", None),
        ("电梯没电不动了", "lift"),
        ("the lift is out of order", "lift"),
        ("单元门打不开", "gate"),
        ("道闸抬不起来", "gate"),
        ("暖气不热", "heating"),
        ("断网了", "network"),
        ("网络断了一天", "network"),
        ("停车位的事", None),
    ],
)
def test_what_a_whole_building_notices_is_told_by_the_words(words, noticed):
    assert event_words.noticed_by_all(words) == noticed


def test_two_homes_without_water_are_asked_about_once_and_those_to_come_only_counted(front):
    told(front, *NO_WATER)
    shown = question(front)
    assert "像是同一件事:001、002、003、004(4 户 4 条消息)" in shown
    assert "004 3-1-302:没水了" in shown
    asked = [one for chat, _, one in front.sent if chat == GROUP and "像是同一件事" in one.text]
    assert len(asked) == 1
    assert len(cards(front)) == 1
    assert [incident.is_folded(one) for one in front.tickets()] == [False, True, True, True]


def test_one_press_makes_it_one_event_that_is_claimed_told_and_answered_as_one(front):
    told(front, *NO_WATER[:3])
    front.press(WANG, GROUP, "合成一件事")
    assert joined(front) == [False, True, True]
    assert "已合成一件事(王工)" in question(front)
    front.says(WANG, "待接", chat=GROUP)
    assert "同一事件 3 单" in front.texts(GROUP)[-1]
    assert "261123-002" not in front.texts(GROUP)[-1]
    front.press(WANG, GROUP, "接单")
    assert all("王工" in front.texts(user)[-1] for user in ("3001", "3002", "3003"))
    told(front, "没水,3-2-901", first=3009)
    receipt = front.texts("3009")[0]
    assert "已有 4 户说到同样的事,已有人接手" in receipt
    assert {one.assignee for one in front.tickets()} == {WANG}
    assert len(cards(front)) == 1
    assert rows(front, "counts")[-1].facts["homes"] == 4


def test_what_is_no_event_has_a_card_each_and_is_not_asked_about_again(front):
    told(front, *NO_WATER[:3])
    front.press(CHEN, GROUP, "不是一件事")
    assert joined(front) == [False] * 3
    assert len(cards(front)) == 3
    assert "不是一件事(小陈),各自处理:001、002、003" in question(front)
    told(front, "没水了,3-1-801", first=3009)
    assert "009" not in question(front)
    assert not incident.is_folded(front.tickets()[-1])


def test_what_nobody_decides_is_put_before_the_staff_and_called_about_in_the_end(front):
    told(front, *NO_WATER[:2])
    folded = front.tickets()[1]
    assert folded.urgency == "P1"
    assert not [text for text in front.texts(WANG) if folded.number in text]
    front.passes(minutes=11)
    assert "没有人决定" in question(front)
    assert [text for text in front.texts(WANG) if folded.number in text]


@pytest.mark.parametrize(
    "words",
    [
        ("下水道堵了,3-2-1501", "下水道堵了,3-2-1601"),
        ("家里没水,3-2-1501", "家里没水,5-2-1601"),
        ("家里没水,3-2-1501", "家里没电,3-2-1601"),
        ("家里没水,3-2-1501", "家里没水,3-2-1501"),
        ("家里没水,3-2-1501", "厨房漏水,3-2-1601", "厨房水管漏水,3-2-1701"),
    ],
)
def test_another_place_another_matter_and_one_home_are_not_taken_for_an_event(front, words):
    told(front, *words)
    assert not question(front)
    assert not any(incident.is_folded(one) for one in front.tickets())


def test_three_homes_over_one_another_are_asked_about_with_a_drain_they_share(front):
    told(front, "下水道堵了,3-2-1501", "下水道堵了,3-2-1601")
    front.passes(minutes=50)
    told(front, "下水道堵了,3-2-1701", first=3005)
    assert "(3 户 3 条消息)" in question(front)


def test_an_emergency_is_called_about_whatever_waits_to_be_decided(front):
    told(front, "家里没电,3-2-1501", "家里没电,3-2-1601")
    told(front, "整栋停电了,3-1-101", first=3005)
    assert [text for text in front.texts(GROUP) if "🚨 紧急 261123-003" in text]
    front.press(WANG, GROUP, "合成一件事")
    assert joined(front) == [True, True, False]


def test_an_owner_says_that_theirs_is_another_matter_and_has_a_card(front):
    told(front, *NO_WATER[:3])
    front.press(WANG, GROUP, "合成一件事")
    front.press(WANG, GROUP, "接单")
    front.press("3002", "3002", "我家不一样")
    assert joined(front) == [False, False, True]
    assert "单独处理" in front.texts("3002")[-1]
    assert "261123-002 ·" in front.texts(GROUP)[-1]
    assert front.database.read_now(lambda work: tickets.get(work, front.tickets()[0].id)).data["counted"] == [
        3
    ]


@pytest.mark.parametrize(
    ("label", "left"), [("002 3-2-1502", [False, False, True]), ("全部拆开", [False] * 3)]
)
def test_staff_take_one_home_or_all_out_with_two_presses(front, label, left):
    told(front, *NO_WATER[:3])
    front.press(WANG, GROUP, "合成一件事")
    front.press(WANG, GROUP, "更多", contains="没水")
    front.press(WANG, GROUP, "拆开")
    front.press(WANG, GROUP, label)
    assert joined(front) == left
    assert {row.actor for row in rows(front, "apart")} == {WANG}
    assert not unlike_its_journal(front)


def test_what_was_noted_of_late_ends_by_itself(front):
    told(front, NO_WATER[0])
    front.passes(minutes=61)
    assert not front.database.read_now(lambda work: timers.of_kind(work, alike.TIMER))
    told(front, NO_WATER[1], first=3002)
    assert not question(front)


def test_events_homes_and_messages_are_three_numbers_and_what_left_was_not_saved(front):
    told(front, *NO_WATER)
    front.press(WANG, GROUP, "合成一件事")
    front.says("3002", "老人在家")
    estate = front.desk.estates["cuiyuan"]

    def count():
        return front.database.read_now(
            lambda work: repeats.of(work, estate, work.now - A_DAY, work.now + A_DAY)
        )

    assert count() == repeats.Repeats(events=1, homes=4, messages=5, saved=3)
    front.press("3003", "3003", "我家不一样")
    assert count() == repeats.Repeats(events=1, homes=3, messages=4, saved=2)


@pytest.mark.parametrize("user", ["3001", "3002"])
def test_what_is_confided_while_it_waits_to_be_decided_is_in_no_question_any_more(front, user):
    told(front, *NO_WATER)
    front.says(user, "王工昨天上门态度恶劣,还骂人")
    told(front, "没水了,3-1-402", first=3011)
    confided = front.tickets()[int(user) - 3001]
    assert not incident.is_folded(confided)
    front.sends()
    assert [
        chat for chat, _, shown in [*front.sent, *front.edits] if "骂人" in shown.text and chat == GROUP
    ] == []
    assert confided.number not in question(front)
    assert confided.number.rpartition("-")[2] not in question(front).partition("(")[0]
    front.passes(minutes=31)
    assert [incident.is_folded(one) for one in front.tickets()] == [False] * 5
    assert unlike_its_journal(front) == []


def test_pictures_of_a_report_that_has_no_card_stand_under_the_card_that_stands_for_it(front):
    told(front, *NO_WATER[:2])
    front.takes(*front.album("3009", ["3-1-402 家里没水", ""]))
    front.passes(minutes=5)
    assert [incident.is_folded(one) for one in front.tickets()] == [False, True, True]
    assert front.albums(GROUP) == [["a1-0", "a1-1"]]
