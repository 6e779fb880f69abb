"""What a card says of the same home and of those above and below it, and what counts as done in vain."""

from datetime import timedelta

import pytest

from handlers.ticket import nearby, rework, riser
from nlp.judgement import Home
from storage import journal, tickets
from tests.handlers.front import GROUP, NEIGHBOUR, OWNER, WANG
from tests.handlers.test_lists import CATALOGUES, DESK, LIFTS, NOW
from tests.handlers.test_lists import GROUP as LISTED
from tests.storage import make

ROOM = {"building": "3", "home": "3-2-1501", "riser": "3/2/01"}
BELOW = ROOM | {"home": "3-2-1103"}
DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("home", "line"),
    [
        (Home("3", "2", "1501"), "3/2/01"),
        (Home("3", "2", "901"), "3/2/01"),
        (Home("3", "2", "1502"), "3/2/02"),
        (Home("A", None, "15b"), "A//B"),
        (Home("3", "2", "1"), "3/2/=1"),
        (Home(None, "2", "1501"), None),
        (Home("3", "2", None), None),
        (None, None),
    ],
)
def test_homes_of_one_position_are_one_line_through_the_floors(home, line):
    assert riser.columns(home)["riser"] == line


def said(work, this, *others, chat=LISTED):
    """Return what is said of a leak at 1501 on the card, after what came so many days before."""
    for ago, facts in others:
        done = facts.get("answered_at")
        kept = {name: value for name, value in facts.items() if name != "answered_at"}
        base = {"staff_chat": LISTED, "received_at": NOW - ago * DAYS, "kind": "request"}
        ticket = make.ticket(work, **(base | kept))
        if done:
            tickets.change(work, ticket, answered_at=NOW - done * DAYS)
    base = ROOM | {"kind": "request", "topic": "plumbing", "staff_chat": LISTED, "received_at": NOW}
    return nearby.shown(DESK, work, CATALOGUES["zh"], make.ticket(work, **(base | this)), chat)


LEAK, NOISE = (
    {"topic": "leak_between"},
    {"kind": "complaint", "category": "neighbours", "topic": "neighbours"},
)


@pytest.mark.parametrize(
    ("this", "others", "history"),
    [
        ({}, [], ""),
        ({}, [(3, ROOM | LEAK), (9, ROOM | {"topic": "electric"})], "本户30天第3次"),
        ({}, [(31, ROOM | LEAK)], ""),
        ({}, [(3, ROOM | NOISE), (3, ROOM | {"step": "withdrawn"})], ""),
        (NOISE, [(3, ROOM | NOISE), (4, ROOM | LEAK)], "本户30天第2次"),
        ({}, [(7, BELOW | LEAK)], "同立管1103 11-16 渗漏"),
        ({}, [(3, ROOM | LEAK), (7, BELOW | LEAK)], "本户30天第2次 · 同立管1103 11-16 渗漏"),
        ({}, [(7, BELOW | LEAK | {"riser": "3/2/03"})], ""),
        ({}, [(7, BELOW | {"topic": "electric"})], ""),
        ({"topic": "electric"}, [(7, BELOW | LEAK)], ""),
        ({}, [(7, BELOW | LEAK | {"data": {"unnamed": True}})], ""),
        ({}, [(7, BELOW | LEAK | {"data": {"confided": {"about": [], "sensitive": True}}})], ""),
        ({"topic": "lift"}, [(7, {"building": "3", "topic": "lift"})], "本楼30天第2次电梯"),
        ({"topic": "lift"}, [(7, {"building": "4", "topic": "lift"})], ""),
        ({"topic": "lift", "data": {"incident": 1}}, [(0, {"building": "3", "topic": "lift"})], ""),
        ({"step": "closed"}, [(3, ROOM | LEAK)], ""),
    ],
)
def test_a_card_tells_of_the_same_matter_at_the_same_place_and_of_nothing_else(
    sqlite_database, this, others, history
):
    assert sqlite_database.write_now(lambda work: said(work, this, *others))["history"] == history


@pytest.mark.parametrize(("theirs", "history"), [({}, ""), ({"staff_chat": LIFTS}, "同立管1103 11-16 渗漏")])
def test_a_contractors_group_learns_nothing_of_what_other_teams_have(sqlite_database, theirs, history):
    before = (7, BELOW | LEAK | theirs)
    shown = sqlite_database.write_now(lambda work: said(work, {"staff_chat": LIFTS}, before, chat=LIFTS))
    assert shown["history"] == history


@pytest.mark.parametrize(
    ("facts", "again"),
    [
        ({"step": "closed", "answered_at": 20}, True),
        ({"step": "answered", "answered_at": 29}, True),
        ({"step": "closed", "answered_at": 31}, False),
        ({"step": "closed", "answered_at": 20, "topic": "electric"}, False),
        ({"step": "closed", "answered_at": 20, "home": "3-2-1601"}, False),
        ({"step": "claimed"}, False),
    ],
)
def test_what_was_done_within_a_month_and_comes_again_was_done_in_vain(sqlite_database, facts, again):
    former = ROOM | {"topic": "plumbing"} | facts
    shown = sqlite_database.write_now(lambda work: said(work, {}, (40, former)))
    assert bool(shown["rework"]) is again


def test_a_repair_that_comes_again_is_on_its_card_and_in_the_journal_once(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.press(WANG, GROUP, "办结")
    front.says(WANG, "换了角阀", chat=GROUP, reply_to=front.last(GROUP, "做了什么"))
    front.passes(days=10)
    front.says(NEIGHBOUR, "厨房水管又漏水了")
    front.says(NEIGHBOUR, "3-2-1501")
    front.passes(minutes=1)
    first, again = front.tickets()
    assert rework.is_one(again)
    front.sends()
    assert f"返修:{first.number}" in front.edits[-1][2].text
    rows = front.database.read_now(lambda work: journal.of_ticket(work, again.id))
    assert [row.facts["of"] for row in rows if row.code == rework.CODE] == [first.number]
