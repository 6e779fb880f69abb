"""A short week in the default tests, and the honesty of the harness: what is broken on purpose is seen."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channel import RawUpdate, SendFailed, Sent
from handlers.messages import Outgoing
from tests.virtual.channel import MemoryChannel
from tests.virtual.engine import Engine
from tests.virtual.findings import Report
from tests.virtual.lived import Lived
from tests.virtual.reading import owner_key, staff_key
from tests.virtual.staff_checks import LIMITS, PAGES
from tests.week import checks
from tests.week.estate import MANAGERS
from tests.week.week import lived

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _silently():
    """Let the checks tell what went wrong: they find it in the database."""
    with capture_logs():
        yield


def told(report: Report, week: Lived) -> str:
    return report.table() + "\n" + report.story(week.chats.log)


# In so short a time there may be none of these to look at.
_RARE = ("late tickets", "ratings")


async def test_two_days_of_120_homes_keep_every_promise():
    async with lived(1, days=2, count=120) as week:
        report = checks.look(week)
        assert not report.broken, told(report, week)
        # Where nothing happens every promise is kept.
        idle = [figure.name for figure in report.figures if not figure.n]
        assert not [name for name in idle if not name.startswith(_RARE)], report.table()


def run_elsewhere(seed: int, days: int, homes: int) -> str:
    """Let the same pass in a process that orders its sets otherwise; return what it prints."""
    command = [
        sys.executable,
        "-m",
        "tests.week",
        *map(str, ("--seed", seed, "--days", days, "--homes", homes)),
    ]
    environ = os.environ | {"PYTHONHASHSEED": "5"}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False).stdout


async def test_a_seed_says_everything_whatever_the_order_of_sets():
    async with lived(5, days=1, count=60) as week:
        assert f"digest {week.chats.digest()}" in run_elsewhere(5, 1, 60)


class ForgetsOwners(MemoryChannel):
    """Takes receipts and words on promised times and shows nobody; says claims twice."""

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        key = owner_key(outgoing.text)
        if key.startswith(("owner.receipt", "owner.promise")):
            return Sent(("0",))
        if key == "owner.claimed":
            await super().send(chat, outgoing, reply_to)
        return await super().send(chat, outgoing, reply_to)


class TellsTooMuch(MemoryChannel):
    """Shows pages to people who sleep, limits and digests twice, and pins nothing."""

    async def send(self, chat: str, outgoing: Outgoing, reply_to: str | None) -> Sent | SendFailed:
        key = staff_key(outgoing.text)
        if key in PAGES and not chat.startswith("-"):
            for user in ("2001", "2007", "2015"):
                await super().send(user, outgoing, None)
        if key in LIMITS or chat == MANAGERS:
            await super().send(chat, outgoing, reply_to)
            await super().send(chat, outgoing, reply_to)
        return await super().send(chat, replace(outgoing, pin=False), reply_to)


class LosesOne(MemoryChannel):
    """Hands out every message but the tenth."""

    async def fetch(self, after: int | None, wait_s: float) -> Sequence[RawUpdate]:
        return [one for one in await super().fetch(after, wait_s) if one.position != 10]


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (ForgetsOwners, ("matters with a word", "messages to owners", "promised times kept")),
        (
            TellsTooMuch,
            ("private pages", "limits told", "mornings with one digest", "groups with one pinned"),
        ),
        (LosesOne, ("messages and presses",)),
    ],
)
async def test_a_fault_on_purpose_is_seen(fault, seen):
    class Faulty(Engine):
        def channel(self) -> MemoryChannel:
            return fault(self.chats)

    async with lived(1, days=2, count=60, engine=Faulty) as week:
        broken = {figure.name for figure in checks.look(week).broken}
    assert [start for start in seen if not any(name.startswith(start) for name in broken)] == []
