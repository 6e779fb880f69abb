"""The story plays by itself on the phones, and can be stopped."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.demonstration.stage import stage
from bot.demonstration.story import WANG, Story
from bot.demonstration.wording import wording
from storage import tickets
from storage.database import Database

MONDAY_TEN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
async def here(judging, url):
    async with stage(start=MONDAY_TEN, judging=judging, database=url) as here:
        yield here


def steps(here):
    database = Database.open(here.database)
    try:
        return [ticket.step for ticket in database.read_now(lambda work: tickets.of_estate(work, "cuiyuan"))]
    finally:
        database.close()


async def test_the_story_can_be_played_twice_on_the_same_phones(here):
    told = []
    story = Story(here, lambda: told.append(story.told(wording("zh"))["words"]), pause_s=0.1)
    for _ in range(2):
        story.play()
        story.play()  # a second press begins nothing
        async with asyncio.timeout(30):
            await story.playing
        assert told[-1] == wording("zh").say("story.done")
    assert steps(here) == ["closed", "claimed"] * 2
    assert wording("zh").say("story.leak_reply") in told


async def test_a_story_that_is_stopped_leaves_the_phones_alone(here):
    story = Story(here, lambda: None, pause_s=60)
    story.play()
    await here.sandbox.until(lambda: story.told(wording("zh"))["n"] == 0, 5)
    assert story.told(wording("en"))["playing"]
    await story.stop()
    assert story.told(wording("zh")) == {
        "playing": False,
        "words": wording("zh").say("story.stopped"),
        "n": 0,
        "of": 12,
    }
    assert not here.sandbox.messages(WANG)
    await story.stop()


async def test_a_desk_that_does_not_answer_ends_the_story_with_a_sentence(here, monkeypatch):
    monkeypatch.setattr("bot.demonstration.story._PATIENCE_S", 0.3)
    here.sandbox.faults.add("drop", method="sendMessage", times=50)
    story = Story(here, lambda: None, pause_s=0)
    story.play()
    async with asyncio.timeout(10):
        await story.playing
    assert story.told(wording("zh"))["words"] == wording("zh").say("story.stuck")
