"""A departure that nobody told of is found within the hour, and nothing else is concluded from an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channel import Failure, Presence, SendFailed
from bot.channels.telegram.examining import presence
from bot.roll_call import AFTER_TROUBLE_S, PAUSE_S, RollCall
from bot.sandbox.chats import Status
from handlers.desk import Role, StaffMember
from storage import absentees
from storage.database import Database


class Group:
    """The staff of an office, whose group can change without an update."""

    def __init__(self, office, clock):
        self.office, self.clock = office, clock
        self.members = office.sandbox.world.groups[office.group].members
        (estate,) = office.desk.estates.values()
        staff = [
            StaffMember(str(office.wang), "王工", Role.staff),
            StaffMember(str(office.li), "李工", Role.lead),
        ]
        office.desk.estates[estate.key] = replace(estate, staff=tuple(staff))
        self.database = Database.open(office.url, machine_now=clock)
        self.starts()

    def starts(self):
        self.call = RollCall(self.office.channel, self.database, self.office.desk)

    def absent(self):
        return {int(user) for _, user in self.database.read_now(self._absent)}

    def _absent(self, work):
        return absentees.of_chats(work, [str(self.office.group)])

    async def looks(self):
        """Ask about both."""
        return [await self.call.step() for _ in range(2)]


@pytest.fixture
def group(office, machine_clock):
    group = Group(office, machine_clock)
    group.members |= {office.wang: Status.member, office.li: Status.member}
    yield group
    group.database.close()


async def test_who_left_unnoticed_is_suspended_and_let_in_again_within_the_hour(group):
    assert await group.looks() == [PAUSE_S, PAUSE_S]
    group.members[group.office.wang] = Status.left
    assert await group.call.step() == 600
    assert group.absent() == set()
    group.starts()  # the hour goes on over a restart
    group.clock.at += timedelta(hours=1, seconds=1)
    await group.looks()
    assert group.absent() == {group.office.wang}
    group.members[group.office.wang] = Status.member
    group.clock.at += timedelta(hours=1, seconds=1)
    await group.looks()
    assert group.absent() == set()


async def test_the_lead_is_told_once_of_a_departure_that_was_found(group):
    await group.looks()
    group.members[group.office.wang] = Status.kicked
    for _ in range(3):
        group.clock.at += timedelta(hours=1, seconds=1)
        await group.looks()
    await group.office.deliver()
    assert ["王工" in text for text in group.office.said(group.office.li)] == [True]


async def test_who_was_never_seen_in_the_group_has_not_left_it_but_who_was_removed_has(group):
    group.members[group.office.wang] = Status.left
    group.members[group.office.li] = Status.kicked
    await group.looks()
    assert group.absent() == {group.office.li}


async def test_an_answer_that_says_nothing_for_sure_changes_nothing(group):
    await group.looks()
    group.members[group.office.wang] = Status.left
    group.members[group.office.bot.id] = Status.left  # so it is refused everything
    group.clock.at += timedelta(hours=1, seconds=1)
    assert await group.looks() == [AFTER_TROUBLE_S] * 2
    assert group.absent() == set()
    assert await group.call.step() == 600  # no sooner than in an hour


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"status": "creator"}, Presence.inside),
        ({"status": "administrator"}, Presence.inside),
        ({"status": "member"}, Presence.inside),
        ({"status": "restricted", "is_member": True}, Presence.inside),
        ({"status": "restricted", "is_member": False}, Presence.outside),
        ({"status": "left"}, Presence.outside),
        ({"status": "kicked"}, Presence.removed),
        ({"status": "ghost"}, Failure.unknown),
        ({}, Failure.unknown),
        (SendFailed(Failure.permanent, "user not found"), Failure.permanent),
    ],
)
async def test_only_what_telegram_says_for_sure_is_taken(answer, found):
    async def ask(_call):
        return answer

    said = await presence(ask, "-1", "1")
    assert found == (said.failure if isinstance(said, SendFailed) else said)
