"""Whose matter what is: read from an estate's own file, told on the card and to the owner."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import responsibilities
from bot.config import ConfigError, load
from bot.responsibilities import ResponsibilitiesError
from handlers.desk import Party, Responsibility
from handlers.ticket import responsibility
from tests.handlers.front import ESTATE, _read

EXAMPLE = Path(__file__).parents[2] / "responsibilities.example.toml"
TODAY = date(2026, 11, 23)
DEVELOPER = Responsibility((), ("外墙渗",), Party.developer, "翠园置业", warranty=date(2027, 6, 30))
OURS = Responsibility(("plumbing",), (), Party.manager, "翠园物业")
GAS = Responsibility(
    ("utilities", "out_of_scope"), (), Party.utility, "市燃气公司", contact="96266", help="代您联系"
)


def test_the_example_that_ships_can_be_read():
    found = responsibilities.read(EXAMPLE)
    assert {one.party for one in found} == set(Party)
    assert any(one.warranty for one in found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("matters = 3", "1: matters: is missing"),
        ("[[matters]]\nparty = 'x'\nname = 'a'\ntopics = ['b']", "2: matters.party: must be one of manager"),
        ("[[matters]]\nparty = 'owner'\ntopics = ['b']", "1: matters.name: is missing"),
        ("[[matters]]\nparty = 'owner'\nname = 'a'", "1: matters.topics: is missing"),
        ("[[matters]]\nparty = 'owner'\nname = 'a'\ntopics = 'b'", "4: matters.topics: must be a list"),
        (
            "[[matters]]\nparty = 'owner'\nname = 'a'\nwords = ['b']\nwarranty = '2027'",
            "5: matters.warranty: must be a day",
        ),
        (
            "[[matters]]\nparty = 'owner'\nname = 'a'\nwords = ['b']\nclauses = 'x'",
            "5: matters.clauses: is not known",
        ),
        ("[[matters", "1: this is not TOML"),
    ],
)
def test_what_is_wrong_is_told_by_line(tmp_path, text, told):
    file = tmp_path / "matters.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ResponsibilitiesError) as raised:
        responsibilities.read(file)
    assert f"{file}:{told}" in str(raised.value)


def test_a_file_that_is_missing_is_told_at_its_key(tmp_path):
    text = ESTATE.read_text(encoding="utf-8").replace(
        'name = "翠园小区"', 'name = "翠园小区"\nresponsibilities = "none.toml"'
    )
    config = tmp_path / "config.toml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"estates.responsibilities: cannot be read"):
        load(config, {"FRONTDESK__TELEGRAM__TOKEN": "1:x"})


class Told:
    def __init__(self, words, topic="general", category=None):
        self.words, self.topic, self.category = words, topic, category


@pytest.mark.parametrize(
    ("ticket", "day", "found"),
    [
        (Told("外墙渗水", "plumbing"), TODAY, DEVELOPER),
        (Told("外墙渗水", "plumbing"), date(2027, 6, 30), DEVELOPER),
        (Told("外墙渗水", "plumbing"), date(2027, 7, 1), None),
        (Told("水管漏水", "plumbing"), TODAY, None),
        (Told("没燃气", "utilities"), TODAY, GAS),
        (Told("地铁太吵", "noise", "out_of_scope"), TODAY, GAS),
        (Told("电梯坏了", "lift"), TODAY, None),
    ],
)
def test_whose_it_is_follows_words_before_topics_and_ends_with_the_warranty(ticket, day, found):
    estate = replace(_read()[0]["cuiyuan"], responsibilities=(OURS, DEVELOPER, GAS))
    assert responsibility.of_others(estate, ticket, day) == found


def test_the_file_of_a_complaint_is_offered_whose_it_is():
    estate = replace(_read()[0]["cuiyuan"], responsibilities=(GAS,))
    found = responsibility.proposed(estate, Told("没燃气", "utilities"), TODAY)
    assert found == {"party": "市燃气公司(96266)", "help": "代您联系"}
