"""The pages of weeks and months: counted a second time in plain loops, short enough, and fair to people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.desk import Role, StaffMember
from handlers.manager import breakdown, composing, regular, report
from handlers.messages import units
from handlers.texts import load_all
from handlers.ticket import filing, sight
from storage import tickets
from storage.reports import Share
from tests.handlers.a_month import ESTATE, FIRST, Everything
from tests.storage.make import ticket

LAST = FIRST + timedelta(days=6)
WANG = StaffMember("2001", "王工", Role.staff)
NAMED = replace(ESTATE, staff=(WANG,))


@pytest.fixture
def found(month):
    return month.read_now(lambda work: report.of(work, ESTATE, FIRST, LAST))


def test_who_saw_to_how_many_is_what_the_tickets_say(month, found):
    every = month.read_now(lambda work: Everything(work, FIRST))
    days = [FIRST + timedelta(days=n) for n in range(7)]
    own = [
        one
        for one in every.tickets
        if every.on(one.received_at, *days) and one.step != "withdrawn" and one.assignee == "2001"
    ]
    due = [one for one in own if one.answered_at or one.done_due < every.work.now]
    tally = found.apart.persons["2001"]
    assert (tally.received, tally.done) == (len(own), sum(bool(one.answered_at) for one in own))
    in_time = sum(bool(one.answered_at and one.answered_at <= one.done_due) for one in due)
    assert tally.in_time == Share(in_time, len(due))


def test_a_page_says_this_time_and_the_time_before(month, found):
    text = report.render(load_all()["zh"], NAMED, "weekly", found).text
    lines = text.splitlines()
    assert lines[0] == "翠园小区 周报 11月1日(周日)—11月7日(周六)"
    received = sum(found.did.flow.received.values())
    assert lines[2].startswith(f"收 {received}(上期 0)")
    share = found.did.in_time["claimed"]
    assert f"受理及时 {share.part}/{share.of}(上期 无)" in lines
    assert "%" not in text
    next_week = month.read_now(
        lambda work: report.of(work, ESTATE, LAST + timedelta(days=1), LAST + timedelta(days=7))
    )
    assert next_week.before == found.did


def test_who_had_too_few_is_counted_and_not_named(found):
    one = breakdown.Tally(4, 4, Share(4, 4))
    many = breakdown.Tally(5, 3, Share(2, 3))
    apart = replace(found.apart, persons={"2001": one, "2002": many})
    text = report.render(load_all()["zh"], NAMED, "monthly", replace(found, apart=apart)).text
    assert "王工" not in text
    assert "· 已不在名单的人:收 5,办结 3,按期 2/3" in text
    assert "不足件数没有列出的 1 人" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_page_is_one_message(month, found, language):
    staff = tuple(StaffMember(f"{n}", f"很长的名字{n}" * 9, Role.staff) for n in range(60))
    tally = breakdown.Tally(99, 99, Share(99, 99))
    one = month.read_now(lambda work: tickets.of_estate(work, ESTATE.key)[0])
    learned = [breakdown.Learned(one, "改" * 500)] * 40
    apart = replace(
        found.apart,
        persons={one.user: tally for one in staff},
        improvements=learned,
        training=learned,
    )
    estate = replace(ESTATE, staff=staff)
    shown = report.render(load_all()[language], estate, "monthly", replace(found, apart=apart))
    assert units(shown.text) <= composing.LIMIT


def test_what_was_learned_of_a_confided_complaint_is_not_told_where_it_may_not_be_read(sqlite_database):
    def one(work):
        data = sight.Confided(about=("2001",)).kept_in({})
        made = ticket(work, kind="complaint", category="service", data=data)
        filing.write(work, made, "filed", "2003", {"improvement": "重新培训王工", "cause": "people"})

    sqlite_database.write_now(one)
    today = sqlite_database.read_now(lambda work: work.now.astimezone(ESTATE.zone).date())
    found = sqlite_database.read_now(lambda work: report.of(work, ESTATE, today, today))
    texts = load_all()["zh"]
    pages = [report.render(texts, ESTATE, "weekly", found, None, chat).text for chat in (None, "-1001")]
    assert ["重新培训" in page for page in pages] == [True, False]
    assert all("投诉原因:人员 1" in page for page in pages)


@pytest.mark.parametrize(
    ("page", "day", "last"),
    [
        (regular.WEEKLY, "2026-11-22", "2026-11-22"),
        (regular.WEEKLY, "2026-11-28", "2026-11-22"),
        (regular.MONTHLY, "2026-11-29", "2026-10-31"),
        (regular.MONTHLY, "2026-11-30", "2026-11-30"),
        (regular.MONTHLY, "2028-03-01", "2028-02-29"),
    ],
)
def test_weeks_end_on_sundays_and_months_on_their_last_day(page, day, last):
    assert page.ends(date.fromisoformat(day)).isoformat() == last


def test_no_month_is_left_out():
    last = date(2027, 12, 31)
    for _ in range(36):
        following = regular.MONTHLY.next_end(last)
        assert regular.MONTHLY.ends(following - timedelta(days=1)) == last
        last = following
