"""The stories play by themselves on the phones, and can be stopped."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.demonstration.roster import OWNERS
from bot.demonstration.stage import stage
from bot.demonstration.stories import night
from bot.demonstration.story import STORIES, Story
from bot.demonstration.wording import wording
from storage import promises, tickets
from storage.database import Database

MONDAY_TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
async def here(judging, url):
    async with stage(start=MONDAY_TEN, judging=judging, database=url) as here:
        yield here


async def played(here, name):
    told = []
    story = Story(here, lambda: told.append(story.told(wording("zh"))["words"]), pause_s=0.1)
    story.play(name)
    story.play(name)  # a second press begins nothing
    async with asyncio.timeout(60):
        await story.playing
    assert told[-1] == wording("zh").say("story.done"), told[-2]
    return told


def opened(here):
    database = Database.open(here.database)
    try:
        return database.read_now(
            lambda work: [
                (ticket.step, [one.state.value for one in promises.of_ticket(work, ticket.id)])
                for ticket in tickets.of_estate(work, "cuiyuan")
            ]
        )
    finally:
        database.close()


@pytest.mark.parametrize("name", STORIES)
def test_every_step_of_a_story_is_told_in_both_languages(name):
    for step in STORIES[name].STEPS:
        assert wording("zh").say(f"story.{step}") != wording("en").say(f"story.{step}")


async def test_a_story_can_be_played_twice_on_the_same_phones(here):
    for _ in range(2):
        told = await played(here, "first")
    assert [step for step, _ in opened(here)] == ["closed", "claimed"] * 2
    assert wording("zh").say("story.leak_reply") in told


async def test_a_day_at_the_desk_keeps_one_promise_puts_one_off_and_hands_over(here):
    told = await played(here, "day")
    assert wording("zh").say("story.day_digest") in told
    lamp, window, door = opened(here)
    assert lamp[1] == ["kept"]
    assert window == ("claimed", ["moved", "open"])
    assert door[0] == "answered"


async def test_a_complaint_goes_from_first_word_to_summing_up_and_a_dossier(here):
    told = await played(here, "complaint")
    assert wording("zh").say("story.complaint_dossier") in told
    assert opened(here) == [("closed", [])]


async def test_a_story_that_is_stopped_leaves_the_phones_alone(here):
    story = Story(here, lambda: None, pause_s=60)
    story.play("first")
    await here.sandbox.until(lambda: story.told(wording("zh"))["n"] == 0, 5)
    assert story.told(wording("en"))["playing"]
    await story.stop()
    assert story.told(wording("zh")) == {
        "playing": False,
        "words": wording("zh").say("story.stopped"),
        "n": 0,
        "of": 12,
        "owner": None,
    }
    assert not any(here.sandbox.messages(owner) for owner in OWNERS)
    await story.stop()


async def test_a_desk_that_does_not_answer_ends_the_story_with_a_sentence(here, monkeypatch):
    monkeypatch.setattr("bot.demonstration.stories.hands._PATIENCE_S", 0.3)
    here.sandbox.faults.add("drop", method="sendMessage", times=50)
    story = Story(here, lambda: None, pause_s=0)
    story.play("first")
    async with asyncio.timeout(10):
        await story.playing
    assert story.told(wording("zh"))["words"] == wording("zh").say("story.stuck")


async def test_a_power_cut_at_night_is_one_card_for_all_homes(here, monkeypatch):
    monkeypatch.setattr(night, "MATTERS", 15)
    monkeypatch.setattr(night, "HOMES", 5)
    told = await played(here, "night")
    assert wording("zh").say("story.night_digest") in told
    steps = [step for step, _ in opened(here)]
    assert len(steps) == 15 + 5
    assert steps.count("received") == 15
