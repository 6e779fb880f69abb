"""What is about somebody of the staff, or sensitive: who sees it, who never does, and how it comes to that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.desk import Role
from handlers.manager import digest, figures
from handlers.ticket import sight
from storage import duties, journal
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

MANAGERS, TEAM, LEAD, MANAGER = "-1002", "-1003", "2003", "2004"
ABOUT_WANG = "王工昨天上门态度很差,还骂人"
WHISPER = "6栋102在群租,别说是我说的"


def seen(front, chat):
    """Return all that a chat was ever shown: messages and what they were changed to."""
    front.sends()
    shown = [(to, outgoing) for to, _, outgoing in [*front.sent, *front.edits]]
    return "\n".join(
        outgoing.text + "".join(button.label for line in outgoing.buttons for button in line)
        for to, outgoing in shown
        if to == chat
    )


def codes(front, ticket):
    return [row.code for row in front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))]


def test_a_complaint_about_somebody_goes_to_those_who_lead_and_to_nobody_else(front):
    front.says(OWNER, ABOUT_WANG)
    (ticket,) = front.tickets()
    assert ticket.staff_chat == MANAGERS
    for chat in (MANAGERS, LEAD, MANAGER):
        assert "骂人" in seen(front, chat)
    for chat in (GROUP, TEAM, WANG, CHEN):
        assert "001" not in seen(front, chat)
        assert "骂人" not in seen(front, chat)
    assert "不经当事人的手" in front.texts(OWNER)[0]
    assert "不透露报事人" in seen(front, MANAGERS)


@pytest.mark.parametrize(
    ("words", "confided"),
    [
        ("小陈收了我200块没开收据", True),
        ("投诉你们工程部那个姓王的师傅,骂人", True),
        ("隔壁天天家暴", True),
        ("一楼在楼道养鸡,别说是我说的", True),
        ("我确诊抑郁症,能不能别每天装修", True),
        ("保安态度太差", False),
        ("评价是匿名的吗", False),
        ("透析车九点到,楼下被沙堆堵了,铲一条路", False),
        ("小王师傅修得真好,态度也好,谢谢", False),
        ("前台服务很差,没人接电话", False),
        ("厨房水管漏水,3-2-1501", False),
        ("楼上老王家半夜吵得睡不着", False),
    ],
)
def test_what_is_confided_and_what_is_not(front, words, confided):
    front.says(OWNER, words)
    front.passes(minutes=2)
    chats = {ticket.staff_chat for ticket in front.tickets()}
    assert (MANAGERS in chats) is confided
    assert not (confided and front.texts(WANG) + front.texts(CHEN))


def test_a_complaint_about_the_lead_goes_to_the_manager_alone(front):
    front.says(OWNER, "李主管骂人,态度恶劣,我要投诉")
    (ticket,) = front.tickets()
    assert ticket.staff_chat == MANAGER
    assert "骂人" in seen(front, MANAGER)
    assert [chat for chat in (GROUP, MANAGERS, LEAD, WANG, CHEN) if "骂人" in seen(front, chat)] == []


@pytest.mark.parametrize(("office", "place"), [("-1009", "-1009"), (None, LEAD)])
def test_a_complaint_about_the_manager_goes_to_the_head_office(front, office, place):
    estate = front.desk.estates["cuiyuan"]
    front.desk.estates["cuiyuan"] = replace(estate, head_office_chat=office)
    front.says(OWNER, "赵经理骂人,我要投诉赵经理")
    (ticket,) = front.tickets()
    assert ticket.staff_chat == place
    assert "骂人" in seen(front, place)
    others = {GROUP, MANAGERS, LEAD, MANAGER, WANG, CHEN} - {place}
    assert [chat for chat in others if "骂人" in seen(front, chat)] == []


@pytest.mark.parametrize(
    ("roles", "office", "unheard"),
    [
        ({Role.staff, Role.lead, Role.manager}, None, set()),
        ({Role.staff, Role.lead}, None, {LEAD}),
        ({Role.staff}, None, set()),
        ({Role.staff, Role.lead}, "-1009", set()),
    ],
)
def test_a_complaint_about_the_only_one_who_leads_is_read_by_the_head_office_or_check_says_so(
    front, roles, office, unheard
):
    estate = front.desk.estates["cuiyuan"]
    staff = tuple(member for member in estate.staff if member.role in roles)
    estate = replace(estate, staff=staff, head_office_chat=office, manager_chat=MANAGERS)
    assert {member.user for member in sight.unheard(estate)} == unheard
    front.desk.estates["cuiyuan"] = estate
    if office and LEAD in {member.user for member in staff}:
        front.says(OWNER, "李主管骂人,我要投诉李主管")
        assert "骂人" in seen(front, office)
        assert not [chat for chat in (GROUP, MANAGERS, LEAD, WANG) if "骂人" in seen(front, chat)]


def test_a_whisper_to_a_ticket_that_is_open_takes_it_from_the_group(front):
    front.says(OWNER, "一楼邻居在楼道养鸡,臭死了,我要投诉")
    front.press(CHEN, GROUP, "接单")
    front.sends()
    front.passes(minutes=5)
    front.says(OWNER, "别说是我说的,拜托了")
    (ticket,) = front.tickets()
    assert (ticket.staff_chat, ticket.assignee, ticket.step) == (MANAGERS, None, "received")
    shown = [outgoing.text for to, _, outgoing in front.edits if to == GROUP]
    front.sends()
    card = [outgoing for to, _, outgoing in front.edits if to == GROUP][-1]
    assert (card.text, card.buttons) == ("(这条已收起,由主管和经理处理。)", ())
    assert "别说是我" not in seen(front, GROUP), shown
    assert "养鸡" in seen(front, MANAGERS)


def test_words_about_the_assignee_are_a_matter_of_their_own_and_the_repair_goes_on(front):
    front.says(OWNER, "厨房水管漏水,3-2-1501")
    front.press(WANG, GROUP, "接单")
    front.passes(minutes=20)
    front.sends()
    told = [ids[0] for to, ids, shown in front.sent if to == OWNER and "接手" in shown.text]
    front.says(OWNER, "你什么态度,骂谁呢", reply_to=told[-1])
    repair, about = front.tickets()
    assert (repair.step, repair.assignee) == ("claimed", WANG)
    assert about.data["confided"]["about"] == [WANG]
    assert "002" not in seen(front, GROUP) + seen(front, WANG)
    assert "骂谁" in seen(front, MANAGERS)


def test_a_lead_says_what_was_missed_and_takes_it_back(front):
    front.says(OWNER, "上门维修的人把地板弄脏了还不道歉,我要投诉,3-2-1501")
    front.press(LEAD, GROUP, "更多")
    front.press(LEAD, GROUP, "涉及人员", contains="还可以")
    front.press(LEAD, LEAD, "王工")
    (ticket,) = front.tickets()
    assert ticket.staff_chat == MANAGERS
    front.sends()
    stubs = [outgoing.text for to, _, outgoing in front.edits if to == GROUP]
    assert stubs[-1] == "(这条已收起,由主管和经理处理。)"
    front.press(LEAD, MANAGERS, "更多")
    front.press(LEAD, MANAGERS, "取消限制")
    (ticket,) = front.tickets()
    assert ticket.staff_chat == GROUP
    front.sends()
    back = [outgoing for to, _, outgoing in front.edits if to == GROUP][-1]
    assert "不道歉" in back.text
    assert any("已转给" in outgoing.text for to, _, outgoing in front.edits if to == MANAGERS)
    assert {"confided", "opened_up"} <= set(codes(front, ticket))


def test_thoughts_of_suicide_are_paged_to_those_who_lead_in_warm_words(front):
    front.says(OWNER, "我不想活了,真的撑不下去了")
    front.passes(minutes=2)
    (ticket,) = front.tickets()
    assert ticket.staff_chat == MANAGERS
    for chat in (LEAD, MANAGER, MANAGERS):
        assert "撑不下去" in seen(front, chat)
    for chat in (GROUP, TEAM, WANG, CHEN):
        assert "撑不下去" not in seen(front, chat)
    receipt = front.texts(OWNER)[-1]
    assert "谢谢您愿意说出来" in "\n".join(front.texts(OWNER))
    assert "单号" not in receipt


def test_the_daily_report_counts_what_a_chat_may_not_see_and_does_not_tell_of_it(front):
    front.says(OWNER, "李主管骂人,我要投诉李主管")
    front.says("3002", "厨房水管漏水,3-2-1501")
    front.passes(days=1)
    estate = front.desk.estates["cuiyuan"]
    day = front.clock.at.date()

    def shown(work, chat):
        return digest.render(front.desk.texts, estate, figures.of(work, estate, day), None, chat).text

    managers, manager = (
        front.database.read_now(lambda work, chat=chat: shown(work, chat)) for chat in (MANAGERS, MANAGER)
    )
    assert "骂人" in manager
    assert "骂人" not in managers
    assert "过时没人接 2" in managers
    assert "漏水" in managers


@pytest.mark.parametrize("answered", [True, False])
def test_our_own_people_on_shift_are_sent_where_nobody_who_leads_answers_and_read_not_a_word(front, answered):
    def shift(work):
        for user in (CHEN, WANG):
            duties.add(work, "cuiyuan", user, None, work.now, work.now + timedelta(hours=6))

    front.database.write_now(shift)
    estate = front.desk.estates["cuiyuan"]
    teams = tuple(replace(team, contractor=True) for team in estate.teams)
    front.desk.estates["cuiyuan"] = replace(estate, teams=teams)  # 王工 is of another company now
    front.says(OWNER, "救命,我老公正在打我,3-2-1501")
    front.sends()
    if answered:
        front.press(LEAD, MANAGERS, "接单")
    front.passes(minutes=2)
    sent = "有人可能有危险:3-2-1501" in seen(front, CHEN)
    assert sent is not answered
    assert not [chat for chat in (GROUP, TEAM, WANG) if "3-2-1501" in seen(front, chat)]
    assert "老公" not in seen(front, CHEN)
