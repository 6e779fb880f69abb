"""Whether and when owners are asked afterwards, by what the matter was."""

from dataclasses import replace

import pytest

from bot.config_clock import Clock
from handlers.desk import Policy
from handlers.ticket import moves, revisit, revisit_policy
from handlers.ticket.lifecycle import Move
from nlp.judgement import Category, Kind, Urgency
from storage import journal
from tests.handlers.test_deadlines import Days

WANG = "3001"


@pytest.mark.parametrize(
    ("category", "urgency", "hours"),
    [
        (None, Urgency.P2, 24),
        (Category.service, Urgency.P2, 24),
        (Category.neighbours, Urgency.P2, 168),
        (Category.neighbours, Urgency.P1, 24),
    ],
)
def test_neighbours_are_left_a_week_unless_it_was_urgent(
    sqlite_database, business_clock, category, urgency, hours
):
    kind = Kind.complaint if category else Kind.request
    done = Days(sqlite_database, business_clock).opens(
        kind=kind, urgency=urgency, category=category and category.value
    )
    assert revisit_policy.wait_h(Policy(), done) == hours


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ({}, 168),
        ({"revisit_after_h": 1}, 1),
        ({"neighbours_revisit_h": 72}, 72),
        ({"revisit_after_h": 1, "neighbours_revisit_h": 72}, 72),
    ],
)
def test_the_general_key_holds_where_the_special_one_is_not_written(written, hours):
    assert Clock(**written).policy().neighbours_revisit_h == hours


def test_of_paperwork_as_many_are_asked_about_as_the_estate_says(sqlite_database, business_clock):
    days = Days(sqlite_database, business_clock)
    paper = days.opens(urgency=Urgency.P3)
    policy = Policy(paperwork_revisit_percent=30)
    asked = [revisit_policy.is_asked(policy, replace(paper, id=n)) for n in range(1000)]
    assert sum(asked) == 300
    assert revisit_policy.is_asked(Policy(paperwork_revisit_percent=0), replace(paper, reopened=1))
    assert revisit_policy.is_asked(
        Policy(paperwork_revisit_percent=0), replace(paper, urgency=Urgency.P2.value)
    )


def test_what_is_not_in_the_sample_closes_without_a_question_and_is_no_silence(
    sqlite_database, business_clock
):
    days = Days(sqlite_database, business_clock, paperwork_revisit_percent=0)
    done = answered(days, urgency=Urgency.P3)
    days.passes(hours=25)
    closed = days.now(done)
    assert (closed.step, closed.rating) == ("closed", None)
    row = days.does(lambda work: journal.of_ticket(work, done.id))[-1]
    assert (row.code, row.facts["outcome"]) == ("close", "not_asked")


def answered(days, **facts):
    """Open a matter, let somebody answer it, and plan the question."""
    held = days.opens(assignee=WANG, **facts)

    def answer(work):
        done = moves.move(work, held, Move.answer, WANG, answered_at=work.now)
        revisit.plan(days.desk, work, done)
        return done

    return days.does(answer)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, (24, 24, 24, 100, 30, 3)),
        ({"revisits": "manual"}, (168, 24, 24, 30, 30, 3)),
        ({"revisits": "all"}, (24, 24, 24, 100, 100, 5)),
        ({"revisits": "manual", "revisit_after_h": 48}, (48, 48, 48, 30, 30, 3)),
    ],
)
def test_a_named_set_says_how_far_owners_are_asked_and_a_key_beside_it_wins(written, expected):
    policy = Clock(**written).policy()
    assert expected == (
        policy.revisit_after_h,
        policy.urgent_revisit_h,
        policy.complaint_revisit_h,
        policy.repair_revisit_percent,
        policy.paperwork_revisit_percent,
        policy.revisit_tries,
    )
