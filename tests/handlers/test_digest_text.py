"""What managers read: one message whatever the day was, nobody's number in it, no rate without its n."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers import texts
from handlers.desk import Estate, Role, StaffMember
from handlers.manager import composing, digest, figures, measures
from handlers.manager.revisits import Bad
from handlers.messages import units
from handlers.parts import split
from handlers.ticket import moves
from handlers.ticket.lifecycle import Move
from storage import journal, messages, promises
from storage.commitments import PromiseState
from storage.reports import Share
from tests.storage.make import message, ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = StaffMember("2001", "王" * 90, Role.staff)
ESTATE = Estate("cuiyuan", "翠" * 200, SHANGHAI, "-1001", "-1002", "0571-0000", staff=(WANG,))
DAY = date(2026, 11, 22)
CATALOGUES = texts.load_all()

in_every_language = pytest.mark.parametrize("language", CATALOGUES)


def written(database, language="zh", estate=ESTATE, **changes):
    found = database.read_now(lambda work: figures.of(work, estate, DAY))
    did = {name: changes.pop(name) for name in list(changes) if hasattr(found.did, name)}
    shown = replace(found, did=replace(found.did, **did), **changes)
    return digest.render(CATALOGUES[language], estate, shown)


def a_terrible_day(work):
    """Five hundred tickets of every sort, with words that need two units a character."""
    now = work.now
    for n in range(500):
        sort = measures.SORTS[n % len(measures.SORTS)]
        made = ticket(
            work,
            kind=sort,
            urgency="P0" if n % 5 == 0 else "P2",
            words="😡\n漏水" * 30,
            received_at=now - timedelta(hours=n / 3),
            claim_due=now - timedelta(minutes=n),
            answer_due=now - timedelta(minutes=n),
        )
        if n % 3 == 0:
            made = moves.move(work, made, Move.claim, "2001", assignee="2001", claimed_at=now)
        if n % 4 == 0:
            promises.make(
                work,
                estate="cuiyuan",
                ticket=made.id,
                at=now + timedelta(minutes=n - 250),
                until=None,
                made_by="2001",
                confirmed_at=None,
                reason=None,
            )


@in_every_language
def test_five_hundred_tickets_fit_into_one_message(sqlite_database, language):
    sqlite_database.write_now(a_terrible_day)
    bad = tuple(Bad(f"261122-{n:03}", "bad", "bad_attitude", "😤" * 500) for n in range(80))
    found = sqlite_database.read_now(lambda work: figures.of(work, ESTATE, DAY))
    revisits = replace(found.did.revisits, asked=99, ratings={"bad": 80, "good": 7}, bad=bad)
    shown = written(sqlite_database, language, revisits=revisits, corrected=9, undelivered=9, parked=9)
    assert 1500 < units(shown.text) <= composing.LIMIT
    assert split(shown) == [shown]
    lists = re.findall(r"(?:还没办完|not done:) (\d+)", shown.text)
    assert lists == ["100"]
    assert "·" in shown.text


@in_every_language
def test_lists_give_way_where_names_are_long(sqlite_database, language, monkeypatch):
    sqlite_database.write_now(a_terrible_day)
    whole = written(sqlite_database, language)
    monkeypatch.setattr(composing, "LIMIT", units(whole.text) - 1)
    shorter = written(sqlite_database, language)
    assert units(shorter.text) < units(whole.text)
    assert whole.text.splitlines()[0] == shorter.text.splitlines()[0]
    monkeypatch.setattr(composing, "LIMIT", 1)
    assert "261123-" not in written(sqlite_database, language).text


def test_words_of_owners_are_spans_without_numbers_and_line_breaks(sqlite_database):
    words = "漏水了 <b>快来</b>\n打我电话 138 1234 5678"
    sqlite_database.write_now(lambda work: ticket(work, urgency="P1", words=words))
    shown = written(sqlite_database)
    (span,) = shown.verbatim
    assert shown.text[slice(*span)] == "漏水了 <b>快来</b> 打我电…"
    assert "138" not in shown.text.replace("138****", "")


def test_no_rate_stands_without_its_number(sqlite_database):
    sqlite_database.write_now(lambda work: ticket(work, received_at=datetime(2026, 11, 22, 2, tzinfo=UTC)))
    shown = written(sqlite_database, in_time={"claimed": Share(0, 1), "done": Share(0, 0)}).text
    assert "及时:接单 0/1\n" in f"{shown}\n"
    assert "办结 0/0" not in shown
    assert "满意率" not in shown
    assert "%" not in shown


def test_sorts_of_which_there_were_none_stand_in_one_line(sqlite_database):
    received_at = datetime(2026, 11, 22, 2, tzinfo=UTC)

    def two(work):
        ticket(work, received_at=received_at)
        ticket(work, received_at=received_at - timedelta(days=2), kind="complaint", category="fees")

    sqlite_database.write_now(two)
    lines = written(sqlite_database).text.splitlines()
    assert "11月22日(周日)收 1,办结 0,结案 0" in lines
    assert lines[lines.index("前 2 天日均:收 0.5,办结 0.0") + 1 :][:2] == [
        "· 报修办事:收 1(均 0.0),办结 0(均 0.0)",
        "· 其余各类都是零",
    ]


def rated(work, rating, written_before=None, written_after=None):
    """Let an owner rate badly: in words, or by a press that words follow."""
    made = ticket(work, step="revisiting", assignee="2001", received_at=work.now - timedelta(days=1))
    for words, later in ((written_before, -1), (written_after, 30)):
        if words is not None:
            at = work.now + timedelta(seconds=later)
            messages.store(work, message(words, ticket=made.id, at=at))
    return moves.move(
        work, made, Move.reopen, "owner", facts={"rating": rating, "round": 1}, said=written_before
    )


def test_bad_ratings_stand_with_their_reason_and_words(sqlite_database, business_clock):
    def three(work):
        rated(work, "unsolved", written_before="还是漏,电话13812345678")
        made = rated(work, "bad", written_after="师傅态度差")
        moves.amend(work, made, "bad_reason", "owner", facts={"reason": "bad_attitude"})
        rated(work, "bad")

    business_clock.at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    sqlite_database.write_now(three)
    business_clock.at = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    shown = written(sqlite_database)
    lines = shown.text.splitlines()
    assert "· 261123-001 还没解决:还是漏,电话138****5678" in lines
    assert "· 261123-002 不满意·态度:师傅态度差" in lines
    assert "· 261123-003 不满意" in lines
    assert "满意 0,基本满意 0,不满意 2,还没解决 1" in lines
    assert "满意率 0/3" in lines
    assert [shown.text[a:b] for a, b in shown.verbatim][-2:] == ["还是漏,电话138****5678", "师傅态度差"]


def test_a_promise_is_kept_broken_or_still_to_come(sqlite_database, business_clock):
    def some(work):
        for hours, state in ((-20, PromiseState.kept), (-20, None), (5, None), (30, None)):
            made = promises.make(
                work,
                estate="cuiyuan",
                ticket=ticket(work, step="claimed", words=f"约 {hours}").id,
                at=work.now + timedelta(hours=hours),
                until=None,
                made_by="2001",
                confirmed_at=None,
                reason=None,
            )
            if state:
                promises.settle(work, made.id, state)

    business_clock.at = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    sqlite_database.write_now(some)
    text = written(sqlite_database).text
    assert "约的时间没到场 1\n· 11月22日(周日)12:30 261123-002 约 -20(没人接)" in text
    assert "今天还约好 1\n· 今天 13:30 261123-003 约 5(没人接)" in text
    assert "约时兑现 1/2" in text


@in_every_language
def test_every_text_of_the_digest_is_said_somewhere(language):
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in texts.files("handlers").joinpath("manager").iterdir()
        if path.name.endswith(".py")
    )
    for key in CATALOGUES[language].entries:
        section, _, name = key.partition(".")
        if section == "digest":
            assert key in code or name.removeprefix("in_time_") in code, key


def test_praise_counts_on_its_day_though_it_opens_no_ticket(sqlite_database, business_clock):
    def praised(work):
        facts = {"estate": "cuiyuan", "ticket": None, "actor": "owner", "facts": {}}
        journal.add(work, code="praise", words="谢谢", **facts)

    for day in (22, 22, 23):
        business_clock.at = datetime(2026, 11, day, 1, tzinfo=UTC)
        sqlite_database.write_now(praised)
    assert "收 0,办结 0,结案 0\n表扬 2" in written(sqlite_database).text


def test_only_silence_after_the_question_counts_as_not_rated(sqlite_database, business_clock):
    def both(work):
        for step, more in (("revisiting", {}), ("waiting_owner", {"outcome": "not_reached"})):
            made = ticket(work, step=step)
            facts = {"rating": None, **more}
            moves.move(work, made, Move.close, moves.DESK, facts=facts, closed_at=work.now)

    business_clock.at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    sqlite_database.write_now(both)
    text = written(sqlite_database).text
    assert "结案 2" in text
    assert "没有评价就结案 1" in text
