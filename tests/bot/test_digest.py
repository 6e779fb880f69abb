"""One digest a day for each estate, whatever the service went through; the clock is moved, never waited for."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

import nlp
from bot.schedule import PARK_AFTER, Schedule
from handlers import texts
from handlers.desk import Desk, Estate, Role, StaffMember
from handlers.manager import regular
from storage import outbox, people, settings
from storage.database import Database
from storage.records import Delivery, OutboxState, Priority
from tests.storage.make import ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
MANAGERS = "-1002"
_LONGER = (regular.WEEKLY.name, regular.MONTHLY.name)
ZHAO, QIAN = "2004", "2005"


def estate(**changes):
    staff = (
        StaffMember("2001", "王工", Role.staff),
        StaffMember(ZHAO, "赵经理", Role.manager),
        StaffMember(QIAN, "Qian", Role.manager),
    )
    made = Estate("cuiyuan", "翠园小区", SHANGHAI, "-1001", MANAGERS, "0571-0000", staff=staff)
    return replace(made, **changes)


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _nobody_writes(text):
    raise AssertionError(text)


class Service:
    """A service that starts as often as wanted, on one database."""

    def __init__(self, url, clock, estate_):
        self.url = url
        self.clock = clock
        self.database = Database.open(url, now=clock, machine_now=clock)
        self.write, self.read = self.database.write_now, self.database.read_now
        self.desk = Desk(
            {estate_.key: estate_}, texts.load(), _nobody_writes, nlp.screen, catalogues=texts.load_all()
        )

    def configured(self, **changes):
        (now,) = self.desk.estates.values()
        self.desk = replace(self.desk, estates={now.key: replace(now, **changes)})

    def reopened(self):
        """Return another process on the same database."""
        self.database.close()
        (here,) = self.desk.estates.values()
        return Service(self.url, self.clock, here)

    async def starts(self):
        """Start as the service does, and look once for what is due."""
        self.write(lambda work: regular.plan(self.desk, work))
        await self.ticks()

    async def ticks(self):
        """Look once for what is due."""
        await Schedule(self.database, self.desk).tick()

    def sent(self):
        rows = self.read(lambda work: [outbox.get(work, n) for n in range(1, 200)])
        return [row for row in rows if row is not None and row.role == regular.DAILY.name]

    def pages(self):
        """Return the weekly and monthly pages that went out, each with its last day."""
        rows = self.read(lambda work: [outbox.get(work, n) for n in range(1, 200)])
        keys = [row.dedupe_key.split(":") for row in rows if row is not None and row.role in _LONGER]
        return [(name, last) for name, _, last, _ in keys]

    def days(self):
        return [row.dedupe_key.split(":")[2] for row in self.sent()]

    def last_text(self):
        return self.sent()[-1].body["text"]


@pytest.fixture
def service(sqlite_url, business_clock):
    made = Service(sqlite_url, business_clock, estate())
    yield made
    made.database.close()


async def test_twenty_restarts_around_the_minute_send_one(database_url, business_clock):
    service = Service(database_url, business_clock, estate())
    await service.starts()
    for n in range(20):
        business_clock.at = at("2026-11-24T08:29:50") + timedelta(seconds=n)
        service = service.reopened()
        await service.starts()
    assert service.days() == ["2026-11-23"]
    (row,) = service.sent()
    assert (row.chat, row.klass, row.priority) == (MANAGERS, Delivery.at_most_once, Priority.digest)
    assert "本应在" not in row.body["text"]
    service.database.close()


async def test_a_week_and_a_month_have_one_page_each_on_the_morning_after(service, business_clock):
    business_clock.at = at("2026-11-23T09:00")
    service.write(lambda work: ticket(work, received_at=at("2026-11-25T10:00")))
    for n in range(16):
        business_clock.at = at("2026-11-24T08:31") + timedelta(days=n)
        service = service.reopened()
        await service.starts()
    assert service.pages() == [
        ("weekly", "2026-11-29"),
        ("monthly", "2026-11-30"),
        ("weekly", "2026-12-06"),
    ]


async def test_weeks_of_a_downtime_are_not_made_up_one_by_one(service, business_clock):
    await service.starts()
    business_clock.at = at("2027-01-20T12:00")
    await service.starts()
    assert service.pages() == [("weekly", "2027-01-17"), ("monthly", "2026-12-31")]


async def test_first_digest_comes_on_the_first_morning_and_is_a_zero_report(service, business_clock):
    business_clock.at = at("2026-11-23T08:29")
    await service.starts()
    assert service.sent() == []
    business_clock.forward(minutes=1)
    await service.starts()
    assert service.last_text() == (
        "翠园小区 日报 11月22日(周日)\n\n"
        "现在没有急着要办的(截至今天 08:30)。\n\n"
        "零报告:11月22日(周日)没有收到新的事,也没有办结的。"
    )


async def test_after_some_hours_of_downtime_it_goes_out_late_and_says_so(service, business_clock):
    await service.starts()
    business_clock.at = at("2026-11-24T15:00")
    await service.starts()
    await service.starts()
    assert service.days() == ["2026-11-23"]
    assert "本应在今天 08:30发出,晚了。" in service.last_text()


async def test_days_wholly_missed_are_told_once_in_the_next(service, business_clock):
    await service.starts()
    business_clock.at = at("2026-11-24T08:30")
    await service.starts()
    service.write(lambda work: ticket(work, received_at=at("2026-11-25T10:00")))
    business_clock.at = at("2026-11-28T09:30")
    for _ in range(3):
        await service.starts()
    assert service.days() == ["2026-11-23", "2026-11-27"]
    assert "11月24日(周二)至11月26日(周四)没有发出日报:共收 1,办结 0。" in service.last_text()
    business_clock.at = at("2026-11-29T08:30")
    await service.starts()
    assert service.days()[2:] == ["2026-11-28"]
    assert "没有发出日报" not in service.last_text()


@pytest.mark.parametrize(
    ("zone", "first", "clock"),
    [
        ("Europe/Berlin", "2026-03-28", time(2, 30)),  # skipped on the 29th
        ("Europe/Berlin", "2026-10-24", time(2, 30)),  # twice on the 25th
        ("America/New_York", "2026-03-07", time(2, 30)),  # skipped on the 8th
        ("America/New_York", "2026-10-31", time(1, 30)),  # twice on the 1st
        ("Africa/Cairo", "2026-04-23", time(0, 30)),  # skipped on the 24th
    ],
)
async def test_each_day_is_reported_once_where_the_clocks_change(service, business_clock, zone, first, clock):
    service.configured(zone=ZoneInfo(zone), digest_at=clock)
    business_clock.at = at(f"{first}T12:30", ZoneInfo(zone))
    for _ in range(2 * 24):
        await service.starts()
        business_clock.forward(hours=1)
    day = datetime.fromisoformat(first).date()
    assert service.days() == [str(day + timedelta(days=n)) for n in range(2)]
    assert all("晚了" not in row.body["text"] for row in service.sent())


@pytest.mark.parametrize(
    "changes",
    [
        {"digest_at": time(18, 0)},
        {"digest_at": time(7, 0)},
        {"zone": ZoneInfo("America/New_York")},
        {"zone": ZoneInfo("Pacific/Auckland")},
    ],
    ids=str,
)
async def test_another_hour_or_zone_holds_from_the_next_start_and_doubles_nothing(
    service, business_clock, changes
):
    await service.starts()
    business_clock.at = at("2026-11-24T08:30")
    await service.starts()
    service.configured(**changes)
    business_clock.at = at("2026-11-24T09:00")
    for _ in range(40):
        await service.starts()
        business_clock.forward(hours=1)
    assert service.days() == ["2026-11-23", "2026-11-24"]


async def test_an_hour_that_has_passed_meanwhile_sends_it_at_once(service, business_clock):
    service.configured(digest_at=time(18, 0))
    business_clock.at = at("2026-11-23T19:00")
    await service.starts()
    business_clock.at = at("2026-11-24T10:00")
    await service.starts()
    assert service.days() == []
    service.configured(digest_at=time(8, 30))
    await service.starts()
    await service.starts()
    assert service.days() == ["2026-11-23"]


async def test_managers_without_a_group_read_it_privately_each_in_their_language(service, business_clock):
    service.configured(manager_chat=None)

    def english(work):
        qian = people.seen(work, channel="telegram", user=QIAN, chat=QIAN, name="Qian", language="en")
        people.choose_language(work, qian.id, "en")

    service.write(english)
    business_clock.at = at("2026-11-23T08:00")
    await service.starts()
    business_clock.at = at("2026-11-24T08:30")
    await service.starts()
    heads = {row.chat: row.body["text"].splitlines()[0] for row in service.sent()}
    assert heads == {
        ZHAO: "翠园小区 日报 11月23日(周一)",
        QIAN: "翠园小区 daily report, Monday 23 November",
    }


async def test_a_digest_that_fails_for_good_is_not_the_last(service, business_clock):
    await service.starts()
    service.write(lambda work: settings.put(work, "digest:cuiyuan", "no day"))
    business_clock.at = at("2026-11-24T08:30")
    with capture_logs() as logs:
        for _ in range(PARK_AFTER):
            await service.ticks()
            business_clock.forward(seconds=20)
    assert [entry["parked"] for entry in logs if entry["event"] == "a timer failed"][-1] is True
    service.write(lambda work: settings.put(work, "digest:cuiyuan", "2026-11-22"))
    business_clock.at = at("2026-11-25T08:30")
    await service.ticks()
    assert service.days() == ["2026-11-24"]
    assert "11月23日(周一)没有发出日报" in service.last_text()


async def test_estate_that_is_no_longer_configured_gets_none(service, business_clock):
    await service.starts()
    service.desk = replace(service.desk, estates={})
    business_clock.at = at("2026-11-24T08:30")
    await service.starts()
    assert service.sent() == []


async def test_unknown_outcome_is_never_sent_again(service, business_clock):
    await service.starts()
    business_clock.at = at("2026-11-24T08:30")
    await service.starts()
    (row,) = service.write(
        lambda work: outbox.claim(work, limit=1, busy=[], resting=[], priority=Priority.digest)
    )
    assert service.write(lambda work: outbox.unknown(work, row.id, "no answer"))
    await service.starts()
    assert [row.state for row in service.sent()] == [OutboxState.unknown]
