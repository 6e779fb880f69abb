"""What becomes of one event becomes of every ticket that counts to it, and each of its owners hears of it."""

from datetime import timedelta

import pytest

from handlers.owner import followup, rating
from handlers.staff import arrival, claim, doing, handover
from handlers.ticket import incident, limits, moves, promise
from nlp.judgement import Alarm, Kind, Urgency
from storage import people, promises, timers
from tests.handlers.test_deadlines import Days
from tests.storage import make

HOUR = timedelta(hours=1)


@pytest.fixture
def days(sqlite_database, business_clock):
    return Days(sqlite_database, business_clock)


@pytest.fixture
def event(days):
    """Let three owners tell of one outage, the last in English, and a worker claim it."""

    def unit(work):
        first = told(work, "1", data={incident.COUNTED: [2, 3]})
        others = [told(work, user, data={incident.FIRST: first.id}) for user in ("2", "3")]
        people.choose_language(work, others[1].reporter, "en")
        claim.claim(days.desk, work, first, member(days, "worker"))
        return first

    return days.does(unit)


def told(work, user, data):
    return make.ticket(
        work,
        kind=Kind.emergency.value,
        topic="outage",
        urgency=Urgency.P1.value,
        alarm=Alarm.sure.value,
        reporter=make.person(work, user).id,
        chat=user,
        words="整栋停电",
        received_at=work.now,
        data={"receipt": "owner.receipt_emergency"} | data,
    )


def member(days, user):
    return days.desk.estates["cuiyuan"].member(user)


def whole(days, event):
    return days.does(lambda work: incident.whole(work, moves.get(work, event.id)))


def heard(days, *users):
    return [[text for text, _ in days.told(user)] for user in users]


def does(days, event, what, *args):
    return days.does(lambda work: what(days.desk, work, moves.get(work, event.id), *args))


def test_whoever_takes_the_first_over_has_all_of_it_but_for_what_somebody_else_has(days, event):
    second = whole(days, event)[1]
    days.does(lambda work: claim.take_over(days.desk, work, second, member(days, "manager")))
    does(days, event, claim.take_over, member(days, "lead"))
    assert [one.assignee for one in whole(days, event)] == ["lead", "manager", "lead"]


def test_a_list_at_the_end_of_a_shift_hands_each_ticket_of_an_event_over_once(days, event):
    whole_list = handover.Listed(
        days.clock(), "-200", tuple((one.id, "worker") for one in whole(days, event))
    )
    estate = days.desk.estates["cuiyuan"]
    lead, kept = member(days, "lead"), whole_list.as_text()
    days.does(lambda work: handover.take(days.desk, work, estate, lead, kept, None, "press"))
    assert [one.assignee for one in whole(days, event)] == ["lead"] * 3
    texts = [text for texts in heard(days, "1", "2", "3") for text in texts if "李主管" in text]
    assert ["接着处理" in text or "carries on" in text for text in texts] == [True] * 3


def test_progress_and_arrival_are_told_to_everybody_in_their_language(days, event):
    worker = member(days, "worker")
    does(days, event, arrival.arrived, worker)
    does(days, event, doing.progress, worker, "跳闸,在查。")
    first, second, third = heard(days, "1", "2", "3")
    assert first[-2:] == ["261123-001 王工已到。", "261123-001 进展(王工):跳闸,在查。"]
    assert second[-2:] == ["261123-002 王工已到。", "261123-002 进展(王工):跳闸,在查。"]
    assert third[-2:] == ["261123-003: 王工 is there.", "261123-003 update (王工): 跳闸,在查。"]
    assert {one.step for one in whole(days, event)} == {"working"}


def test_a_promised_time_its_reminder_and_that_it_passed_are_told_to_everybody(days, event):
    does(days, event, promise.make, days.clock() + 3 * HOUR, None, "worker")
    assert [texts[-1] for texts in heard(days, "1", "2", "3")] == [
        "261123-001 王工约您 今天 13:00 上门。\n家里没人请提前说一声,我们改时间。",
        "261123-002 王工将在 今天 13:00 处理,有话直接回复就好。",
        "261123-003: 王工 will see to it 13:00 today. Just reply if there is anything.",
    ]
    group = len(days.told())
    days.passes(hours=4)
    assert all("已经过了" in texts[-1] for texts in heard(days, "1", "2"))
    assert len([text for text, _ in days.told()[group:] if "约的 今天 13:00 已过" in text]) == 1


def test_the_next_ticket_keeps_the_time_when_the_first_owner_withdraws(days, event):
    at = days.clock() + 3 * HOUR
    does(days, event, promise.make, at, None, "worker")
    _, second, _ = whole(days, event)
    does(days, event, followup.withdraw)
    second, third = whole(days, second)
    kept = days.does(lambda work: promises.open_of(work, second.id))
    assert (second.assignee, kept.at, third.data[incident.FIRST]) == ("worker", at, second.id)
    assert days.does(lambda work: timers.all_waiting(work, promise.LATE, str(second.id)))
    assert days.does(lambda work: promises.open_of(work, event.id)) is None


def test_what_is_opened_again_has_clocks_of_its_own(days, event):
    does(days, event, doing.answer, member(days, "worker"), "好了", ())
    third = whole(days, event)[2]
    assert not limits.running(third)
    again = days.does(lambda work: rating.reopen(days.desk, work, third, "还是没电"))
    assert limits.running(again)
    assert [one.id for one in whole(days, event)] == [1, 2]
