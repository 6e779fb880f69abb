"""The drawer of messages: every one is judged as it says; every word is there in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.demonstration import panel, samples
from bot.demonstration.wording import LANGUAGES, entries, wording
from handlers.clock import returning
from handlers.owner import flood, intake, register, which
from handlers.staff import questions
from handlers.ticket import albums, calls, paging, revisit, unasked
from handlers.ticket.lifecycle import Move
from nlp.judgement import Alarm, Category, Kind, Mood, Urgency
from storage.commitments import PromiseState

ROOT = Path(__file__).parents[2]
ACTS = {"write", "edit", "photo", "album", "voice", "location", "sticker"}
TIMERS = (intake.JOIN, intake.ASK, intake.SUSPECT, register.ESTATE, questions.TIMER, which.TIMER,
          paging.TIMER, revisit.ASK, revisit.REMIND, revisit.CLOSE, unasked.TIMER, calls.TIMER,
          albums.TIMER, flood.TIMER, returning.TIMER)  # fmt: skip


@pytest.mark.parametrize("sample", samples.load(), ids=lambda sample: sample.title["en"])
def test_a_sample_is_judged_as_it_says(sample, judging):
    if not sample.expects:
        assert not sample.text
        return
    judgement = judging.judge(sample.text)
    lead = judgement.lead
    found = {
        "kind": lead.kind,
        "category": lead.category,
        "topic": lead.topic,
        "alarm": lead.alarm,
        "mood": lead.mood,
        "matters": len(judgement.matters),
    }
    assert {name: found[name] for name in sample.expects} == sample.expects


@pytest.mark.parametrize("sample", samples.load(), ids=lambda sample: sample.title["en"])
def test_a_sample_can_be_sent(sample):
    for one in sample.sends:
        assert len(ACTS & one.keys()) == 1
        for name in [one.get("photo"), one.get("voice"), *one.get("album", [])]:
            assert name is None or panel._FOLDER.joinpath(name).is_file()
    assert set(sample.title) == set(LANGUAGES)


def test_the_samples_show_every_kind_every_category_and_both_alarms():
    expected = [sample.expects for sample in samples.load()]
    assert {one.get("kind") for one in expected} >= {kind.value for kind in Kind}
    assert {one["category"] for one in expected if "category" in one} == {one.value for one in Category}
    assert {one["alarm"] for one in expected if "alarm" in one} == {one.value for one in Alarm}


@pytest.mark.parametrize(
    ("section", "key", "said"), entries(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_word_is_there_in_both_languages_with_the_same_places(section, key, said):
    assert set(said) == set(LANGUAGES)
    places = [
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in said.values() if text.strip()
    ]
    assert len(places) == len(LANGUAGES)
    assert places[0] == places[1] or section == "when"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_desk_knows_has_a_name(language):
    words = wording(language).words
    assert {f"journal.{move.value}" for move in Move} <= words.keys()
    settled = set(PromiseState) - {PromiseState.open}
    assert {f"journal.promise_{state.value}" for state in settled} <= words.keys()
    assert {f"timers.{kind}" for kind in TIMERS} <= words.keys()
    assert {f"urgency.{urgency.value}" for urgency in Urgency} <= words.keys()
    assert {f"mood.{mood.value}" for mood in Mood} <= words.keys()
    assert {f"then.alarm_{alarm.value}" for alarm in Alarm} <= words.keys()
    assert {f"then.{kind.value}" for kind in Kind if kind not in (Kind.emergency, Kind.other)} <= words.keys()


def test_what_is_shown_in_the_browser_is_sent_to_it():
    used = panel._hello()["words"]
    assert used["zh"].keys() == used["en"].keys() >= {"understood", "life", "samples"}


def test_the_guide_names_buttons_as_they_are():
    guide = " ".join((ROOT / "docs" / "demo.md").read_text(encoding="utf-8").split())
    named = set(re.findall(r"\*\*([^*]+)\*\* \(([^)]*[\u4e00-\u9fff][^)]*)\)", guide))
    titles = {(sample.title["en"], sample.title["zh"]) for sample in samples.load()}
    words = {(said["en"], said["zh"]) for section, _, said in entries() if section == "panel"}
    assert len(named) > 10
    assert named - {("Behind the scenes", "幕后")} <= titles | words
