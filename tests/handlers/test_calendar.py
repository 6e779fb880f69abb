"""When people are at the desk, and when a promise falls due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import calendar, texts
from handlers.desk import Estate, Policy
from nlp.judgement import Kind, Urgency

SHANGHAI = ZoneInfo("Asia/Shanghai")


def estate(*hours: tuple[int, int], zone: str = "Asia/Shanghai", **policy: object) -> Estate:
    return Estate(
        key="a",
        name="A",
        zone=ZoneInfo(zone),
        staff_chat="-1",
        manager_chat=None,
        duty_phone="1",
        hours=hours or ((8 * 60, 20 * 60),),
        policy=Policy(**policy),
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "answered"),
    [
        ("2026-11-23 10:00", "2026-11-24 10:00"),
        ("2026-11-23 19:59", "2026-11-24 19:59"),
        ("2026-11-23 22:00", "2026-11-25 08:00"),
        ("2026-11-24 03:00", "2026-11-25 08:00"),
    ],
)
def test_an_ordinary_matter_is_answered_within_a_day_at_an_hour_people_work(written, answered):
    assert calendar.dues(estate(), Kind.request, Urgency.P2, at(written)).answer == at(answered)


def test_an_urgent_matter_is_answered_within_the_half_hour_at_night_too():
    assert calendar.dues(estate(), Kind.request, Urgency.P1, at("2026-11-23 03:00")).answer == at(
        "2026-11-23 03:30"
    )


@pytest.mark.parametrize(
    ("written", "claimed"),
    [
        ("2026-11-23 10:00", "2026-11-23 12:00"),
        ("2026-11-23 19:00", "2026-11-24 09:00"),
        ("2026-11-23 21:00", "2026-11-24 10:00"),
    ],
)
def test_business_minutes_pass_only_while_people_are_there(written, claimed):
    assert calendar.dues(estate(), Kind.request, Urgency.P2, at(written)).claim == at(claimed)


def test_a_lunch_break_is_no_business_time():
    here = estate((9 * 60, 12 * 60), (14 * 60, 18 * 60))
    assert calendar.after_business_minutes(here, at("2026-11-23 11:30"), 60) == at("2026-11-23 14:30")


def test_without_pages_the_claim_of_an_emergency_is_due_at_once():
    dues = calendar.dues(estate(page_emergency_min=()), Kind.emergency, Urgency.P0, at("2026-11-23 03:00"))
    assert dues.claim == at("2026-11-23 03:00")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23 16:00", "今天 16:00"),
        ("2026-11-24 08:05", "明天 08:05"),
        ("2026-11-25 10:00", "11月25日(周三)10:00"),
        ("2027-01-01 10:00", "1月1日(周五)10:00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(moment, said):
    spoken = calendar.spoken(estate(), at(moment), at("2026-11-23 10:00"))
    assert texts.load().said(spoken) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23 16:00", "16:00 today"),
        ("2026-11-24 08:05", "08:05 tomorrow"),
        ("2026-11-25 10:00", "10:00 on Wednesday 25 November"),
    ],
)
def test_a_moment_is_said_in_english_too(moment, said):
    assert texts.load("en").said(calendar.spoken(estate(), at(moment), at("2026-11-23 10:00"))) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [([(480, 1200)], "8:00–20:00"), ([(840, 1080), (540, 720)], "9:00–12:00、14:00–18:00")],
)
def test_opening_hours_are_said_in_order(hours, said):
    shown = texts.Texts({"a.b": "{hours}"}).entries | texts.load().entries
    assert texts.Texts(shown).plain("a.b", hours=calendar.spoken_hours(estate(*hours))) == said


@given(
    st.integers(1_577_836_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.sampled_from([((480, 1200),), ((0, 1440),), ((540, 720), (840, 1080)), ((120, 180),)]),
    st.integers(0, 3000),
)
def test_what_falls_due_is_never_past_and_always_within_hours(moment, zone, hours, minutes):
    here = estate(*hours, zone=zone)
    opened = calendar.next_open(here, moment)
    due = calendar.after_business_minutes(here, moment, minutes)
    assert moment <= opened <= due
    # At most a day and what clocks shift, and a day more where they skip the only hour that night.
    assert opened - moment <= timedelta(hours=50)
