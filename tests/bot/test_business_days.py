"""Which days are working days: the operator's file before China's announcement before any rule."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from bot import business_days
from bot.business_days import DaysError
from bot.config import ConfigError, load
from tests.bot.test_config import SMALL, TOKEN, read

CHINA = business_days.working_days("CN", {})
SPRING_2026 = dict.fromkeys((date(2026, 2, day) for day in range(15, 24)), False) | {
    date(2026, 2, 14): True,  # a Saturday
    date(2026, 2, 24): True,
    date(2026, 2, 28): True,  # a Saturday
}
AUTUMN_2026 = dict.fromkeys((date(2026, 10, day) for day in range(1, 8)), False) | {
    date(2026, 9, 20): True,  # a Sunday
    date(2026, 9, 30): True,
    date(2026, 10, 8): True,
    date(2026, 10, 10): True,  # a Saturday
    date(2026, 10, 11): False,
}
YEAR_END = {date(2026, 12, 31): True, date(2027, 1, 1): False, date(2027, 1, 4): True}


@pytest.mark.parametrize(("day", "works"), (SPRING_2026 | AUTUMN_2026 | YEAR_END).items(), ids=str)
def test_make_up_days_and_holidays_of_china_are_known(day, works):
    assert CHINA(day) is works


def test_a_year_that_is_not_announced_goes_by_the_public_holidays_and_the_week():
    assert [CHINA(date(2027, 10, day)) for day in (1, 8, 9, 10)] == [False, True, False, False]


def test_the_operators_file_wins():
    ours = business_days.working_days("CN", {date(2026, 10, 8): False, date(2026, 10, 1): True})
    assert (ours(date(2026, 10, 8)), ours(date(2026, 10, 1)), ours(date(2026, 10, 2))) == (False, True, False)


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("DE", date(2026, 12, 25), False),
        ("DE", date(2026, 12, 28), True),
        ("IL", date(2026, 11, 27), False),  # a Friday
        ("IL", date(2026, 11, 29), True),  # a Sunday
        ("", date(2026, 12, 25), True),
        ("", date(2026, 12, 26), False),
    ],
)
def test_other_countries_have_holidays_and_weekends_of_their_own(country, day, works):
    assert business_days.working_days(country, {})(day) is works


def test_a_year_nobody_announced_is_named_sixty_days_before_it_begins():
    last = next(year for year in range(2026, 2100) if business_days.uncovered("CN", [], date(year + 1, 6, 1)))
    assert business_days.uncovered("CN", [], date(last, 6, 1)) == []
    assert business_days.uncovered("CN", [], date(last, 12, 31) - timedelta(days=50)) == [last + 1]
    assert business_days.uncovered("CN", [date(last + 1, 10, 9)], date(last, 12, 1)) == []
    assert business_days.uncovered("DE", [], date(last, 12, 1)) == []


def test_only_estates_that_keep_rest_days_apart_hear_of_it(tmp_path):
    assert list(read(tmp_path, SMALL).uncovered(date(2090, 1, 1))) == []
    (told,) = read(tmp_path, SMALL + "rest_hours = []\n").uncovered(date(2090, 1, 1))
    assert told.startswith(f"{tmp_path}/config.toml:8: estates.rest_hours: 2090 is not covered")


@pytest.mark.parametrize(
    ("zone", "country"), [("Asia/Shanghai", "CN"), ("Asia/Urumqi", "CN"), ("Asia/Singapore", ""), ("UTC", "")]
)
def test_without_a_country_only_chinas_zones_mean_one(zone, country):
    assert business_days.country_of(zone) == country


def test_an_estate_gets_its_days_and_its_rest_hours(tmp_path):
    (tmp_path / "days.toml").write_text('[days]\n2026-10-08 = "rest"\n2026-10-10 = "rest"\n')
    estate = read(tmp_path, SMALL + 'days_file = "days.toml"\nrest_hours = ["09:00-12:00"]\n').estates()["a"]
    assert estate.rest_hours == ((540, 720),)
    assert [estate.is_working_day(date(2026, 10, day)) for day in (8, 9, 10)] == [False, True, False]
    assert read(tmp_path, SMALL + "rest_hours = []\n").estates()["a"].rest_hours == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[days]\n2026-13-01 = "work"\n', ":2: 2026-13-01 is no day: write it as 2026-10-10"),
        ('[days]\n20261010 = "work"\n', ":2: 20261010 is no day: write it as 2026-10-10"),
        ('[days]\n\n2026-10-10 = "holiday"\n', ':3: 2026-10-10: must be "work" or "rest"'),
        ("[days]\n2026-10-10 = true\n", ':2: 2026-10-10: must be "work" or "rest"'),
        ('[day]\n2026-10-10 = "work"\n', ":1: day is not known here: write [days] and below it"),
        ("", ":1: has no days: write [days] and below it"),
        ("[days\n", ":1: this is not TOML: write [days]"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, text, told):
    path = tmp_path / "days.toml"
    path.write_text(text)
    with pytest.raises(DaysError) as error:
        business_days.read(path)
    assert error.value.problems[0].startswith(f"{path}{told}")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ('days_file = "none.toml"', "estates.days_file: cannot be read: No such file"),
        ('country = "XX"', "estates.country: is no country whose holidays are known"),
        ('country = "China"', "estates.country: must be two capital letters"),
    ],
)
def test_a_configuration_that_names_what_is_not_there_is_refused(tmp_path, key, told):
    (tmp_path / "config.toml").write_text(SMALL + key + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"config.toml:8: {told}"):
        load(tmp_path / "config.toml", TOKEN)


def test_the_heavy_library_is_not_loaded_for_a_day_it_is_not_needed_for():
    asked = (
        "import sys; from datetime import date; from bot import business_days as b;"
        "b.working_days('CN', {})(date(2026, 10, 1)); b.working_days('', {})(date(2030, 1, 1));"
        "print('holidays' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
