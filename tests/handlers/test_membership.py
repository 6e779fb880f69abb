"""Who left the group they work in is out; who left another one is out of that one only."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.channels.telegram import reading
from handlers import texts
from handlers.desk import Desk, Estate, Role, StaffMember, Team
from handlers.messages import Membership, Upgrade
from handlers.refusals import Refused
from handlers.ticket import duty, membership
from storage import absentees, outbox
from tests.storage.make import ticket

STAFF, TEAM, MANAGERS = "-1", "-3", "-2"
WANG = StaffMember("2001", "王工", Role.staff, "engineering")
CHEN = StaffMember("2002", "小陈", Role.staff)
LEAD = StaffMember("2003", "李主管", Role.lead)
MANAGER = StaffMember("2004", "赵经理", Role.manager)
ESTATE = Estate(
    "cuiyuan",
    "翠园小区",
    ZoneInfo("Asia/Shanghai"),
    STAFF,
    MANAGERS,
    "0571-0000",
    teams=(Team("engineering", "工程", TEAM),),
    staff=(WANG, CHEN, LEAD, MANAGER),
)


@pytest.mark.parametrize(
    ("member", "left", "acts_in", "admitted"),
    [
        (CHEN, STAFF, STAFF, False),
        (CHEN, STAFF, CHEN.user, False),
        (CHEN, TEAM, STAFF, True),
        (WANG, TEAM, WANG.user, False),
        (WANG, STAFF, TEAM, True),
        (WANG, STAFF, STAFF, False),
        (MANAGER, MANAGERS, MANAGERS, False),
        (MANAGER, MANAGERS, STAFF, True),
        (MANAGER, STAFF, MANAGER.user, False),
        (CHEN, "-77", STAFF, True),
    ],
)
def test_who_may_act_where_after_leaving_a_group(database, member, left, acts_in, admitted):
    database.write_now(lambda work: absentees.gone(work, "telegram", left, member.user))

    def admit(work):
        return membership.admit(work, [(ESTATE, member)], acts_in)

    if admitted:
        assert database.read_now(admit) == [(ESTATE, member)]
    else:
        with pytest.raises(Refused, match="left_group"):
            database.read_now(admit)


def test_nobody_who_left_is_on_duty_or_called_even_if_nobody_else_is_there(database):
    def unit(work):
        for chat, member in ((TEAM, WANG), (STAFF, CHEN), (STAFF, LEAD)):
            absentees.gone(work, "telegram", chat, member.user)
        kept = ticket(work, urgency="P0")
        return (
            [member.user for member in duty.paged(work, ESTATE, kept, 0, higher=False)],
            duty.on_shift(work, ESTATE),
            duty.lead_of(work, ESTATE, kept),
        )

    assert database.write_now(unit) == ([MANAGER.user], {MANAGER.user}, None)


def changed(kind, member, chat=None):
    chat = chat or {"id": -1, "type": "supergroup"}
    return {"update_id": 1, kind: {"chat": chat, "date": 1, "from": {"id": 5}, "new_chat_member": member}}


def service(**content):
    return {
        "update_id": 1,
        "message": {"message_id": 5, "date": 1, "chat": {"id": -1, "type": "group"}} | content,
    }


@pytest.mark.parametrize(
    ("status", "inside"),
    [
        ({"status": "creator"}, True),
        ({"status": "administrator"}, True),
        ({"status": "member"}, True),
        ({"status": "restricted", "is_member": True}, True),
        ({"status": "restricted", "is_member": False}, False),
        ({"status": "restricted"}, False),
        ({"status": "left"}, False),
        ({"status": "kicked"}, False),
        ({"status": "something new"}, False),
        ({"status": ["member"]}, False),
        ({}, False),
    ],
)
def test_whatever_is_not_surely_a_member_is_none(status, inside):
    member = {"user": {"id": 7}} | status
    found = reading.read(changed("chat_member", member))
    assert found.memberships == (Membership("7", inside=inside),)
    assert found.at == datetime.fromtimestamp(1, UTC)
    assert reading.read(changed("my_chat_member", member)).memberships == (Membership(None, inside=inside),)


@pytest.mark.parametrize(
    ("update", "told"),
    [
        (service(migrate_to_chat_id=-1009), (Upgrade("-1", "-1009"), ())),
        (service(migrate_from_chat_id=-9), (Upgrade("-9", "-1"), ())),
        (service(left_chat_member={"id": 7}), (None, (Membership("7", inside=False),))),
        (service(left_chat_member={"id": 1}), (None, (Membership(None, inside=False),))),
        (
            service(new_chat_members=[{"id": 7}, {"id": 8}, {"id": True}, "x"]),
            (None, (Membership("7", inside=True), Membership("8", inside=True))),
        ),
    ],
)
def test_what_a_group_says_of_itself_is_read(update, told):
    found = reading.read(update, bot_id="1")
    assert (found.upgrade, found.memberships) == told


@pytest.mark.parametrize(
    "update",
    [
        changed("my_chat_member", {"user": {"id": 7}, "status": "kicked"}, {"id": 7, "type": "private"}),
        changed("chat_member", {"status": "left"}),
        changed("chat_member", {"user": {"id": 7}, "status": "left"}, {"type": "group"}),
        service(migrate_to_chat_id="-5"),
        service(left_chat_member=7, new_chat_members=7),
        {"update_id": 1, "message": {"chat": {"id": 7, "type": "private"}, "migrate_to_chat_id": -5}},
    ],
)
def test_what_says_nothing_of_a_group_is_nothing(update):
    assert reading.read(update) is None


def test_each_estate_that_shares_a_group_is_told_once_who_left_it(database):
    other = replace(ESTATE, key="other", name="另一个", staff=(CHEN, replace(LEAD, user="9003")))
    desk = Desk({"cuiyuan": ESTATE, "other": other}, texts.load(), None, None)
    gone = reading.read(changed("chat_member", {"user": {"id": 2002}, "status": "left"}))

    def unit(work):
        for key in ("1", "2"):
            membership.changed(desk, work, replace(gone, key=key))
        return [row.chat for row in outbox.claim(work, limit=9, busy=(), resting=())]

    assert sorted(database.write_now(unit)) == [LEAD.user, "9003"]


def test_who_leaves_only_the_managers_group_is_not_told_of(database):
    desk = Desk({"cuiyuan": ESTATE}, texts.load(), None, None)
    chat = {"id": int(MANAGERS), "type": "group"}
    gone = reading.read(changed("chat_member", {"user": {"id": 2004}, "status": "left"}, chat))

    def unit(work):
        membership.changed(desk, work, gone)
        return outbox.counts(work), absentees.of_chats(work, [MANAGERS])

    assert database.write_now(unit) == ({}, {(MANAGERS, MANAGER.user)})
