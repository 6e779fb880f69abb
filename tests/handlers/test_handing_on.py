"""Who has a ticket, and who is answerable: dispatched, transferred, handed back, in turn, up to so many."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.desk import Party, Responsibility, Way
from handlers.manager import regular
from handlers.staff import handover
from handlers.ticket import answerable
from storage import duties, journal
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

TEAM, LEAD = "-1003", "2003"
LEAK, LIGHT = "厨房水管漏水,3-2-1501", "楼道灯坏了,3-2"


def estate_with(front, **changes):
    front.desk.estates["cuiyuan"] = replace(front.desk.estates["cuiyuan"], **changes)


def on_shift(front, *users, hours=8):
    def unit(work):
        for user in users:
            member = front.desk.estates["cuiyuan"].member(user)
            duties.add(work, "cuiyuan", user, member.team, work.now, work.now + timedelta(hours=hours))

    front.database.write_now(unit)


def rows(front, ticket):
    return front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))


def claimed(front, words=LEAK, by=CHEN):
    front.says(OWNER, words)
    front.press(by, GROUP, "接单")
    return front.tickets()[-1]


def asks(front, who, label, whom, chat=GROUP):
    front.press(who, chat, "更多")
    front.press(who, chat, label, contains="还可以")
    front.press(who, chat, whom)


def last(front, chat, contains):
    front.sends()
    return [
        outgoing
        for to, _, outgoing in [*front.sent, *front.edits]
        if to == chat and contains in outgoing.text
    ][-1]


def test_a_transfer_changes_hands_only_when_the_other_accepts(front):
    claimed(front)
    asks(front, CHEN, "转派", "李主管")
    (ticket,) = front.tickets()
    assert ticket.assignee == CHEN
    front.press(WANG, GROUP, "接受")
    assert front.tickets()[0].assignee == CHEN
    front.press(LEAD, GROUP, "接受")
    (ticket,) = front.tickets()
    assert (ticket.assignee, ticket.receiver) == (LEAD, CHEN)
    assert [row.code for row in rows(front, ticket)][-3:] == [
        "transfer_offered",
        "transfer_accepted",
        "transferred",
    ]
    assert "首问 小陈" in last(front, GROUP, "已接单").text
    front.passes(minutes=40)
    assert front.tickets()[0].assignee == LEAD


@pytest.mark.parametrize("how", ["declined", "lapsed"])
def test_a_transfer_nobody_takes_stays_where_it_was(front, how):
    claimed(front)
    asks(front, CHEN, "转派", "李主管")
    if how == "declined":
        front.press(LEAD, GROUP, "不接")
    else:
        front.passes(minutes=31)
    (ticket,) = front.tickets()
    assert ticket.assignee == CHEN
    assert rows(front, ticket)[-1].code == f"transfer_{how}"
    assert "transfer" not in ticket.data
    front.sends()
    offer = [o for to, _, o in front.edits if to == GROUP and ("不接" in o.text or "失效" in o.text)][-1]
    assert offer.buttons == ()


def test_a_transfer_to_a_team_moves_the_card_to_its_group(front):
    claimed(front)
    asks(front, CHEN, "转派", "工程")
    assert front.tickets()[0].staff_chat == GROUP
    front.press(WANG, TEAM, "接受")
    (ticket,) = front.tickets()
    assert (ticket.assignee, ticket.team, ticket.staff_chat) == (WANG, "engineering", TEAM)
    assert "漏水" in last(front, TEAM, "已接单 王工").text
    assert last(front, GROUP, "已转给").text == f"{ticket.number} 已转给工程。"


def test_a_hand_back_has_a_reason_and_waits_for_a_claim_again(front):
    claimed(front)
    front.press(CHEN, GROUP, "更多")
    front.press(CHEN, GROUP, "退单", contains="还可以")
    front.sends()
    question = next(ids[0] for to, ids, shown in reversed(front.sent) if "为什么退单" in shown.text)
    front.says(CHEN, "要动主管道,我没有工具", chat=GROUP, reply_to=question)
    (ticket,) = front.tickets()
    assert (ticket.step, ticket.assignee, ticket.receiver) == ("received", None, CHEN)
    assert "没有工具" in last(front, GROUP, "退单:").text
    assert "没有工具" not in "".join(front.texts(OWNER))
    assert rows(front, ticket)[-1].code == "return"


def test_a_lead_dispatches_to_somebody_who_reads_so(front):
    front.says(OWNER, LEAK)
    asks(front, LEAD, "派单", "小陈")
    (ticket,) = front.tickets()
    assert (ticket.assignee, ticket.step) == (CHEN, "claimed")
    (row,) = [row for row in rows(front, ticket) if row.code == "claim"]
    assert (row.actor, row.facts["now_assignee"]) == (LEAD, CHEN)
    assert last(front, GROUP, "派给您").mentions[0][2] == CHEN


def test_what_is_dispatched_cannot_be_grabbed_by_staff(front):
    estate_with(front, ways={"plumbing": Way.dispatch})
    front.says(OWNER, LEAK)
    front.press(CHEN, GROUP, "接单")
    assert front.tickets()[0].assignee is None
    front.press(LEAD, GROUP, "接单")
    assert front.tickets()[0].assignee == LEAD


def test_turns_go_round_by_the_roster_and_then_anybody_may_claim(front):
    estate_with(front, ways={"plumbing": Way.rota})
    on_shift(front, WANG, CHEN, LEAD)
    front.says(OWNER, LEAK)
    assert "轮到您" in "".join(front.texts(WANG))
    front.press(CHEN, GROUP, "接单")
    assert front.tickets()[0].assignee is None
    front.passes(minutes=11)
    assert "轮到您" in "".join(front.texts(CHEN))
    front.passes(minutes=25)
    front.press(WANG, GROUP, "接单")
    assert front.tickets()[0].assignee == WANG


def test_nobody_holds_more_than_the_estate_lets_them_but_for_what_cannot_wait(front):
    estate_with(front, load_cap=1)
    claimed(front)
    front.says("3002", LIGHT)
    front.press(CHEN, GROUP, "接单", contains="楼道灯")
    assert front.tickets()[1].assignee is None
    front.says("3002", "我家爆管了,水漫到客厅,3-2-1401")
    front.press(CHEN, GROUP, "接单", contains="爆管")
    assert front.tickets()[-1].assignee == CHEN


def test_the_clerk_on_duty_is_answerable_and_hands_that_over_on_the_record(front):
    on_shift(front, CHEN)
    front.says(OWNER, LEAK)
    assert front.tickets()[0].receiver == CHEN
    assert "小陈" not in front.texts(OWNER)[0]
    front.press(WANG, GROUP, "接单")
    assert (front.tickets()[0].assignee, front.tickets()[0].receiver) == (WANG, CHEN)

    def leaves(work):
        return answerable.pass_on(front.desk, work, front.desk.estates["cuiyuan"], CHEN, "left")

    assert front.database.write_now(leaves) == 1
    (ticket,) = front.tickets()
    assert ticket.receiver == LEAD
    row = rows(front, ticket)[-1]
    assert (row.code, row.facts["from"], row.facts["to"]) == ("receiver_changed", CHEN, LEAD)
    assert "首问责任人交接:小陈 → 李主管,1 件" in last(front, GROUP, "交接").text


def test_who_was_taken_off_the_roster_is_answerable_no_more_by_the_next_morning(front):
    on_shift(front, CHEN)
    front.says(OWNER, LEAK)
    staff = front.desk.estates["cuiyuan"].staff
    estate_with(front, staff=tuple(one for one in staff if one.user != CHEN))
    front.database.write_now(lambda work: regular.plan(front.desk, work))
    front.passes(days=1)
    (ticket,) = front.tickets()
    assert ticket.receiver == LEAD
    told = last(front, GROUP, "首问责任人交接").text
    assert "一位已离开的同事 → 李主管" in told
    assert CHEN not in told


def test_nobody_becomes_answerable_who_goes_off_in_the_same_moment(front):
    on_shift(front, CHEN, LEAD)
    front.says(OWNER, LEAK)
    front.database.write_now(
        lambda work: handover.announce(
            front.desk, work, front.desk.estates["cuiyuan"], work.now + timedelta(hours=8)
        )
    )
    (ticket,) = front.tickets()
    assert ticket.receiver == CHEN
    assert "receiver_changed" not in [row.code for row in rows(front, ticket)]


def test_what_is_somebody_elses_says_so_on_the_card_and_is_answered_with_whose_it_is(front):
    gas = Responsibility(
        ("plumbing",),
        (),
        Party.developer,
        "翠园置业",
        "合同附件四",
        "0571-8800",
        "代您报修",
        date(2027, 6, 30),
    )
    estate_with(front, responsibilities=(gas,))
    claimed(front)
    assert "责任:开发商 翠园置业(保修至 2027-06-30)" in last(front, GROUP, "已接单").text
    front.press(CHEN, GROUP, "更多")
    front.press(CHEN, GROUP, "告知责任方")
    told = last(front, OWNER, "不在物业服务范围").text
    assert "由翠园置业负责。\n联系 0571-8800\n我们可以代您报修。" in told
    assert front.tickets()[0].step == "answered"
    front.says(CHEN, "/find 001", chat=GROUP, command="find", argument="001")
    assert "依据 合同附件四" in last(front, GROUP, "依据").text
