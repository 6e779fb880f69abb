"""Wall-clock rules in every zone: a time the clocks skip comes later, one they repeat comes once."""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot import shift_sheets
from handlers import calendar, quiet
from handlers.desk import Estate
from handlers.manager import days, regular

_A_DAY, _A_MONTH = timedelta(days=1), timedelta(days=28)
NIGHT = ((0, 8 * 60 + 30), (21 * 60, 24 * 60))


def estate(zone, **more):
    return Estate("a", "A", ZoneInfo(zone), "-1", None, "1", quiet_hours=NIGHT, **more)


@cache
def changes(zone):
    """Return up to three days from 2000 to 2040 on which a zone changes its clocks, always the same ones."""
    here, found, offset = ZoneInfo(zone), [], None
    for n in range(0, 41 * 365, _A_MONTH.days):
        moment = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=n)
        before, offset = offset, moment.astimezone(here).utcoffset()
        if before is not None and before != offset:
            found.append(_day_of_change(here, moment - _A_MONTH, before))
    return random.Random(zone).sample(found, min(3, len(found)))


def _day_of_change(here, moment, before):
    while moment.astimezone(here).utcoffset() == before:
        moment += timedelta(hours=6)
    return (moment - timedelta(hours=6)).astimezone(here).date()


ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix"))
)
HOURS = (time(0, 0), time(0, 30), time(2, 30), time(8, 30))


def test_the_digest_falls_due_once_a_day_in_every_zone():
    for zone in ZONES:
        for day in changes(zone):
            for at in HOURS:
                here = estate(zone, digest_at=at)
                dues = {regular.due_at(here, one): one for one in (day + n * _A_DAY for n in range(-2, 4))}
                assert list(dues) == sorted(dues), (zone, day, at)
                # Samoa left out a whole day: it falls due with the one before it.
                assert len(dues) == 6 or (day.year, len(dues)) == (2011, 5), (zone, day, at)
                assert all(regular.latest(here, due, regular.DAILY) == one for due, one in dues.items()), (
                    zone,
                    day,
                    at,
                )


def test_a_time_that_is_skipped_comes_later_and_one_that_is_repeated_comes_first():
    for zone in ZONES:
        here = estate(zone)
        for day in changes(zone):
            for at in HOURS:
                local = days.moment_of(here, day, at).astimezone(here.zone)
                on_time = (local.date(), local.time()) == (day, at)
                assert (on_time and local.fold == 0) or local.replace(tzinfo=None) > datetime.combine(day, at)


def test_opening_hours_never_overlap_and_lose_only_what_the_clocks_skip():
    hours = ((0, 150), (150, 240), (480, 1200))
    for zone in ZONES:
        here = estate(zone, hours=hours)
        for day in changes(zone):
            spans = list(calendar._spans(here, day - _A_DAY)) + list(calendar._spans(here, day))
            spans += calendar._spans(here, day + _A_DAY)
            assert all(begins < ends for begins, ends in spans)
            assert all(ends <= begins for (_, ends), (begins, _) in pairwise(spans)), (
                zone,
                day,
            )


@pytest.mark.parametrize("turns", [(0, 480, 960), (150, 510, 1230), (480, 1200)])
def test_shifts_follow_one_another_while_the_clocks_change_and_begin_by_the_clock_on_the_wall(turns):
    """Whoever has the night at which an hour is skipped or repeated is there an hour less, or more."""
    for zone in (
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Africa/Cairo",
        "Australia/Lord_Howe",
    ):
        here = estate(zone)
        for day in changes(zone):
            days = [day + n * _A_DAY for n in (-1, 0, 1)]
            ends = (*turns[1:], turns[0] + 24 * 60)
            planned = [
                (shift_sheets.moment(here, one, begin), shift_sheets.moment(here, one, end))
                for one in days
                for begin, end in zip(turns, ends, strict=True)
            ]
            assert all(begins <= over for begins, over in planned), (zone, day)
            assert all(over == begins for (_, over), (begins, _) in pairwise(planned)), (zone, day)
            on_the_wall = [begins.astimezone(here.zone) for begins, _ in planned]
            minutes = [local.hour * 60 + local.minute for local in on_the_wall]
            late = [at for at, turn in zip(minutes, turns * len(days), strict=True) if at != turn]
            # Only on the day of change, and only a beginning that the clocks skip.
            assert len(late) <= 1, (zone, day, late)


@pytest.mark.parametrize("shift", [0, 90, 500, 1300])
def test_quiet_hours_end_later_than_now_and_when_nobody_sleeps(shift):
    for zone in ZONES[shift % 3 :: 3]:
        here = estate(zone)
        for day in changes(zone):
            moment = days.moment_of(here, day, time()) + timedelta(minutes=shift)
            ends = quiet.ends(here, moment)
            assert moment <= ends <= moment + _A_DAY, (zone, day)
            assert not quiet.is_quiet(here, ends), (zone, day)


def test_the_zones_of_the_world_change_their_clocks_often_enough_to_try():
    assert sum(map(len, map(changes, ZONES))) > 500


def test_a_zone_set_anew_between_two_runs_is_followed_at_once():
    day = date(2026, 11, 23)
    berlin, shanghai = (regular.due_at(estate(zone), day) for zone in ("Europe/Berlin", "Asia/Shanghai"))
    assert berlin - shanghai == timedelta(hours=7)
