"""Who is on duty, who is called, and what is left behind when somebody goes home."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.desk import Estate, Role, StaffMember, Team
from handlers.ticket import duty, pending, roster, unattended
from handlers.ticket.roster import Planned
from storage import duties, promises, tickets, timers
from tests.storage import make

TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Shanghai
HOUR = timedelta(hours=1)
ESTATE = Estate(
    key="cuiyuan",
    name="翠园小区",
    zone=ZoneInfo("Asia/Shanghai"),
    staff_chat="-1",
    manager_chat=None,
    duty_phone="1",
    teams=(Team("works", "工程", "-2"), Team("lifts", "电梯维保", "-3", contractor=True)),
    staff=(
        StaffMember("worker", "王工", Role.staff, "works"),
        StaffMember("clerk", "小陈", Role.staff),
        StaffMember("outsider", "外包", Role.staff, "lifts"),
        StaffMember("lead", "李主管", Role.lead, "works"),
        StaffMember("second", "周主管", Role.lead),
        StaffMember("manager", "赵经理", Role.manager),
        StaffMember("committee", "业委会", Role.committee),
    ),
)


def shift(user, begins, ends, team=None):
    """Plan from and to hours after ten o'clock."""
    member = ESTATE.member(user)
    return Planned(user, team or member.team, TEN + begins * HOUR, TEN + ends * HOUR)


def away(work, *users):
    for user in users:
        duties.away(work, "cuiyuan", user, TEN - HOUR, TEN + HOUR)


EVERYBODY = {"worker", "clerk", "outsider", "lead", "second", "manager"}


@pytest.mark.parametrize(
    ("planned", "absent", "on"),
    [
        ([], [], EVERYBODY),
        ([], ["clerk"], EVERYBODY - {"clerk"}),
        (["worker"], [], {"worker"}),
        (["worker", "clerk"], ["clerk"], {"worker"}),
        (["worker"], ["worker"], EVERYBODY - {"worker"}),
        (["gone"], [], EVERYBODY),
    ],
)
def test_on_shift_are_those_planned_and_there_and_where_nobody_is_everybody(database, planned, absent, on):
    def unit(work):
        for user in planned:
            duties.add(work, "cuiyuan", user, None, TEN - HOUR, TEN + HOUR)
        away(work, *absent)
        return duty.on_shift(work, ESTATE)

    assert database.write_now(unit) == on


def test_a_shift_begins_with_its_first_moment_and_is_over_at_its_end(database):
    def unit(work):
        roster.lay(work, ESTATE, [shift("worker", -1, 0), shift("clerk", 0, 1)])
        return duty.on_shift(work, ESTATE)

    assert database.write_now(unit) == {"clerk"}


WORKS, LIFTS, NO_TEAM = "works", "lifts", None


@pytest.mark.parametrize(
    ("planned", "absent", "team", "n", "higher", "called"),
    [
        (["worker", "clerk"], [], WORKS, 0, False, {"worker"}),
        (["worker", "clerk"], [], WORKS, 1, False, {"worker", "clerk"}),
        (["clerk"], [], WORKS, 0, False, {"clerk"}),
        (["worker", "clerk"], [], NO_TEAM, 0, False, {"worker", "clerk"}),
        (["worker", "lead"], [], WORKS, 0, False, {"worker", "lead"}),
        (["worker", "manager"], [], WORKS, 1, False, {"worker"}),
        (["worker"], [], WORKS, 0, True, {"worker", "lead", "second", "manager"}),
        (["worker"], ["lead", "second"], WORKS, 0, True, {"worker", "manager"}),
        (["worker"], ["lead", "second", "manager"], WORKS, 0, True, {"worker", "lead", "second", "manager"}),
        (["clerk", "outsider"], [], WORKS, 1, False, {"clerk"}),
        (["clerk", "outsider"], [], LIFTS, 0, False, {"outsider"}),
        (["outsider"], [], WORKS, 1, False, {"worker", "clerk", "lead", "second"}),
        ([], [], WORKS, 0, False, {"worker", "clerk", "lead", "second"}),
        ([], ["worker"], WORKS, 0, False, {"clerk", "lead", "second"}),
        ([], [*EVERYBODY], WORKS, 0, False, {"worker", "clerk", "lead", "second"}),
    ],
)
def test_a_page_calls_those_on_shift_and_for_danger_those_who_lead(
    database, planned, absent, team, n, higher, called
):
    def unit(work):
        roster.lay(work, ESTATE, [shift(user, -1, 1) for user in planned])
        away(work, *absent)
        ticket = make.ticket(work, team=team)
        return {member.user for member in duty.paged(work, ESTATE, ticket, n, higher=higher)}

    assert database.write_now(unit) == called


@pytest.mark.parametrize(
    ("planned", "absent", "team", "lead"),
    [
        ([], [], WORKS, "lead"),
        ([], [], NO_TEAM, "second"),
        (["second"], [], WORKS, "second"),
        (["second", "lead"], [], WORKS, "lead"),
        (["lead"], ["lead"], WORKS, "second"),
        ([], ["lead", "second"], WORKS, "lead"),
    ],
)
def test_the_lead_of_a_ticket_is_one_who_is_there_then_one_of_its_team(database, planned, absent, team, lead):
    def unit(work):
        roster.lay(work, ESTATE, [shift(user, -1, 1) for user in planned])
        away(work, *absent)
        return duty.lead_of(work, ESTATE, make.ticket(work, team=team)).user

    assert database.write_now(unit) == lead


def held(work, claimed_at=TEN - 2 * HOUR, **facts):
    """Open a ticket that the worker claimed before their shift ended at nine."""
    facts = {"step": "claimed", "assignee": "worker", "receiver": "worker", **facts}
    return tickets.change(work, make.ticket(work, **facts), claimed_at=claimed_at)


@pytest.mark.parametrize(
    ("planned", "facts", "promised", "left"),
    [
        ([shift("worker", -9, -1), shift("clerk", -1, 7)], {}, None, True),
        # Back at noon the next day, and nothing is due before.
        ([shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)], {}, None, False),
        ([shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)], {}, 25, True),
        ([shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)], {}, 27, False),
        (
            [shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)],
            {"answer_due": 25},
            None,
            True,
        ),
        (
            [shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)],
            {"urgency": "P1"},
            None,
            True,
        ),
        ([shift("worker", -9, -1), shift("worker", 80, 88), shift("clerk", -1, 7)], {}, None, True),
        (
            [shift("worker", -9, -1), shift("worker", 26, 34), shift("clerk", -1, 7)],
            {"answer_due": -2},
            None,
            True,
        ),
        # Claimed when already off.
        ([shift("worker", -9, -1), shift("clerk", -1, 7)], {"claimed_at": TEN - HOUR / 2}, None, False),
        # Not on the rota, or still or again there.
        ([shift("clerk", -1, 7)], {}, None, False),
        ([shift("worker", -9, 1), shift("clerk", -1, 7)], {}, None, False),
        (
            [shift("worker", -9, -1), shift("worker", 0.25, 8), shift("clerk", -1, 7)],
            {"urgency": "P1"},
            None,
            False,
        ),
        # Nobody is planned: everybody is called, so nothing is left behind.
        ([shift("worker", -9, -1)], {}, None, False),
    ],
)
def test_left_behind_is_what_cannot_wait_until_its_assignee_is_back(database, planned, facts, promised, left):
    facts = {name: TEN + value * HOUR if name.endswith("due") else value for name, value in facts.items()}

    def unit(work):
        roster.lay(work, ESTATE, planned)
        ticket = held(work, **facts)
        if promised:
            at = TEN + promised * HOUR
            promises.make(
                work, estate="cuiyuan", ticket=ticket.id, at=at, until=None, made_by="worker", confirmed_at=None, reason=None
            )  # fmt: skip
        return unattended.orphans(work, ESTATE, pending.of_estate(work, ESTATE))

    assert bool(database.write_now(unit)) is left


def test_a_shift_that_is_planned_twice_is_handed_over_once_and_a_past_one_never(database):
    def unit(work):
        for _ in range(2):
            roster.lay(work, ESTATE, [shift("worker", -1, 1), shift("clerk", -9, -1)])
        work.now = TEN + HOUR
        return [(timer.kind, timer.due) for timer in timers.due(work, 9)]

    assert database.write_now(unit) == [("handover", TEN + timedelta(minutes=50))]


def test_cancelling_takes_out_the_shifts_that_begin_and_the_absences_that_lie_in_the_time(database):
    def unit(work):
        roster.lay(work, ESTATE, [shift("worker", -1, 1), shift("worker", 2, 3), shift("clerk", 2, 3)])
        duties.away(work, "cuiyuan", "worker", TEN + HOUR, TEN + 5 * HOUR)
        gone = roster.cancel(work, ESTATE, "worker", TEN, TEN + 4 * HOUR)
        later = TEN + 9 * HOUR
        left = [one.user for one in duties.between(work, "cuiyuan", TEN, later)]
        return gone, left, duties.absences(work, "cuiyuan", TEN, later)

    assert database.write_now(unit) == (2, ["worker", "clerk"], [])
