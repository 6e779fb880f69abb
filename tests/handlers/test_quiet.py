"""Quiet hours: from when to when owners are left in peace."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config_values import quiet_spans
from handlers import quiet
from handlers.desk import Estate


def estate(*hours, zone="Asia/Shanghai"):
    return Estate(
        key="a",
        name="A",
        zone=ZoneInfo(zone),
        staff_chat="-1",
        manager_chat=None,
        duty_phone="1",
        quiet_hours=tuple(span for text in hours for span in quiet_spans(text)),
    )


def at(text, zone="Asia/Shanghai"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:30"),
        ("2026-11-24 00:00", "2026-11-24 08:30"),
        ("2026-11-24 08:29", "2026-11-24 08:30"),
        ("2026-11-24 08:30", "2026-11-24 08:30"),
    ],
)
@pytest.mark.parametrize("hours", [["21:00-08:30"], ["21:00-24:00", "00:00-08:30"]])
def test_over_midnight_they_are_one(hours, moment, until):
    assert quiet.ends(estate(*hours), at(moment)) == at(until)
    assert quiet.is_quiet(estate(*hours), at(moment)) is (moment != until)


def test_a_nap_at_noon_ends_the_same_day():
    assert quiet.ends(estate("21:00-08:30", "12:00-14:00"), at("2026-11-23 13:00")) == at("2026-11-23 14:00")


def test_without_any_owners_may_always_be_written_to():
    assert quiet.ends(estate(), at("2026-11-23 03:00")) == at("2026-11-23 03:00")


def test_they_end_by_the_clock_on_the_wall_when_the_clocks_change():
    berlin = "Europe/Berlin"
    ended = quiet.ends(estate("21:00-08:30", zone=berlin), at("2026-10-24 23:00", berlin))
    assert ended == datetime(2026, 10, 25, 7, 30, tzinfo=UTC)
