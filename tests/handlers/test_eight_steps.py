"""What a complaint's file needs, and what makes a complaint more than minor: tables, each line once."""

from dataclasses import fields, replace

import pytest

from handlers import texts
from handlers.desk import Severity
from handlers.ticket import eight_steps
from handlers.ticket import severity as rules
from handlers.ticket.eight_steps import ITEMS, Stage
from handlers.ticket.lifecycle import Move, Step
from handlers.ticket.severity import RAISES, Why
from storage import tickets
from storage.complaints import Complaint
from tests.storage import make

MINOR, SERIOUS, MAJOR = Severity


@pytest.fixture
def ticket(sqlite_database):
    return sqlite_database.write_now(
        lambda work: tickets.open(work, make.new_ticket(kind="complaint", step="claimed", assignee="2001"))
    )


def missing(ticket, severity, before=Move.answer, **file):
    found = eight_steps.missing(
        before, replace(ticket, severity=severity.value), Complaint(ticket.id, **file)
    )
    return {item.name for item in found}


WHOLE = {
    "demand",
    "nature",
    "nature_reason",
    "findings",
    "evidence",
    "cause",
    "plan",
    "prevention",
    "outcome",
}
SUMMARY = {"root_cause", "preventable", "improvement", "training", "knowledge", "review"}


@pytest.mark.parametrize(
    ("severity", "file", "needs"),
    [
        (MINOR, {}, {"nature", "outcome"}),
        (MINOR, {"nature": "valid", "outcome": "met"}, set()),
        (MINOR, {"nature": "unclear", "outcome": "not_met"}, set()),
        (MINOR, {"nature": "invalid"}, {"findings", "party", "help"}),
        (SERIOUS, {}, WHOLE),
        (SERIOUS, {"outcome": "met"}, WHOLE - {"outcome"}),
        (SERIOUS, {"outcome": "partly"}, WHOLE - {"outcome"} | {"outcome_reason"}),
        (SERIOUS, {"nature": "invalid"}, {"demand", "nature_reason", "findings", "party", "help"}),
        (MAJOR, {"outcome": "met"}, WHOLE - {"outcome"} | {"cost"}),
    ],
)
def test_what_the_answer_needs(ticket, severity, file, needs):
    assert missing(ticket, severity, **file) == needs


@pytest.mark.parametrize(("severity", "needs"), [(MINOR, set()), (SERIOUS, SUMMARY), (MAJOR, SUMMARY)])
def test_what_the_closing_needs(ticket, severity, needs):
    assert missing(ticket, severity, Move.close) == needs


@pytest.mark.parametrize(
    ("severity", "file", "awaits"),
    [
        (SERIOUS, {"plan": "x"}, False),
        (MAJOR, {}, False),
        (MAJOR, {"plan": "x"}, True),
        (MAJOR, {"plan": "x", "approved_by": "2004"}, False),
        (MAJOR, {"plan": "x", "nature": "invalid"}, False),
    ],
)
def test_whose_plan_a_manager_agrees_to(ticket, severity, file, awaits):
    graded = replace(ticket, severity=severity.value)
    assert eight_steps.awaits_manager(graded, Complaint(ticket.id, **file)) is awaits


@pytest.mark.parametrize(
    ("step", "stages"),
    [
        (Step.received, set(Stage) - {Stage.revisit}),
        (Step.working, set(Stage) - {Stage.revisit}),
        (Step.answered, {Stage.sum_up}),
        (Step.revisiting, {Stage.sum_up}),
        (Step.closed, set()),
        (Step.withdrawn, set()),
    ],
)
def test_what_may_be_written_when(ticket, step, stages):
    here = replace(ticket, step=step.value)
    assert {item.stage for item in ITEMS if eight_steps.is_open(item, here)} == stages


def test_every_item_is_a_field_with_a_name_and_a_question_in_both_languages():
    columns = {field.name for field in fields(Complaint)} | {"severity"}
    assert {item.name for item in ITEMS} <= columns
    for catalogue in texts.load_all().values():
        keys = [f"{section}.{item.name}" for section in ("items", "asks") for item in ITEMS]
        assert [key for key in keys if key not in catalogue.entries] == []


INJURY, PRIVACY, CONDUCT = Why.injury, Why.privacy, Why.conduct
LEGAL, PUBLIC, MONEY = Why.legal, Why.public, Why.money


@pytest.mark.parametrize(
    ("words", "whys"),
    [
        ("孩子被瓷砖砸伤了,送医缝了三针", {INJURY}),
        ("老人在大堂滑倒骨折,你们没人管", {INJURY}),
        ("瓷砖掉下来差点砸伤人", set()),
        ("这样下去万一有人受伤谁负责", set()),
        ("幸好没人受伤。可是你们两小时才来", set()),
        ("你们把我的电话泄露给装修公司了", {PRIVACY}),
        ("物业把业主隐私泄露给中介", {PRIVACY}),
        ("前台态度太差了", {CONDUCT}),
        ("保安骂人还推搡", {CONDUCT}),
        ("保安收红包放人进来", {CONDUCT}),
        ("师傅态度很好,就是没修好", set()),
        ("再不处理我找律师起诉", {LEGAL}),
        ("我要打12345", {PUBLIC}),
        ("再不管我就找记者曝光", {PUBLIC}),
        ("车被刮了,要求赔偿", {MONEY}),
        ("楼上半夜装修", set()),
        ("The guard was rude and shouted at me", {CONDUCT}),
        ("My son was injured by a falling tile", {INJURY}),
        ("Somebody might get hurt here", set()),
    ],
)
def test_what_an_owners_words_say(words, whys):
    assert rules.of_words(words) == whys


@pytest.mark.parametrize(
    ("homes", "whys"), [(None, set()), (2, set()), (3, {Why.some_homes}), (10, {Why.many_homes})]
)
def test_how_many_homes_say_something(homes, whys):
    assert rules.of_homes(homes) == whys


@pytest.mark.parametrize(
    ("now", "whys", "raised", "proposed"),
    [
        (MINOR, {CONDUCT}, CONDUCT, None),
        (MINOR, {CONDUCT, INJURY}, INJURY, None),
        (SERIOUS, {CONDUCT}, None, None),
        (SERIOUS, {INJURY}, INJURY, None),
        (MAJOR, set(RAISES), None, None),
        (MINOR, {LEGAL, MONEY}, None, LEGAL),
        (SERIOUS, {LEGAL}, None, None),
        (MINOR, set(), None, None),
    ],
)
def test_what_raises_a_complaint_and_what_only_asks(now, whys, raised, proposed):
    assert (rules.raised(now, whys), rules.proposed(now, iter(whys))) == (raised, proposed)


def test_every_reason_but_a_persons_own_raises_something():
    assert set(Why) - set(RAISES) == {Why.by_hand}
