"""Rule files: every example is a test, every kind and category has one, and a broken file explains itself."""

import re
from itertools import product

import pytest

from nlp import rules, tone, urgency
from nlp.classifier import Classifier
from nlp.judgement import Category, Kind
from nlp.marks import Finder
from nlp.normalise import normalise
from nlp.rules import RuleError, read_rule
from nlp.screen import marks_of_danger

EXAMPLES = [(rule, text) for rule in rules.load() for text in rule.examples]
NEAR_MISSES = [(rule, near) for rule in rules.load() for near in rule.near_misses]
WITH_TOPIC = (Kind.followup, Kind.smalltalk, Kind.other)


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=[f"{rule.file}-{text}" for rule, text in EXAMPLES])
def test_example_is_judged_as_its_file_says(judge, rule, text):
    lead = judge(text).lead
    if rule.kind is None:
        assert lead.topic == rule.topic
        return
    assert lead.kind is rule.kind
    assert lead.category is rule.category or rule.category is None
    if rule.kind in WITH_TOPIC and rule.topic:
        assert lead.topic == rule.topic


@pytest.mark.parametrize(("rule", "near"), NEAR_MISSES, ids=[near.text for _, near in NEAR_MISSES])
def test_near_miss_is_judged_otherwise(judge, rule, near):
    assert judge(near.text).lead.kind is near.kind


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.emergency])
def test_every_kind_has_examples(kind):
    assert any(rule.examples for rule in rules.load() if rule.kind is kind)


@pytest.mark.parametrize("category", Category)
def test_every_category_of_complaint_has_examples(category):
    assert any(len(rule.examples) >= 5 for rule in rules.load() if rule.category is category)


def test_topics_the_handlers_rely_on_exist():
    topics = {rule.topic for rule in rules.load() if rule.kind in WITH_TOPIC}
    assert topics >= {
        *("urge", "resolved", "not_resolved", "cancel", "appointment", "rating_good", "rating_fair"),
        *("rating_bad", "human", "call_me", "identity", "false_alarm", "yes_now"),
        *("thanks", "greet", "ack", "spam", "unclear"),
    }


def test_every_mark_is_found_in_the_words_it_is_made_of():
    """A mark is looked for in normalised words: in capitals, or in a spelling that is changed, it is dead."""
    marks = [mark.written for rule in rules.load() for mark in rule.marks]
    marks += [written for written, _ in (*marks_of_danger(), *tone.marks(), *urgency.marks())]
    finder = Finder((written, written) for written in marks)
    dead = {
        written
        for written in marks
        if all(
            found != written
            for words in _spelled(written)
            for *_, found in finder.hits(normalise(words).text)
        )
    }
    assert not dead


def _spelled(written):
    """Return the texts that a mark is written for, with nothing in its gaps and 3 for a number."""
    body = written.removeprefix("^").removesuffix("$").replace("…", "").replace("#", "3")
    parts = re.split(r"\(([^()]*)\)", body)
    return map("".join, product(*(part.split("|") for part in parts)))


GOOD = 'label = "水"\nkind = "request"\ntopic = "x"\n[[signs]]\nweight = 2\nwords = ["漏水"]\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"水"', '"水', "own.toml:1: is no TOML"),
        ('"request"', '"wish"', "own.toml:2: kind: 'wish' is not one of: inquiry, request"),
        ('label = "水"', "colour = 1", "own.toml:1: colour: is no key of this file"),
        ('label = "水"', "", 'own.toml: label: is missing or no text: write label = "…"'),
        ("weight = 2", "weight = 40", "own.toml:5: weight: 40: write a number from -9 to 9"),
        ("weight = 2", "weight = true", "own.toml:5: weight: True: write a number"),
        ("weight = 2", "", "own.toml: weight: None: write a number"),
        ("weight = 2", 'weight = 2\nmode = "regex"', "own.toml:6: mode: 'regex': write \"phrase\""),
        ('["漏水"]', '"漏水"', "own.toml:6: words: must be a list of texts"),
        ('["漏水"]', "[]", "own.toml:4: signs: a group without words"),
        ('["漏水"]', '["漏(水"]', "own.toml:6: signs: the mark '漏(水' has an unfinished bracket"),
        ('["漏水"]', '["…漏水"]', "own.toml:6: signs: the mark '…漏水' begins or ends with …"),
        ('["漏水"]', '["(|漏)"]', "own.toml:6: signs: the mark '(|漏)' may begin with nothing"),
        (
            "[[signs]]",
            "[signs]",
            "own.toml:4: signs: must be a table: write [[signs]] with two square brackets",
        ),
        ('kind = "request"', 'kind = "complaint"', "category: belongs to a complaint with a topic"),
        ('kind = "request"\n', "", "signs: need a kind"),
        ('topic = "x"', 'topic = "x"\nexamples = "漏"', "examples: must be a list of texts"),
        ('topic = "x"', 'topic = "x"\nnear_misses = ["漏"]', "near_misses: write near_misses = [{text"),
    ],
)
def test_broken_file_says_where_and_what_to_write(tmp_path, old, new, said):
    assert old in GOOD
    (tmp_path / "own.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        Classifier.load(tmp_path)
    assert said in str(caught.value)


def test_file_without_marks_is_refused():
    with pytest.raises(RuleError, match="no marks at all"):
        read_rule("own.toml", 'label = "水"\nkind = "request"\n')


def test_rules_of_the_estate_join_the_shipped_ones(tmp_path):
    own = (
        'label = "游泳池"\nkind = "request"\ntopic = "pool"\n[[signs]]\nweight = 9\nwords = ["泳池水绿了"]\n'
    )
    (tmp_path / "pool.toml").write_text(own, encoding="utf-8")
    lead = Classifier.load(tmp_path).judge("泳池水绿了").lead
    assert lead.kind is Kind.request
    assert "泳池水绿了" in {evidence.words for evidence in lead.evidence}
