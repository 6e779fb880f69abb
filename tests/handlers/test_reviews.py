"""The review meeting: what stands on its list, its minutes, and decisions until they are done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import paper
from handlers.staff import review_line
from handlers.ticket import agenda, confiding, minutes, moves
from handlers.ticket.agenda import Reason
from handlers.ticket.sight import Confided
from storage import complaints, journal, promises, reviews, tickets
from storage.commitments import PromiseState
from storage.meetings import DecisionState
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"
LEAK = "厨房水管漏水,3-2-1501"
SUED = "楼上天天半夜装修吵得睡不着,我要投诉,再不管我就找律师起诉"


def estate(front):
    return front.desk.estates["cuiyuan"]


def reported(front, text=LEAK, user=OWNER):
    front.says(user, text)
    front.passes(seconds=20)
    return front.tickets()[-1]


def listed(front):
    found = front.database.read_now(lambda work: agenda.of(work, estate(front)))
    return {case.ticket.number: set(case.reasons) for case in found.cases}


def reasons(front, ticket):
    return listed(front).get(ticket.number, set())


def changed(front, ticket, **changes):
    front.database.write_now(lambda work: tickets.change(work, tickets.get(work, ticket.id), **changes))


def replies(front, user, line, asked):
    front.says(user, line, reply_to=front.last(user, asked), reply_to_desk=True)


def begun(front, by=LEAD, line="今天 主持 赵经理 参加 李主管、王工"):
    front.says(by, "会审")
    front.press(by, by, "开会")
    replies(front, by, line, "哪天开的")


def decided(front, ticket, line="王工 换掉整根立管 12月5日前", by=LEAD):
    front.press(by, by, ticket.number)
    replies(front, by, line, "怎么定")


def kept(front):
    return front.database.read_now(lambda work: reviews.open_decisions(work, "cuiyuan"))


def codes(front, ticket):
    rows = front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    return [row.code for row in rows]


def test_what_is_open_for_more_than_a_week_comes_onto_the_list(front):
    ticket = reported(front)
    assert reasons(front, ticket) == set()
    front.clock.forward(days=7, minutes=1)
    assert reasons(front, ticket) == {Reason.old}


def test_each_rule_brings_a_matter_onto_the_list_with_its_reason(front):
    ticket = reported(front)

    def with_file(**file):
        front.database.write_now(lambda work: complaints.write(work, ticket.id, file))

    changed(front, ticket, severity="major", reopened=2)
    assert reasons(front, ticket) == {Reason.major, Reason.reopened}
    changed(front, ticket, severity="minor", reopened=0, words="要求赔偿我的损失")
    assert reasons(front, ticket) == {Reason.claims}
    changed(front, ticket, words="漏水", data={**ticket.data, "by_hand": _by_office()})
    assert reasons(front, ticket) == {Reason.external}
    changed(front, ticket, data=ticket.data)
    with_file(helpers="请工程和小陈一起")
    assert reasons(front, ticket) == set()
    two = replace(estate(front).teams[0], key="order", name="秩序", chat="-1004")
    front.desk.estates["cuiyuan"] = replace(estate(front), teams=(*estate(front).teams, two))
    with_file(helpers="请工程和秩序一起")
    assert reasons(front, ticket) == {Reason.departments}


def _by_office():
    return {
        "way": "external",
        "name": "12345",
        "phone": None,
        "principal": "",
        "reference": "HZ1",
        "due": None,
        "at": None,
    }


def test_what_was_rated_badly_twice_comes_onto_the_list(front):
    ticket = reported(front)

    def rated(work, rating):
        facts = {"rating": rating}
        journal.add(work, estate="cuiyuan", ticket=ticket.id, code="reopen", actor="owner", facts=facts)

    front.database.write_now(lambda work: rated(work, "bad"))
    assert reasons(front, ticket) == set()
    front.database.write_now(lambda work: rated(work, "unsolved"))
    assert reasons(front, ticket) == {Reason.bad_again}


def test_two_promised_times_that_were_not_kept_bring_a_matter_onto_the_list(front):
    ticket = reported(front)

    def broken(work, state):
        at = work.now + timedelta(hours=1)
        more = {"until": None, "made_by": WANG, "confirmed_at": None, "reason": None}
        made = promises.make(work, estate="cuiyuan", ticket=ticket.id, at=at, **more)
        promises.settle(work, made.id, state)

    front.database.write_now(lambda work: broken(work, PromiseState.late))
    assert reasons(front, ticket) == set()
    front.database.write_now(lambda work: broken(work, PromiseState.missed))
    assert reasons(front, ticket) == {Reason.promises}


def test_a_hot_spot_is_one_matter_on_the_list_and_says_what_gathered(front):
    for n in range(3):
        newest = reported(front, f"厨房水管漏水,3-{n + 1}-150{n}", f"310{n}")
    assert {number for number, why in listed(front).items() if Reason.hot_spot in why} == {newest.number}
    front.says(LEAD, "会审")
    assert "热点" in front.texts(LEAD)[-1]
    assert "3幢3户" in front.texts(LEAD)[-1]


def test_a_tenth_of_the_invalid_is_looked_at_again_and_always_the_same(front):
    ticket = reported(front)
    numbers = [replace(ticket, number=f"261123-{n:03}") for n in range(1, 1001)]
    sampled = [one.number for one in numbers if agenda.is_sampled(one, 10)]
    assert 70 <= len(sampled) <= 130
    assert sampled == [one.number for one in numbers if agenda.is_sampled(one, 10)]
    assert not [one for one in numbers if agenda.is_sampled(one, 0)]


def test_what_is_finished_stands_on_the_list_once_and_what_is_open_until_it_ends(front):
    done, open_ = reported(front, SUED), reported(front, SUED, "3002")
    changed(front, done, step="closed", assignee=WANG)
    assert {done.number, open_.number} <= listed(front).keys()
    begun(front)
    front.press(LEAD, LEAD, "结束会议")
    assert done.number not in listed(front)
    assert open_.number in listed(front)


def test_who_leads_gets_the_list_privately_and_nobody_else(front):
    ticket = reported(front, SUED)
    front.says(WANG, "会审", chat=GROUP)
    assert "主管" in front.texts(GROUP)[-1]
    assert not [one for one in front.texts(WANG) if "会审" in one]
    front.says(MANAGER, "会审", chat=MANAGERS)
    assert front.texts(MANAGERS)[-1] == "会审清单正在私下发给您。"
    assert f"{ticket.number} 楼上天天半夜" in front.texts(MANAGER)[-1]
    assert "索赔、法律或媒体" in front.texts(MANAGER)[-1]


def test_a_decision_is_told_to_whom_it_names_and_done_with_a_line(front):
    ticket = reported(front, SUED)
    begun(front)
    decided(front, ticket)
    assert "会审定了一件事请您做" in front.texts(WANG)[-1]
    (made,) = kept(front)
    assert (made.person, made.ticket) == (WANG, ticket.id)
    front.press(LEAD, LEAD, "结束会议")
    front.press(WANG, WANG, "完成")
    front.says(WANG, "整根换了,试水两天不漏")
    assert kept(front) == []
    assert "会审的决定做完了(王工)" in front.texts(MANAGER)[-1]
    assert [code for code in codes(front, ticket) if code.startswith(("decid", "decision", "review"))] == [
        "decided",
        "reviewed",
        "decision_done",
    ]
    file = front.database.read_now(lambda work: complaints.get(work, ticket.id))
    assert file.review == "2026-11-23 王工 换掉整根立管 12月5日前"


def test_what_is_not_done_is_reminded_of_told_to_chair_and_manager_and_on_the_list_again(front):
    ticket = reported(front, LEAK)
    changed(front, ticket, severity="major")
    begun(front)
    decided(front, ticket)
    front.press(LEAD, LEAD, "其他决定")
    replies(front, LEAD, "小陈 下周一贴出停车收费", "定了什么")
    front.press(LEAD, LEAD, "结束会议")
    front.passes(days=15)
    said = [one for one in front.texts(WANG) if "换掉整根立管" in one]
    assert sum("快到期" in one for one in said) == 2
    assert sum("过期还没做完" in one for one in said) == 1
    assert sum("过期还没做完" in one for one in front.texts(MANAGER)) == 2
    assert Reason.undone in listed(front)[ticket.number]
    changed(front, ticket, step="closed", assignee=WANG)
    assert reasons(front, ticket) >= {Reason.undone}
    front.says(MANAGER, "会审")
    assert "还没做完的决定 2 条" in front.texts(MANAGER)[-1]
    front.press(MANAGER, MANAGER, f"不做了 {ticket.number}")
    replies(front, MANAGER, "已改为整栋改造", "为什么不做了")
    assert [one.ticket for one in kept(front)] == [None]
    assert listed(front).get(ticket.number) is None


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ("换掉立管 12月5日前", "谁做"),
        ("王工 换掉立管", "日期"),
        ("王工 12月5日前", "做什么"),
        ("王工 昨天换管", "日期"),
    ],
)
def test_a_decision_without_a_person_a_date_or_a_deed_is_asked_for_again(front, line, lacks):
    ticket = reported(front, SUED)
    begun(front)
    decided(front, ticket, line)
    assert kept(front) == []
    assert lacks in front.texts(LEAD)[-1]
    replies(front, LEAD, "王工 换掉整根立管 12月5日前", "怎么定")
    assert len(kept(front)) == 1


def test_a_confided_matter_is_on_the_list_of_those_who_may_see_it_and_no_decision_names_others(front):
    front.says(OWNER, "赵经理骂人,态度恶劣,我要投诉赵经理,还要找律师")
    front.passes(seconds=20)
    ticket = front.tickets()[-1]
    assert ticket.number in listed(front)
    front.says(MANAGER, "会审")
    front.press(MANAGER, MANAGER, "开会")
    replies(front, MANAGER, "今天 主持 赵经理", "哪天开的")
    front.press(MANAGER, MANAGER, "结束会议")
    assert not [one for one in front.texts(MANAGER) if ticket.number in one]
    assert Reason.claims in listed(front)[ticket.number]
    begun(front)
    decided(front, ticket)
    assert "王工不能看这件事" in front.texts(LEAD)[-1]
    assert kept(front) == []


def test_whom_a_decision_names_hears_no_more_of_a_matter_that_was_confided_since(front):
    ticket = reported(front, SUED)
    begun(front)
    decided(front, ticket)
    front.press(LEAD, LEAD, "结束会议")

    def confide(work):
        confiding.hide(front.desk, work, moves.get(work, ticket.id), Confided(sensitive=True), LEAD)

    front.database.write_now(confide)
    before = len(front.texts(WANG))
    front.passes(days=15)
    assert front.texts(WANG)[before:] == []
    assert [one for one in front.texts(MANAGER) if "会审的决定没有人做" in one]
    assert [one for one in front.texts(MANAGER) if "过期还没做完" in one]


def test_minutes_hold_what_was_decided_for_whoever_may_see_it(front):
    ticket = reported(front, SUED)
    begun(front)
    decided(front, ticket)
    front.press(LEAD, LEAD, "结束会议")
    asked = next(one for one in reversed(front.said(LEAD)) if one.draw_up)
    assert "会审纪要" in asked.text
    role = minutes.role_of(1)
    name, drawn = front.database.read_now(lambda work: minutes.of(front.desk, work, role, LEAD))
    assert name == "cuiyuan-2026-11-23"
    words = [line.words for part in drawn.parts for line in part.lines]
    assert {"赵经理", "李主管、王工", "王工 换掉整根立管 12月5日前"} <= set(words)
    assert front.database.read_now(lambda work: minutes.of(front.desk, work, role, CHEN)) is None
    assert paper.docx(drawn, {}).startswith(b"PK")


@pytest.mark.parametrize(
    ("line", "person", "day"),
    [
        ("王工 换掉整根立管 12月5日前", WANG, date(2026, 12, 5)),
        ("小陈:下周五前把停车费公示贴出来", CHEN, date(2026, 12, 4)),
        ("李主管本周内约谈前台", LEAD, date(2026, 11, 29)),
        ("by December 5 王工 replaces the riser", WANG, date(2026, 12, 5)),
    ],
)
def test_who_does_what_by_when_is_read_from_one_line(front, line, person, day):
    front.clock.forward(days=4)
    read = review_line.resolved(estate(front), line, front.clock.at)
    assert (read.person.user, read.day, read.words) == (person, day, line)


@pytest.mark.parametrize("settled", [DecisionState.done, DecisionState.dropped])
def test_a_decision_is_settled_once(front, settled):
    ticket = reported(front, SUED)
    begun(front)
    decided(front, ticket)
    (made,) = kept(front)

    def settle(work):
        return reviews.settle(work, made.id, settled, LEAD, "x")

    assert front.database.write_now(settle)
    assert not front.database.write_now(settle)
