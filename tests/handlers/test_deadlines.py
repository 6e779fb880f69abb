"""Who is told of limits as time goes by: on the real storage, with a clock that jumps from timer to timer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import nlp
from handlers import calendar, texts
from handlers.clock import due
from handlers.desk import Desk, Estate, Policy, Role, StaffMember
from handlers.ticket import deadlines, limits, moves, pausing
from handlers.ticket.lifecycle import Move
from nlp.judgement import Kind, Urgency
from storage import duties, journal, looks, tickets, timers
from storage.records import TicketId
from tests.storage import make

CATALOGUES = texts.load_all()
TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Shanghai, a Monday
HOUR = timedelta(hours=1)
GROUP = "-200"
ESTATE = Estate(
    key="cuiyuan",
    name="翠园小区",
    zone=ZoneInfo("Asia/Shanghai"),
    staff_chat=GROUP,
    manager_chat="-300",
    duty_phone="1",
    staff=(
        StaffMember("worker", "王工", Role.staff),
        StaffMember("lead", "李主管", Role.lead),
        StaffMember("manager", "赵经理", Role.manager),
    ),
)


class Days:
    """An estate in which time passes and nobody does anything, unless a test does."""

    def __init__(self, database, clock, **policy):
        self.database, self.clock = database, clock
        estate = replace(ESTATE, policy=Policy(**policy))
        self.desk = Desk({"cuiyuan": estate}, CATALOGUES["zh"], nlp.screen, nlp.screen, catalogues=CATALOGUES)

    def does(self, unit):
        return self.database.write_now(unit)

    def opens(self, kind=Kind.request, urgency=Urgency.P2, assignee=None, **facts):
        def unit(work):
            make.person(work)
            received = self.clock()
            dues = calendar.dues(self.desk.estates["cuiyuan"], kind, urgency, received).as_changes()
            facts.setdefault("received_at", received)
            new = make.ticket(work, kind=kind.value, urgency=urgency.value, **dues | facts)
            if assignee:
                new = moves.move(work, new, Move.claim, assignee, assignee=assignee, claimed_at=work.now)
            deadlines.plan(self.desk, work, new)
            return new

        return self.does(unit)

    def passes(self, **span):
        """Let every timer of the span fire at its own moment."""
        end = self.clock() + timedelta(**span)
        while (moment := self.database.read_now(timers.next_due)) is not None and moment <= end:
            self.clock.at = max(moment, self.clock.at)
            for timer in self.database.read_now(lambda work: timers.due(work, 50)):
                self.does(lambda work, it=timer: self._fire(work, it))
        self.clock.at = end

    def _fire(self, work, timer):
        fired = timers.fired(work, timer.id)
        if fired is not None:
            due.fire(self.desk, work, fired)

    def stands_still(self, **span):
        """Let time pass in which the service does not run, then let it catch up."""
        self.clock.at += timedelta(**span)
        self.passes(seconds=5)

    def told(self, chat=GROUP):
        """Return what was said in a chat, oldest first, as texts with the people who are named."""
        rows = [one.row for one in self.database.read_now(lambda work: looks.unsent(work, 200))]
        said = [row for row in sorted(rows, key=lambda row: row.id) if row.chat == chat]
        return [
            (row.body["text"], [user for _, _, user in row.body.get("mentions", [])])
            for row in said
            if not row.body.get("edit_role")
        ]

    def passed(self, code="overdue", ticket=1):
        rows = self.database.read_now(lambda work: journal.of_ticket(work, TicketId(ticket)))
        return [f"{row.facts['clock']} {row.facts['percent']}" for row in rows if row.code == code]

    def now(self, ticket):
        return self.database.read_now(lambda work: tickets.get(work, ticket.id))


@pytest.fixture
def days(sqlite_database, business_clock):
    return Days(sqlite_database, business_clock, progress_remind_h=0, urgent_progress_h=0)


def shift(days, user, begins, ends):
    days.does(lambda work: duties.add(work, "cuiyuan", user, None, TEN + begins * HOUR, TEN + ends * HOUR))


def test_each_limit_is_told_at_seventy_and_a_hundred_percent_and_kept_at_a_hundred_and_fifty(days):
    days.opens(assignee="worker")
    days.passes(days=9)
    assert [mentions for _, mentions in days.told()] == [["worker"], ["lead"], ["worker"], ["lead"]]
    assert days.passed("due_soon") == ["answer 70", "done 70"]
    assert days.passed() == ["answer 100", "answer 150", "done 100", "done 150"]
    assert days.told("manager") == days.told("-300") == []


def test_nobody_is_told_twice_whatever_is_planned_again(days):
    one = days.opens(assignee="worker")
    for _ in range(40):
        days.passes(hours=6)
        days.does(lambda work: deadlines.plan(days.desk, work, moves.get(work, one.id)))
    assert len(days.told()) == 4
    assert len(days.passed()) == 4


def test_an_unclaimed_matter_is_for_the_group_and_then_for_the_lead(days):
    days.opens()
    days.passes(minutes=130)
    (soon, nobody), (over, lead) = days.told()
    assert "接单期限 今天 12:00" in soon
    assert "已超时" in over
    assert (nobody, lead) == ([], ["lead"])


def test_an_urgent_matter_reaches_lead_and_manager_wherever_they_are(days):
    shift(days, "worker", -2, 6)
    days.opens(urgency=Urgency.P1, assignee="worker")
    days.passes(minutes=50)
    assert [mentions for _, mentions in days.told()] == [["worker"], ["lead"], ["manager"]]
    assert "答复、到场期限" in days.told()[0][0]
    assert len(days.told("lead")) == 2
    assert len(days.told("manager")) == len(days.told("-300")) == 1


def test_what_is_paged_is_not_told_beside_the_pages_but_kept(days):
    days.opens(urgency=Urgency.P1)
    days.passes(minutes=50)
    assert days.told() == days.told("lead") == []
    assert days.passed() == ["answer 100", "arrive 100", "answer 150", "arrive 150"]


def test_without_repeated_pages_an_urgent_matter_is_told_of_like_any_other(sqlite_database, business_clock):
    days = Days(sqlite_database, business_clock, page_urgent_min=())
    days.opens(urgency=Urgency.P1)
    days.passes(minutes=31)
    assert [mentions for _, mentions in days.told()][-1] == ["lead"]


def test_nobody_off_shift_is_named_and_the_lead_on_shift_is_told_instead(days):
    shift(days, "lead", -2, 24)
    days.opens(assignee="worker")
    days.passes(hours=9)
    assert [mentions for _, mentions in days.told()] == [["lead"]]


def test_where_no_lead_is_on_shift_the_group_is_told_and_nobody_named(days):
    shift(days, "worker", -2, 48)
    days.opens()
    days.passes(minutes=130)
    assert [mentions for _, mentions in days.told()] == [[], []]


def test_what_falls_due_at_night_is_told_at_opening_and_the_night_itself_is_quiet(days):
    days.clock.at = TEN + timedelta(hours=9, minutes=30)  # 19:30: claimed by 9:30, half an hour left today
    days.opens()
    days.passes(hours=12)  # 07:30
    assert days.told() == []
    days.passes(hours=1)
    assert days.told() == []
    days.passes(hours=1, minutes=1)
    assert len(days.told()) == 2


def test_after_a_standstill_many_limits_are_one_list(days):
    for _ in range(30):
        days.opens()
    days.stands_still(days=5)
    ((text, mentions),) = days.told()
    assert "时限提醒 30 件" in text
    assert "还有 10 件" in text
    assert set(mentions) == {"lead"}
    assert days.passed(ticket=30)[-1] == "done 150"


def test_a_limit_that_moves_has_its_own_three_moments(days):
    one = days.opens(assignee="worker")
    days.passes(days=4)
    before = len(days.told())
    later = days.clock() + timedelta(days=2)

    def move(work):
        deadlines.plan(
            days.desk, work, moves.amend(work, moves.get(work, one.id), "later", "desk", done_due=later)
        )

    days.does(move)
    days.passes(days=9)
    assert [mentions for _, mentions in days.told()[before:]] == [["worker"], ["lead"]]
    assert [one for one in days.passed() if one.startswith("done")] == [
        "done 100",
        "done 100",
        "done 150",
    ]


def test_a_promised_time_has_words_of_its_own(days):
    one = days.opens(assignee="worker")
    promised = days.clock() + timedelta(hours=30)
    days.does(lambda work: deadlines.agreed(days.desk, work, moves.get(work, one.id), promised))
    days.passes(days=9)
    assert days.told() == []
    assert days.passed() == ["done 150"]


def test_what_is_found_at_night_waits_for_the_morning_and_is_told_if_it_still_holds(days):
    over, still = days.opens(), days.opens()
    days.stands_still(hours=17)  # 03:00
    assert days.passed(ticket=still.id) == ["claim 100", "claim 150"]
    days.does(lambda work: moves.move(work, moves.get(work, over.id), Move.withdraw, "owner"))
    days.passes(hours=4, minutes=59)
    assert days.told() == []
    days.passes(minutes=1, seconds=10)
    ((text, _),) = days.told()
    assert still.number in text
    assert over.number not in text


def test_a_pause_is_quiet_and_each_limit_goes_on_where_it_stood(days):
    one = days.opens(assignee="worker")
    days.passes(hours=1)
    days.does(lambda work: pausing.pause(days.desk, work, moves.get(work, one.id), "worker", "请在家"))
    days.passes(days=5)
    assert days.told() == []
    days.does(lambda work: pausing.resume(days.desk, work, moves.get(work, one.id), "owner"))
    days.passes(hours=7, minutes=20)
    assert days.told() == []  # 70 percent of 12 hours are 8 h 24 min, of which one hour had passed
    days.passes(minutes=5)
    assert [mentions for _, mentions in days.told()] == [["worker"]]


def test_the_owner_is_asked_once_and_the_ticket_then_closed_as_not_reached(days):
    one = days.opens(assignee="worker")
    days.does(lambda work: pausing.pause(days.desk, work, moves.get(work, one.id), "worker", "请在家"))
    days.passes(days=6, hours=23)
    assert days.told("100") == []
    days.passes(hours=2)
    assert len(days.told("100")) == 1
    days.passes(days=30)
    assert days.now(one).step == "closed"
    assert len(days.told("100")) == 2
    rows = days.database.read_now(lambda work: journal.of_ticket(work, one.id))
    assert [row.facts["outcome"] for row in rows if row.code == "close"] == ["not_reached"]


def test_after_a_long_standstill_the_owner_is_asked_before_the_ticket_is_closed(days):
    one = days.opens(assignee="worker")
    days.does(lambda work: pausing.pause(days.desk, work, moves.get(work, one.id), "worker", "请在家"))
    days.stands_still(days=30)
    assert days.now(one).step == "waiting_owner"
    assert len(days.told("100")) == 1
    days.passes(days=7)
    assert days.now(one).step == "closed"


def test_one_that_went_on_in_time_is_neither_asked_about_nor_closed(days):
    one = days.opens(assignee="worker")
    for _ in range(3):
        days.does(lambda work: pausing.pause(days.desk, work, moves.get(work, one.id), "worker", "请在家"))
        days.passes(days=6)
        days.does(lambda work: pausing.resume(days.desk, work, moves.get(work, one.id), "owner"))
    days.passes(days=20)
    assert days.told("100") == []
    assert days.now(one).step == "working"


QUIET = {"remind_percent": 0, "lead_percent": 0, "manager_percent": 0}


def test_silence_is_reminded_of_once_a_day_in_one_message(sqlite_database, business_clock):
    days = Days(sqlite_database, business_clock, **QUIET)
    days.passes(minutes=5)
    days.opens(assignee="worker")
    days.passes(minutes=20)
    days.opens(assignee="worker")
    days.passes(days=3)
    assert [mentions for _, mentions in days.told()] == [["worker"]] * 2
    assert days.told()[0][0].count("·") == 2


def test_nobody_is_reminded_off_shift_or_before_a_promised_time(sqlite_database, business_clock):
    days = Days(sqlite_database, business_clock, **QUIET)
    one = days.opens(assignee="worker")
    promised = days.clock() + timedelta(days=4)
    days.does(lambda work: deadlines.agreed(days.desk, work, moves.get(work, one.id), promised))
    days.passes(days=3, hours=23)
    assert days.told() == []
    shift(days, "lead", 90, 24 * 6)
    shift(days, "worker", 24 * 6, 24 * 6 + 8)
    days.passes(days=2)
    assert days.told() == []
    days.passes(hours=2)
    assert [mentions for _, mentions in days.told()] == [["worker"]]


@pytest.mark.parametrize(
    ("urgency", "hours", "times"), [(Urgency.P0, 2, 4), (Urgency.P1, 9, 4), (Urgency.P2, 12, 0)]
)
def test_the_more_urgent_the_sooner_silence_is_reminded_of(
    sqlite_database, business_clock, urgency, hours, times
):
    days = Days(sqlite_database, business_clock, **QUIET)
    business_clock.forward(hours=11)
    days.opens(urgency=urgency, assignee="worker")
    days.passes(hours=hours)
    assert len(days.told()) == times


def test_open_tickets_of_an_earlier_version_get_their_limits_once(days):
    def old(work):
        make.person(work)
        make.ticket(work, received_at=TEN, claim_due=TEN + 2 * HOUR, answer_due=TEN + 24 * HOUR)
        make.ticket(work, received_at=TEN, step="closed")

    days.does(old)
    for _ in range(2):
        days.does(lambda work: deadlines.adopt(days.desk, work))
    adopted = days.database.read_now(lambda work: tickets.get(work, TicketId(1)))
    assert adopted.done_due == TEN + timedelta(days=3)
    assert adopted.version == 2
    days.passes(hours=3)
    assert len(days.told()) == 2


def test_an_answered_ticket_leaves_no_timer_behind(days):
    one = days.opens(assignee="worker")
    answered = {"answer": "好了", "answered_at": days.clock()}
    days.does(lambda work: moves.move(work, moves.get(work, one.id), Move.answer, "worker", **answered))
    assert days.database.read_now(timers.next_due) is None
    assert limits.running(days.now(one)) == {}
