"""Which reports tell of one event, so that people are called once, and which may be another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ticket import card, claiming, incident, joining
from nlp.judgement import Alarm, Home, Kind, Urgency
from storage import absentees, people
from tests.handlers.test_deadlines import GROUP, Days
from tests.storage import make


@pytest.fixture
def days(sqlite_database, business_clock):
    return Days(sqlite_database, business_clock)


def told(days, user, words, topic, home=None, urgency=Urgency.P0):
    """Let an owner tell of a danger as the receiver and the judge would take it."""

    def unit(work):
        person = make.person(work, user)
        people.set_estate(work, person.id, "cuiyuan")
        new = make.ticket(
            work,
            kind=Kind.emergency.value,
            topic=topic,
            urgency=urgency.value,
            alarm=Alarm.sure.value,
            reporter=person.id,
            words=words,
            received_at=work.now,
            data={"receipt": "owner.receipt_emergency"} | incident.placed(Home(*home) if home else None),
        )
        return joining.join(days.desk, work, new)

    return days.does(unit)


FIVE, FIVE_ONE, FIVE_TWO, SEVEN = ("5", None, None), ("5", "1", None), ("5", "2", None), ("7", None, None)


@pytest.mark.parametrize(
    ("topic", "first", "second", "joins"),
    [
        ("fire", ("着火了", FIVE), ("着火了!!", FIVE), True),
        ("fire", ("着火了", FIVE), ("着火了", FIVE_ONE), True),
        ("fire", ("着火了", FIVE_ONE), ("着火了", FIVE_TWO), False),
        ("fire", ("着火了", FIVE), ("着火了", SEVEN), False),
        ("fire", ("着火了", FIVE), ("着火了", None), False),
        ("fire", ("着火了", None), ("着火了", None), False),
        ("fire", ("着火了", FIVE), ("着火了,有人受伤", FIVE), False),
        ("fire", ("着火了", FIVE), ("着火了,老人出不来", FIVE), False),
        ("fire", ("there is a fire", FIVE), ("fire, somebody is injured", FIVE), False),
        ("lift_trapped", ("电梯困人", FIVE_ONE), ("电梯困人了", FIVE_ONE), True),
        ("lift_trapped", ("电梯困人", FIVE_ONE), ("电梯困人", FIVE_TWO), False),
        ("lift_trapped", ("左边电梯困人", FIVE), ("右边电梯困人", FIVE), False),
        ("lift_trapped", ("1号电梯困人", FIVE), ("1号电梯困人了", FIVE), True),
        ("lift_trapped", ("电梯困人", FIVE), ("另一部电梯困人", FIVE), False),
        ("lift_trapped", ("电梯困人", FIVE), ("我被困在电梯里", FIVE), False),
        ("outage", ("整栋停电", FIVE_ONE), ("整栋停电", FIVE_TWO), True),
        ("outage", ("整栋停电", FIVE), ("整栋停电", SEVEN), False),
        ("outage", ("整栋停电", FIVE), ("整栋停电", None), True),
        ("outage", ("整栋停电", None), ("整栋停电", FIVE), True),
        ("medical", ("有人晕倒", FIVE), ("有人晕倒", FIVE), False),
        ("danger", ("快来人", FIVE), ("快来人", FIVE), False),
    ],
)
def test_who_joins_and_who_is_called_about(days, topic, first, second, joins):
    told(days, "1", first[0], topic, first[1])
    assert incident.is_joined(told(days, "2", second[0], topic, second[1])) is joins


def test_nobody_joins_after_half_an_hour_nor_one_of_two_outages_nor_their_own(days):
    told(days, "1", "整栋停电", "outage", FIVE)
    assert not incident.is_joined(told(days, "1", "整栋停电", "outage", FIVE))
    told(days, "2", "整栋停电", "outage", SEVEN)
    assert not incident.is_joined(told(days, "3", "停电", "outage"))
    days.clock.at += timedelta(minutes=31)
    assert not incident.is_joined(told(days, "4", "整栋停电", "outage", FIVE))


def test_a_third_is_counted_with_the_second_and_the_clocks_are_those_of_the_first(days):
    first = told(days, "1", "整栋停电", "outage", FIVE)
    second = told(days, "2", "整栋停电", "outage", FIVE)
    third = told(days, "3", "整栋停电", "outage", FIVE)
    event = days.does(lambda work: incident.whole(work, third))
    assert [one.id for one in event] == [first.id, second.id, third.id]
    shown = days.does(lambda work: card.render(days.desk, work, event[0]))
    assert "同一事件 +2 户" in shown.text


def test_later_words_of_somebody_in_need_are_called_about_anew(days):
    told(days, "1", "着火了", "fire", FIVE)
    second = told(days, "2", "着火了", "fire", FIVE)
    assert days.does(lambda work: joining.reconsider(days.desk, work, second, "烟很大")) == second
    alone = days.does(lambda work: joining.reconsider(days.desk, work, second, "我妈受伤了"))
    assert not incident.is_joined(alone)
    assert any("要单独处理" in text for text, _ in days.told())


@pytest.mark.parametrize("has_left", [False, True])
def test_nobody_joins_an_event_that_somebody_has_who_left_the_group(days, has_left):
    first = told(days, "1", "着火了", "fire", FIVE)
    worker = days.desk.estates["cuiyuan"].member("worker")
    days.does(lambda work: claiming.take(days.desk, work, first, worker))
    if has_left:
        days.does(lambda work: absentees.gone(work, "telegram", GROUP, worker.user))
    assert incident.is_joined(told(days, "2", "着火了", "fire", FIVE)) is not has_left


def test_of_several_estates_only_those_join_whose_estate_is_known(days):
    days.desk = replace(days.desk, estates=days.desk.estates | {"b": next(iter(days.desk.estates.values()))})
    told(days, "1", "着火了", "fire", FIVE)
    assert incident.is_joined(told(days, "2", "着火了", "fire", FIVE))
    days.does(lambda work: people.set_estate(work, people.by_user(work, "telegram", "1").id, None))
    assert not incident.is_joined(told(days, "3", "着火了", "fire", FIVE))
