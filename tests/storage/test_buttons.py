"""A button's token is random, and the same for the same button."""

import re

from storage import buttons
from tests.storage.test_tickets import in_threads

FACTS = {"action": "claim", "channel": "telegram", "chat": "-200"}


def token(database, **more):
    return database.write_now(lambda work: buttons.token_for(work, **FACTS | more))


def test_the_same_button_has_the_same_token(database):
    assert token(database, ticket=5) == token(database, ticket=5)


def test_every_difference_makes_another_button(database):
    variants = [
        {},
        {"ticket": 5},
        {"ticket": 6},
        {"user": "500"},
        {"estate": "cuiyuan"},
        {"arg": "7"},
        {"arg": "8", "ticket": 5},
        {"action": "answer"},
        {"chat": "-300"},
        {"channel": "wecom"},
        {"user": ""},
    ]
    tokens = [token(database, **variant) for variant in variants]
    assert len(set(tokens)) == len(variants)
    assert [token(database, **variant) for variant in variants] == tokens


def test_a_token_fits_a_button_and_says_nothing(database):
    assert re.fullmatch(r"[\w-]{22}", token(database, arg="秘密" * 100))


def test_a_token_stands_for_what_was_asked(database, business_clock):
    found = token(database, ticket=5, user="500", estate="cuiyuan", arg="7")
    pressable = database.read_now(lambda work: buttons.by_token(work, found))
    assert (pressable.action, pressable.channel, pressable.chat) == ("claim", "telegram", "-200")
    assert (pressable.ticket, pressable.user, pressable.estate, pressable.arg) == (5, "500", "cuiyuan", "7")
    assert pressable.created_at == business_clock.at


def test_a_forged_token_stands_for_nothing(database):
    token(database)
    for forged in ("", "x" * 22, "claim:5", "\0\ud800", "'; DROP TABLE buttons; --"):
        assert database.read_now(lambda work, forged=forged: buttons.by_token(work, forged)) is None


def test_two_who_make_the_same_button_at_once_get_one_token(database):
    found = []
    in_threads(4, lambda _: found.extend(token(database, arg=str(n)) for n in range(10)))
    assert len(set(found)) == 10
