"""The document names every kind, category and topic there is."""

from pathlib import Path

import pytest

from nlp import rules
from nlp.judgement import Category, Kind
from nlp.screen import dangers

DOCUMENT = (Path(__file__).parents[2] / "docs" / "understanding.md").read_text(encoding="utf-8")
NAMES = {rule.topic for rule in rules.load() if rule.topic} | set(dangers()) | set(Kind) | set(Category)


@pytest.mark.parametrize("name", sorted(str(name) for name in NAMES))
def test_every_kind_category_and_topic_is_described(name):
    assert f"`{name}`" in DOCUMENT
