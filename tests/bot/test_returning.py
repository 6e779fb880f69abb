"""A service that was not running: what fell due meanwhile is one message for each who reads it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.heartbeat import Heartbeat
from bot.schedule import Schedule
from handlers.manager import digest, figures
from handlers.ticket import moves, paging, promise, revisit
from handlers.ticket.lifecycle import Move, Step
from nlp.judgement import Alarm, Kind, Urgency
from storage import journal, settings
from storage.records import TicketId
from tests.handlers.test_deadlines import GROUP, Days
from tests.storage import make

NIGHT = datetime(2026, 11, 23, 18, 10, tzinfo=UTC)  # 02:10 in Shanghai
MANAGERS = "-300"


class Run:
    """A desk whose service can stop, and time that nobody can set."""

    def __init__(self, database, business, machine):
        self.days = Days(database, business, revisit_after_h=1)
        self.business, self.machine, self.boot = business, machine, 0.0
        self.starts()

    def starts(self):
        heartbeat = Heartbeat(self.days.database, self.days.desk, lambda: self.boot)
        self.schedule = Schedule(self.days.database, self.days.desk, heartbeat)

    def passes(self, **span):
        self.business.forward(**span)
        self.machine.forward(**span)
        self.boot += timedelta(**span).total_seconds()

    async def runs(self, step=1, **span):
        for _ in range(int(timedelta(**span) / timedelta(minutes=step))):
            self.passes(minutes=step)
            await self.schedule.tick()

    async def is_down(self, **span):
        """Stop for so long, then start anew and catch up."""
        self.passes(**span)
        self.starts()
        await self.schedule.tick()

    def told(self, chat=GROUP):
        return [text for text, _ in self.days.told(chat)]


@pytest.fixture
async def run(sqlite_database, business_clock, machine_clock):
    run = Run(sqlite_database, business_clock, machine_clock)
    await run.schedule.tick()
    return run


async def test_sixty_matters_are_one_list_at_opening_and_one_note_to_managers(run):
    for _ in range(60):
        run.days.opens()  # claimed by nobody: 70, 100 and 150 percent pass meanwhile
    await run.runs(minutes=10)
    await run.is_down(hours=16)  # until 02:10
    await run.runs(hours=2, step=5)
    assert run.told() == []  # at night nobody is there
    await run.runs(hours=5, step=5)
    (text,) = run.told()
    assert text.startswith("前台 11月23日(周一)10:10–今天 02:10 没有运行:期间到点的 60 件,最急的在前:\n· ")
    assert "还有 40 件" in text
    (note,) = run.told(MANAGERS)
    assert "没有运行(16小时)" in note
    assert "期间有 60 件到点" in note
    assert run.days.passed() == ["claim 100", "claim 150"]
    here = run.days.desk.estates["cuiyuan"]
    found = run.days.does(lambda work: figures.of(work, here, date(2026, 11, 23)))
    shown = digest.render(run.days.desk.texts, here, found).text
    assert "前台 11月23日(周一)10:10–今天 02:10 没有运行(16小时),60 件到点被耽误。" in shown
    due = run.days.does(lambda work: [row.facts for row in journal.of_ticket(work, TicketId(60))])
    assert {facts["due"] for facts in due if facts.get("clock") == "claim"} == {"2026-11-23T04:00:00+00:00"}


async def test_a_short_stop_and_a_clock_set_forward_are_no_downtime(run):
    run.days.opens()
    await run.is_down(minutes=9)
    for clock in (run.business, run.machine):
        clock.forward(hours=20)  # nobody stood still: the boot clock says so
    run.boot += 61
    await run.schedule.tick()
    await run.runs(hours=6, step=5)
    assert not [text for text in run.told() + run.told(MANAGERS) if "没有运行" in text]


async def test_a_machine_that_slept_under_the_service_is_downtime(run):
    run.days.opens()
    await run.runs(minutes=2)
    run.passes(hours=3)
    await run.schedule.tick()
    await run.runs(minutes=5)
    (text,) = run.told()
    assert text.startswith("前台 10:02–13:02 没有运行:期间到点的 1 件")


def alarm(run):
    def opens(work):
        make.person(work)
        new = make.ticket(
            work,
            kind=Kind.emergency.value,
            urgency=Urgency.P0.value,
            alarm=Alarm.sure.value,
            received_at=work.now,
        )
        paging.start(run.days.desk, work, new)

    run.days.does(opens)


def pages(run):
    return [found[1] for text in run.told() if (found := re.search(r"第 (\d) 次呼叫", text))]


@pytest.mark.parametrize("away", [timedelta(minutes=6), timedelta(hours=5)])
async def test_one_page_goes_out_for_all_that_were_missed_and_the_next_keeps_its_distance(run, away):
    alarm(run)
    await run.is_down(seconds=away.total_seconds())
    assert pages(run) == ["1"]
    await run.runs(minutes=1)
    assert pages(run) == ["1"]
    await run.runs(minutes=1)
    assert pages(run) == ["1", "2"]


async def test_a_clock_that_a_demo_moves_leaves_out_no_page(run):
    alarm(run)
    run.business.forward(minutes=6)
    for _ in range(3):
        await run.schedule.tick()
    assert pages(run) == ["1", "2", "3"]


async def test_an_owner_is_told_one_thing_on_return_and_the_rest_an_hour_later(run):
    for _ in range(3):
        run.days.opens()
    for number in (1, 2, 3):
        run.days.does(lambda work, it=number: _answered(run, work, it))
    await run.is_down(hours=3)
    assert len(run.told("100")) == 1
    await run.runs(hours=1, step=5)
    assert len(run.told("100")) == 2
    await run.runs(hours=1, step=5)
    assert len(run.told("100")) == 3


async def test_nobody_is_reminded_of_a_question_that_is_closed_a_moment_later(run):
    run.days.opens()
    run.days.does(lambda work: _answered(run, work, 1))
    await run.runs(minutes=70, step=10)
    assert len(run.told("100")) == 1
    await run.is_down(days=4)
    assert len(run.told("100")) == 1
    assert run.days.does(lambda work: moves.get(work, TicketId(1))).step == Step.closed.value


async def test_a_promise_that_passed_meanwhile_is_told_by_its_own_rule_alone(run):
    one = run.days.opens(assignee="worker", receiver="worker", data={"receipt": "owner.receipt_request"})
    at = run.business.at + timedelta(hours=5)
    run.days.does(
        lambda work: promise.make(run.days.desk, work, moves.get(work, one.id), at, None, by="worker")
    )
    before = len(run.told()), len(run.told("100"))
    await run.is_down(hours=7)  # 17:00: the reminder, the question and the time itself have passed
    await run.runs(minutes=5)
    (text,) = run.told()[before[0] :]
    assert text.split("\n")[1].startswith("· 261123-001 “厨房漏水” 约的 今天 15:00 已过")
    assert len(run.told("100")[before[1] :]) == 1


async def test_the_heartbeat_is_written_once_a_minute(run):
    def kept():
        return run.days.does(lambda work: settings.get(work, "heartbeat"))

    first = kept()
    run.passes(seconds=59)
    await run.schedule.tick()
    assert kept() == first
    run.passes(seconds=1)
    await run.schedule.tick()
    assert kept() != first


def _answered(run, work, number):
    ticket = moves.get(work, TicketId(number))
    ticket = moves.move(work, ticket, Move.claim, "worker", assignee="worker", claimed_at=work.now)
    ticket = moves.move(work, ticket, Move.answer, "worker", answered_at=work.now)
    revisit.plan(run.days.desk, work, ticket)
