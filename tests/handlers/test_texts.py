"""The catalogue is whole, and what is filled into it is never interpreted."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import texts
from handlers.messages import ChatKind, Incoming
from handlers.texts import Named, Texts, Words
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from nlp import rules
from nlp.judgement import Category, Kind
from nlp.screen import dangers

CATALOGUE = texts.load()
HANDLERS = Path(texts.__file__).parent


def _keys_named_in_code() -> set[str]:
    sections = "|".join({key.partition(".")[0] for key in CATALOGUE.entries})
    found = set()
    for path in HANDLERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
            # A name that ends with _ is completed by a code: those are tested by their codes.
            if plain and re.fullmatch(rf"({sections})\.[a-z_0-9]*[a-z0-9]", node.value):
                found.add(node.value)
    return found


@pytest.mark.parametrize("key", sorted(_keys_named_in_code()))
def test_every_text_that_code_names_is_in_the_catalogue(key):
    assert key in CATALOGUE.entries


def test_every_button_has_a_label_of_a_sensible_length():
    for action in Action:
        assert 1 <= len(CATALOGUE.button(action.value)) <= 12


def test_every_step_kind_and_topic_has_a_name():
    topics = {rule.topic for rule in rules.load(None) if rule.topic and rule.kind is not Kind.followup}
    small_talk = {"greet", "thanks", "ack"}
    for code in topics - small_talk | set(dangers()):
        assert f"topics.{code}" in CATALOGUE.entries
    assert all(f"steps.{step.value}" in CATALOGUE.entries for step in Step)
    assert all(f"owner_steps.{step.value}" in CATALOGUE.entries for step in Step)
    assert all(f"kinds.{kind.value}" in CATALOGUE.entries for kind in Kind)
    assert all(f"owner.receipt_{category.value}" in CATALOGUE.entries for category in Category)


def test_owners_never_read_an_internal_label():
    internal = ("工单", "无效", "驳回", "投诉", "类别")
    for key, text in CATALOGUE.entries.items():
        if key.partition(".")[0] in ("owner", "owner_steps", "emergency"):
            assert not [word for word in internal if word in text], key


def test_no_safety_text_says_that_somebody_is_coming():
    for key, text in CATALOGUE.entries.items():
        if key.startswith(("emergency.", "owner.receipt_emergency")):
            assert not re.search("赶来|赶到|出发|马上到|已通知|已派", text), key


def test_a_line_whose_value_is_missing_is_left_out():
    shown = CATALOGUE.outgoing("emergency.gas", gas_phone="", duty_phone="0571").text
    assert "燃气抢修" not in shown
    assert "0571" in shown


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["", "x", "👍 "]))
def test_words_are_marked_exactly_and_braces_stay_braces(words, before):
    catalogue = Texts({"a.b": before.replace("{", "") + "“{words}”给{who}"})
    shown = catalogue.outgoing("a.b", words=Words(words), who=Named("王工", "2001"))
    ((start, end),) = shown.verbatim
    assert shown.text[start:end] == words
    ((first, last, user),) = shown.mentions
    assert (shown.text[first:last], user) == ("王工", "2001")


def test_every_placeholder_of_the_catalogue_is_a_plain_name():
    for key, text in CATALOGUE.entries.items():
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or (re.fullmatch("[a-z_]+", name) and not spec and not conversion), key


def test_a_place_or_a_number_is_words_beside_what_was_written():
    def sent(**what: object) -> Incoming:
        return Incoming(
            "telegram", "1", "7", ChatKind.private, None, datetime(2026, 11, 23, tzinfo=UTC), **what
        )

    assert CATALOGUE.words_of(sent(text="漏水")) == "漏水"
    assert CATALOGUE.words_of(sent(phone="13800000000")) == "13800000000"
    assert (
        CATALOGUE.words_of(sent(text="翠园会所", place=(30.1, 120.2))) == "翠园会所\n位置 30.10000, 120.20000"
    )
