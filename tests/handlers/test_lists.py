"""Lists, one ticket, the board and canned replies: what staff read, on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import nlp
from handlers import texts
from handlers.desk import Canned, Desk, Estate, Role, StaffMember, Team
from handlers.messages import ChatKind, Incoming, Sender
from handlers.refusals import Refused
from handlers.staff import canned, finding, lists, pinned
from handlers.staff.lists import Which
from handlers.ticket import pending
from storage import buttons, journal, messages, promises, tasks, tickets
from tests.storage import make

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Shanghai
HOUR = timedelta(hours=1)
GROUP, WORKS, LIFTS, MANAGERS = "-200", "-201", "-202", "-203"
CLERK = StaffMember("clerk", "小陈", Role.staff)
OUTSIDER = StaffMember("outsider", "外包", Role.staff, "lifts")
ESTATE = Estate(
    key="cuiyuan",
    name="翠园小区",
    zone=ZoneInfo("Asia/Shanghai"),
    staff_chat=GROUP,
    manager_chat=MANAGERS,
    duty_phone="0571-0000",
    teams=(Team("works", "工程", WORKS), Team("lifts", "电梯维保", LIFTS, contractor=True)),
    staff=(CLERK, OUTSIDER),
    canned=(
        Canned("wait", "稍等", "{home} 的事({number}){staff}会尽快联系您,急事打 {duty_phone}。"),
        Canned("come", "上门", "{staff}{time}上门,{estate}。"),
    ),
)
CATALOGUES = texts.load_all()
DESK = Desk({"cuiyuan": ESTATE}, CATALOGUES["zh"], nlp.screen, nlp.screen, catalogues=CATALOGUES)


def opened(work, **facts):
    """Open a ticket that is claimed by noon; what is given as hours lies so far from ten o'clock."""
    times = {name: NOW + value * HOUR for name, value in facts.items() if name.endswith(("_due", "_at"))}
    facts = {"claim_due": NOW + 2 * HOUR, "received_at": NOW, "staff_chat": GROUP} | facts | times
    late = {name: facts.pop(name) for name in ("arrived_at", "progress_at", "paused_at") if name in facts}
    ticket = make.ticket(work, **facts)
    return tickets.change(work, ticket, **late) if late else ticket


def shown(work, which, chat=GROUP, member=CLERK, page=0):
    return lists.render(DESK, work, ESTATE, member, chat, which, page)


def numbers(outgoing):
    return [line.split()[1][-3:] for line in outgoing.text.split("\n") if line.startswith("▪")]


def labels(outgoing):
    return [[button.label for button in line] for line in outgoing.buttons]


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({"claim_due": 1}, None),
        ({"claim_due": -1}, "claim"),
        ({"claim_due": -1, "step": "claimed"}, None),
        ({"step": "claimed", "answer_due": -1}, "answer"),
        ({"step": "claimed", "answer_due": -1, "progress_at": -2}, None),
        ({"step": "working", "arrive_due": -1}, "arrive"),
        ({"step": "working", "arrive_due": -1, "arrived_at": -2}, None),
        ({"step": "working", "done_due": -1}, "done"),
        ({"step": "waiting_owner", "done_due": -1, "paused_at": -2}, None),
        ({"step": "working", "arrive_due": -1, "done_due": -3}, "done"),
    ],
)
def test_late_is_what_must_have_happened_and_has_not(sqlite_database, facts, late):
    def look(work):
        opened(work, **facts)
        (one,) = pending.of_estate(work, ESTATE)
        due = one.late(work.now)
        return due and due.what

    assert sqlite_database.write_now(look) == late


@pytest.mark.parametrize(("at", "until", "late"), [(-1, None, "promise"), (-1, 1, None), (1, 2, None)])
def test_a_promise_is_broken_when_its_span_is_over(sqlite_database, at, until, late):
    def look(work):
        promise(work, opened(work, step="claimed"), at, until)
        (one,) = pending.of_estate(work, ESTATE)
        due = one.late(work.now)
        return due and due.what

    assert sqlite_database.write_now(look) == late


def promise(work, ticket, at, until=None):
    end = None if until is None else NOW + until * HOUR
    promises.make(
        work,
        estate="cuiyuan",
        ticket=ticket.id,
        at=NOW + at * HOUR,
        until=end,
        made_by="clerk",
        confirmed_at=None,
        reason=None,
    )


def test_each_chat_lists_its_own_and_managers_and_privately_everything(sqlite_database):
    def look(work):
        opened(work)
        opened(work, staff_chat=WORKS)
        opened(work, staff_chat=LIFTS)
        opened(work, step="claimed", assignee="clerk")
        asking = [(GROUP, CLERK), (WORKS, CLERK), (MANAGERS, CLERK), ("clerk", CLERK), ("outsider", OUTSIDER)]
        return [numbers(shown(work, Which.queue, chat, member)) for chat, member in asking]

    own, works, managers, privately, outside = sqlite_database.write_now(look)
    assert (own, works, outside) == (["001"], ["002"], ["003"])
    assert managers == privately == ["001", "002", "003"]


def test_what_cannot_wait_is_first_and_then_what_is_due_first(sqlite_database):
    def look(work):
        opened(work, claim_due=2)
        opened(work, claim_due=1)
        opened(work, claim_due=3, urgency="P0")
        return shown(work, Which.queue)

    found = sqlite_database.write_now(look)
    assert numbers(found) == ["003", "002", "001"]
    assert labels(found) == [["003", "002", "001"]]


def test_the_longest_late_is_first_and_says_by_how_long(sqlite_database):
    def look(work):
        opened(work, claim_due=-0.5)
        opened(work, step="claimed", assignee="clerk", answer_due=-5)
        opened(work, step="claimed", assignee="clerk", done_due=-72)
        opened(work)
        return shown(work, Which.overdue)

    found = sqlite_database.write_now(look)
    assert numbers(found) == ["003", "002", "001"]
    assert "已接单 · 小陈 · 办结超时3天" in found.text
    assert "答复超时5小时" in found.text
    assert "待接 · 接单超时30分钟" in found.text


def test_mine_are_mine_wherever_they_are_with_their_promise(sqlite_database):
    def look(work):
        promise(work, opened(work, step="claimed", assignee="clerk", staff_chat=WORKS), 5)
        opened(work, step="claimed", assignee="outsider")
        opened(work, step="closed", assignee="clerk")
        return shown(work, Which.mine)

    found = sqlite_database.write_now(look)
    assert numbers(found) == ["001"]
    assert "约今天 15:00" in found.text


def test_a_line_shows_the_owners_words_as_they_are_and_no_more_than_fit(sqlite_database):
    words = "厨房漏水 @wang https://evil.example 水一直往下滴,楼下也湿了,麻烦快点"

    def look(work):
        opened(work, words=words, home="3-2-1501")
        return shown(work, Which.queue)

    found = sqlite_database.write_now(look)
    (home, said) = [found.text[start:end] for start, end in found.verbatim]
    assert home == "3-2-1501"
    assert said.endswith("…")
    assert words.startswith(said[:-1])
    assert len(said) == 24


@pytest.mark.parametrize("which", Which)
def test_nothing_is_said_in_words_and_without_buttons(sqlite_database, which):
    found = sqlite_database.write_now(lambda work: shown(work, which))
    assert found.text.startswith(("没有", "您手上没有"))
    assert found.buttons == ()


@pytest.mark.parametrize(
    ("count", "page", "here", "turns"),
    [
        (8, 0, 8, []),
        (9, 0, 8, ["下一页"]),
        (9, 1, 1, ["上一页"]),
        (17, 1, 8, ["上一页", "下一页"]),
        (9, 7, 1, ["上一页"]),
    ],
)
def test_a_page_holds_eight_and_leads_to_its_neighbours(sqlite_database, count, page, here, turns):
    def look(work):
        for _ in range(count):
            opened(work)
        return shown(work, Which.queue, page=page)

    found = sqlite_database.write_now(look)
    assert len(numbers(found)) == here
    assert [label for line in labels(found) for label in line if not label.isdecimal()] == turns


def test_two_tickets_that_end_alike_have_whole_numbers_on_their_buttons(sqlite_database):
    def look(work):
        opened(work)
        opened(work, local_date=make.DAY - timedelta(days=1))
        return labels(shown(work, Which.queue))

    assert sqlite_database.write_now(look) == [["261123-001", "261122-001"]]


def test_only_the_one_whose_list_it_is_turns_the_page_of_mine(sqlite_database):
    def look(work):
        for _ in range(9):
            opened(work, step="claimed", assignee="clerk")
        turning = shown(work, Which.mine).buttons[-1][0]
        return buttons.by_token(work, turning.token)

    pressable = sqlite_database.write_now(look)
    assert (pressable.action, pressable.user, pressable.arg) == ("next_page", "clerk", "mine:1")


YESTERDAY, BEFORE = make.DAY - timedelta(days=1), make.DAY - timedelta(days=2)


@pytest.mark.parametrize(
    ("days", "written", "found"),
    [
        ([make.DAY, YESTERDAY], "001", ["261123-001"]),
        ([make.DAY], "1", ["261123-001"]),
        ([make.DAY, YESTERDAY], "261122-001", ["261122-001"]),
        ([make.DAY, YESTERDAY], "261122-1", ["261122-001"]),
        ([BEFORE, YESTERDAY], "001", ["261122-001", "261121-001"]),
    ],
)
def test_digits_mean_todays_else_the_newest_with_them(sqlite_database, days, written, found):
    def look(work):
        for day in days:
            opened(work, local_date=day, received_at=(day - make.DAY).days * 24)
        return [ticket.number for ticket in finding.meant(work, [(ESTATE, CLERK)], written)]

    assert sqlite_database.write_now(look) == found


@pytest.mark.parametrize("written", ["002", "261122-001"])
def test_a_number_nobody_has_is_refused(sqlite_database, written):
    def look(work):
        opened(work)
        finding.meant(work, [(ESTATE, CLERK)], written)

    with pytest.raises(Refused) as refused:
        sqlite_database.write_now(look)
    assert refused.value.sentence.key == "refusal.no_such_number"


def test_contractors_find_their_own_teams_matters_only(sqlite_database):
    def look(work):
        opened(work)
        opened(work, staff_chat=LIFTS)
        own = finding.meant(work, [(ESTATE, OUTSIDER)], "002")
        with pytest.raises(Refused):
            finding.meant(work, [(ESTATE, OUTSIDER)], "001")
        return [ticket.number for ticket in own]

    assert sqlite_database.write_now(look) == ["261123-002"]


def test_nothing_is_done_with_one_of_several_that_are_open(sqlite_database):
    def look(work):
        open_one = opened(work, local_date=BEFORE)
        closed = opened(work, local_date=YESTERDAY, step="closed")
        assert finding.the_open_one([closed, open_one]) == open_one
        finding.the_open_one([open_one, opened(work)])

    with pytest.raises(Refused) as refused:
        sqlite_database.write_now(look)
    assert DESK.texts.said(refused.value.sentence) == "有几件:261121-001 · 261123-001。请写全单号。"


def test_a_ticket_is_shown_with_its_steps_and_last_words_but_not_what_leads_alone_may_read(sqlite_database):
    def look(work):
        ticket = opened(work, step="claimed", assignee="clerk", home="3-2-1501")
        for code, actor in (("received", "owner"), ("claim", "clerk"), ("secret_code", "desk")):
            journal.add(work, estate="cuiyuan", ticket=ticket.id, code=code, actor=actor, facts={})
        for direction, text in (("owner", "厨房漏水"), ("staff", "马上来"), ("note", "带扳手")):
            messages.store(work, make.message(text, direction=direction, ticket=ticket.id, at=NOW))
        bad = messages.store(work, make.message("态度太差", ticket=ticket.id, at=NOW))
        ticket = tickets.change(work, ticket, data={"bad_words": bad})
        return finding.render(DESK, work, ticket, GROUP)

    text = sqlite_database.write_now(look).text
    assert "261123-001" in text
    assert text.endswith(
        "11-23 10:00 登记 业主\n11-23 10:00 接单 小陈\n"
        "11-23 10:00 业主:厨房漏水\n11-23 10:00 同事:马上来\n11-23 10:00 备注:带扳手"
    )


def test_the_number_of_who_wants_to_be_phoned_is_in_no_list_and_under_no_card(sqlite_database):
    def look(work):
        words = "打电话给我 13812345678"
        ticket = opened(work, words=words, data={"receipt": "owner.receipt_callback"})
        messages.store(work, make.message(words, ticket=ticket.id, at=NOW))
        asked = opened(work, words="灯不亮")
        tasks.add(work, estate="cuiyuan", ticket=asked.id, kind="callback", due=NOW, data={})
        messages.store(work, make.message(words, ticket=asked.id, at=NOW))
        found = [finding.render(DESK, work, one, GROUP).text for one in (ticket, asked)]
        return [shown(work, Which.queue).text, *found]

    for text in sqlite_database.write_now(look):
        assert "138****5678" in text
        assert "13812345678" not in text


def test_the_board_counts_what_waits_what_is_late_and_what_is_promised_for_today(sqlite_database):
    def look(work):
        opened(work, received_at=-1)
        opened(work, claim_due=-1, kind="emergency", alarm="sure", urgency="P0")
        promise(work, opened(work, step="claimed", assignee="clerk"), 5)
        promise(work, opened(work, step="claimed", assignee="clerk"), 24)
        opened(work, staff_chat=WORKS)
        opened(work, step="closed")
        return pinned.render(DESK, work, ESTATE, GROUP, pending.of_estate(work, ESTATE, GROUP)).text

    assert sqlite_database.write_now(look) == (
        "待接2 超时1 今日约1\n🚨 紧急待接1\n最早 261123-001,今天 09:00"
    )


def reply(text):
    return Incoming(
        "telegram", "9", GROUP, ChatKind.group, Sender("clerk", "小陈"), NOW, message="5", text=text
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("#wait", "3-2-1501 的事(261123-001)小陈会尽快联系您,急事打 0571-0000。"),
        ("＃WAIT", "3-2-1501 的事(261123-001)小陈会尽快联系您,急事打 0571-0000。"),
        ("# 稍等", "3-2-1501 的事(261123-001)小陈会尽快联系您,急事打 0571-0000。"),
        ("稍等", "3-2-1501 的事(261123-001)小陈会尽快联系您,急事打 0571-0000。"),
        ("#come 请留人在家", "小陈今天 15:00上门,翠园小区。\n请留人在家"),
        ("稍等,我在路上", "稍等,我在路上"),
        ("// #wait", "// #wait"),
    ],
)
def test_a_canned_reply_is_filled_in_for_the_ticket(sqlite_database, written, sent):
    def look(work):
        ticket = opened(work, step="claimed", assignee="clerk", home="3-2-1501")
        promise(work, ticket, 5)
        return canned.expanded(DESK, work, ticket, CLERK, reply(written)).text

    assert sqlite_database.write_now(look) == sent


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        ("#wiat", "没有常用语“#wiat”,没有发给业主。发“常用语”看全部。"),
        ("#", "没有常用语“#”,没有发给业主。发“常用语”看全部。"),
        ("#wait", "这条常用语要用到房号,现在还没有,没有发给业主。"),
        ("#come", "这条常用语要用到约好的时间,现在还没有,没有发给业主。"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_in_words(sqlite_database, written, refused):
    def look(work):
        canned.expanded(DESK, work, opened(work), CLERK, reply(written))

    with pytest.raises(Refused) as caught:
        sqlite_database.write_now(look)
    assert DESK.texts.said(caught.value.sentence) == refused


def test_an_estate_without_canned_replies_takes_a_sign_as_words(sqlite_database):
    plain = replace(DESK, estates={"cuiyuan": replace(ESTATE, canned=())})

    def look(work):
        return canned.expanded(plain, work, opened(work), CLERK, reply("#3 楼的门")).text

    assert sqlite_database.write_now(look) == "#3 楼的门"


@pytest.mark.parametrize("move", ["claim", "progress", "arrive", "answer", "reopen", "withdraw"])
def test_the_steps_people_ask_about_have_a_name_in_the_history(move):
    assert all(catalogue.name("history", move, "") for catalogue in CATALOGUES.values())
