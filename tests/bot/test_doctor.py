"""`frontdesk doctor` against a Telegram of our own: what it says, what it asks, and that it changes nothing."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.channel import Account, Failure, Pushing, SendFailed, Standing
from bot.checkup import account, groups, records
from bot.checkup.finding import State
from bot.commands import doctor
from bot.config import load
from bot.config_shape import Telegram
from bot.sandbox.server import Sandbox
from storage import duties, inbox
from storage.database import Database

TOKEN = "1001:AAcanaryToken_0123456789-abcdefghij"
WANG, LI, ZHAO = 2001, 2002, 2003
CONFIG = """
[desk]
database = "{database}"
[telegram]
api = "{api}"
[[estates]]
key = "cuiyuan"
name = "翠园小区"
timezone = "Asia/Shanghai"
staff_chat = {staff}
manager_chat = {managers}
duty_phone = "0571-88008800"
[[estates.teams]]
key = "engineering"
name = "工程"
chat = {team}
[[estates.staff]]
telegram = 2001
name = "王工"
role = "staff"
team = "engineering"
[[estates.staff]]
telegram = 2002
name = "李总"
role = "manager"
[[estates.staff]]
telegram = 2003
name = "赵姐"
role = "lead"
"""
READING = {"getme", "getwebhookinfo", "getupdates", "getchat", "getchatmember", "sendchataction"}


@dataclass
class Practice:
    """An estate in which all is well, until a test changes something."""

    sandbox: Sandbox
    bot: object
    staff: int
    team: int
    managers: int
    url: str
    path: object

    async def ask(self, *words, token=TOKEN):
        """Run the command and return its exit code and what it printed."""
        command = ["doctor", "--config", str(self.path), *words]
        environ = {"FRONTDESK__TELEGRAM__TOKEN": token}
        result = await asyncio.to_thread(lambda: CliRunner().invoke(main, command, env=environ))
        assert "Traceback" not in result.output
        for secret in ("canary", "0571-88008800"):
            assert secret not in result.output
        return result.exit_code, result.stdout

    async def found(self, **more):
        """Return what is not well, as (state, check) pairs, and all that was printed."""
        _, said = await self.ask("--json", **more)
        findings = json.loads(said)
        assert all(bool(one["mend"]) is (one["state"] != "ok") for one in findings)
        return [(one["state"], one["check"]) for one in findings if one["state"] != "ok"], said


@pytest.fixture
async def practice(url, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "WATCH_S", 0.05)
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot(TOKEN, username="desk_bot")
        for name, number in (("王", WANG), ("李", LI), ("赵", ZHAO)):
            sandbox.add_person(name, number=number)
            sandbox.people.start(number)
        staff = sandbox.add_group("前台", members=[ZHAO, bot.id]).id
        team = sandbox.add_group("工程", members=[WANG, bot.id]).id
        managers = sandbox.add_group("经理", kind="group", members=[LI, bot.id]).id
        path = tmp_path / "config.toml"
        path.write_text(
            CONFIG.format(database=url, api=sandbox.url, staff=staff, team=team, managers=managers)
        )
        yield Practice(sandbox, bot, staff, team, managers, url, path)


async def test_where_all_is_well_it_says_so_and_changes_nothing(practice):
    waiting = practice.bot.updates.pending()
    code, said = await practice.ask()
    assert code == 0
    assert "the token is that of @desk_bot" in said
    assert "all 3 of the roster are in their groups" in said
    assert {line.split()[0] for line in said.splitlines()} == {"ok"}
    assert {call.method for call in practice.sandbox.calls} <= READING
    assert practice.bot.updates.pending() == waiting


async def test_everything_that_is_wrong_is_said_with_what_to_do(practice):
    new = practice.sandbox.groups.upgrade(practice.managers)
    practice.sandbox.groups.promote(practice.team, practice.bot.id, "member")
    practice.sandbox.groups.leave(practice.team, WANG)
    practice.sandbox.groups.leave(practice.staff, practice.bot.id)
    practice.sandbox.people.block(ZHAO)
    practice.bot.webhook = {"url": "https://elsewhere.example/canary"}
    practice.sandbox.world.now = lambda: datetime.now(UTC).timestamp() + 100
    code, said = await practice.ask()
    assert code == 1
    for words in (
        "a webhook is set for this bot",
        "s behind Telegram's",
        "the bot is not in the staff group of 翠园小区",
        "config.toml:10: estates.staff_chat: add the bot",
        "the group of the team 工程 of 翠园小区 (",
        "hears only commands, replies to it and mentions",
        f"config.toml:11: estates.manager_chat: write {new}",
        "王工 (2001) is not in the group of the team 工程",
        "赵姐 (2003) never pressed Start",
        "https://t.me/desk_bot",
    ):
        assert words in said


async def test_a_token_nobody_knows_is_told_apart_from_a_telegram_that_is_away(practice):
    _, said = await practice.found(token="1002:AAcanaryToken_0123456789-abcdefghij")
    assert "does not know this token" in said
    await practice.sandbox.stop()
    found, said = await practice.found()
    assert found == [("wrong", "token")]
    assert "could not be reached" in said


async def test_a_warning_alone_ends_well(practice):
    practice.sandbox.groups.promote(
        practice.staff, practice.bot.id, "administrator", without=["can_pin_messages"]
    )
    text = practice.path.read_text(encoding="utf-8")
    practice.path.write_text(
        text.replace("staff_chat", "topic_per_ticket = true\nstaff_chat"), encoding="utf-8"
    )
    code, said = await practice.ask()
    assert code == 0
    assert "warning  in the staff group of 翠园小区" in said
    assert f"({practice.staff}) has no topics" in said


async def test_a_running_service_is_not_disturbed(practice):
    database = Database.open(practice.url, exclusive=True)
    found, said = await practice.found()
    database.close()
    assert found == []
    assert "the service runs" in said
    assert practice.sandbox.called("getUpdates") == []


async def test_a_missing_and_a_damaged_database_are_told(practice, tmp_path):
    file = tmp_path / "frontdesk.db"
    content = file.read_bytes()
    file.unlink()
    assert (await practice.found())[0] == [("wrong", "database")]
    assert not file.exists()
    file.write_bytes(content[:40960] + bytes(len(content) - 40960))
    assert ("wrong", "database") in (await practice.found())[0]


async def test_what_is_put_aside_and_a_gap_in_the_shifts_are_told(practice):
    now = datetime.now(UTC)
    database = Database.open(practice.url)

    def trouble(work):
        inbox.keep(work, channel="telegram", key="1", lane="5", raw="{}")
        (row,) = inbox.claim(work, limit=1, busy=())
        inbox.failed(work, row.id, "KeyError", park_after=1)
        duties.add(work, "cuiyuan", str(WANG), None, now + timedelta(days=1), now + timedelta(days=2))

    database.write_now(trouble)
    database.close()
    found, said = await practice.found()
    assert found == [("warning", "parked"), ("warning", "shifts")]
    assert "1 rows need a person" in said


async def test_a_year_whose_rest_days_nobody_announced_is_told(practice):
    rest = 'rest_hours = ["09:00-17:00"]\n'
    practice.path.write_text(
        practice.path.read_text().replace("[[estates.teams]]", f"{rest}[[estates.teams]]")
    )
    config = load(practice.path, {"FRONTDESK__TELEGRAM__TOKEN": TOKEN})
    (finding,) = records.calendar(config, date(2049, 1, 1))
    assert (finding.check, finding.state) == ("calendar", State.warning)
    assert "2049 is not covered" in finding.mend
    assert records.calendar(config, date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("ahead_s", "state", "says"),
    [
        (0.0, State.ok, "agrees"),
        (-2.0, State.ok, "agrees"),
        (2.5, State.warning, "2 s behind"),
        (-29.0, State.warning, "29 s ahead of"),
        (31.0, State.wrong, "31 s behind"),
    ],
)
def test_a_clock_is_judged_by_how_far_it_is_off(ahead_s, state, says):
    finding = account.clock(ahead_s)
    assert finding.state is state
    assert says in finding.says


@pytest.mark.parametrize(
    ("free_gb", "total_gb", "state"),
    [(50, 100, State.ok), (0.9, 5, State.warning), (90, 1000, State.warning), (1, 10, State.ok)],
)
def test_a_disk_is_judged_by_what_is_free(free_gb, total_gb, state):
    assert records.disk(int(free_gb * 1e9), int(total_gb * 1e9)).state is state


OURS = "https://desk.example.com/telegram"


@pytest.mark.parametrize(
    ("pushing", "elsewhere", "checks"),
    [
        (Pushing(""), False, []),
        (Pushing(""), None, []),
        (Pushing(""), True, ["poller"]),
        (Pushing("https://elsewhere.example"), None, ["webhook"]),
        (Pushing(OURS), None, []),
    ],
)
def test_whoever_takes_the_updates_is_told(pushing, elsewhere, checks):
    telegram = Telegram(webhook={"url": OURS})
    found = account.findings(telegram, Account("desk_bot", True, pushing, elsewhere, 0.0))
    assert [finding.check for finding in found if finding.state is State.wrong] == checks


@pytest.mark.parametrize(
    ("pushing", "state", "says"),
    [
        (Pushing(OURS, waiting=3), State.ok, "3 updates wait"),
        (Pushing(""), State.wrong, "has no webhook"),
        (Pushing("https://elsewhere.example"), State.wrong, "another address"),
        (
            Pushing(OURS, 7, datetime(2026, 11, 23, tzinfo=UTC), "Connection refused"),
            State.warning,
            "2026-11-23 00:00 UTC Telegram could not push: Connection refused; 7 updates wait",
        ),
    ],
)
def test_a_webhook_is_judged_by_what_telegram_says_of_it(pushing, state, says):
    telegram = Telegram(mode="webhook", webhook={"url": OURS})
    found = account.findings(telegram, Account("desk_bot", True, pushing, None, 0.0))
    (told,) = [finding for finding in found if finding.check == "webhook"]
    assert told.state is state
    assert says in told.says


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        (Standing(True, True, None), State.ok, "may do its work"),
        (Standing(True, True, False), State.warning, "may not manage"),
        (Standing(False, True, None), State.wrong, "hears only commands"),
        (SendFailed(Failure.unknown, "no answer"), State.warning, "could not be looked at"),
        (SendFailed(Failure.unreachable, "kicked"), State.wrong, "the bot is not in"),
    ],
)
async def test_a_group_is_judged_by_what_the_bot_may_do(practice, answer, state, says):
    config = load(practice.path, {"FRONTDESK__TELEGRAM__TOKEN": TOKEN})
    every = [group.chat for group in groups.groups(config)]
    well = Standing(True, True, None)
    found = list(groups.findings(config, dict.fromkeys(every, well) | {str(practice.team): answer}))
    assert found[1].state is state
    assert says in found[1].says
    assert [found[n].state for n in (0, 2)] == [State.ok, State.ok]
