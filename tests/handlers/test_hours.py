"""Opening hours where days and clocks are irregular: rest days, make-up days, hours that are skipped or repeated."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import business_days
from handlers import calendar, texts
from handlers.desk import Estate

CHINA = business_days.working_days("CN", {})
OFFICE = ((480, 720), (810, 1080))  # 08:00-12:00, 13:30-18:00
DAY = ((480, 1200),)


def estate(zone="Asia/Shanghai", hours=DAY, rest_hours=None, works=CHINA):
    return Estate(
        key="a",
        name="A",
        zone=ZoneInfo(zone),
        staff_chat="-1",
        manager_chat=None,
        duty_phone="1",
        hours=hours,
        rest_hours=rest_hours,
        is_working_day=works,
    )


def at(text, zone="Asia/Shanghai", fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "minutes", "due"),
    [
        # National Day 2026: rest from 1 to 7 October, work on Saturday 10.
        ("2026-09-30 17:30", 60, "2026-10-08 08:30"),
        ("2026-10-03 10:00", 60, "2026-10-08 09:00"),
        ("2026-10-09 17:30", 60, "2026-10-10 08:30"),
        ("2026-10-10 17:30", 60, "2026-10-12 08:30"),
        # Spring Festival 2026: rest from 15 to 23 February, work on Saturdays 14 and 28.
        ("2026-02-13 17:30", 60, "2026-02-14 08:30"),
        ("2026-02-14 17:30", 60, "2026-02-24 08:30"),
        ("2026-02-27 17:30", 60, "2026-02-28 08:30"),
        # The end of the year, and a lunch break.
        ("2026-12-31 17:30", 60, "2027-01-04 08:30"),
        ("2026-12-31 11:30", 60, "2026-12-31 14:00"),
        # Ten days of work, of 8.5 hours each, with the festival between.
        ("2026-02-10 08:00", 10 * 510, "2026-02-28 18:00"),
    ],
)
def test_an_office_that_is_closed_on_rest_days_counts_its_own_hours(written, minutes, due):
    office = estate(hours=OFFICE, rest_hours=())
    assert calendar.after_business_minutes(office, at(written), minutes) == at(due)
    assert calendar.business_minutes(office, at(written), at(due)) == minutes


def test_rest_days_have_hours_of_their_own():
    here = estate(rest_hours=((540, 720),))
    assert calendar.after_business_minutes(here, at("2026-10-03 11:30"), 60) == at("2026-10-04 09:30")
    assert calendar.is_open(here, at("2026-10-10 19:00"))  # a Saturday of work
    assert not calendar.is_open(here, at("2026-10-11 19:00"))
    assert calendar.next_open(here, at("2026-10-11 19:00")) == at("2026-10-12 08:00")


@pytest.mark.parametrize(
    ("written", "days", "due"),
    [
        ("2026-11-27 10:00", 1, "2026-11-30 10:00"),
        ("2026-11-28 10:00", 1, "2026-11-30 10:00"),
        ("2026-09-30 10:00", 2, "2026-10-09 10:00"),
        ("2026-09-30 22:00", 1, "2026-10-09 08:00"),
        ("2026-12-31 10:00", 1, "2027-01-04 10:00"),
        ("2026-11-27 10:00", 0, "2026-11-27 10:00"),
    ],
)
def test_working_days_are_those_of_the_country(written, days, due):
    assert calendar.after_working_days(estate(), at(written), days) == at(due)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "minutes", "due"),
    [
        # Berlin skips 02:00-03:00 on 29 March 2026.
        ("Europe/Berlin", ((60, 240),), "2026-03-29 00:00", 90, "2026-03-29 03:30"),
        ("Europe/Berlin", ((120, 180),), "2026-03-28 12:00", 30, "2026-03-30 02:30"),
        ("Europe/Berlin", ((150, 210),), "2026-03-29 00:00", 20, "2026-03-29 03:20"),
        ("Europe/Berlin", ((60, 150), (150, 210)), "2026-03-29 00:00", 80, "2026-03-29 03:20"),
        # New York skips 02:00-03:00 on 8 March.
        ("America/New_York", ((0, 1440),), "2026-03-08 01:30", 60, "2026-03-08 03:30"),
        # Lord Howe moves by half an hour: 02:00-02:30 is skipped on 4 October.
        ("Australia/Lord_Howe", ((120, 240),), "2026-10-04 00:00", 60, "2026-10-04 03:30"),
        # Asia/Beirut skips midnight itself on 29 March.
        ("Asia/Beirut", ((0, 120),), "2026-03-28 12:00", 30, "2026-03-29 01:30"),
        # Zones of half and three quarters of an hour.
        ("Asia/Kolkata", DAY, "2026-11-23 19:30", 60, "2026-11-24 08:30"),
        ("Asia/Kathmandu", DAY, "2026-11-23 19:30", 60, "2026-11-24 08:30"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", DAY, "2011-12-29 19:30", 60, "2011-12-31 08:30"),
    ],
)
def test_an_hour_that_clocks_skip_is_no_opening_time(zone, hours, moment, minutes, due):
    here = estate(zone, hours)
    assert calendar.after_business_minutes(here, at(moment, zone), minutes) == at(due, zone)


@pytest.mark.parametrize(
    ("zone", "hours", "moment", "minutes", "due", "fold"),
    [
        # Berlin shows 02:00-03:00 twice on 25 October 2026.
        ("Europe/Berlin", ((60, 240),), "2026-10-25 00:00", 150, "2026-10-25 02:30", 1),
        ("Europe/Berlin", ((60, 150),), "2026-10-25 00:00", 100, "2026-10-25 02:10", 1),
        ("Europe/Berlin", ((120, 180),), "2026-10-25 00:00", 90, "2026-10-25 02:30", 1),
        ("Europe/Berlin", ((0, 1440),), "2026-10-25 00:00", 25 * 60, "2026-10-26 00:00", 0),
        ("America/New_York", ((60, 120),), "2026-11-01 00:00", 90, "2026-11-01 01:30", 1),
        ("Australia/Lord_Howe", ((60, 180),), "2026-04-05 00:00", 150, "2026-04-05 03:00", 0),
    ],
)
def test_an_hour_that_clocks_repeat_is_open_twice(zone, hours, moment, minutes, due, fold):
    here = estate(zone, hours)
    assert calendar.after_business_minutes(here, at(moment, zone), minutes) == at(due, zone, fold)


def test_an_estate_that_never_opens_ends_too():
    never = estate(hours=(), rest_hours=())
    now = at("2026-11-23 10:00")
    assert calendar.next_open(never, now) == now
    assert calendar.after_business_minutes(never, now, 60) == now + timedelta(hours=1)
    idle = estate(rest_hours=(), works=lambda _day: False)
    assert calendar.after_working_days(idle, now, 2) > now


def test_an_estate_that_rests_for_months_opens_again():
    def summer_house(day: date) -> bool:
        return day.month in (6, 7, 8)

    here = estate(rest_hours=(), works=summer_house)
    assert calendar.after_business_minutes(here, at("2026-08-31 19:00"), 120) == at("2027-06-01 09:00")


def test_a_whole_year_of_opening_time_takes_no_time_to_find():
    here = estate(hours=((600, 601),))
    due = calendar.after_business_minutes(here, at("2026-01-01 00:00"), 3_000)
    assert due == at("2034-03-19 10:01")


@pytest.mark.parametrize(
    ("rest_hours", "said"),
    [
        (None, "8:00–20:00"),
        (DAY, "8:00–20:00"),
        ((), "工作日 8:00–20:00"),
        (((540, 720),), "工作日 8:00–20:00,休息日 9:00–12:00"),
    ],
)
def test_the_hours_of_rest_days_are_said_where_they_differ(rest_hours, said):
    shown = texts.Texts({"a.b": "{hours}"}).entries | texts.load().entries
    hours = calendar.spoken_hours(estate(rest_hours=rest_hours))
    assert texts.Texts(shown).plain("a.b", hours=hours) == said


ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Chatham",
]
SPANS = st.sampled_from([DAY, OFFICE, ((0, 1440),), ((60, 150), (170, 250)), ((0, 300), (1320, 1440))])
MOMENTS = st.integers(1_767_225_600, 1_830_297_600).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(MOMENTS, st.sampled_from(ZONES), SPANS, st.sampled_from([None, (), ((120, 180),)]), st.data())
def test_more_minutes_are_never_earlier_and_always_end_within_hours(moment, zone, hours, rest_hours, data):
    here = estate(zone, hours, rest_hours)
    less, more = sorted(data.draw(st.tuples(st.integers(0, 4_000), st.integers(0, 4_000))))
    sooner = calendar.after_business_minutes(here, moment, less)
    later = calendar.after_business_minutes(here, moment, more)
    assert moment <= calendar.next_open(here, moment) <= sooner <= later
    assert calendar.business_minutes(here, moment, later) == more
    # The very end of a span belongs to it.
    assert calendar.is_open(here, later) or calendar.is_open(here, later - timedelta(seconds=1))
    assert calendar.is_open(here, calendar.next_open(here, moment))
