"""A group with a new id, however and whenever that is learned; and who is told to write it down."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import config, settling
from bot.__main__ import main
from bot.channel import Failure, SendFailed, Sent
from bot.following import Following
from bot.settling import settled
from handlers.desk import Role, StaffMember
from handlers.messages import ChatKind, Incoming, Upgrade
from handlers.ticket import membership, upgraded
from storage import absentees, buttons, links, moved_chats, outbox, people
from storage.errors import DatabaseUnavailable, Stale
from storage.records import OutboxState
from tests.bot.test_courier import state
from tests.storage import make

CONFIG = """
[desk]
database = "{url}"
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = {chat}
manager_chat = -4002
duty_phone = "0571-0000"
[[estates.teams]]
key = "engineering"
name = "工程"
chat = {chat}
"""


def moves_of(work):
    return moved_chats.all_of(work, "telegram")


def said(office, *chats):
    return [text for chat in chats for text in office.said(chat)]


@pytest.mark.parametrize("told_first", [True, False])
async def test_two_moves_while_the_service_was_down_lead_to_the_last_group(office, told_first):
    rows = [await office.put(f"第{n}条", chat=office.group, key=str(n)) for n in range(6)]
    new = office.sandbox.groups.upgrade(office.group)
    newer = office.sandbox.groups.upgrade(new)
    for turn in ("told", "sent") if told_first else ("sent", "told"):
        if turn == "told":
            await office.receive()
            await office.work()
        else:
            await office.deliver(seconds=30)
    assert said(office, office.group, new) == []
    assert said(office, newer) == [f"第{n}条" for n in range(6)]
    assert {await state(office, row) for row in rows} == {OutboxState.sent}
    found = await office.database.read(moves_of)
    assert found == {str(office.group): str(newer), str(new): str(newer)}


async def test_what_is_written_for_the_old_group_after_the_move_arrives_too(office):
    new = office.sandbox.groups.upgrade(office.group)
    await office.receive()
    await office.work()
    row = await office.put("迟到的", chat=office.group)
    await office.deliver(seconds=5)
    assert said(office, new) == ["迟到的"]
    assert await state(office, row) is OutboxState.sent


async def test_what_cannot_follow_because_of_a_bug_is_parked_and_not_forgotten(office):
    row = await office.put("一", chat=office.group)
    await office.database.write(lambda work: make.ticket(work, staff_chat=str(office.group)))
    await office.database.write(lambda work: outbox.claim(work, limit=1, busy=[], resting=[]))
    nowhere = replace(office.desk, estates={})  # its estate was taken out of the configuration
    moved = SendFailed(Failure.moved, "moved", moved_to="-100777")
    with capture_logs() as logs:
        await office.database.write(settled(nowhere, await office.outbox(row), moved))
    assert logs[0]["event"] == "what follows from a delivery failed"
    assert await state(office, row) is OutboxState.parked
    assert await office.database.read(moves_of) == {}


@pytest.mark.parametrize(
    ("error", "told"),
    [(Stale("changed"), Stale), (OperationalError("", None, Exception("deadlock")), DatabaseUnavailable)],
)
async def test_what_may_pass_undoes_the_unit_so_that_it_runs_again(office, error, told):
    def tell():
        raise error

    with pytest.raises(told):
        await office.database.write(lambda work: settling._tell(work, tell))


async def test_a_private_chat_never_becomes_another_one(office):
    def known(work):
        people.seen(
            work, channel="telegram", user=str(office.wang), chat=str(office.wang), name="王芳", language=None
        )

    await office.database.write(known)
    row = await office.put("一")
    (claimed,) = await office.database.write(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
    forged = SendFailed(Failure.moved, "moved", moved_to="-5")
    await office.database.write(settled(office.desk, claimed, forged))
    assert await state(office, row) is OutboxState.parked
    assert await office.database.read(moves_of) == {}


async def test_words_in_the_new_group_are_heard_before_the_desk_itself_has_followed(office):
    """Another service on the same database may have learned of it a moment ago."""
    await office.database.write(
        lambda work: upgraded.follow(office.desk, work, "telegram", Upgrade(str(office.group), "-9"))
    )
    here = {"channel": "telegram", "key": "1", "chat_kind": ChatKind.group, "sender": None, "at": None}
    for chat, message in (("-9", "5"), (str(office.group), None)):
        incoming = Incoming(chat=chat, message="5", **here)
        desk, known = await office.database.read(
            lambda work, incoming=incoming: upgraded.caught_up(office.desk, work, incoming)
        )
        assert desk.estate_of_chat("-9").key == "cuiyuan"
        assert (known.chat, known.message) == ("-9", message)
        office.desk.follow({str(office.group): "-9"})


async def test_a_button_is_at_home_in_its_group_by_both_ids_and_nowhere_else(office):
    old = str(office.group)

    def unit(work):
        token = buttons.token_for(work, action="claim", channel="telegram", chat=old)
        pressable = buttons.by_token(work, token)
        upgraded.follow(office.desk, work, "telegram", Upgrade(old, "-9"))
        here = Incoming("telegram", "1", "-9", ChatKind.group, None, None)
        where = [here, replace(here, chat="-8"), replace(here, channel="mail")]
        return [upgraded.is_here(work, pressable, incoming) for incoming in where]

    assert await office.database.write(unit) == [True, False, False]


async def test_a_message_that_reached_the_old_group_while_it_moved_is_known_there_only(office):
    old = str(office.group)
    await office.put("一", chat=old, role="card")
    (claimed,) = await office.database.write(lambda work: outbox.claim(work, limit=1, busy=(), resting=()))
    await office.database.write(
        lambda work: upgraded.follow(office.desk, work, "telegram", Upgrade(old, "-9"))
    )
    await office.database.write(settled(office.desk, claimed, Sent(("77",))))
    known = await office.database.read(
        lambda work: [links.by_message(work, "telegram", chat, "77") for chat in (old, "-9")]
    )
    assert (known[0].role, known[1]) == ("card", None)


@pytest.fixture
def operated(office, tmp_path):
    """The office's configuration, and `frontdesk check` of it."""
    path = tmp_path / "config.toml"

    def write(chat):
        path.write_text(CONFIG.format(url=office.url, chat=chat), encoding="utf-8")
        result = CliRunner(env={"FRONTDESK__TELEGRAM__TOKEN": "1:x"}).invoke(
            main, ["check", "--config", str(path)]
        )
        return config.load(path, {"FRONTDESK__TELEGRAM__TOKEN": "1:x"}), result

    return write


async def test_the_desk_follows_and_the_operator_is_told_what_to_write_until_it_is_written(office, operated):
    settings, result = operated(office.group)
    assert (result.exit_code, "has become" in result.stdout) == (0, False)
    new = str(office.sandbox.groups.upgrade(office.group))
    await office.receive()
    await office.work()
    following = Following(settings, office.channel, office.database, office.desk)
    with capture_logs() as logs:
        assert await following.look()
        assert not await following.look()
    assert office.desk.estates["cuiyuan"].staff_chat == new
    told = [line["write"] for line in logs if line["event"].startswith("a group has a new id")]
    settings, result = operated(office.group)
    assert (result.exit_code, len(told)) == (0, 2)
    for place in ("estates.staff_chat", "estates.teams.chat"):
        assert any(f"{place}: write {new}" in line for line in told)
        assert f"{place}: the group {office.group} has become {new}: write {new}" in result.stdout

    settings, result = operated(new)
    assert "has become" not in result.stdout
    desk = replace(office.desk, estates=settings.estates())
    with capture_logs() as logs:
        await Following(settings, office.channel, office.database, desk).look()
    assert (desk.estates["cuiyuan"].staff_chat, logs) == (new, [])


async def test_a_group_that_put_the_bot_out_is_tried_again_after_a_while_if_nobody_tells(office):
    office.sandbox.groups.leave(office.group, office.bot.id, by=office.wang)
    office.bot.updates.drop()
    rows = [await office.put(f"第{n}条", chat=office.group, key=str(n)) for n in range(3)]
    await office.deliver(seconds=60)
    assert {await state(office, row) for row in rows} == {OutboxState.todo}
    asked = len(office.sandbox.called("sendMessage"))
    assert asked <= 3
    office.sandbox.groups.join(office.group, office.bot.id)
    office.bot.updates.drop()
    await office.deliver(seconds=absentees.TRIED_AGAIN_AFTER.total_seconds(), step=20)
    assert said(office, office.group) == [f"第{n}条" for n in range(3)]
    assert {await state(office, row) for row in rows} == {OutboxState.sent}


async def test_a_group_that_muted_the_bot_has_everything_later_and_managers_read_it_once_each_time(office):
    muted = "Bad Request: not enough rights to send text messages to the chat"
    (estate,) = office.desk.estates.values()
    lead = StaffMember(str(office.li), "李工", Role.lead)
    office.desk.estates[estate.key] = replace(estate, staff=(lead,))
    for time in (1, 2):
        office.sandbox.faults.add("refuse", chat=office.group, description=muted, times=-1)
        rows = [await office.put(f"第{n}条", chat=office.group, key=f"{time}.{n}") for n in range(3)]
        await office.deliver(seconds=30)
        assert {await state(office, row) for row in rows} == {OutboxState.todo}
        assert len([text for text in said(office, office.li) if "没有发言权限" in text]) == time
        office.sandbox.faults.clear()
        await office.deliver(seconds=absentees.TRIED_AGAIN_AFTER.total_seconds() + 5, step=20)
        assert {await state(office, row) for row in rows} == {OutboxState.sent}
    assert said(office, office.group) == [f"第{n}条" for n in range(3)] * 2


async def test_who_came_and_went_is_nobodys_business_unless_they_are_on_the_roster(office):
    office.sandbox.groups.join(office.group, office.li)
    office.sandbox.groups.leave(office.group, office.li)
    await office.receive()
    await office.work()
    estate = office.desk.estates["cuiyuan"]
    with_database = lambda work: absentees.of_chats(work, estate.staff_chats)  # noqa: E731
    assert await office.database.read(with_database) == frozenset()
    assert await office.database.read(lambda work: membership.present(work, estate)) is estate
