"""A few weeks of footage and of meetings in the default tests, and that what is broken on purpose is seen."""

from collections.abc import Iterator

import pytest

from handlers.ticket import decisions, evidence
from handlers.ticket.evidence import Call
from tests.followed import footage, meetings
from tests.followed.lives import Place, prepared


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with prepared() as found:
        yield found


def broken(lived, place, seeds):
    return {seed: found.wrong for seed in seeds if (found := lived(place, seed)).wrong}


def test_no_footage_is_overwritten_before_somebody_who_was_told_could_act(place):
    assert broken(footage.lived, place, range(3)) == {}


def test_every_decision_ends_done_or_given_up_or_stands_on_the_next_list(place):
    assert broken(meetings.lived, place, range(4)) == {}


def test_calls_that_are_not_made_are_seen_as_footage_that_was_missed(place, monkeypatch):
    every = evidence.calls

    def only_the_first(*args):
        return {call: at for call, at in every(*args).items() if call in (Call.first, Call.missed)}

    monkeypatch.setattr(evidence, "calls", only_the_first)
    assert "was told as missed" in str(broken(footage.lived, place, [0]))


def test_a_decision_that_nobody_hears_of_is_seen(place, monkeypatch):
    monkeypatch.setattr(decisions, "_moments", lambda *_: {})
    assert "no manager heard of it" in str(broken(meetings.lived, place, [2]))
