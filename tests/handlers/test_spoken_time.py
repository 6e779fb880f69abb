"""What a time in words means when it is promised: as said in an estate that is open from eight to eight."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import texts
from handlers.desk import Estate, Policy
from handlers.refusals import Refused
from handlers.staff import slots
from handlers.texts import Sentence
from handlers.ticket import promised, spoken_time
from handlers.ticket.promised import When
from nlp.appointments import Unread

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
CASES = Path(__file__).parent / "cases" / "promises.tsv"


def estate(*hours):
    spans = tuple((start * 60, end * 60) for start, end in hours or ((8, 20),))
    return Estate("cuiyuan", "翠园小区", SHANGHAI, "-1001", None, "0571-0000", hours=spans)


def moment(written):
    in_its_year = written if len(written) > len("11-23 10:00") else f"2026-{written}"
    return datetime.fromisoformat(in_its_year).replace(tzinfo=SHANGHAI)


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            at, words, time, how, *reason = line.split("\t")
            yield pytest.param(moment(at), words, time, how, "".join(reason), id=f"{at} {words}")


@pytest.mark.parametrize(("now", "words", "time", "how", "reason"), [*cases()])
def test_words_give_the_time_people_mean(now, words, time, how, reason):
    found = spoken_time.heard(estate(), words, now.astimezone(UTC))
    if how == "-":
        assert found == Unread(time)
        return
    begins, _, ends = time.partition(" to ")
    assert found == spoken_time.Heard(
        When(moment(begins), moment(ends) if ends else None), how == "taken", reason
    )


def test_every_refusal_says_what_to_write_instead():
    for unread in Unread:
        refused = spoken_time.refused(estate(), unread)
        for catalogue in texts.load_all().values():
            assert catalogue.said(refused.sentence)
    with pytest.raises(Refused):
        spoken_time.understood(estate(), "饭后", MONDAY_TEN)


def test_how_far_ahead_a_time_may_be_is_the_estates_choice():
    near = Estate("a", "甲", SHANGHAI, "-1", None, "0", policy=Policy(promise_days=3))
    assert spoken_time.heard(near, "周六上午", MONDAY_TEN) is Unread.far
    assert not isinstance(spoken_time.heard(near, "后天上午", MONDAY_TEN), Unread)


def labels(now, *hours):
    said = texts.load().said
    return [said(slots.label(estate(*hours), when, now)) for when in slots.offered(estate(*hours), now)]


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("11-23 10:00", [], ["今天 12:00", "今天 14:00", "明天 上午", "明天 下午", "后天 上午", "后天 下午"]),
        ("11-23 17:30", [], ["今天 19:00", "明天 上午", "明天 下午", "后天 上午", "后天 下午"]),
        ("11-23 21:00", [], ["明天 上午", "明天 下午", "后天 上午", "后天 下午"]),
        ("11-24 00:10", [(14, 18)], ["今天 14:00", "今天 16:00", "明天 下午", "后天 下午"]),
        ("11-23 09:00", [(8, 12), (14, 18)], ["今天 11:00", "今天 15:00", "明天 上午"]),
        ("11-23 23:30", [(0, 24)], ["明天 上午", "明天 下午"]),
    ],
)
def test_likely_times_are_hours_of_today_and_half_days_in_which_somebody_is_there(now, hours, expected):
    assert labels(moment(now), *hours)[: len(expected)] == expected


def test_an_owner_is_offered_three():
    said = texts.load().said
    three = [said(slots.label(estate(), when, MONDAY_TEN)) for when in slots.for_owner(estate(), MONDAY_TEN)]
    assert three == ["今天 14:00", "明天 上午", "明天 下午"]


@pytest.mark.parametrize(
    ("now", "at", "waits"),
    [
        ("11-23 22:00", "11-24 15:00", True),
        ("11-23 22:00", "11-24 09:00", False),
        ("11-23 22:00", "11-23 23:00", False),
        ("11-23 15:00", "11-23 16:00", False),
        ("11-23 15:00", "11-24 08:00", True),
    ],
)
def test_words_about_a_time_wait_for_the_morning_only_if_they_still_come_in_time(now, at, waits):
    at_night = replace(estate(), quiet_hours=((0, 8 * 60 + 30), (21 * 60, 24 * 60)))
    assert promised.cannot_wait(at_night, moment(at), moment(now)) is not waits


def test_a_time_that_has_begun_is_said_as_it_is_now():
    when = When(MONDAY_TEN - timedelta(minutes=5), MONDAY_TEN + timedelta(hours=2))
    said = promised.said_later(estate(), when, MONDAY_TEN)
    assert isinstance(said, Sentence)
    assert texts.load().said(said) == "今天 09:55–12:00"


@given(st.integers(0, 20_000), st.one_of(st.none(), st.integers(1, 1_440)))
def test_a_button_keeps_a_time_as_it_is(start, length):
    at = MONDAY_TEN.astimezone(UTC) + timedelta(minutes=start)
    when = When(at, None if length is None else at + timedelta(minutes=length))
    assert When.of_code(when.code()) == when
