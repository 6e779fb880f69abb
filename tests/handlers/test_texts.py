"""The catalogues are whole and alike, and what is filled into them is never interpreted."""

import ast
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import texts
from handlers.messages import ChatKind, Incoming
from handlers.owner import fixed_words
from handlers.staff.notes import is_note
from handlers.texts import Named, Sentence, Texts, Words
from handlers.ticket.actions import Action
from handlers.ticket.lifecycle import Step
from nlp import rules
from nlp.judgement import Category, Kind
from nlp.screen import dangers

CATALOGUES = texts.load_all()
CATALOGUE = CATALOGUES["zh"]
LONGEST_LABEL = {"zh": 12, "en": 20}
HANDLERS = Path(texts.__file__).parent
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")

in_every_language = pytest.mark.parametrize("language", CATALOGUES)


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


@in_every_language
def test_every_text_that_code_names_is_in_the_catalogue(language):
    assert _keys_named_in_code() - CATALOGUES[language].entries.keys() == set()


def test_there_is_a_file_for_every_language_and_no_other():
    assert {path.name for path in (HANDLERS / "texts").glob("*.toml")} == set(texts.LANGUAGES.values())


@in_every_language
def test_every_catalogue_has_the_same_texts(language):
    assert CATALOGUES[language].entries.keys() == CATALOGUE.entries.keys()


def _lines_that_fill_in(text: str) -> Counter[frozenset[str]]:
    lines = (
        frozenset(name for _, name, _, _ in Formatter().parse(line) if name) for line in text.split("\n")
    )
    return Counter(names for names in lines if names)


@in_every_language
def test_lines_fill_in_and_fall_away_alike_in_every_language(language):
    unlike = [
        key
        for key, text in CATALOGUES[language].entries.items()
        if _lines_that_fill_in(text) != _lines_that_fill_in(CATALOGUE.entries[key])
    ]
    assert unlike == []


def test_no_english_text_holds_a_chinese_character():
    for key, text in CATALOGUES["en"].entries.items():
        assert not CHINESE.search(text), key


def test_what_a_text_asks_to_be_typed_is_understood():
    for key in ("owner.lowered_by_owner", "owner.lowered_by_staff"):
        for language, word in (("zh", "危险"), ("en", "danger")):
            assert f"“{word}”" in CATALOGUES[language].entries[key]
            assert fixed_words.says_danger(f"{word.capitalize()}!")
    assert "“not fixed”" in CATALOGUES["en"].entries["owner.answered"]
    assert f"“{fixed_words.in_chinese('Not fixed.')}”" in CATALOGUE.entries["owner.answered"]
    assert "“note:”" in CATALOGUES["en"].entries["staff.help"]
    assert is_note("Note: the valve is old")
    assert not is_note("Notes follow")


def _texts_of_the_group_in(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("desk.texts."):
            found += [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
    return found


def test_nothing_for_one_person_is_said_in_the_language_of_the_group():
    """Whoever speaks to an owner or answers a press asks `handlers.languages` first."""
    for path in HANDLERS.rglob("*.py"):
        found = [key for key in _texts_of_the_group_in(path) if not key.startswith("staff.")]
        assert set(found) <= {"topics", ""}, path


@in_every_language
def test_every_button_has_a_label_of_a_sensible_length(language):
    for action in Action:
        assert 1 <= len(CATALOGUES[language].button(action.value)) <= LONGEST_LABEL[language]


def test_every_step_kind_and_topic_has_a_name():
    topics = {rule.topic for rule in rules.load(None) if rule.topic and rule.kind is not Kind.followup}
    small_talk = {"greet", "thanks", "ack"}
    for code in topics - small_talk | set(dangers()):
        assert f"topics.{code}" in CATALOGUE.entries
    assert all(f"steps.{step.value}" in CATALOGUE.entries for step in Step)
    assert all(f"owner_steps.{step.value}" in CATALOGUE.entries for step in Step)
    assert all(f"kinds.{kind.value}" in CATALOGUE.entries for kind in Kind)
    assert all(f"owner.receipt_{category.value}" in CATALOGUE.entries for category in Category)


@in_every_language
def test_owners_never_read_an_internal_label(language):
    internal = (
        "工单",
        "无效",
        "驳回",
        "投诉",
        "类别",
        "ticket",
        "complain",
        "invalid",
        "category",
        "assignee",
    )
    for key, text in CATALOGUES[language].entries.items():
        if key.partition(".")[0] in ("owner", "owner_steps", "emergency"):
            assert not [word for word in internal if word in text.casefold()], key


@in_every_language
def test_no_safety_text_says_that_somebody_is_coming(language):
    promises = "赶来|赶到|出发|马上到|已通知|已派|on (the|their) way|coming|sent|arriv|been (told|called)"
    for key, text in CATALOGUES[language].entries.items():
        if key.startswith(("emergency.", "owner.receipt_emergency")):
            assert not re.search(promises, text), key


@in_every_language
def test_no_text_for_owners_admits_fault_or_promises_money(language):
    for key, text in CATALOGUES[language].entries.items():
        if key.partition(".")[0] in ("owner", "emergency"):
            assert not re.search("抱歉|赔|退款|我们的错|sorry|apolog|our fault|refund|compensat", text), key


def test_a_line_whose_value_is_missing_is_left_out():
    shown = CATALOGUE.outgoing("emergency.gas", gas_phone="", duty_phone="0571").text
    assert "燃气抢修" not in shown
    assert "0571" in shown


def test_a_sentence_in_a_sentence_is_said_in_the_same_language():
    refused = Sentence("refusal.step", state=Sentence("steps.received"))
    assert CATALOGUE.said(refused) == "现在是“待接”,不能这样做。"
    assert CATALOGUES["en"].said(refused) == "It stands at “Waiting”, so this cannot be done."


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["", "x", "👍 "]))
def test_words_are_marked_exactly_and_braces_stay_braces(words, before):
    catalogue = Texts({"a.b": before.replace("{", "") + "“{words}”给{who}"})
    shown = catalogue.outgoing("a.b", words=Words(words), who=Named("王工", "2001"))
    ((start, end),) = shown.verbatim
    assert shown.text[start:end] == words
    ((first, last, user),) = shown.mentions
    assert (shown.text[first:last], user) == ("王工", "2001")


@in_every_language
def test_every_placeholder_of_the_catalogue_is_a_plain_name(language):
    for key, text in CATALOGUES[language].entries.items():
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


def test_words_within_a_sentence_stand_on_one_line_and_are_cut_after_that():
    assert Words("厨房漏水\n 3-2-1501").on_one_line(13) == Words("厨房漏水 3-2-1501")
    assert Words("厨房漏水\n3-2-1501").on_one_line(6) == Words("厨房漏水 …")
