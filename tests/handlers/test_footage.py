"""Camera footage: who is asked for it, when, what becomes of it, and who looked at it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.ticket import evidence
from handlers.ticket.evidence import Call
from handlers.ticket.footage import Footage, State
from nlp import footage as words
from storage import journal
from tests.handlers.front import CHEN, GROUP, OWNER, WANG

LEAD, MANAGER, MANAGERS = "2003", "2004", "-1002"
STOLEN = "我的电动车昨天晚上在3号楼下被偷了,请查一下监控"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def estate_with(front, **changes):
    estate = front.desk.estates["cuiyuan"]
    front.desk.estates["cuiyuan"] = replace(estate, **changes)


def reported(front, text=STOLEN):
    front.says(OWNER, text)
    front.passes(seconds=20)
    return front.tickets()[-1]


def kept(front):
    return Footage.of(front.tickets()[-1])


def codes(front):
    ticket = front.tickets()[-1]
    rows = front.database.read_now(lambda work: journal.of_ticket(work, ticket.id))
    return [row.code for row in rows if row.code.startswith("footage")]


def replies(front, user, line, asked):
    front.says(user, line, reply_to=front.last(user, asked), reply_to_desk=True)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        (STOLEN, "theft"),
        ("车停在地库被人刮了一道", "car"),
        ("有人高空抛物", "falling"),
        ("前台态度太差了,我要投诉", "conduct"),
        ("麻烦帮我查一下监控", "asked"),
        ("somebody keyed my car", "car"),
        ("my bike was stolen last night", "theft"),
        ("监控坏了请来修", None),
        ("小区的监控能看多久", None),
        ("厨房水管漏水", None),
        ("钥匙丢了要补门禁卡", None),
        ("停车费太贵了", None),
    ],
)
def test_words_that_cameras_have_to_clear_up_are_told_from_others(text, sort):
    assert words.needed_for(text, "general", None) == sort


def test_how_an_emergency_was_handled_needs_footage_by_its_category():
    assert words.needed_for("上次电梯困人处理得太慢", "lift", "emergency_handling") == "emergency"


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        ("昨天晚上被偷", "2026-11-23 18:00"),
        ("三天前丢的", "2026-11-21 00:00"),
        ("周日晚上车被刮了", "2026-11-22 18:00"),
        ("11月20号下午三点", "2026-11-20 15:00"),
        ("20号丢的", "2026-11-20 00:00"),
        ("yesterday my bike was stolen", "2026-11-23 00:00"),
        ("2 weeks ago", "2026-11-10 00:00"),
        ("明天来看监控", None),
        ("刚才", None),
    ],
)
def test_what_happened_lies_before_the_words(text, happened):
    now = datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)
    found = words.happened(text, now)
    assert [f"{one:%Y-%m-%d %H:%M}" for one in found] == ([happened] if happened else [])


def test_the_overwriting_is_counted_from_when_it_happened(front):
    reported(front)
    assert kept(front).until - kept(front).happened == timedelta(days=30)
    assert kept(front).happened.astimezone(SHANGHAI).hour == 18
    assert "监控待调" in front.said(GROUP)[0].text


@pytest.mark.parametrize("keep", [30, 7, 2, 1, 0.2])
def test_calls_come_one_after_the_other_while_people_are_at_work(front, keep):
    estate = front.desk.estates["cuiyuan"]
    begun = front.clock.at
    found = evidence.calls(estate, begun, begun + timedelta(days=keep))
    in_order = [found[call] for call in Call if call in found]
    assert in_order == sorted(set(in_order))
    assert {Call.first, Call.missed} <= found.keys()
    assert all(8 <= at.astimezone(SHANGHAI).hour < 20 for at in in_order)


def test_the_last_call_leaves_people_hours_to_act(front):
    estate, begun = front.desk.estates["cuiyuan"], front.clock.at
    for hour in range(24):
        until = begun + timedelta(days=20, hours=hour)
        last = evidence.calls(estate, begun, until)[Call.last]
        assert timedelta(hours=2) <= until - last <= timedelta(hours=26)


@pytest.mark.parametrize("hours", [3, 8, 16, 22, 24, 30])
def test_however_little_time_is_left_those_who_lead_are_called_before_it_is_over(front, hours):
    estate, begun = front.desk.estates["cuiyuan"], front.clock.at + timedelta(hours=hours / 3)
    until = begun + timedelta(hours=hours)
    found = evidence.calls(estate, begun, until)
    assert begun < found[Call.last] <= until - timedelta(hours=1)


def test_nobody_acts_and_each_is_called_once_and_it_is_told_as_missed(front):
    reported(front)
    front.passes(days=31)
    said = front.texts(LEAD)
    for text in ("要调监控", "监控还没有调取", "再过几天", "只剩一天", "今天必须", "监控没有调取"):
        assert sum(text in one for one in said) == 1 + (text == "监控还没有调取") * 2, text
    for chat in (MANAGER, MANAGERS):
        assert [one for one in front.texts(chat) if "监控没有调取" in one]
    assert kept(front).state is State.missed
    assert codes(front) == ["footage_needed", "footage_missed"]


def test_whoever_has_the_matter_sees_to_it_and_the_rest_of_the_calls_are_not_made(front):
    ticket = reported(front)
    front.press(WANG, GROUP, "接单")
    front.passes(days=16)
    front.press(WANG, WANG, "已调取", contains="还没有调取")
    replies(front, WANG, "存在监控室2号盘,3号楼南门,看到一个穿黑衣的人", "存在哪里")
    assert kept(front).state is State.taken
    assert "监控已调取" in front.texts(WANG)[-1]
    before = len(front.texts(LEAD))
    front.passes(days=20)
    assert not [one for one in front.texts(LEAD)[before:] if "监控" in one and ticket.number in one]


def test_the_lead_of_the_team_with_the_cameras_is_asked_before_the_assignee(front):
    estate = front.desk.estates["cuiyuan"]
    order = replace(estate.teams[0], key="order", name="秩序", topics=(), chat="-1004")
    staff = [replace(one, team="order") if one.user == LEAD else one for one in estate.staff]
    estate_with(front, teams=(*estate.teams, order), staff=tuple(staff), video_team="order")
    reported(front)
    front.press(WANG, GROUP, "接单")
    front.passes(days=16)
    assert [one for one in front.texts(LEAD) if "监控还没有调取" in one]
    assert not [one for one in front.texts(WANG) if "监控还没有调取" in one]


def test_whoever_it_is_about_and_contractors_never_hear_of_it(front):
    estate = front.desk.estates["cuiyuan"]
    outside = replace(estate.teams[0], key="outside", contractor=True, chat="-1005")
    staff = [replace(one, team="outside") if one.user == CHEN else one for one in estate.staff]
    estate_with(front, teams=(*estate.teams, outside), staff=tuple(staff), video_team="engineering")
    reported(front, "王工昨天上门骂人,态度恶劣,我要投诉他")
    front.passes(days=31)
    for chat in (WANG, CHEN, GROUP, "-1003", "-1005"):
        assert not [one for one in front.texts(chat) if "监控" in one]
    assert [one for one in front.texts(LEAD) if "监控没有调取" in one]


def test_an_owner_looks_only_when_one_who_leads_allows_it_and_all_of_it_is_in_the_journal(front):
    reported(front)
    front.press(WANG, GROUP, "接单")
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "监控")
    front.press(WANG, WANG, "业主查看")
    replies(front, WANG, "王女士本人,找被偷的电动车", "哪位业主要看")
    assert "等主管或经理同意" in front.texts(WANG)[-1]
    front.press(LEAD, LEAD, "同意查看", contains="王女士本人")
    front.press(MANAGER, MANAGER, "同意查看", contains="王女士本人")
    front.press(WANG, WANG, "已查看", contains="李主管已同意")
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "监控")
    assert "王女士本人,找被偷的电动车(王工 登记;已看,李主管同意)" in front.texts(WANG)[-1]
    assert codes(front) == [
        "footage_needed",
        "footage_view_asked",
        "footage_view_approved",
        "footage_view_seen",
    ]


def test_what_should_be_gone_already_is_looked_for_at_once(front):
    reported(front, "两个月前我的电动车被偷了,请查一下监控")
    front.passes(minutes=5)
    assert [one for one in front.texts(LEAD) if "可能已被覆盖,请马上看一下" in one]
    assert kept(front).until - front.clock.at > timedelta(hours=47)


def test_what_is_gone_in_some_hours_is_said_to_be_gone_then(front):
    estate = front.desk.estates["cuiyuan"]
    estate_with(front, policy=replace(estate.policy, video_keep_days=1))
    reported(front)  # since six o'clock of the evening before
    assert kept(front).until - kept(front).happened == timedelta(days=1)
    front.passes(hours=7)
    assert [one for one in front.texts(MANAGER) if "监控今天必须调取" in one]


def test_an_estate_without_cameras_is_never_asked(front):
    estate = front.desk.estates["cuiyuan"]
    estate_with(front, policy=replace(estate.policy, video_keep_days=0))
    reported(front)
    front.press(WANG, GROUP, "更多")
    assert kept(front) is None
    assert "监控" not in str(front.said(GROUP)[-1].buttons)


def test_staff_ask_for_footage_by_hand_where_no_words_called_for_it(front):
    reported(front, "楼道灯坏了,请来修")
    assert kept(front) is None
    front.press(WANG, GROUP, "更多")
    front.press(WANG, GROUP, "调监控")
    assert kept(front).sort == "by_hand"


def test_footage_of_a_matter_its_owner_took_back_is_given_up(front):
    reported(front)
    front.press(OWNER, OWNER, "不用来了")
    front.passes(days=31)
    assert codes(front) == ["footage_needed", "footage_dropped"]


def test_of_calls_that_fell_due_while_the_service_was_down_the_last_is_said(front):
    reported(front)
    front.passes(days=1)
    before = len(front.texts(LEAD))
    front.stands_still(days=28, hours=8)
    said = [one for one in front.texts(LEAD)[before:] if "监控" in one]
    assert len(said) == 1
